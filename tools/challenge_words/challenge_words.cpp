// Chooses challenge phrases and measures phonetic distances; README.md tells how and why.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/flite/cmu_dictionary.hpp"
#include "adapters/flite/flite_pronouncer.hpp"
#include "nlu/phoneme_distance.hpp"
#include "nlu/text.hpp"

namespace sotto {
namespace {

constexpr std::size_t kPhrases = 80;
constexpr Permille kReservedDistanceMin = 270;

// What is said in the dialog itself; a challenge word must not be mistaken for any of it.
constexpr std::string_view kReserved[] = {"right",  "yes",    "yeah",       "yep",  "no",      "nope",
                                          "okay",   "sure",   "correct",    "send", "send it", "sent",
                                          "don't",  "cancel", "stop",       "wait", "alexa",   "message",
                                          "please", "thanks", "never mind", "to",   "it",      "say"};

struct Entry {
  std::string text;
  std::vector<Phonemes> pronunciations;
};

Permille apart(const Entry& a, const Entry& b) {
  return std::min(nearest_distance(a.pronunciations, b.pronunciations),
                  nearest_distance(b.pronunciations, a.pronunciations));
}

std::vector<std::string> read_words(const char* path) {
  std::ifstream file(path);
  std::vector<std::string> words;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty() && line[0] == '#') continue;
    for (Token& token : tokenize(line)) words.push_back(std::move(token.text));
  }
  return words;
}

std::vector<std::string> read_lines(const char* path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  std::string line;
  while (std::getline(file, line)) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

bool fits(const Entry& word, const std::vector<Entry>& reserved) {
  for (const Phonemes& pronunciation : word.pronunciations) {
    const auto syllables = std::count_if(pronunciation.begin(), pronunciation.end(), is_vowel);
    if (syllables < 2 || syllables > 3 || pronunciation.size() < 4) return false;
  }
  return std::all_of(reserved.begin(), reserved.end(),
                     [&](const Entry& each) { return apart(word, each) >= kReservedDistanceMin; });
}

std::vector<Entry> candidates(const char* path, const CmuDictionary& dictionary,
                              const Pronouncer& pronouncer) {
  std::vector<Entry> reserved;
  for (const std::string_view text : kReserved)
    reserved.push_back({std::string(text), pronouncer.pronounce(text)});
  std::vector<Entry> words;
  std::vector<std::string> texts = read_words(path);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  for (const std::string& text : texts) {
    if (dictionary.lookup(text).empty()) {
      std::fprintf(stderr, "not in CMUdict: %s\n", text.c_str());
      continue;
    }
    Entry word{text, pronouncer.pronounce(text)};
    if (fits(word, reserved)) {
      words.push_back(std::move(word));
    } else {
      std::fprintf(stderr, "left out: %s\n", text.c_str());
    }
  }
  return words;
}

// Takes `count` words, each the one farthest from all taken before. The documentation's example comes first.
std::vector<Entry> spread(const std::vector<Entry>& words, std::size_t count) {
  std::vector<Entry> taken;
  std::vector<Permille> nearest(words.size(), kUnreachable);
  const auto take = [&](const Entry& word) {
    taken.push_back(word);
    for (std::size_t i = 0; i < words.size(); ++i) nearest[i] = std::min(nearest[i], apart(words[i], word));
  };
  for (const std::string_view example : {"harbor", "cabin"}) {
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const Entry& e) { return e.text == example; });
    if (found != words.end()) take(*found);
  }
  while (taken.size() < count) {
    const auto farthest = std::max_element(nearest.begin(), nearest.end());
    if (*farthest == 0) break;
    take(words[static_cast<std::size_t>(farthest - nearest.begin())]);
  }
  return taken;
}

Entry join(const Entry& a, const Entry& b) {
  Entry phrase{a.text + " " + b.text, {}};
  for (const Phonemes& head : a.pronunciations) {
    for (const Phonemes& tail : b.pronunciations) {
      Phonemes& whole = phrase.pronunciations.emplace_back(head);
      whole.insert(whole.end(), tail.begin(), tail.end());
    }
  }
  return phrase;
}

struct Pair {
  Entry first;
  Entry second;
  Entry phrase;
};

Pair pair_of(const Entry& first, const Entry& second) {
  return {first, second, join(first, second)};
}

