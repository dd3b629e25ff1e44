#include "runtime/prompt_texts.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/assert.hpp"
#include "nlu/number_words.hpp"

namespace sotto {
namespace {

struct Entry {
  Prompt prompt;
  std::string_view text;
};

constexpr auto kEntries = std::to_array<Entry>({
#define SOTTO_TEXT(prompt, text) {Prompt::prompt, text},
#include "runtime/prompt_texts.def"
#undef SOTTO_TEXT
});

constexpr std::array<Notice, 4> kNotices = {Notice::kListening, Notice::kDemonstration, Notice::kSoundLost,
                                            Notice::kSoundBack};

bool has_places(std::string_view text) {
  return text.find('{') != std::string_view::npos;
}

// A short whole number becomes words; anything else stays.
std::string spoken_word(const std::string& word) {
  constexpr std::size_t kDigitsMax = 9;
  constexpr std::int64_t kMilli = 1000;
  if (word.empty() || word.size() > kDigitsMax) return word;
  std::int64_t number = 0;
  const char* const end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  return error == std::errc() && stop == end ? number_words(number * kMilli) : word;
}

}  // namespace

std::optional<Tone> prompt_tone(Prompt prompt) {
  switch (prompt) {
    case Prompt::kToneWake:
      return Tone::kWake;
    case Prompt::kToneRefused:
      return Tone::kRefused;
    case Prompt::kToneRecord:
      return Tone::kRecord;
    default:
      return std::nullopt;
  }
}

std::string_view prompt_template(Prompt prompt) {
  if (prompt_tone(prompt)) return {};
  const auto found = std::find_if(kEntries.begin(), kEntries.end(),
                                  [&](const Entry& entry) { return entry.prompt == prompt; });
  SOTTO_ASSERT(found != kEntries.end());
  return found->text;
}

std::string prompt_text(Prompt prompt, std::span<const std::string> words) {
  const std::string_view text = prompt_template(prompt);
  std::string said;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '{') {
      said += text[at];
      continue;
    }
    const auto place = static_cast<std::size_t>(text[at + 1] - '0');
    SOTTO_ASSERT(text[at + 2] == '}');
    SOTTO_ASSERT(place < words.size());
    said += spoken_word(words[place]);
    at += 2;
  }
  return said;
}

std::string_view notice_text(Notice notice) {
  switch (notice) {
    case Notice::kListening:
      return "I am listening.";
    case Notice::kDemonstration:
      return "This is a demonstration. Messages only go into a folder on this computer.";
    case Notice::kSoundLost:
      return "I lost the microphone.";
    case Notice::kSoundBack:
      return "The microphone is back.";
  }
  SOTTO_UNREACHABLE("a notice without a text");
}

std::vector<std::string> list_fixed_prompts() {
  std::vector<std::string> texts;
  for (const Entry& entry : kEntries) {
    if (!has_places(entry.text)) texts.emplace_back(entry.text);
  }
  for (const Notice notice : kNotices) texts.emplace_back(notice_text(notice));
  return texts;
}

std::vector<std::string> list_challenge_prompts(std::span<const std::string> phrases) {
  std::vector<std::string> texts;
  for (const std::string& phrase : phrases)
    texts.push_back(prompt_text(Prompt::kChallenge, std::span(&phrase, 1)));
  return texts;
}

std::vector<std::string> list_contact_prompts(const std::string& contact, int hold_seconds) {
  const std::array<std::string, 2> words = {contact, std::to_string(hold_seconds)};
  return {prompt_text(Prompt::kConfirm, words), prompt_text(Prompt::kHold, words)};
}

}  // namespace sotto
