#include "nlu/name_matcher.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

using WordList = std::vector<std::string_view>;

// What people say around a name. "two" and "too" are how recognisers write a lone "to".
const std::vector<WordList>& leading_carriers() {
  static const std::vector<WordList> carriers = {{"to"},
                                                 {"two"},
                                                 {"too"},
                                                 {"2"},
                                                 {"for"},
                                                 {"it's"},
                                                 {"its"},
                                                 {"it", "is"},
                                                 {"it's", "for"},
                                                 {"it's", "to"},
                                                 {"that's"},
                                                 {"that", "is"},
                                                 {"send", "to"},
                                                 {"send", "it", "to"},
                                                 {"send", "that", "to"},
                                                 {"send", "this", "to"},
                                                 {"message", "for"},
                                                 {"message"},
                                                 {"text"},
                                                 {"a", "message", "to"},
                                                 {"a", "message", "for"},
                                                 {"please", "to"},
                                                 {"um"},
                                                 {"uh"},
                                                 {"um", "to"},
                                                 {"uh", "to"}};
  return carriers;
}

const std::vector<WordList>& trailing_carriers() {
  static const std::vector<WordList> carriers = {{"please"}, {"thanks"}, {"thank", "you"}};
  return carriers;
}

bool begins_with(std::span<const HeardWord> words, const WordList& carrier) {
  if (words.size() <= carrier.size()) return false;
  for (std::size_t i = 0; i < carrier.size(); ++i) {
    if (words[i].normalized != carrier[i]) return false;
  }
  return true;
}

bool ends_with(std::span<const HeardWord> words, const WordList& carrier) {
  if (words.size() <= carrier.size()) return false;
  const auto tail = words.last(carrier.size());
  for (std::size_t i = 0; i < carrier.size(); ++i) {
    if (tail[i].normalized != carrier[i]) return false;
  }
  return true;
}

struct Part {
  std::size_t first = 0;
  std::size_t count = 0;
};

// The answer as it stands and without its carrier words, the latter last.
std::vector<Part> parts_of(std::span<const HeardWord> answer) {
  std::vector<Part> parts = {{0, answer.size()}};
  std::size_t lead = 0;
  for (const WordList& carrier : leading_carriers()) {
    if (begins_with(answer, carrier)) lead = std::max(lead, carrier.size());
  }
  std::size_t tail = 0;
  for (const WordList& carrier : trailing_carriers()) {
    if (ends_with(answer.subspan(lead), carrier)) tail = std::max(tail, carrier.size());
  }
  if (lead + tail > 0) parts.push_back({lead, answer.size() - lead - tail});
  return parts;
}

// A reading of (part of) the answer, and what taking it like that costs.
struct NameReading {
  Phonemes sounds;
  MilliEdits cost = 0;
};

bool starts_like_to(const Phonemes& sounds) {
  using enum Phoneme;
  if (sounds.size() < 4 || sounds[0] != kT) return false;
  return sounds[1] == kUW || sounds[1] == kUH || sounds[1] == kAH || sounds[1] == kIH;
}

bool ends_like_s(const Phonemes& sounds) {
  return sounds.size() >= 3 && (sounds.back() == Phoneme::kS || sounds.back() == Phoneme::kZ);
}

// The readings of the words, and those without a grown-on "to" or "s".
std::vector<NameReading> name_readings(std::span<const HeardWord> words) {
  std::vector<NameReading> readings;
  for (Phonemes& sounds : readings_of(words)) {
    if (!sounds.empty()) readings.push_back({comparable(sounds), 0});
  }
  const std::size_t plain = readings.size();
  for (std::size_t i = 0; i < plain; ++i) {
    const Phonemes sounds = readings[i].sounds;
    const bool to = starts_like_to(sounds);
    const bool s = ends_like_s(sounds);
    if (to) readings.push_back({Phonemes(sounds.begin() + 2, sounds.end()), kSlipCost});
    if (s) readings.push_back({Phonemes(sounds.begin(), sounds.end() - 1), kSlipCost});
    if (to && s && sounds.size() >= 6) {
      readings.push_back({Phonemes(sounds.begin() + 2, sounds.end() - 1), 2 * kSlipCost});
    }
  }
  return readings;
}

