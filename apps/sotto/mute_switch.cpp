#include "sotto/mute_switch.hpp"

#include <system_error>

#include "runtime/private_file.hpp"

namespace sotto {

bool MuteSwitch::is_on() const {
  // What cannot be looked at counts as switched off: whoever muted it must not be heard.
  std::error_code trouble;
  const auto status = std::filesystem::symlink_status(file_, trouble);
  return status.type() != std::filesystem::file_type::not_found;
}

Result<void> MuteSwitch::set(bool on) const {
  if (on == is_on()) return {};
  if (on) {
    if (auto made = make_private_folder(file_.parent_path()); !made) return made.error();
    return write_private_file(file_, {}, WhenPresent::kReplace);
  }
  std::error_code trouble;
  std::filesystem::remove(file_, trouble);
  if (trouble) return Error{ErrorCode::kWriteFailed, file_.string()};
  return {};
}

}  // namespace sotto
