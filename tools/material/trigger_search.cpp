#include "trigger_search.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <tuple>
#include <utility>

namespace sotto {
namespace {

// A word that fits a part of the wake word.
struct Fit {
  const PronouncedWord* word = nullptr;
  MilliEdits misfit = 0;
};

// The words that fit the sounds [from, to) of the wake word, best first. Bounded: of very many that fit a
// lone vowel the worst are left out.
std::vector<Fit> fits_of(std::span<const PronouncedWord> words, const Phonemes& wake, std::size_t from,
                         std::size_t to, MilliEdits misfit_max) {
  constexpr std::size_t kFitsMax = 400;
  const std::span<const Phoneme> part(wake.data() + from, to - from);
  std::vector<Fit> fits;
  for (const PronouncedWord& word : words) {
    const MilliEdits misfit = phoneme_distance(part, word.sounds);
    if (misfit <= misfit_max) fits.push_back({&word, misfit});
  }
  std::sort(fits.begin(), fits.end(), [](const Fit& a, const Fit& b) {
    return std::tie(a.misfit, a.word->word) < std::tie(b.misfit, b.word->word);
  });
  fits.resize(std::min(fits.size(), kFitsMax));
  return fits;
}

using Found = std::map<std::string, TriggerPhrase>;

void keep(Found& found, TriggerPhrase phrase) {
  const auto [place, is_new] = found.emplace(phrase.text, phrase);
  if (!is_new && phrase.distance < place->second.distance) place->second = std::move(phrase);
}

class Search {
 public:
  Search(std::span<const PronouncedWord> words, const Phonemes& wake, MilliEdits distance_max)
      : words_(words), wake_(wake), distance_max_(distance_max) {}

  Found run() {
    extend({}, 0, distance_max_, 3);
    return std::move(found_);
  }

 private:
  // Continues `begun`, which fits the first `from` sounds of the wake word, with at most `words` more.
  void extend(const TriggerPhrase& begun, std::size_t from, MilliEdits misfit_left, int words) {
    for (std::size_t to = from + 1; to <= wake_.size(); ++to) {
      if (to < wake_.size() && words == 1) continue;
      for (const Fit& fit : fits(from, to)) {
        if (fit.misfit > misfit_left) break;
        TriggerPhrase phrase = begun;
        phrase.text += (phrase.text.empty() ? "" : " ") + fit.word->word;
        phrase.sounds.insert(phrase.sounds.end(), fit.word->sounds.begin(), fit.word->sounds.end());
        if (to == wake_.size()) {
          phrase.distance = phoneme_distance(wake_, phrase.sounds);
          keep(found_, std::move(phrase));
        } else {
          extend(phrase, to, misfit_left - fit.misfit, words - 1);
        }
      }
    }
  }

  const std::vector<Fit>& fits(std::size_t from, std::size_t to) {
    const auto [place, is_new] = fits_.try_emplace({from, to});
    if (is_new) place->second = fits_of(words_, wake_, from, to, distance_max_);
    return place->second;
  }

  std::span<const PronouncedWord> words_;
  const Phonemes& wake_;
  MilliEdits distance_max_;
  std::map<std::pair<std::size_t, std::size_t>, std::vector<Fit>> fits_;
  Found found_;
};

}  // namespace

std::vector<TriggerPhrase> search_triggers(std::span<const PronouncedWord> words, const Phonemes& wake,
                                           MilliEdits distance_max) {
  std::vector<TriggerPhrase> phrases;
  for (auto& [text, phrase] : Search(words, wake, distance_max).run()) phrases.push_back(std::move(phrase));
  std::stable_sort(phrases.begin(), phrases.end(),
                   [](const TriggerPhrase& a, const TriggerPhrase& b) { return a.distance < b.distance; });
  return phrases;
}

std::vector<TriggerPhrase> spread_out(std::span<const TriggerPhrase> phrases, std::span<const Phonemes> known,
                                      MilliEdits apart, std::size_t count_max) {
  std::vector<Phonemes> taken(known.begin(), known.end());
  std::vector<TriggerPhrase> kept;
  for (const TriggerPhrase& phrase : phrases) {
    if (kept.size() == count_max) break;
    const bool is_near = std::any_of(taken.begin(), taken.end(), [&](const Phonemes& other) {
      return phoneme_distance(phrase.sounds, other) < apart;
    });
    if (is_near) continue;
    taken.push_back(phrase.sounds);
    kept.push_back(phrase);
  }
  return kept;
}

}  // namespace sotto
