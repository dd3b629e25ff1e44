// What a live run does for timers, alarms, reminders and the list: the clock on the wall, the store, the
// ring.
#include <cstdlib>

#include "core/step.hpp"
#include "runtime/live_driver.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kBetweenLooks = 1000;
// Sound cards drift by some hundred millionths; that is well below this within the hour.
constexpr Milliseconds kClockSlack = 1000;
constexpr Milliseconds kClockEvery = 3'600'000;

}  // namespace

void LiveDriver::open_household() {
  hear_wall_clock();
  if (services_.reminders != nullptr) load_reminders();
}

void LiveDriver::hear_household() {
  (void)ringer_.tick(history_.position(), !speaking_.empty());
  if (now() < household_due_) return;
  household_due_ = now() + kBetweenLooks;
  hear_wall_clock();
  // Nothing is changed under somebody who is just asking for it.
  if (services_.reminders == nullptr || !at_rest(loop_.state())) return;
  const auto changed = services_.reminders->changed();
  if (changed && changed.value()) load_reminders();
}

// Told at the start, when it jumps, when summer time begins or ends, and once an hour.
void LiveDriver::hear_wall_clock() {
  if (!options_.read_wall_clock) return;
  const WallClockRead read = options_.read_wall_clock();
  if (wall_clock_) {
    const Milliseconds passed = now() - wall_clock_at_;
    const std::int64_t off = read.epoch_ms - (wall_clock_->epoch_ms + passed);
    const bool same_zone = read.utc_offset_minutes == wall_clock_->utc_offset_minutes;
    if (same_zone && std::llabs(off) <= kClockSlack && passed < kClockEvery) return;
  }
  wall_clock_ = read;
  wall_clock_at_ = now();
  loop_.post(read, now());
}

void LiveDriver::load_reminders() {
  auto reminders = services_.reminders->load();
  if (!reminders) {
    if (options_.on_notice) options_.on_notice("reminders-failed");
    return;
  }
  loop_.post(RemindersLoaded{std::move(reminders).value(), setup_.rings}, now());
}

// At once and not on a worker: a timer that was announced is kept. The table is small.
void LiveDriver::keep_reminders(const KeepReminders& effect) {
  if (services_.reminders == nullptr) return;
  if (const auto kept = services_.reminders->keep(effect.reminders); !kept) {
    post_later(RemindersNotKept{std::string(code_name(kept.error().code))});
    if (options_.on_notice) options_.on_notice("reminders-failed");
  }
}

}  // namespace sotto
