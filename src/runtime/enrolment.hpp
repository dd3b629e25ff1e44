// Enrolment: from somebody's sentences to a print of the voice, or to what is wrong with them.
//
// Nothing is enrolled but by an explicit command. The thresholds come from
// docs/measurements/wake_and_voice.md. Thread-safety: one caller, as the engines.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ports/voice_activity.hpp"
#include "ports/voice_identifier.hpp"
#include "runtime/voice_prints.hpp"

namespace sotto {

// From 2.0 s on the embedding hardly gains from more; four times that lets each part be judged alone.
inline constexpr Milliseconds kEnrolmentVoicedMin = 8000;
inline constexpr Milliseconds kEnrolmentVoicedMax = 120'000;
inline constexpr Milliseconds kEnrolmentPart = 2000;
// Of the parts to one another: at 2.0 s 660 rejects none of the real people and 700 one in twenty.
inline constexpr Permille kSelfSimilarityMin = 660;
// Of the two groups into which the parts fall best: 853 to 939 in recordings of one synthetic voice, 532 to
// 586 in those of two (docs/measurements/wake_and_voice.md).
inline constexpr Permille kGroupSimilarityMin = 720;
// To a print that is there: above it the two could not be told apart at the threshold of the open gate.
inline constexpr Permille kOtherSimilarityMax = 800;
inline constexpr float kLoudestPartMin = 0.003F;  // about -50 dBFS, root mean square of the voiced sound
inline constexpr Permille kClippedMax = 5;        // samples at full scale, of a thousand

enum class EnrolmentFault : std::uint8_t {
  kNone,
  kTooShort,  // too little speech
  kTooQuiet,
  kClipped,    // too loud for the microphone
  kTwoVoices,  // its parts are not one voice
  kTooAlike,   // nearly somebody who is enrolled
};
// What to do about it, in a sentence.
[[nodiscard]] std::string enrolment_advice(EnrolmentFault fault);

struct EnrolmentFinding {
  EnrolmentFault fault = EnrolmentFault::kNone;
  Milliseconds voiced_ms = 0;
  Permille least_similarity = 0;  // of a part to the others together
  Permille group_similarity = 0;  // of the two groups into which the parts fall best
  std::string alike;              // who is enrolled and sounds like this
  VoicePrint print;               // only where there is no fault
};

// The voiced stretches of `sound` (mono, 16 kHz), joined. Errors: those of the voice activity.
[[nodiscard]] Result<std::vector<float>> voiced_part(VoiceActivity& activity, std::span<const float> sound);

// `voiced`: silence already removed. `others`: the prints that are there; the one of the same name is
// replaced and not compared. Errors: those of the identifier.
[[nodiscard]] Result<EnrolmentFinding> judge_enrolment(VoiceIdentifier& identifier, const std::string& name,
                                                       std::span<const float> voiced,
                                                       const std::vector<VoicePrint>& others);

}  // namespace sotto
