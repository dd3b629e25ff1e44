// MuteSwitch: whether the microphone is switched off, kept in a small file of the data folder, so that it
// outlives a restart and another program can switch it. Thread-safety: no state; the last one who sets it
// wins.
#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace sotto {

class MuteSwitch {
 public:
  explicit MuteSwitch(const std::filesystem::path& data) : file_(data / "muted") {}

  [[nodiscard]] bool is_on() const;
  // Errors: write-failed, disk-full.
  [[nodiscard]] Result<void> set(bool on) const;

 private:
  std::filesystem::path file_;
};

}  // namespace sotto
