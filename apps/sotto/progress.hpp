// Progress: one line on a terminal that says how far a long replay is. Nothing where there is no terminal.
#pragma once

#include <cstdio>

#include "base/units.hpp"

namespace sotto {

class Progress {
 public:
  explicit Progress(bool on_terminal) : on_(on_terminal) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(Milliseconds heard) {
    if (!on_ || heard - shown_ < 10'000) return;
    shown_ = heard;
    std::fprintf(stderr, "\rheard %lld min %02lld s", static_cast<long long>(heard / 60'000),
                 static_cast<long long>(heard / 1000 % 60));
    dirty_ = true;
  }

  void clear() {
    if (dirty_) std::fputs("\r\033[K", stderr);
    dirty_ = false;
  }

 private:
  bool on_;
  bool dirty_ = false;
  Milliseconds shown_ = 0;
};

}  // namespace sotto
