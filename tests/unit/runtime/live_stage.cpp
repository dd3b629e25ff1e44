#include "live_stage.hpp"

#include <algorithm>
#include <utility>

namespace sotto {

LiveStage::LiveStage(Play the_play, Milliseconds length_ms, DeviceBus* home, bool muted,
                     ReminderStore* reminders)
    : play(std::move(the_play)),
      setup(setup_of_plays()),
      room(play, length_ms),
      inner_recognizer_(play),
      inner_voices_(play),
      detector_(play),
      source(room),
      sink(room),
      activity(inner_activity_),
      recognizer(inner_recognizer_, time),
      synthesizer(inner_synthesizer_),
      voices(inner_voices_),
      channel(messenger, time) {
  record.on_effect = [this](const Effect& effect) {
    if (is_late_ && is_late_(effect)) late_ = true;
    if (on_effect) on_effect(effect);
  };
  Services services;
  services.voice_activity = &activity;
  services.wake_detectors = {&detector_};
  services.recognizer = &recognizer;
  services.voice_identifier = &voices;
  services.synthesizer = &synthesizer;
  services.pronouncer = &pronouncer_;
  services.messenger = &channel;
  services.devices = home;
  services.reminders = reminders;
  LiveOptions options;
  options.on_line = [this](const std::string& line) { lines.push_back(line); };
  options.on_notice = [this](const std::string& notice) { notices.push_back(notice); };
  options.on_idle = [this](Milliseconds) {
    ++idle;
    if (on_idle) on_idle();
  };
  options.recorder = &record;
  options.take_change = [this] { return take_change ? take_change() : std::nullopt; };
  options.take_requests = [this] { return take_requests ? take_requests() : std::vector<LiveRequest>(); };
  options.on_state = [this](const LiveState& state) { states.push_back(state); };
  options.on_muted = [this](bool now_muted) { switched.push_back(now_muted); };
  options.muted = muted;
  // Noon, and it goes on as the sound does.
  options.read_wall_clock = [this] { return WallClockRead{1'795'435'200'000 + reached_, 0}; };
  options.pace = this;
  driver_ = std::make_unique<LiveDriver>(services, setup, options, sink);
}

Result<RunSummary> LiveStage::run() {
  auto summary = driver_->run(source);
  time.end();
  driver_.reset();  // whatever still works is waited for, so that a test reads what has come to rest
  return summary;
}

bool LiveStage::has_line(const std::string& part) const {
  return std::any_of(lines.begin(), lines.end(),
                     [&part](const std::string& line) { return line.find(part) != std::string::npos; });
}

void LiveStage::sleep_until(Milliseconds at) {
  reached_ = at;
  time.reach(at);
  if (!late_ || at >= late_until_) driver_->wait_for_engines();
}

}  // namespace sotto
