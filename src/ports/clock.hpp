// Clock: the time that goes on by itself. Only drivers that meet the real world have one; the core never
// does. Thread-safety: any thread.
#pragma once

#include "base/units.hpp"

namespace sotto {

class Clock {
 public:
  virtual ~Clock() = default;

  // Milliseconds since some fixed moment of this process; never goes back.
  [[nodiscard]] virtual Milliseconds now() const = 0;

  // Returns at `at` or a little later; at once if it has passed.
  virtual void sleep_until(Milliseconds at) = 0;
};

}  // namespace sotto
