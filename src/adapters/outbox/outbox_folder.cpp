#include "adapters/outbox/outbox_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "base/units.hpp"

namespace sotto {
namespace {

constexpr std::string_view kUnfinished = ".new-";
constexpr std::size_t kMaxSlug = 40;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

Error write_error(int code, const std::filesystem::path& path) {
  const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
  return {full ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed, path.string()};
}

// FNV-1a (Fowler, Noll, Vo), 64 bits: tells two messages apart, no more; it protects from nothing.
class Fingerprint {
 public:
  void add(std::uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001B3; }
  [[nodiscard]] std::string text() const {
    std::array<char, 17> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(hash_));
    return digits.data();
  }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325;
};

std::string fingerprint(const Delivery& delivery) {
  Fingerprint print;
  for (const char letter : delivery.contact) print.add(static_cast<std::uint8_t>(letter));
  for (const float sample : delivery.samples) {
    const float scaled = std::isnan(sample) ? 0.0F : std::clamp(sample * 32768.0F, -32768.0F, 32767.0F);
    const auto value = static_cast<std::uint16_t>(std::lrintf(scaled));
    print.add(static_cast<std::uint8_t>(value & 0xFF));
    print.add(static_cast<std::uint8_t>(value >> 8));
  }
  return print.text();
}

std::string note_text(const Delivery& delivery, const std::string& audio_name) {
  nlohmann::ordered_json note;
  note["id"] = delivery.message_id;
  note["contact"] = delivery.contact;
  note["transcript"] = delivery.transcript;
  note["recorded_at_ms"] = delivery.recorded_at;
  note["seconds"] = static_cast<double>(delivery.samples.size()) / kSampleRate;
  note["audio"] = audio_name;
  note["fingerprint"] = fingerprint(delivery);
  return note.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// What the note of a message that is already there says; empty where it says nothing.
std::string noted_fingerprint(const std::filesystem::path& note_path) {
  std::ifstream file(note_path);
  const auto note = nlohmann::json::parse(file, nullptr, false);
  if (!note.is_object() || !note.contains("fingerprint") || !note["fingerprint"].is_string()) return {};
  return note["fingerprint"].get<std::string>();
}

std::optional<std::uint64_t> message_number(std::string_view entry) {
  std::uint64_t number = 0;
  const auto [end, code] = std::from_chars(entry.data(), entry.data() + entry.size(), number);
  const bool named = code == std::errc{} && end != entry.data() + entry.size() && *end == '-';
  if (!named) return std::nullopt;
  return number;
}

class OutboxFolder final : public Messenger {
 public:
  OutboxFolder(std::filesystem::path folder, std::unique_ptr<AudioEncoder> encoder, FileCalls calls)
      : folder_(std::move(folder)), encoder_(std::move(encoder)), calls_(std::move(calls)) {
    if (!calls_.write) calls_.write = ::write;
    if (!calls_.sync) calls_.sync = ::fsync;
  }

  Result<void> deliver(const Delivery& delivery) override {
    const auto audio = encoder_->encode(delivery.samples);
    if (!audio) return audio.error();
    const Descriptor outbox(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!outbox.open()) return write_error(errno, folder_);
    // Held until the descriptor is closed. Whoever holds it knows that every unfinished folder was left by a
    // crash.
    while (::flock(outbox.get(), LOCK_EX) != 0) {
      if (errno != EINTR) return write_error(errno, folder_);
    }
    std::optional<std::string> present;
    if (const int code = tidy_and_find(delivery.message_id, present); code != 0) {
      return write_error(code, folder_);
    }
    if (present) return check_present(delivery, *present);
    return publish(outbox.get(), delivery, audio.value());
  }

  [[nodiscard]] std::string channel() const override { return "file"; }

 private:
  // Removes what a crash left unfinished and looks for a message with this number. Returns 0 or an errno.
  int tidy_and_find(std::uint64_t number, std::optional<std::string>& present) {
    std::error_code code;
    std::vector<std::filesystem::path> unfinished;
    for (std::filesystem::directory_iterator entry(folder_, code), end; !code && entry != end;
         entry.increment(code)) {
      const std::string name = entry->path().filename().string();
      if (name.starts_with(kUnfinished)) unfinished.push_back(entry->path());
      if (message_number(name) == number) present = name;
    }
    for (const auto& path : unfinished) {
      std::error_code ignored;
      std::filesystem::remove_all(path, ignored);
    }
    return code.value();
  }

  Result<void> check_present(const Delivery& delivery, const std::string& name) {
    if (noted_fingerprint(folder_ / name / "note.json") == fingerprint(delivery)) return {};
    return Error{ErrorCode::kWriteFailed, (folder_ / name).string() + ": another message has this number"};
  }

  Result<void> publish(int outbox, const Delivery& delivery, std::span<const std::byte> audio) {
    std::array<char, 24> number{};
    std::snprintf(number.data(), number.size(), "%012llu",
                  static_cast<unsigned long long>(delivery.message_id));
    const std::string name = std::string(number.data()) + "-" + contact_slug(delivery.contact);
    const std::string unfinished = std::string(kUnfinished) + name;
    int code = ::mkdirat(outbox, unfinished.c_str(), 0700) == 0 ? 0 : errno;
    if (code == 0) code = fill(outbox, unfinished, delivery, audio);
    if (code == 0 && ::renameat(outbox, unfinished.c_str(), outbox, name.c_str()) != 0) code = errno;
    if (code == 0) {
      // Without this the new name might be lost in a power cut although the message counts as delivered.
      if (calls_.sync(outbox) == 0) return {};
      code = errno;
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_ / unfinished, ignored);
    std::filesystem::remove_all(folder_ / name, ignored);
    return write_error(code, folder_ / name);
  }

  int fill(int outbox, const std::string& unfinished, const Delivery& delivery,
           std::span<const std::byte> audio) {
    const Descriptor inside(::openat(outbox, unfinished.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!inside.open()) return errno;
    const std::string audio_name = "message." + encoder_->extension();
    if (const int code = write_file(inside.get(), audio_name, audio); code != 0) return code;
    const std::string note = note_text(delivery, audio_name);
    if (const int code = write_file(inside.get(), "note.json", std::as_bytes(std::span(note))); code != 0) {
      return code;
    }
    return calls_.sync(inside.get()) == 0 ? 0 : errno;
  }

  // Returns 0 or an errno.
  int write_file(int folder, const std::string& name, std::span<const std::byte> bytes) {
    const Descriptor file(::openat(folder, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.open()) return errno;
    while (!bytes.empty()) {
      const ssize_t written = calls_.write(file.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return errno;
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return calls_.sync(file.get()) == 0 ? 0 : errno;
  }

  std::filesystem::path folder_;
  std::unique_ptr<AudioEncoder> encoder_;
  FileCalls calls_;
};

// Creates missing folders one by one, so that each gets mode 0700 and not what the umask leaves of 0777.
int make_folders(const std::filesystem::path& folder) {
  std::filesystem::path so_far;
  for (const auto& part : folder) {
    so_far /= part;
    if (::mkdir(so_far.c_str(), 0700) != 0 && errno != EEXIST && errno != EISDIR) return errno;
  }
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0) return errno;
  return S_ISDIR(info.st_mode) ? 0 : ENOTDIR;
}

}  // namespace

std::string contact_slug(std::string_view contact) {
  std::string slug;
  for (const char letter : contact) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool digit = byte >= '0' && byte <= '9';
    const bool lower = byte >= 'a' && byte <= 'z';
    const bool upper = byte >= 'A' && byte <= 'Z';
    if (digit || lower) {
      slug.push_back(letter);
    } else if (upper) {
      slug.push_back(static_cast<char>(byte - 'A' + 'a'));
    } else if (!slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
    if (slug.size() == kMaxSlug) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "contact" : slug;
}

Result<std::unique_ptr<Messenger>> make_outbox_folder(std::filesystem::path folder,
                                                      std::unique_ptr<AudioEncoder> encoder,
                                                      FileCalls calls) {
  SOTTO_ASSERT(encoder != nullptr);
  if (const int code = make_folders(folder); code != 0) return write_error(code, folder);
  return std::unique_ptr<Messenger>(
      new OutboxFolder(std::move(folder), std::move(encoder), std::move(calls)));
}

}  // namespace sotto
