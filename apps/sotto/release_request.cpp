#include "sotto/release_request.hpp"

#include <system_error>

#include "adapters/posix/folder_lock.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

std::filesystem::path wish(const std::filesystem::path& data) {
  return data / "release";
}

}  // namespace

Result<void> ask_release(const std::filesystem::path& data) {
  std::error_code ignored;
  const bool known = std::filesystem::exists(data, ignored);
  const auto lock = known ? lock_folder(data) : Error{ErrorCode::kFileMissing, data.string()};
  if (lock || lock.error().code != ErrorCode::kAlreadyRunning) {
    return Error{ErrorCode::kNotAvailable, "a Sotto that listens here; one that starts is not locked"};
  }
  return write_private_file(wish(data), {}, WhenPresent::kReplace);
}

bool take_release(const std::filesystem::path& data) {
  std::error_code ignored;
  return std::filesystem::remove(wish(data), ignored);
}

}  // namespace sotto
