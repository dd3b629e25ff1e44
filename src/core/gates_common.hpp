// What the gates share: evidence, forced passing, joined sounds. Internal to the core.
#pragma once

#include <string>
#include <vector>

#include "core/gates.hpp"

namespace sotto {

// Turns a refusal into a pass where the policy forces the gate, keeping what the gate would have said as
// evidence.
[[nodiscard]] Judgement unless_forced(const Policy& policy, Judgement judgement);

[[nodiscard]] Judgement pass(Gate gate, Evidence evidence);
[[nodiscard]] Judgement refuse(Gate gate, Reason reason, Evidence evidence);

[[nodiscard]] Fact fact(std::string key, std::int64_t value);
[[nodiscard]] Fact fact(std::string key, std::string value);
[[nodiscard]] Fact fact_flag(std::string key, bool value);

// The sounds of words [first, first + count), without word breaks.
[[nodiscard]] Phonemes joined_phonemes(const std::vector<Word>& words, std::size_t first, std::size_t count);
[[nodiscard]] std::string joined_text(const std::vector<Word>& words, std::size_t first, std::size_t count);

// The words that do not stand in the slot. REQUIRES: the slot, where there is one, is of these words.
[[nodiscard]] std::vector<Word> words_without(const std::vector<Word>& words, const Slot* slot);

// The mean and the least confidence of the words; 0 for none.
[[nodiscard]] Permille mean_confidence(const std::vector<Word>& words);
[[nodiscard]] Permille least_confidence(const std::vector<Word>& words);

// Whether the room heard this question, as far as anybody measured and the policy asks.
[[nodiscard]] bool room_heard(const Policy& policy, const Question& question);
// What was measured of it, or that nothing was; nothing where the policy does not ask.
void add_prompt(Evidence& evidence, const Policy& policy, const Question& question);

void add_voice(Evidence& evidence, const Policy& policy, const VoiceFinding& voice);

// The score at which this policy takes a detector's proposal; kNoProposal: it does not ask that detector.
[[nodiscard]] Permille proposal_threshold(const Policy& policy, const std::string& detector);

// Whether every detector that the policy asks has taken the sound for the wake word.
[[nodiscard]] bool detectors_agree(const Policy& policy, const Dialog& dialog);

}  // namespace sotto