Permille form_distance(const NameForm& form, std::span<const NameReading> readings, bool anywhere) {
  Permille best = kUnreachable;
  for (const Phonemes& pronunciation : form.pronunciations) {
    if (pronunciation.empty()) continue;
    for (const NameReading& reading : readings) {
      const MilliEdits distance = anywhere ? part_distance(pronunciation, reading.sounds)
                                           : phoneme_distance(pronunciation, reading.sounds);
      best = std::min(best, relative_to(distance + reading.cost, pronunciation));
    }
  }
  return best;
}

void measure_contact(std::size_t index, const ContactNames& contact, std::span<const NameReading> readings,
                     Part part, bool anywhere, NameEvidence& evidence) {
  NameEvidence own;
  for (std::size_t i = 0; i < contact.forms.size(); ++i) {
    const Permille distance = form_distance(contact.forms[i], readings, anywhere);
    if (distance < own.distance) {
      own.distance = distance;
      own.form = i;
    }
  }
  if (own.distance == kUnreachable) return;
  const bool same = evidence.contact == index;
  if (own.distance < evidence.distance) {
    if (evidence.contact && !same) {
      evidence.second = evidence.contact;
      evidence.second_distance = evidence.distance;
    }
    evidence.contact = index;
    evidence.form = own.form;
    evidence.distance = own.distance;
    evidence.first_word = part.first;
    evidence.word_count = part.count;
  } else if (!same && own.distance < evidence.second_distance) {
    evidence.second = index;
    evidence.second_distance = own.distance;
  }
}

void finish(NameEvidence& evidence) {
  if (!evidence.contact) return;
  evidence.margin = evidence.second ? evidence.second_distance - evidence.distance : kUnreachable;
}

}  // namespace

std::vector<HeardWord> heard_words(std::span<const Word> words) {
  std::vector<HeardWord> heard;
  heard.reserve(words.size());
  for (const Word& word : words) {
    HeardWord& last = heard.emplace_back();
    last.normalized = word.normalized;
    if (!word.phonemes.empty()) last.pronunciations.push_back(word.phonemes);
  }
  return heard;
}

std::vector<Phonemes> readings_of(std::span<const HeardWord> words) {
  std::vector<Phonemes> readings = {{}};
  for (const HeardWord& word : words) {
    if (word.pronunciations.empty()) continue;
    const std::size_t before = readings.size();
    // Where all combinations would be too many, later alternatives are left out, never a word.
    const std::size_t used =
        std::min(word.pronunciations.size(), std::max<std::size_t>(kReadingsMax / before, 1));
    std::vector<Phonemes> longer;
    longer.reserve(before * used);
    for (std::size_t i = 0; i < used; ++i) {
      for (const Phonemes& head : readings) {
        if (head.size() > kPhonemesMax) continue;
        Phonemes& joined = longer.emplace_back(head);
        joined.insert(joined.end(), word.pronunciations[i].begin(), word.pronunciations[i].end());
      }
    }
    if (!longer.empty()) readings = std::move(longer);
  }
  return readings;
}

NameEvidence NameMatcher::match(std::span<const HeardWord> answer) const {
  NameEvidence evidence;
  for (const Part& part : parts_of(answer)) {
    const auto readings = name_readings(answer.subspan(part.first, part.count));
    for (std::size_t i = 0; i < contacts_.size(); ++i) {
      measure_contact(i, contacts_[i], readings, part, false, evidence);
    }
  }
  finish(evidence);
  return evidence;
}

NameEvidence NameMatcher::nearest(std::span<const HeardWord> talk) const {
  NameEvidence evidence;
  const auto readings = name_readings(talk);
  for (std::size_t i = 0; i < contacts_.size(); ++i) {
    measure_contact(i, contacts_[i], readings, {0, talk.size()}, true, evidence);
  }
  finish(evidence);
  return evidence;
}

Permille NameMatcher::distance_between(std::size_t a, std::size_t b) const {
  SOTTO_ASSERT(a < contacts_.size() && b < contacts_.size());
  Permille best = kUnreachable;
  for (const NameForm& left : contacts_[a].forms) {
    for (const NameForm& right : contacts_[b].forms) {
      best = std::min({best, nearest_distance(left.pronunciations, right.pronunciations),
                       nearest_distance(right.pronunciations, left.pronunciations)});
    }
  }
  return best;
}

}  // namespace sotto
