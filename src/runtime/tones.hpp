// Tones: the few sounds that Sotto makes without words. Made from formulas, the same samples every time.
//
// All are mono float in [-1, 1), 16 kHz, peak about -15 dBFS, between 80 and 300 ms long, and begin and end
// in silence, so that none clicks. They are sums of two sines; none resembles speech, so that neither voice
// activity nor the wake detectors take them for a person.
#pragma once

#include <array>
#include <string_view>

#include "base/units.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

enum class Tone {
  kWake,     // the wake word was accepted; rising, short
  kRefused,  // nothing will be done; one low note
  kRecord,   // the recording begins when it ends; one clear high note
  kSent,     // the message has gone; three rising notes
};
inline constexpr std::array<Tone, 4> kTones = {Tone::kWake, Tone::kRefused, Tone::kRecord, Tone::kSent};

// "wake", "refused", "record", "sent".
[[nodiscard]] std::string_view tone_name(Tone tone);

[[nodiscard]] Speech make_tone(Tone tone);

struct Note {
  double hertz = 0;  // 0: a rest
  Milliseconds length_ms = 0;
};

// Adds one note that begins and ends in silence. `peak` is its amplitude, below 1.
void append_note(const Note& note, double peak, Speech& sound);

}  // namespace sotto
