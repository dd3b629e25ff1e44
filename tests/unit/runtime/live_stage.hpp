// LiveStage: a live run of a Play, with a fault wherever a test wants one. No clock and no sleep: time goes
// on only when the engines have answered, unless one of them is told to be late.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "faults/faulty_ports.hpp"
#include "faults/play.hpp"
#include "faults/played_engines.hpp"
#include "faults/played_room.hpp"
#include "faults/run_record.hpp"
#include "runtime/live_driver.hpp"

namespace sotto {

class LiveStage final : private Clock {
 public:
  // `home` may be null: no device is connected.
  explicit LiveStage(Play the_play, Milliseconds length_ms = 60'000, DeviceBus* home = nullptr,
                     bool muted = false, ReminderStore* reminders = nullptr);

  [[nodiscard]] Result<RunSummary> run();

  // From the n-th effect of this kind on, time does not wait for the engines until `until`.
  template <typename T>
  void go_on_without(int n, Milliseconds until) {
    is_late_ = [this, n](const Effect& effect) {
      return std::holds_alternative<T>(effect) && record.count<T>() == n;
    };
    late_until_ = until;
  }

  // The channel takes a message only when such an event has come.
  template <typename T>
  void deliver_only_after() {
    const Milliseconds never = 1'000'000'000;
    channel.delay(never);
    go_on_without<SendMessage>(1, never);
    record.on_event = [this](const Event& event) {
      if (std::holds_alternative<T>(event.body)) time.end();
    };
  }

  [[nodiscard]] LiveDriver& driver() { return *driver_; }
  [[nodiscard]] bool has_line(const std::string& part) const;

  Play play;
  RunSetup setup;
  VirtualTime time;
  PlayedRoom room;
  KeepingMessenger messenger;

 private:
  PlayedActivity inner_activity_;
  PlayedRecognizer inner_recognizer_;
  PlayedSynthesizer inner_synthesizer_;
  PlayedVoiceIdentifier inner_voices_;
  PlayedWakeDetector detector_;
  SpellingPronouncer pronouncer_;

 public:
  FaultySource source;
  FaultySink sink;
  FaultyActivity activity;
  FaultyRecognizer recognizer;
  FaultySynthesizer synthesizer;
  FaultyVoiceIdentifier voices;
  FaultyMessenger channel;
  RunRecord record;
  std::function<void(const Effect& effect)> on_effect;      // may be empty
  std::function<void()> on_idle;                            // may be empty
  std::function<std::optional<EventBody>()> take_change;    // may be empty
  std::function<std::vector<LiveRequest>()> take_requests;  // may be empty
  std::vector<LiveState> states;
  std::vector<bool> switched;
  std::vector<std::string> lines;
  std::vector<std::string> notices;
  int idle = 0;  // how often the run said that nothing goes on

 private:
  [[nodiscard]] Milliseconds now() const override { return 0; }
  void sleep_until(Milliseconds at) override;

  std::function<bool(const Effect& effect)> is_late_;
  Milliseconds late_until_ = 0;
  Milliseconds reached_ = 0;
  bool late_ = false;
  std::unique_ptr<LiveDriver> driver_;
};

}  // namespace sotto
