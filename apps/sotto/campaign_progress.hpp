// CampaignProgress: a bar on a terminal that says how far a campaign is. Nothing where there is no terminal.
// Thread-safety: one caller at a time.
#pragma once

#include <cstdio>
#include <string>

#include "base/units.hpp"

namespace sotto {

class CampaignProgress {
 public:
  // `all`: the sound to get through.
  CampaignProgress(bool on_terminal, SampleCount all) : on_(on_terminal), all_(all) {}

  void add(SampleCount heard) {
    heard_ += heard;
    if (!on_ || all_ == 0) return;
    const int percent = static_cast<int>(100 * heard_ / all_);
    const int filled = percent * kWidth / 100;
    std::fprintf(stderr, "\r[%s%s] %3d %%, %.1f min of sound", std::string(filled_size(filled), '#').c_str(),
                 std::string(filled_size(kWidth - filled), ' ').c_str(), percent,
                 static_cast<double>(heard_) / kSampleRate / 60.0);
    dirty_ = true;
  }

  void clear() {
    if (dirty_) std::fputs("\r\033[K", stderr);
    dirty_ = false;
  }

 private:
  static constexpr int kWidth = 40;
  static std::size_t filled_size(int count) { return static_cast<std::size_t>(count); }

  bool on_;
  bool dirty_ = false;
  SampleCount all_ = 0;
  SampleCount heard_ = 0;
};

}  // namespace sotto
