// What may be seen of a live run from beside it, and what may be asked of it.
#include <algorithm>
#include <cmath>

#include "core/step.hpp"
#include "runtime/live_driver.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kBetweenStates = 100;
constexpr int kSilenceDbfs = -100;

int dbfs(float peak) {
  if (peak <= 0.0F) return kSilenceDbfs;
  return std::clamp(static_cast<int>(std::lround(20.0F * std::log10(peak))), kSilenceDbfs, 0);
}

}  // namespace

void LiveDriver::obey(const LiveRequest& request) {
  if (const auto* mute = std::get_if<SetMuted>(&request)) {
    set_muted(mute->muted);
  } else if (const auto* order = std::get_if<OrderDevice>(&request)) {
    loop_.post(
        OrderGiven{OrderSource::kPage, order->device, order->command, order->value_tenths, order->approved},
        now());
  } else {
    loop_.post(CancelledByHand{}, now());
  }
}

void LiveDriver::set_muted(bool muted) {
  if (muted == muted_) return;
  muted_ = muted;
  // Half a word from before the switch must not become a whole one after it.
  ears_.resume_at(history_.position());
  loop_.post(CaptureMuted{muted}, now());
  if (options_.on_muted) options_.on_muted(muted);
}

void LiveDriver::watch_level(std::span<const float> frame) {
  if (!options_.on_state) return;
  for (const float sample : frame) peak_ = std::max(peak_, std::abs(sample));
}

void LiveDriver::report_state() {
  if (!options_.on_state || now() < state_due_) return;
  state_due_ = now() + kBetweenStates;
  options_.on_state({muted_, !device_lost_, !speaking_.empty(), !at_rest(loop_.state()), dbfs(peak_)});
  peak_ = 0;
}

}  // namespace sotto
