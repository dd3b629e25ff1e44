#include "sotto/wall_clock.hpp"

#include <chrono>
#include <ctime>

namespace sotto {

WallClockRead read_wall_clock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  WallClockRead read;
  read.epoch_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  const auto seconds = static_cast<std::time_t>(read.epoch_ms / 1000);
  ::tzset();  // the zone may have been changed while Sotto runs
  std::tm local{};
  constexpr int kSecondsAMinute = 60;
  if (::localtime_r(&seconds, &local) != nullptr)
    read.utc_offset_minutes = static_cast<int>(local.tm_gmtoff / kSecondsAMinute);
  return read;
}

}  // namespace sotto
