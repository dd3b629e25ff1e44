// What every synthesiser's raw sound goes through: silence cut from both ends, one loudness for all voices.
//
// The core times its gates from the end of a prompt, so trailing silence would cost the user; and scenes set
// people's loudness in decibels, so every voice must start from the same one. Pure.
#pragma once

#include "base/units.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

struct SpeechFinish {
  int level_dbfs = -20;        // RMS over the frames that hold speech, relative to full scale
  Milliseconds lead_ms = 40;   // silence left before the speech
  Milliseconds tail_ms = 100;  // and after it
};

// `raw`: mono, 16 kHz, any finite float values. Returns samples in [-1, 1), with a peak of at most -1 dBFS;
// sound without speech (empty or digitally silent) comes back empty.
[[nodiscard]] Speech finish_speech(Speech raw, const SpeechFinish& finish);

}  // namespace sotto
