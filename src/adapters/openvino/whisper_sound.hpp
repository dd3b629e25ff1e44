// Where in a sound somebody speaks, by its energy alone. Pure functions; sound is mono float in [-1, 1), 16
// kHz.
#pragma once

#include <span>
#include <vector>

#include "base/units.hpp"

namespace sotto {

struct SpeechStretch {
  SampleSpan
      span;  // within the samples, with 150 ms before and 200 ms after; everything if nothing stands out
  double peak_db = -120;   // level of the loudest tenth of its 10 ms frames, dB relative to full scale
  std::vector<bool> loud;  // which 10 ms frames, from the first sample on, stand out from the background

  // And which of them are about as loud as the speech itself: at most 12 dB below peak_db.
  std::vector<bool> strong;

  // Samples in loud or strong frames that begin within `part`.
  [[nodiscard]] SampleCount loud_within(SampleSpan part) const;
  [[nodiscard]] SampleCount strong_within(SampleSpan part) const;

  // `part` from its first loud frame to its last one; unchanged if it has none.
  [[nodiscard]] SampleSpan tightened(SampleSpan part) const;

  // Where the loud stretch that goes on at `at` ends, gaps of up to 30 ms included; never before `at` or
  // behind `limit`.
  [[nodiscard]] SampleCount end_of_stretch(SampleCount at, SampleCount limit) const;
};

// Frames that are 9 dB above the background (the quietest tenth) and within 35 dB of the loudest count as
// loud.
[[nodiscard]] SpeechStretch find_speech(std::span<const float> samples);

}  // namespace sotto
