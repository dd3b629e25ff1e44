#include "adapters/sherpa/speech_sounds.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::size_t kShareUpTo = 200;  // code points
constexpr std::size_t kStretchMax = 450;

constexpr std::array<std::u32string_view, kPhonemeCount> kLetters = {
    U"ɑ", U"æ", U"ʌ", U"ɔ", U"W", U"I", U"b", U"ʧ", U"d", U"ð", U"ɛ", U"ɜɹ", U"A",
    U"f", U"ɡ", U"h", U"ɪ", U"i", U"ʤ", U"k", U"l", U"m", U"n", U"ŋ", U"O",  U"Y",
    U"p", U"ɹ", U"s", U"ʃ", U"t", U"θ", U"ʊ", U"u", U"v", U"w", U"j", U"z",  U"ʒ"};

// Words that carry no stress inside a sentence. Sorted.
constexpr auto kUnstressed = std::to_array<std::string_view>(
    {"a",  "an",   "and", "are",  "as",   "at",   "be",   "been",  "but",  "by",   "can",
     "do", "does", "for", "from", "had",  "has",  "have", "he",    "her",  "him",  "his",
     "i",  "if",   "in",  "is",   "it",   "it's", "its",  "me",    "my",   "of",   "on",
     "or", "our",  "she", "so",   "than", "that", "the",  "their", "them", "then", "they",
     "to", "us",   "was", "we",   "were", "will", "with", "would", "you",  "your"});
static_assert(std::ranges::is_sorted(kUnstressed));

bool is_unstressed(std::string_view word) {
  return std::ranges::binary_search(kUnstressed, word);
}

bool begins_with_vowel(const Pronunciation& sounds) {
  return !sounds.empty() && is_vowel(sounds.front().phoneme);
}

void remove_stress(Pronunciation& sounds) {
  for (StressedPhoneme& sound : sounds) {
    // An unstressed AH would turn into a schwa, which is right in "a" and wrong in "us" or "from".
    if (sound.phoneme != Phoneme::kAH) sound.stress = Stress::kNone;
  }
}

// English stresses the first full vowel of most names; longer ones that end in a vowel the last but one
// ("Mariana").
void guess_stress(Pronunciation& sounds) {
  std::vector<std::size_t> vowels;
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    if (is_vowel(sounds[i].phoneme)) vowels.push_back(i);
  }
  if (vowels.empty()) return;
  const bool long_and_open = vowels.size() >= 3 && is_vowel(sounds.back().phoneme);
  if (long_and_open) {
    sounds[vowels[vowels.size() - 2]].stress = Stress::kPrimary;
    return;
  }
  const auto full =
      std::ranges::find_if(vowels, [&](std::size_t i) { return sounds[i].phoneme != Phoneme::kAH; });
  sounds[full == vowels.end() ? vowels.front() : *full].stress = Stress::kPrimary;
}

// "the" and "to" before a vowel, before a consonant, and "to" at the end of a sentence.
void shape_little_word(std::string_view word, const Pronunciation* next, Pronunciation& sounds) {
  if (word == "the") {
    const Phoneme vowel = next != nullptr && begins_with_vowel(*next) ? Phoneme::kIY : Phoneme::kAH;
    sounds = {{Phoneme::kDH, Stress::kNone}, {vowel, Stress::kNone}};
  } else if (word == "to" && next != nullptr) {
    const Phoneme vowel = begins_with_vowel(*next) ? Phoneme::kUH : Phoneme::kAH;
    sounds = {{Phoneme::kT, Stress::kNone}, {vowel, Stress::kNone}};
  } else if (word == "to") {
    sounds = {{Phoneme::kT, Stress::kNone}, {Phoneme::kUW, Stress::kPrimary}};
  }
}

bool ends_sentence(char pause) {
  return pause == '.' || pause == '?' || pause == '!';
}

bool has_vowel_letter(std::string_view word) {
  return word.find_first_of("aeiouy") != std::string_view::npos;
}

void append_possessive(Pronunciation& sounds) {
  switch (sounds.back().phoneme) {
    case Phoneme::kS:
    case Phoneme::kZ:
    case Phoneme::kSH:
    case Phoneme::kZH:
    case Phoneme::kCH:
    case Phoneme::kJH:
      sounds.push_back({Phoneme::kIH, Stress::kNone});
      sounds.push_back({Phoneme::kZ, Stress::kNone});
      return;
    case Phoneme::kP:
    case Phoneme::kT:
    case Phoneme::kK:
    case Phoneme::kF:
    case Phoneme::kTH:
      sounds.push_back({Phoneme::kS, Stress::kNone});
      return;
    default:
      sounds.push_back({Phoneme::kZ, Stress::kNone});
  }
}

