// Where in a sound somebody speaks, by its energy alone. Pure functions; sound is mono float in [-1, 1), 16
// kHz.
#pragma once

#include <span>

#include "base/units.hpp"

namespace sotto {

struct SpeechStretch {
  SampleSpan
      span;  // within the samples, with 150 ms before and 200 ms after; everything if nothing stands out
  SampleCount loud = 0;   // samples in frames that stand out from the background
  double peak_db = -120;  // level of the loudest tenth of its 10 ms frames, dB relative to full scale
};

// Frames that are 9 dB above the background (the quietest tenth) and within 35 dB of the loudest count as
// speech.
[[nodiscard]] SpeechStretch find_speech(std::span<const float> samples);

}  // namespace sotto
