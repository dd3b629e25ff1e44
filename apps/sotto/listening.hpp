// Listening in real time with the real engines; shared by `run` and `demo`.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/event_lines.hpp"
#include "ports/audio_sink.hpp"
#include "ports/audio_source.hpp"
#include "ports/device_bus.hpp"
#include "ports/pronouncer.hpp"
#include "ports/reminder_store.hpp"
#include "runtime/live_state.hpp"
#include "runtime/loop.hpp"
#include "runtime/outbox_keeper.hpp"
#include "runtime/run_setup.hpp"
#include "sotto/engines.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {

struct ListenRequest {
  RunSetup setup;
  std::filesystem::path outbox;
  std::string microphone;       // part of a device's name; empty: the system's default
  bool cancel_echo = true;      // of a microphone
  bool suppress_noise = false;  // with it
  bool headset = false;         // the microphone cannot hear the loudspeaker: questions count as heard
  std::string loudspeaker;      // as above
  std::string input;            // a sound file, or "-" for raw sound on standard input; empty: the microphone
  std::string greeting;         // said aloud before listening; empty: nothing
  bool json = false;
  DeviceBus* devices = nullptr;               // null: no home is connected
  const VoicePrints* voice_prints = nullptr;  // the enrolled voices; null: nobody
  ReminderStore* reminders = nullptr;         // null: timers and the list end with the run
  // Carries messages and lets them outlive the run; null: the channel "file" alone, into `outbox`.
  OutboxKeeper* keeper = nullptr;
  // What the owner changed while Sotto listens; asked about once a second. May be empty.
  std::function<std::optional<EventBody>(const Pronouncer& pronouncer)> take_change;
  // As LiveOptions has them.
  std::function<std::vector<LiveRequest>()> take_requests;
  std::function<void(const LiveState& state)> on_state;
  std::function<void(const std::string& line)> on_line;  // besides standard output
  bool muted = false;
  std::function<void(bool muted)> on_muted;
  Recorder* recorder = nullptr;  // writes down what happens before it happens
};

// Prints event lines (JSON or a timeline) to standard output and notices to standard error, until the input
// and any open hold have ended, or until a stop signal. What was said is left out of the timeline when
// standard output is no terminal, because that is where logs are written.
// Errors: refused (a policy for replay only), those of the source, the outbox and the engines.
[[nodiscard]] Result<RunSummary> listen(Engines& engines, const ListenRequest& request, StopSignal& signal);

}  // namespace sotto
