// LiveDriver: hears in real time and answers aloud.
//
// One loop thread reads sound, steps the core and dispatches; two workers run the recogniser and the voice,
// and bring their results back as events. Time is what the source delivered, in samples, plus what it lost,
// so a replay of the same sound sees the same times. Nothing that was heard leaves this object but through
// effects.
//
// When the sound device vanishes, whatever is open is stopped (a held message waits for approval), and
// listening goes on by itself once the device is back. While the microphone is switched off every frame is
// emptied before anything looks at it; time goes on. Thread-safety: run() on one thread; stop() and
// cancel() from any thread or a signal.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "journal/event_lines.hpp"
#include "ports/audio_sink.hpp"
#include "ports/audio_source.hpp"
#include "ports/clock.hpp"
#include "runtime/ears.hpp"
#include "runtime/live_state.hpp"
#include "runtime/loop.hpp"
#include "runtime/ringer.hpp"
#include "runtime/run_setup.hpp"
#include "runtime/services.hpp"
#include "runtime/worker.hpp"

namespace sotto {

struct LiveOptions {
  std::function<void(const std::string& line)> on_line;      // called on the loop thread; may be empty
  std::function<void(const std::string& notice)> on_notice;  // "sound-lost", "sound-back"
  std::function<void(Milliseconds now)> on_idle;  // now and then while nothing goes on: let engines go
  Recorder* recorder = nullptr;
  // What somebody changed meanwhile, such as contacts; asked about once a second. May be empty.
  std::function<std::optional<EventBody>()> take_change;
  // What is asked of the run from beside it. Looked at after every frame, so it must be quick. May be empty.
  std::function<std::vector<LiveRequest>()> take_requests;
  std::function<void(const LiveState& state)> on_state;  // about ten times a second; may be empty
  bool muted = false;                                    // begin with the microphone switched off
  std::function<void(bool muted)> on_muted;              // it was switched, by whomever; may be empty
  // What the clock on the wall shows now; asked about once a second. Empty: nobody knows, and alarms are
  // refused.
  std::function<WallClockRead()> read_wall_clock;
  // Called once with the memory that holds what is heard, so that it can be kept off the disk. May be empty.
  std::function<void(std::span<std::byte> memory)> on_sound_memory;
  Clock* pace = nullptr;  // for a source that is faster than real time: read it no faster than the clock goes
};

class LiveDriver {
 public:
  // All borrowed parts must outlive this. REQUIRES: setup.policy.live; services complete but for the
  // messenger.
  LiveDriver(Services services, RunSetup setup, LiveOptions options, AudioSink& sink);
  ~LiveDriver();

  // Returns when the source has ended and nothing is open any more, or after stop().
  // Errors: those of the source but sound-device-lost; engine-failed; file-invalid from the opening.
  [[nodiscard]] Result<RunSummary> run(AudioSource& source);

  void stop() { stopping_ = true; }
  void cancel() { cancelling_ = true; }

  // Returns once the engines have brought every result asked of them so far; it is taken at the next frame.
  // For sound that is not heard in real time. On the thread of run(), for example from LiveOptions::pace.
  void wait_for_engines();

 private:
  [[nodiscard]] Result<bool> hear_frame(AudioSource& source);
  [[nodiscard]] Result<void> hear(std::span<const float> frame);
  void hear_lost(SampleCount lost);
  void obey(const LiveRequest& request);
  void set_muted(bool muted);
  void watch_level(std::span<const float> frame);
  void report_state();
  void turn();  // timers, results and finished prompts up to now
  [[nodiscard]] bool is_open() const;
  void end_deliveries();
  void hear_home();
  void hear_outbox();
  void open_household();
  void hear_household();
  void hear_wall_clock();
  void load_reminders();
  void keep_reminders(const KeepReminders& effect);
  void keep_message(const ReportMessage& message);
  void keep_transcript(const ReportHeard& heard);
  void dispatch(const Effect& effect, Milliseconds at);
  void recognize(const Transcribe& effect);
  void compare(const CompareVoices& effect);
  void identify(const IdentifyVoice& effect);
  void speak(const Speak& effect);
  void send(const SendMessage& effect);
  void start_playing(Playback playback);
  void report(const Effect& effect, const LineContext& context);
  void post_later(EventBody body);
  [[nodiscard]] Milliseconds now() const { return to_milliseconds(history_.position()); }

  Services services_;
  RunSetup setup_;
  LiveOptions options_;
  AudioSink& sink_;
  Ears ears_;
  AudioHistory history_;
  Loop loop_;
  RunSummary summary_;
  std::multimap<Milliseconds, std::uint64_t> timers_;
  Milliseconds began_ = 0;
  Milliseconds change_due_ = 0;
  Ringer ringer_;
  Milliseconds household_due_ = 0;
  std::optional<WallClockRead> wall_clock_;  // as last told
  Milliseconds wall_clock_at_ = 0;
  SampleCount heard_ = 0;
  bool source_ended_ = false;
  bool device_lost_ = false;
  bool muted_ = false;
  float peak_ = 0;  // of the sound since the last state
  Milliseconds state_due_ = 0;
  int deliveries_ = 0;  // handed to the messenger, which has not answered yet

  // Shared with the workers.
  std::mutex mutex_;
  std::deque<EventBody> results_;
  std::deque<Playback> ready_;
  std::set<std::uint64_t> dropped_;
  std::set<std::uint64_t> speaking_;  // loop thread only: prompts not finished yet

  std::atomic<bool> outbox_failed_ = false;
  std::atomic<bool> delivering_due_ = false;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> cancelling_ = false;
  std::unique_ptr<Worker> recognition_;
  std::unique_ptr<Worker> voice_;
};

}  // namespace sotto
