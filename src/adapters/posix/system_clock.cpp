#include "adapters/posix/system_clock.hpp"

#include <chrono>
#include <thread>

namespace sotto {
namespace {

using Monotonic = std::chrono::steady_clock;

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Milliseconds now() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Monotonic::now() - began_).count();
  }

  void sleep_until(Milliseconds at) override {
    std::this_thread::sleep_until(began_ + std::chrono::milliseconds(at));
  }

 private:
  const Monotonic::time_point began_ = Monotonic::now();
};

}  // namespace

std::unique_ptr<Clock> make_system_clock() {
  return std::make_unique<SystemClock>();
}

}  // namespace sotto