// Distance of one phrase to the nearest other.
std::pair<Permille, std::size_t> nearest_other(const std::vector<Pair>& pairs, std::size_t which) {
  std::pair<Permille, std::size_t> best{kUnreachable, which};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i == which) continue;
    best = std::min(best, {apart(pairs[which].phrase, pairs[i].phrase), i});
  }
  return best;
}

// Exchanges the second word of the phrase that is nearest to another as long as that moves them apart.
void move_apart(std::vector<Pair>& pairs) {
  constexpr int kRounds = 60;
  for (int round = 0; round < kRounds; ++round) {
    std::pair<Permille, std::size_t> worst{kUnreachable, 0};
    for (std::size_t i = 0; i < pairs.size(); ++i)
      worst = std::min(worst, {nearest_other(pairs, i).first, i});
    const std::size_t moved = worst.second;
    std::pair<Permille, std::size_t> best{worst.first, moved};
    for (std::size_t other = 0; other < pairs.size(); ++other) {
      if (other == moved || moved == 0 || other == 0)
        continue;  // the first phrase is the documentation's example
      std::vector<Pair> tried = pairs;
      tried[moved] = pair_of(pairs[moved].first, pairs[other].second);
      tried[other] = pair_of(pairs[other].first, pairs[moved].second);
      const Permille smallest =
          std::min(nearest_other(tried, moved).first, nearest_other(tried, other).first);
      if (smallest > best.first) best = {smallest, other};
    }
    if (best.second == moved) return;
    const Entry second = pairs[moved].second;
    pairs[moved] = pair_of(pairs[moved].first, pairs[best.second].second);
    pairs[best.second] = pair_of(pairs[best.second].first, second);
  }
}

// Pairs the words in the order they were taken, so that the two of a phrase are unlike, then moves phrases
// apart.
std::vector<Entry> pair_up(const std::vector<Entry>& words) {
  std::vector<Pair> pairs;
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) pairs.push_back(pair_of(words[i], words[i + 1]));
  move_apart(pairs);
  std::vector<Entry> phrases;
  for (Pair& pair : pairs) phrases.push_back(std::move(pair.phrase));
  return phrases;
}

Permille smallest_distance(const std::vector<Entry>& entries) {
  Permille smallest = kUnreachable;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (std::size_t j = i + 1; j < entries.size(); ++j)
      smallest = std::min(smallest, apart(entries[i], entries[j]));
  }
  return smallest;
}

int select(const char* path, const CmuDictionary& dictionary, const Pronouncer& pronouncer) {
  const std::vector<Entry> words = candidates(path, dictionary, pronouncer);
  const std::vector<Entry> chosen = spread(words, 2 * kPhrases);
  if (chosen.size() < 2 * kPhrases) {
    std::fprintf(stderr, "only %zu words are far enough apart\n", chosen.size());
    return 1;
  }
  std::vector<Entry> phrases = pair_up(chosen);
  std::sort(phrases.begin(), phrases.end(), [](const Entry& a, const Entry& b) { return a.text < b.text; });
  std::printf(
      "# Challenge phrases: one is chosen at random and has to be said back (\"send it, harbor cabin\").\n"
      "# Made by tools/challenge_words from %zu candidates. Smallest distance by sound, in thousandths of a\n"
      "# sound: between two words %d, between two phrases %d, from a word to what is said in the dialog "
      "%d.\n\n"
      "challenges = [\n",
      words.size(), smallest_distance(chosen), smallest_distance(phrases), kReservedDistanceMin);
  for (const Entry& phrase : phrases) std::printf("  \"%s\",\n", phrase.text.c_str());
  std::printf("]\n");
  return 0;
}

struct Text {
  std::vector<std::vector<Phonemes>> words;  // pronunciations of each
};

Text read_text(const char* path, const Pronouncer& pronouncer) {
  Text text;
  std::map<std::string, std::vector<Phonemes>> known;
  for (const std::string& word : read_words(path)) {
    auto [found, added] = known.try_emplace(word);
    if (added) found->second = pronouncer.pronounce(word);
    if (!found->second.empty()) text.words.push_back(found->second);
  }
  return text;
}