// Joins `sentence` to the stretches: to the last one while that is short, and in pieces if it is too long
// itself.
void append_sentence(std::vector<std::u32string>& stretches, std::u32string_view sentence) {
  const bool share = !stretches.empty() && stretches.back().size() + sentence.size() < kShareUpTo;
  if (share) {
    // The engine itself adds a space behind a full stop.
    if (stretches.back().back() != U'.') stretches.back() += U' ';
    stretches.back() += sentence;
    return;
  }
  while (sentence.size() > kStretchMax) {
    const std::size_t space = sentence.rfind(U' ', kStretchMax);
    const std::size_t cut = space == std::u32string_view::npos ? kStretchMax : space;
    stretches.emplace_back(sentence.substr(0, cut));
    sentence.remove_prefix(space == std::u32string_view::npos ? cut : cut + 1);
  }
  stretches.emplace_back(sentence);
}

}  // namespace

std::u32string kokoro_symbols(const Pronunciation& pronunciation) {
  std::u32string symbols;
  for (const StressedPhoneme& sound : pronunciation) {
    if (sound.stress == Stress::kPrimary) symbols += U'ˈ';
    if (sound.stress == Stress::kSecondary) symbols += U'ˌ';
    if (sound.stress == Stress::kNone && sound.phoneme == Phoneme::kAH) {
      symbols += U"ə";
    } else if (sound.stress == Stress::kNone && sound.phoneme == Phoneme::kER) {
      symbols += U"əɹ";
    } else {
      symbols += kLetters[static_cast<std::size_t>(sound.phoneme)];
    }
  }
  return symbols;
}

SpeechSounds::SpeechSounds(PronouncingDictionary dictionary, std::shared_ptr<const Pronouncer> pronouncer)
    : dictionary_(std::move(dictionary)), pronouncer_(std::move(pronouncer)) {}

Pronunciation SpeechSounds::spell(std::string_view word) const {
  Pronunciation sounds;
  for (const char letter : word) {
    // CMUdict lists the article under "a"; the letter's name is the one of "ay".
    const std::optional<Pronunciation> name =
        letter == 'a' ? parse_pronunciation("EY1") : dictionary_.find(std::string_view(&letter, 1));
    if (name) sounds.insert(sounds.end(), name->begin(), name->end());
  }
  return sounds;
}

Pronunciation SpeechSounds::pronounce_unlisted(const SpokenPart& part) const {
  const std::string_view word = part.word;
  if (word.size() > 2 && word.ends_with("'s")) {
    Pronunciation owner = pronounce({std::string(word.substr(0, word.size() - 2)), 0, part.capitals});
    if (!owner.empty()) append_possessive(owner);
    return owner;
  }
  constexpr std::size_t kAbbreviationMax = 5;
  const bool abbreviation = part.capitals && word.size() <= kAbbreviationMax;
  if (abbreviation || !has_vowel_letter(word) || pronouncer_ == nullptr) return spell(word);
  const std::vector<Phonemes> ways = pronouncer_->pronounce(word);
  if (ways.empty() || ways.front().empty()) return spell(word);
  Pronunciation sounds;
  for (const Phoneme phoneme : ways.front()) sounds.push_back({phoneme, Stress::kNone});
  guess_stress(sounds);
  return sounds;
}

Pronunciation SpeechSounds::pronounce(const SpokenPart& part) const {
  if (std::optional<Pronunciation> listed = dictionary_.find(part.word)) return std::move(*listed);
  return pronounce_unlisted(part);
}

// One pronunciation a part, empty for pauses and for words without a sound.
std::vector<Pronunciation> SpeechSounds::pronounce_sentence(const std::vector<SpokenPart>& words) const {
  std::vector<Pronunciation> said;
  for (const SpokenPart& part : words) said.push_back(part.pause != 0 ? Pronunciation{} : pronounce(part));
  const Pronunciation* next = nullptr;
  for (std::size_t i = words.size(); i-- > 0;) {
    if (words[i].pause != 0) continue;
    // A capital "A" inside a sentence is the letter.
    if (words[i].word == "a" && words[i].capitals && i > 0) {
      said[i] = spell("a");
    } else if (is_unstressed(words[i].word)) {
      shape_little_word(words[i].word, next, said[i]);
      if (next != nullptr) remove_stress(said[i]);
    }
    next = &said[i];
  }
  return said;
}

std::vector<std::u32string> SpeechSounds::stretches(std::string_view text) const {
  std::vector<std::u32string> stretches;
  std::vector<SpokenPart> sentence;
  for (SpokenPart& part : spoken_words(text)) {
    const bool last = ends_sentence(part.pause);
    sentence.push_back(std::move(part));
    if (!last) continue;
    const std::vector<Pronunciation> said = pronounce_sentence(sentence);
    std::u32string symbols;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      if (sentence[i].pause != 0) {
        if (!symbols.empty()) symbols += static_cast<char32_t>(sentence[i].pause);
      } else if (!said[i].empty()) {
        if (!symbols.empty()) symbols += U' ';
        symbols += kokoro_symbols(said[i]);
      }
    }
    if (!symbols.empty()) append_sentence(stretches, symbols);
    sentence.clear();
  }
  SOTTO_ASSERT(sentence.empty());
  return stretches;
}

}  // namespace sotto
