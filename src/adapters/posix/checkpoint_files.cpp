#include "adapters/posix/checkpoint_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

#include "base/assert.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

constexpr std::size_t kHeadBytesMax = std::size_t{64} << 10U;
constexpr off_t kTailBytes = off_t{4} << 10;
// How the signature lines begin that end a note for whoever takes a file of notes apart.
constexpr std::string_view kSignatureStart = "— ";
constexpr std::string_view kTornEnd = "\n— cut-off\n";

// The last bytes of a file; nothing where it cannot be read: appending will say why.
std::string tail_of(const std::filesystem::path& file) {
  std::array<char, kTailBytes> bytes = {};
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return {};
  if (::lseek(descriptor, -kTailBytes, SEEK_END) < 0) ::lseek(descriptor, 0, SEEK_SET);
  const ssize_t count = ::read(descriptor, bytes.data(), bytes.size());
  ::close(descriptor);
  return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string();
}

bool ends_with_whole_note(std::string_view text) {
  if (text.empty()) return true;
  if (!text.ends_with('\n')) return false;
  text.remove_suffix(1);
  const std::size_t last_line = text.find_last_of('\n') + 1;  // 0 where there is no other
  return text.substr(last_line).starts_with(kSignatureStart);
}

}  // namespace

Result<void> write_head(const std::filesystem::path& file, std::string_view note) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(note.data());
  return write_private_file(file, {bytes, note.size()}, WhenPresent::kReplace);
}

Result<std::optional<std::string>> read_head(const std::filesystem::path& file) {
  const auto read = read_private_file(file, kHeadBytesMax);
  if (read) return std::optional<std::string>(std::string(read.value().begin(), read.value().end()));
  if (read.error().code == ErrorCode::kFileMissing) return std::optional<std::string>();
  return read.error();
}

Result<void> append_witness(const std::filesystem::path& file, std::string_view note) {
  SOTTO_ASSERT(ends_with_whole_note(note) && !note.empty());
  const std::string_view before = ends_with_whole_note(tail_of(file)) ? std::string_view() : kTornEnd;
  return append_private_file(file, std::string(before) + std::string(note));
}

}  // namespace sotto