// Smallest relative distances of a phrase to pieces of English that are about as long, sorted.
std::vector<Permille> chance_distances(const Entry& phrase, const Text& text, std::size_t trials,
                                       std::mt19937& random) {
  const std::size_t sounds = comparable(phrase.pronunciations.front()).size();
  std::vector<Permille> distances;
  while (distances.size() < trials) {
    Phonemes piece;
    const std::size_t start = random() % (text.words.size() - 40);
    for (std::size_t i = start; piece.size() * 10 < sounds * 8; ++i) {
      piece.insert(piece.end(), text.words[i].front().begin(), text.words[i].front().end());
    }
    if (piece.size() * 10 > sounds * 14 + 10) continue;
    distances.push_back(nearest_distance(phrase.pronunciations, std::vector<Phonemes>{piece}));
  }
  std::sort(distances.begin(), distances.end());
  return distances;
}

void print_quantiles(const std::string& label, const std::vector<Permille>& sorted) {
  const auto at = [&](double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
  };
  std::printf("%-28s n %7zu  min %4d  0.01%% %4d  0.1%% %4d  1%% %4d  10%% %4d  median %4d\n", label.c_str(),
              sorted.size(), sorted.front(), at(0.0001), at(0.001), at(0.01), at(0.1), at(0.5));
}

int free_text(const char* english, const char* phrase_file, const Pronouncer& pronouncer) {
  const Text text = read_text(english, pronouncer);
  std::mt19937 random(1);
  std::map<std::size_t, std::vector<Permille>> by_length;
  for (const std::string& line : read_lines(phrase_file)) {
    const Entry phrase{line, pronouncer.pronounce(line)};
    const auto distances = chance_distances(phrase, text, 20000, random);
    auto& all = by_length[comparable(phrase.pronunciations.front()).size()];
    all.insert(all.end(), distances.begin(), distances.end());
  }
  for (auto& [sounds, distances] : by_length) {
    std::sort(distances.begin(), distances.end());
    print_quantiles(std::to_string(sounds) + " sounds", distances);
  }
  return 0;
}

int names(const char* name_file, const char* english, const Pronouncer& pronouncer) {
  std::vector<Entry> first;
  std::vector<Entry> full;
  for (const std::string& line : read_lines(name_file)) {
    full.push_back({line, pronouncer.pronounce(line)});
    const std::string head = line.substr(0, line.find(' '));
    const bool known =
        std::any_of(first.begin(), first.end(), [&](const Entry& e) { return e.text == head; });
    if (!known) first.push_back({head, pronouncer.pronounce(head)});
  }
  const Text text = read_text(english, pronouncer);
  std::mt19937 random(1);
  for (const auto& [label, list] : {std::pair{"first", first}, std::pair{"full", full}}) {
    std::vector<Permille> between;
    std::vector<Permille> nearest;
    std::vector<Permille> chance;
    for (const Entry& a : list) {
      Permille best = kUnreachable;
      for (const Entry& b : list) {
        if (a.text == b.text) continue;
        between.push_back(nearest_distance(a.pronunciations, b.pronunciations));
        if (between.back() < best) best = between.back();
        if (between.back() < 150)
          std::printf("near: %s, %s: %d\n", a.text.c_str(), b.text.c_str(), between.back());
      }
      nearest.push_back(best);
      const auto distances = chance_distances(a, text, 2000, random);
      chance.insert(chance.end(), distances.begin(), distances.end());
    }
    for (auto* each : {&between, &nearest, &chance}) std::sort(each->begin(), each->end());
    print_quantiles(std::string(label) + " names, any two", between);
    print_quantiles(std::string(label) + " names, nearest", nearest);
    print_quantiles(std::string(label) + " names, English", chance);
  }
  return 0;
}

}  // namespace
}  // namespace sotto

int main(int count, char** arguments) {
  const std::string_view mode = count > 1 ? arguments[1] : "";
  const bool usage =
      !(mode == "select" && count == 5) && !((mode == "free-text" || mode == "names") && count == 6);
  if (usage) {
    std::fprintf(stderr, "usage: challenge_words select|free-text|names CMUDICT SUPPLEMENT FILE [FILE]\n");
    return 2;
  }
  const auto dictionary = sotto::CmuDictionary::load(arguments[2]);
  const auto pronouncer = sotto::make_flite_pronouncer(arguments[2], arguments[3]);
  if (!dictionary || !pronouncer) {
    std::fprintf(stderr, "%s\n", (dictionary ? pronouncer.error() : dictionary.error()).line().c_str());
    return 1;
  }
  if (mode == "select") return sotto::select(arguments[4], dictionary.value(), *pronouncer.value());
  if (mode == "free-text") return sotto::free_text(arguments[4], arguments[5], *pronouncer.value());
  return sotto::names(arguments[4], arguments[5], *pronouncer.value());
}
