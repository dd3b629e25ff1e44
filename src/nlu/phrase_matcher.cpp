#include "nlu/phrase_matcher.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sotto {
namespace {

struct FreeText {
  std::size_t sounds;
  Permille distance;
};

// One in a thousand of 20,000 pieces of English prose (114,000 words), for each of 100 phrases, by length.
constexpr std::array<FreeText, 8> kFreeText = {
    {{2, 0}, {3, 100}, {4, 130}, {6, 150}, {8, 190}, {9, 230}, {11, 270}, {12, 300}}};

// The worst stretch in that pair of pronunciation and reading that lies nearest.
Permille stretch_of(const Phrase& phrase, std::span<const Phonemes> readings) {
  MilliEdits nearest = kUnreachable;
  Permille stretch = kUnreachable;
  for (const Phonemes& pronunciation : phrase.pronunciations) {
    for (const Phonemes& reading : readings) {
      const Permille distance = relative_to(phoneme_distance(pronunciation, reading), pronunciation);
      if (pronunciation.empty() || distance >= nearest) continue;
      nearest = distance;
      stretch = worst_stretch(pronunciation, reading);
    }
  }
  return stretch;
}

}  // namespace

Permille free_text_distance(std::span<const Phoneme> phrase) {
  const std::size_t sounds = comparable(phrase).size();
  Permille distance = 0;
  for (const FreeText& entry : kFreeText) {
    if (sounds >= entry.sounds) distance = entry.distance;
  }
  return distance;
}

PhraseEvidence PhraseMatcher::match(std::span<const HeardWord> answer) const {
  return evidence(std::nullopt, answer, false);
}

PhraseEvidence PhraseMatcher::judge(std::string_view code, std::span<const HeardWord> answer) const {
  return evidence(code, answer, false);
}

PhraseEvidence PhraseMatcher::nearest_part(std::span<const HeardWord> talk) const {
  return evidence(std::nullopt, talk, true);
}

PhraseEvidence PhraseMatcher::evidence(std::optional<std::string_view> code, std::span<const HeardWord> heard,
                                       bool anywhere) const {
  PhraseEvidence found;
  const std::vector<Phonemes> readings = readings_of(heard);
  if (readings.front().empty()) return found;
  std::vector<Permille> distances;
  distances.reserve(phrases_.size());
  for (const Phrase& phrase : phrases_) {
    distances.push_back(anywhere ? nearest_part_distance(phrase.pronunciations, readings)
                                 : nearest_distance(phrase.pronunciations, readings));
  }
  for (std::size_t i = 0; i < phrases_.size(); ++i) {
    if (code && phrases_[i].code != *code) continue;
    if (distances[i] >= found.distance) continue;
    found.phrase = i;
    found.distance = distances[i];
  }
  if (!found.phrase) return found;
  const Phrase& own = phrases_[*found.phrase];
  for (std::size_t i = 0; i < phrases_.size(); ++i) {
    if (phrases_[i].code == own.code || distances[i] >= found.second_distance) continue;
    found.second = i;
    found.second_distance = distances[i];
  }
  found.margin = found.second ? found.second_distance - found.distance : kUnreachable;
  found.worst_stretch = stretch_of(own, readings);
  found.free_text_margin = free_text_distance(own.pronunciations.front()) - found.distance;
  return found;
}

}  // namespace sotto
