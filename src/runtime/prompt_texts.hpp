// All texts that Sotto says, with their places for names and numbers, and the tones that stand for a text.
// Pure.
//
// The texts stand in prompt_texts.def and nowhere else. A Speak effect brings the words that fill a text's
// places:
//   kConfirm    {0} the contact
//   kChallenge  {0} the phrase
//   kHold       {0} the contact, {1} whole seconds in digits
//   kSendUnknown {0} the contact
//   kDeviceTold {0} what the home says, as a sentence
//   kHouseholdTold, kAlertDue, kClearList {0} a sentence
//   kExplainLast {0} what was done, as a sentence
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/effect.hpp"
#include "runtime/tones.hpp"

namespace sotto {

// The tone that is played for this prompt, if it is one that is not spoken.
[[nodiscard]] std::optional<Tone> prompt_tone(Prompt prompt);

// The text with its {places}; empty for a tone.
[[nodiscard]] std::string_view prompt_template(Prompt prompt);

// The text to be spoken; empty for a tone. A word of up to nine digits is written out ("15" -> "fifteen").
// Braces within a word stay as they are. Words beyond the places are ignored. REQUIRES: a word for every
// place.
[[nodiscard]] std::string prompt_text(Prompt prompt, std::span<const std::string> words);

// What the program itself says, outside any dialog.
enum class Notice {
  kListening,
  kDemonstration,
  kSoundLost,
  kSoundBack,
};
[[nodiscard]] std::string_view notice_text(Notice notice);

// The texts without places, notices included, each once: spoken at set-up and kept.
[[nodiscard]] std::vector<std::string> list_fixed_prompts();

// The challenge prompts of these phrases, in their order; kept at set-up as well.
[[nodiscard]] std::vector<std::string> list_challenge_prompts(std::span<const std::string> phrases);

// Every text that names this contact, with a hold of `hold_seconds`: kept from the moment the contact is
// allowed, to be forgotten with the contact.
[[nodiscard]] std::vector<std::string> list_contact_prompts(const std::string& contact, int hold_seconds);

}  // namespace sotto
