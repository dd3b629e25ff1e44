// Ears: frames of sound in, events about speech and wake words out.
//
// Voice activity with hysteresis: speech begins with two frames at or above 0.5 (and is dated back to the
// first), and has paused when 200 ms stayed below 0.35 (both thresholds as Silero's own example code uses
// them). Everything is counted in samples, so a replay sees what a live run saw. Thread-safety: one thread.
// Does not own the engines.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/result.hpp"
#include "core/event.hpp"
#include "ports/voice_activity.hpp"
#include "ports/wake_detector.hpp"

namespace sotto {

// After this much silence a pause is reported; decoding begins then.
inline constexpr Milliseconds kPauseMs = 200;

// Detectors do not come to their conclusions in the same frame: a proposal holds what each of them thought of
// the latest second.
inline constexpr std::size_t kPeakFrames = 31;

class Ears {
 public:
  // REQUIRES: the engines outlive this. Any number of wake detectors listen side by side; any of them may
  // propose.
  Ears(VoiceActivity& voice_activity, std::vector<WakeDetector*> wake_detectors);

  // Takes the next kFrameSamples samples and returns what they brought, in order. `nonce` goes into a
  // proposal. Errors: engine-failed.
  [[nodiscard]] Result<std::vector<EventBody>> hear(std::span<const float> frame, std::uint64_t nonce);

  // Run position after the last frame.
  [[nodiscard]] SampleCount position() const { return position_; }

  // Sound was lost: forgets speech and wake state and goes on at `position`.
  void resume_at(SampleCount position);

 private:
  void follow_speech(Permille probability, std::vector<EventBody>& events);
  [[nodiscard]] Result<void> follow_wake(std::span<const float> frame, std::uint64_t nonce,
                                         std::vector<EventBody>& events);

  // A detector's highest scores, one for each of the latest frames.
  struct Peaks {
    std::array<Permille, kPeakFrames> frames{};
    std::size_t next = 0;
  };

  VoiceActivity& voice_activity_;
  std::vector<WakeDetector*> wake_detectors_;
  std::vector<Peaks> peaks_;  // of each detector
  SampleCount position_ = 0;
  bool speaking_ = false;
  int speech_frames_ = 0;  // in a row, while not speaking
  SampleCount speech_start_ = 0;
  SampleCount speech_end_ = 0;
};

}  // namespace sotto
