#include "runtime/rings.hpp"

#include <array>
#include <span>

#include "base/assert.hpp"
#include "runtime/tones.hpp"

namespace sotto {
namespace {

constexpr double kLoudest = 0.35;
constexpr Milliseconds kRoundMs = 1600;

// Pitches of equal temperament.
constexpr double kC5 = 523.25;
constexpr double kE5 = 659.26;
constexpr double kG5 = 783.99;
constexpr double kA5 = 880.00;
constexpr double kC6 = 1046.50;

constexpr Note kShortRest = {0, 60};
constexpr std::array<Note, 5> kTimer = {{{kA5, 110}, kShortRest, {kA5, 110}, kShortRest, {kA5, 110}}};
constexpr std::array<Note, 4> kAlarm = {{{kC5, 160}, {kE5, 160}, {kG5, 160}, {kC6, 220}}};
constexpr std::array<Note, 2> kReminder = {{{kG5, 180}, {kC5, 260}}};

std::span<const Note> notes_of(AlertKind kind) {
  switch (kind) {
    case AlertKind::kTimer:
      return kTimer;
    case AlertKind::kAlarm:
      return kAlarm;
    case AlertKind::kReminder:
      return kReminder;
  }
  SOTTO_UNREACHABLE("a ring without notes");
}

}  // namespace

Speech make_ring(AlertKind kind, Permille level) {
  SOTTO_ASSERT(level >= 0 && level <= 1000);
  Speech sound;
  for (const Note& note : notes_of(kind)) append_note(note, kLoudest * level / 1000.0, sound);
  sound.resize(static_cast<std::size_t>(to_samples(kRoundMs)), 0.0F);
  return sound;
}

}  // namespace sotto
