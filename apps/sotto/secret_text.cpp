#include "sotto/secret_text.hpp"

#include "runtime/private_file.hpp"

namespace sotto {

Result<std::string> read_secret_text(const std::filesystem::path& file, std::size_t bytes_max) {
  const auto bytes = read_private_file(file, bytes_max);
  if (!bytes) return bytes.error();
  return std::string(bytes.value().begin(), bytes.value().end());
}

Result<void> write_secret_text(const std::filesystem::path& file, const std::string& text) {
  if (auto made = make_private_folder(file.parent_path()); !made) return made;
  return write_private_file(file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()},
                            WhenPresent::kReplace);
}

}  // namespace sotto
