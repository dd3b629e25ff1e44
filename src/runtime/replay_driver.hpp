// ReplayDriver: hears a recording or a simulated room in virtual time, as fast as the machine allows.
//
// One virtual clock, counted in samples. Results of engines arrive after the policy's virtual latencies,
// prompts take their real length, so the machine's speed never changes what happens. A decode whose result is
// no longer wanted when it would arrive is not run at all. After the sound has ended, silence goes on until
// nothing is open. Thread-safety: one thread.
#pragma once

#include <functional>
#include <optional>
#include <queue>
#include <string>

#include "journal/event_lines.hpp"
#include "ports/audio_source.hpp"
#include "runtime/ears.hpp"
#include "runtime/loop.hpp"
#include "runtime/ringer.hpp"
#include "runtime/run_setup.hpp"
#include "runtime/services.hpp"

namespace sotto {

struct ReplayOptions {
  // Every line as it happens, in order of time. May be empty.
  std::function<void(const std::string& line, const Effect* effect, Milliseconds at)> on_line;
  // Takes what portland-2018 would have sent. Only replay, simulation and campaigns have one.
  std::function<void(const Exhibit& exhibit, const std::vector<float>& samples)> on_exhibit;
  std::function<void(Milliseconds heard)> on_progress;
  Recorder* recorder = nullptr;
};

class ReplayDriver {
 public:
  // `sink` takes Sotto's own voice (the simulated room) and may be null. All must outlive this.
  ReplayDriver(Services services, RunSetup setup, ReplayOptions options, AudioSink* sink);

  // Runs the source to its end. Errors: those of the source and of the front end; the run so far has been
  // reported.
  [[nodiscard]] Result<RunSummary> run(AudioSource& source);

  [[nodiscard]] const DialogState& state() const { return loop_.state(); }

 private:
  struct Due {
    Milliseconds at = 0;
    std::uint64_t order = 0;                         // of posting: the tie-breaker
    std::function<std::optional<EventBody>()> make;  // nothing: it only reported
    std::uint64_t drop_id = 0;                       // a Transcribe that may be dropped
    friend bool operator>(const Due& a, const Due& b) {
      return a.at != b.at ? a.at > b.at : a.order > b.order;
    }
  };

  void schedule(Milliseconds at, std::function<std::optional<EventBody>()> make, std::uint64_t drop_id = 0);
  void run_until(Milliseconds at);
  [[nodiscard]] Result<void> hear(std::span<const float> frame);
  [[nodiscard]] Result<SampleCount> hear_out(AudioSource& source);
  [[nodiscard]] bool settled(SampleCount end) const;
  void dispatch(const Effect& effect, Milliseconds at);
  void speak(const Speak& effect, Milliseconds at);
  void go_on_ringing(Milliseconds at);
  [[nodiscard]] bool will_ring(Milliseconds until) const;
  void fail_prompt(const Speak& effect, Milliseconds at, const Error& error);
  void report(const Effect& effect, const LineContext& context);

  Services services_;
  RunSetup setup_;
  ReplayOptions options_;
  AudioSink* sink_;
  Ears ears_;
  AudioHistory history_;
  Loop loop_;
  RunSummary summary_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::vector<std::uint64_t> dropped_;
  std::uint64_t order_ = 0;
  Milliseconds playing_until_ = 0;
  std::uint64_t prompt_generation_ = 0;
  Ringer ringer_;
  std::uint64_t ring_generation_ = 0;
};

}  // namespace sotto
