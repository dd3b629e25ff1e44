#include "runtime/tones.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "base/assert.hpp"
#include "base/units.hpp"

namespace sotto {
namespace {

constexpr double kPeak = 0.18;  // about -15 dBFS: clear beside speech at -20 dBFS, never startling
constexpr double kOctaveShare =
    0.25;                             // a little of the octave above makes small loudspeakers carry low notes
constexpr Milliseconds kFadeMs = 15;  // long enough that no click is heard

// Pitches of equal temperament.
constexpr double kA3 = 220.00;
constexpr double kE5 = 659.26;
constexpr double kG5 = 783.99;
constexpr double kA5 = 880.00;
constexpr double kB5 = 987.77;
constexpr double kE6 = 1318.51;

constexpr std::array<Note, 2> kWakeNotes = {{{kE5, 70}, {kB5, 90}}};
constexpr std::array<Note, 1> kRefusedNotes = {{{kA3, 220}}};
constexpr std::array<Note, 1> kRecordNotes = {{{kA5, 180}}};
constexpr std::array<Note, 3> kSentNotes = {{{kG5, 80}, {kB5, 80}, {kE6, 140}}};

std::span<const Note> notes_of(Tone tone) {
  switch (tone) {
    case Tone::kWake:
      return kWakeNotes;
    case Tone::kRefused:
      return kRefusedNotes;
    case Tone::kRecord:
      return kRecordNotes;
    case Tone::kSent:
      return kSentNotes;
  }
  SOTTO_UNREACHABLE("a tone without notes");
}

// Raised-cosine envelope: 0 at both ends, 1 from the end of the fade in to the start of the fade out.
double envelope(SampleCount position, SampleCount length) {
  const SampleCount fade = std::min(to_samples(kFadeMs), length / 2);
  const SampleCount from_edge = std::min(position, length - 1 - position);
  if (from_edge >= fade) return 1.0;
  return 0.5 - 0.5 * std::cos(std::numbers::pi * static_cast<double>(from_edge) / static_cast<double>(fade));
}

}  // namespace

void append_note(const Note& note, double peak, Speech& sound) {
  const SampleCount length = to_samples(note.length_ms);
  for (SampleCount i = 0; i < length; ++i) {
    const double phase = 2.0 * std::numbers::pi * note.hertz * static_cast<double>(i) / kSampleRate;
    const double wave = (std::sin(phase) + kOctaveShare * std::sin(2.0 * phase)) / (1.0 + kOctaveShare);
    sound.push_back(static_cast<float>(peak * envelope(i, length) * wave));
  }
}

std::string_view tone_name(Tone tone) {
  switch (tone) {
    case Tone::kWake:
      return "wake";
    case Tone::kRefused:
      return "refused";
    case Tone::kRecord:
      return "record";
    case Tone::kSent:
      return "sent";
  }
  SOTTO_UNREACHABLE("a tone without a name");
}

Speech make_tone(Tone tone) {
  Speech sound;
  for (const Note& note : notes_of(tone)) append_note(note, kPeak, sound);
  return sound;
}

}  // namespace sotto
