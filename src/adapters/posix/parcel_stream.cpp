#include "adapters/posix/parcel_stream.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeaderMax = std::size_t{256} << 10U;
constexpr std::size_t kSoundMax = std::size_t{32} << 20U;
constexpr std::size_t kAnswerMax = 4096;
constexpr std::chrono::seconds kWritePatience{10};

bool wait_for(int fd, short what, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left < 0) return false;
    pollfd poll{fd, what, 0};
    const int ready = ::poll(&poll, 1, static_cast<int>(left) + 1);
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Never a signal: the other end may be gone at any time.
bool write_all(int fd, const void* bytes, std::size_t count, Clock::time_point deadline) {
  const auto* data = static_cast<const char*>(bytes);
  while (count > 0) {
    if (!wait_for(fd, POLLOUT, deadline)) return false;
    const ssize_t sent = ::send(fd, data, count, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (sent <= 0) return false;
    data += sent;
    count -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool write_line(int fd, const Json& line) {
  const std::string text = line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return write_all(fd, text.data(), text.size(), Clock::now() + kWritePatience);
}

// Lines, and what comes after them.
class Reader {
 public:
  Reader(int fd, Clock::time_point deadline) : fd_(fd), deadline_(deadline) {}

  [[nodiscard]] std::optional<std::string> line(std::size_t bytes_max) {
    while (true) {
      const std::size_t end = held_.find('\n');
      if (end != std::string::npos) {
        std::string text = held_.substr(0, end);
        held_.erase(0, end + 1);
        return text;
      }
      if (held_.size() > bytes_max || !more()) return std::nullopt;
    }
  }

  [[nodiscard]] bool bytes(std::span<std::byte> wanted) {
    std::size_t at = std::min(wanted.size(), held_.size());
    std::copy_n(reinterpret_cast<const std::byte*>(held_.data()), at, wanted.begin());
    held_.erase(0, at);
    while (at < wanted.size()) {
      if (!wait_for(fd_, POLLIN, deadline_)) return false;
      const ssize_t count = ::read(fd_, wanted.data() + at, wanted.size() - at);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      at += static_cast<std::size_t>(count);
    }
    return true;
  }

 private:
  bool more() {
    std::array<char, 4096> some{};
    while (wait_for(fd_, POLLIN, deadline_)) {
      const ssize_t count = ::read(fd_, some.data(), some.size());
      if (count < 0 && errno == EINTR) continue;
      if (count > 0) held_.append(some.data(), static_cast<std::size_t>(count));
      return count > 0;
    }
    return false;
  }

  int fd_;
  Clock::time_point deadline_;
  std::string held_;
};

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::optional<ErrorCode> find_code(std::string_view name) {
  constexpr ErrorCode kAll[] = {
#define SOTTO_ERROR(enumerator, code, advice) ErrorCode::enumerator,
#include "base/error_codes.def"
#undef SOTTO_ERROR
  };
  for (const ErrorCode code : kAll) {
    if (code_name(code) == name) return code;
  }
  return std::nullopt;
}

}  // namespace

Result<void> write_request(int fd, const ChannelRequest& request) {
  const Parcel& parcel = request.parcel;
  const Json header = {{"channel", request.channel},       {"settings", request.settings},
                       {"limit_s", request.limit_seconds}, {"key", parcel.key},
                       {"contact", parcel.contact},        {"address", parcel.address},
                       {"subject", parcel.subject},        {"transcript", parcel.transcript},
                       {"wall_ms", parcel.wall_ms},        {"length_ms", parcel.length_ms},
                       {"file_name", parcel.file_name},    {"sound_bytes", parcel.sound.size()}};
  if (write_line(fd, header) &&
      write_all(fd, parcel.sound.data(), parcel.sound.size(), Clock::now() + kWritePatience)) {
    return {};
  }
  return Error{ErrorCode::kDeliveryDeferred, "the sender's process takes no message"};
}

Result<ChannelRequest> read_request(int fd) {
  Reader reader(fd, Clock::now() + kWritePatience);
  const auto line = reader.line(kHeaderMax);
  if (!line) return Error{ErrorCode::kFileTruncated, "the message's header"};
  const Json header = Json::parse(*line, nullptr, false);
  if (!header.is_object()) return Error{ErrorCode::kFileInvalid, "the message's header"};
  ChannelRequest request;
  request.channel = text_of(header, "channel");
  request.settings = text_of(header, "settings");
  request.limit_seconds = static_cast<int>(std::clamp<std::int64_t>(number_of(header, "limit_s"), 1, 3600));
  Parcel& parcel = request.parcel;
  parcel.key = text_of(header, "key");
  parcel.contact = text_of(header, "contact");
  parcel.address = text_of(header, "address");
  parcel.subject = text_of(header, "subject");
  parcel.transcript = text_of(header, "transcript");
  parcel.wall_ms = number_of(header, "wall_ms");
  parcel.length_ms = number_of(header, "length_ms");
  parcel.file_name = text_of(header, "file_name");
  const std::int64_t size = number_of(header, "sound_bytes");
  if (size < 0 || static_cast<std::uint64_t>(size) > kSoundMax) {
    return Error{ErrorCode::kTooLong, "the message's sound"};
  }
  parcel.sound.resize(static_cast<std::size_t>(size));
  if (!reader.bytes(parcel.sound)) return Error{ErrorCode::kFileTruncated, "the message's sound"};
  return request;
}

bool write_begun(int fd) {
  return write_line(fd, {{"state", "begun"}});
}

bool write_result(int fd, const Result<void>& result) {
  if (result) return write_line(fd, {{"state", "sent"}});
  return write_line(
      fd, {{"state", "error"}, {"code", code_name(result.error().code)}, {"detail", result.error().detail}});
}

Result<void> read_result(int fd, int limit_seconds) {
  Reader reader(fd, Clock::now() + std::chrono::seconds(limit_seconds));
  bool begun = false;
  while (const auto line = reader.line(kAnswerMax)) {
    const Json answer = Json::parse(*line, nullptr, false);
    if (!answer.is_object()) break;
    const std::string state = text_of(answer, "state");
    if (state == "sent") return {};
    if (state == "error") {
      const auto code = find_code(text_of(answer, "code"));
      if (!code) break;
      return Error{*code, text_of(answer, "detail")};
    }
    if (state != "begun") break;
    begun = true;
  }
  if (begun) return Error{ErrorCode::kDeliveryUnknown, "the sender ended before it said what came of it"};
  return Error{ErrorCode::kDeliveryDeferred, "the sender's process did not begin"};
}

}  // namespace sotto
