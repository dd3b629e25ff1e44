#include "nlu/phoneme_distance.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace sotto {
namespace {

constexpr std::size_t kCount = static_cast<std::size_t>(kPhonemeCount);
// The table has one more row: the empty sound, so that gaps take part in the closure.
constexpr std::size_t kNothing = kCount;

enum class Manner { kStop, kAffricate, kFricative, kNasal, kLateral, kRhotic, kGlide };
constexpr std::size_t kManners = 7;

struct ConsonantFeatures {
  Manner manner = Manner::kStop;
  int place =
      0;  // 0 lips, 1 lip and teeth, 2 teeth, 3 ridge, 4 behind the ridge, 5 palate, 6 velum, 7 glottis
  bool voiced = false;
  bool sibilant = false;
};

struct Point {
  int height = 0;    // 0 close to 6 open
  int backness = 0;  // 0 front to 4 back
  bool rounded = false;
};

// A vowel as the way from one point of the vowel chart to another; the same point twice for a steady vowel.
struct VowelFeatures {
  Point start;
  Point end;
};

constexpr std::size_t index(Phoneme phoneme) {
  return static_cast<std::size_t>(phoneme);
}

constexpr ConsonantFeatures consonant(Phoneme phoneme) {
  using enum Phoneme;
  switch (phoneme) {
    case kP:
      return {Manner::kStop, 0, false, false};
    case kB:
      return {Manner::kStop, 0, true, false};
    case kT:
      return {Manner::kStop, 3, false, false};
    case kD:
      return {Manner::kStop, 3, true, false};
    case kK:
      return {Manner::kStop, 6, false, false};
    case kG:
      return {Manner::kStop, 6, true, false};
    case kCH:
      return {Manner::kAffricate, 4, false, true};
    case kJH:
      return {Manner::kAffricate, 4, true, true};
    case kF:
      return {Manner::kFricative, 1, false, false};
    case kV:
      return {Manner::kFricative, 1, true, false};
    case kTH:
      return {Manner::kFricative, 2, false, false};
    case kDH:
      return {Manner::kFricative, 2, true, false};
    case kS:
      return {Manner::kFricative, 3, false, true};
    case kZ:
      return {Manner::kFricative, 3, true, true};
    case kSH:
      return {Manner::kFricative, 4, false, true};
    case kZH:
      return {Manner::kFricative, 4, true, true};
    case kHH:
      return {Manner::kFricative, 7, false, false};
    case kM:
      return {Manner::kNasal, 0, true, false};
    case kN:
      return {Manner::kNasal, 3, true, false};
    case kNG:
      return {Manner::kNasal, 6, true, false};
    case kL:
      return {Manner::kLateral, 3, true, false};
    case kR:
      return {Manner::kRhotic, 4, true, false};
    case kW:
      return {Manner::kGlide, 6, true, false};
    default:
      return {Manner::kGlide, 5, true, false};  // Y
  }
}

constexpr VowelFeatures vowel(Phoneme phoneme) {
  using enum Phoneme;
  constexpr Point kNearFront{1, 1, false};  // where EY, AY and OY end
  constexpr Point kNearBack{1, 3, true};    // where OW and AW end
  switch (phoneme) {
    case kIY:
      return {{0, 0, false}, {0, 0, false}};
    case kIH:
      return {{1, 1, false}, {1, 1, false}};
    case kEY:
      return {{2, 0, false}, kNearFront};
    case kEH:
      return {{3, 1, false}, {3, 1, false}};
    case kAE:
      return {{5, 1, false}, {5, 1, false}};
    case kAY:
      return {{6, 2, false}, kNearFront};
    case kAW:
      return {{6, 2, false}, kNearBack};
    case kAA:
      return {{6, 4, false}, {6, 4, false}};
    case kAO:
      return {{4, 4, true}, {4, 4, true}};
    case kOY:
      return {{4, 4, true}, kNearFront};
    case kOW:
      return {{2, 4, true}, kNearBack};
    case kUH:
      return {{1, 3, true}, {1, 3, true}};
    case kUW:
      return {{0, 4, true}, {0, 4, true}};
    default:
      return {{3, 2, false}, {3, 2, false}};  // AH, ER
  }
}

constexpr bool vowel_like(Phoneme phoneme) {
  using enum Phoneme;
  for (const Phoneme each : {kAA, kAE, kAH, kAO, kAW, kAY, kEH, kER, kEY, kIH, kIY, kOW, kOY, kUH, kUW}) {
    if (phoneme == each) return true;
  }
  return false;
}

constexpr int kMannerCost[kManners][kManners] = {
    //  stop affr fric nasal lat rhot glide
    {0, 250, 400, 450, 550, 600, 600},  // stop
    {250, 0, 250, 600, 650, 650, 650},  // affricate
    {400, 250, 0, 550, 550, 550, 550},  // fricative
    {450, 600, 550, 0, 400, 500, 500},  // nasal
    {550, 650, 550, 400, 0, 350, 350},  // lateral
    {600, 650, 550, 500, 350, 0, 300},  // rhotic
    {600, 650, 550, 500, 350, 300, 0},  // glide
};

constexpr int distance_between(int a, int b) {
  return a < b ? b - a : a - b;
}

constexpr int consonant_cost(Phoneme a, Phoneme b) {
  const ConsonantFeatures left = consonant(a);
  const ConsonantFeatures right = consonant(b);
  const int steps = distance_between(left.place, right.place);
  int cost = kMannerCost[static_cast<std::size_t>(left.manner)][static_cast<std::size_t>(right.manner)];
  cost += steps == 0 ? 0 : steps == 1 ? 150 : steps <= 3 ? 250 : 350;
  if (left.voiced != right.voiced) cost += 200;
  if (left.sibilant != right.sibilant) cost += 150;
  return std::min(cost, kFullEdit);
}

constexpr int point_cost(const Point& a, const Point& b) {
  return 80 * (distance_between(a.height, b.height) + distance_between(a.backness, b.backness)) +
         (a.rounded != b.rounded ? 60 : 0);
}

constexpr int vowel_cost(Phoneme a, Phoneme b) {
  const VowelFeatures left = vowel(a);
  const VowelFeatures right = vowel(b);
  int cost = (point_cost(left.start, right.start) + point_cost(left.end, right.end)) / 2;
  // Any unstressed vowel may be spoken as a schwa, and stress is not known here.
  if (a == Phoneme::kAH || b == Phoneme::kAH) cost = cost * 6 / 10;
  return std::clamp(cost, 60, 700);
}

struct SpecialPair {
  Phoneme a;
  Phoneme b;
  int cost;
};

// Pairs that features alone judge wrongly, each with its reason.
constexpr SpecialPair kSpecialPairs[] = {
    {Phoneme::kAA, Phoneme::kAO, 60},   // cot and caught are one vowel for half of North America
    {Phoneme::kAH, Phoneme::kIH, 100},  // the reduced vowel is written either way ("roses")
    {Phoneme::kT, Phoneme::kD, 150},    // one flap between vowels ("writer", "rider")
    {Phoneme::kDH, Phoneme::kD, 250},   // th-stopping
    {Phoneme::kTH, Phoneme::kT, 300},  {Phoneme::kY, Phoneme::kIY, 350},  // glide and vowel of the same place
    {Phoneme::kY, Phoneme::kIH, 400},  {Phoneme::kW, Phoneme::kUW, 350},
    {Phoneme::kW, Phoneme::kUH, 400},  {Phoneme::kW, Phoneme::kV, 350},  // merged in many accents
    {Phoneme::kL, Phoneme::kUH, 600},  // l at the end of a syllable as a vowel
    {Phoneme::kL, Phoneme::kW, 450},
};

constexpr int raw_gap(Phoneme phoneme) {
  using enum Phoneme;
  switch (phoneme) {
    case kAH:
      return 400;
    case kER:
      return 400;
    case kHH:
      return 450;
    case kIH:
      return 500;
    case kR:
      return 500;
    case kW:
      return 500;
    case kY:
      return 500;
    case kT:
      return 600;
    case kD:
      return 600;
    case kL:
      return 650;
    case kAW:
      return 800;
    case kAY:
      return 800;
    case kOY:
      return 800;
    default:
      return vowel_like(phoneme) ? 700 : 750;
  }
}

using CostTable = std::array<std::array<std::int16_t, kCount + 1>, kCount + 1>;

constexpr CostTable make_costs() {
  CostTable costs{};
  for (std::size_t i = 0; i < kCount; ++i) {
    for (std::size_t j = 0; j < kCount; ++j) {
      const auto a = static_cast<Phoneme>(i);
      const auto b = static_cast<Phoneme>(j);
      int cost = kFullEdit;
      if (i == j) {
        cost = 0;
      } else if (vowel_like(a) && vowel_like(b)) {
        cost = vowel_cost(a, b);
      } else if (!vowel_like(a) && !vowel_like(b)) {
        cost = consonant_cost(a, b);
      }
      costs[i][j] = static_cast<std::int16_t>(cost);
    }
    costs[i][kNothing] = costs[kNothing][i] = static_cast<std::int16_t>(raw_gap(static_cast<Phoneme>(i)));
  }
  for (const SpecialPair& pair : kSpecialPairs) {
    costs[index(pair.a)][index(pair.b)] = costs[index(pair.b)][index(pair.a)] =
        static_cast<std::int16_t>(pair.cost);
  }
  // Closing the table under detours (Floyd and Warshall) is what makes the edit distance a metric.
  for (std::size_t via = 0; via <= kCount; ++via) {
    for (std::size_t i = 0; i <= kCount; ++i) {
      for (std::size_t j = 0; j <= kCount; ++j) {
        const int detour = costs[i][via] + costs[via][j];
        if (detour < costs[i][j]) costs[i][j] = static_cast<std::int16_t>(detour);
      }
    }
  }
  return costs;
}

constexpr CostTable kCosts = make_costs();

int cost_of(Phoneme a, Phoneme b) {
  return kCosts[index(a)][index(b)];
}
int gap_of(Phoneme phoneme) {
  return kCosts[index(phoneme)][kNothing];
}

void append(Phonemes& form, Phoneme phoneme) {
  if (form.empty() || form.back() != phoneme) form.push_back(phoneme);
}

// Edit distance of forms; with `anywhere`, what `heard` has before and after the best part is free.
MilliEdits distance_of_forms(const Phonemes& expected, const Phonemes& heard, bool anywhere) {
  // row[j]: cheapest way from the expected sounds so far to the first j heard ones.
  std::array<MilliEdits, kPhonemesMax + 1> row{};
  row[0] = 0;
  for (std::size_t j = 0; j < heard.size(); ++j) row[j + 1] = anywhere ? 0 : row[j] + gap_of(heard[j]);
  for (const Phoneme sound : expected) {
    MilliEdits diagonal = row[0];
    row[0] += gap_of(sound);
    for (std::size_t j = 0; j < heard.size(); ++j) {
      const MilliEdits substituted = diagonal + cost_of(sound, heard[j]);
      const MilliEdits missing = row[j + 1] + gap_of(sound);
      const MilliEdits extra = row[j] + gap_of(heard[j]);
      diagonal = row[j + 1];
      row[j + 1] = std::min({substituted, missing, extra});
    }
  }
  if (!anywhere) return row[heard.size()];
  return *std::min_element(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(heard.size()) + 1);
}

// What each expected sound costs along one cheapest alignment; the sum is the distance.
std::vector<MilliEdits> aligned_costs(const Phonemes& expected, const Phonemes& heard) {
  const std::size_t width = heard.size() + 1;
  std::vector<MilliEdits> total((expected.size() + 1) * width, 0);
  const auto at = [&](std::size_t i, std::size_t j) -> MilliEdits& { return total[i * width + j]; };
  for (std::size_t j = 1; j < width; ++j) at(0, j) = at(0, j - 1) + gap_of(heard[j - 1]);
  for (std::size_t i = 1; i <= expected.size(); ++i) {
    const MilliEdits gap = gap_of(expected[i - 1]);
    at(i, 0) = at(i - 1, 0) + gap;
    for (std::size_t j = 1; j < width; ++j) {
      at(i, j) = std::min({at(i - 1, j - 1) + cost_of(expected[i - 1], heard[j - 1]), at(i - 1, j) + gap,
                           at(i, j - 1) + gap_of(heard[j - 1])});
    }
  }
  std::vector<MilliEdits> costs(expected.size(), 0);
  std::size_t i = expected.size();
  std::size_t j = heard.size();
  while (i > 0 || j > 0) {
    const MilliEdits here = at(i, j);
    std::size_t from_i = i;
    std::size_t from_j = j;
    if (i > 0 && j > 0 && here == at(i - 1, j - 1) + cost_of(expected[i - 1], heard[j - 1])) {
      --from_i;
      --from_j;
    } else if (i > 0 && here == at(i - 1, j) + gap_of(expected[i - 1])) {
      --from_i;
    } else {
      --from_j;
    }
    // What comes before the first expected sound counts with it.
    costs[i > 0 ? i - 1 : 0] += here - at(from_i, from_j);
    i = from_i;
    j = from_j;
  }
  return costs;
}

Permille per_sound(MilliEdits distance, std::size_t sounds) {
  const auto count = static_cast<MilliEdits>(std::max<std::size_t>(sounds, 1));
  return (distance + count - 1) / count;
}

Permille nearest_of(std::span<const Phonemes> expected, std::span<const Phonemes> heard, bool anywhere) {
  std::vector<Phonemes> heard_forms;
  heard_forms.reserve(heard.size());
  for (const Phonemes& reading : heard) heard_forms.push_back(comparable(reading));
  Permille best = kUnreachable;
  for (const Phonemes& pronunciation : expected) {
    const Phonemes form = comparable(pronunciation);
    if (form.empty()) continue;
    for (const Phonemes& reading : heard_forms) {
      best = std::min(best, per_sound(distance_of_forms(form, reading, anywhere), form.size()));
    }
  }
  return best;
}

}  // namespace

MilliEdits substitution_cost(Phoneme a, Phoneme b) {
  return cost_of(a, b);
}

MilliEdits gap_cost(Phoneme phoneme) {
  return gap_of(phoneme);
}

Phonemes comparable(std::span<const Phoneme> phonemes) {
  Phonemes form;
  form.reserve(phonemes.size() + 2);
  for (const Phoneme phoneme : phonemes) {
    if (form.size() >= kPhonemesMax) break;
    if (phoneme == Phoneme::kER) {
      append(form, Phoneme::kAH);
      append(form, Phoneme::kR);
    } else {
      append(form, phoneme);
    }
  }
  if (form.size() > kPhonemesMax) form.resize(kPhonemesMax);
  return form;
}

MilliEdits phoneme_distance(std::span<const Phoneme> a, std::span<const Phoneme> b) {
  return distance_of_forms(comparable(a), comparable(b), false);
}

MilliEdits part_distance(std::span<const Phoneme> expected, std::span<const Phoneme> heard) {
  return distance_of_forms(comparable(expected), comparable(heard), true);
}

Permille relative_to(MilliEdits distance, std::span<const Phoneme> expected) {
  return per_sound(distance, comparable(expected).size());
}

Permille worst_stretch(std::span<const Phoneme> expected, std::span<const Phoneme> heard) {
  const Phonemes form = comparable(expected);
  if (form.empty()) return kUnreachable;
  const std::vector<MilliEdits> costs = aligned_costs(form, comparable(heard));
  const std::size_t length = std::min(kStretchSounds, costs.size());
  MilliEdits sum = 0;
  MilliEdits worst = 0;
  for (std::size_t i = 0; i < costs.size(); ++i) {
    sum += costs[i];
    if (i >= length) sum -= costs[i - length];
    worst = std::max(worst, sum);
  }
  return per_sound(worst, length);
}

Permille nearest_distance(std::span<const Phonemes> expected, std::span<const Phonemes> heard) {
  return nearest_of(expected, heard, false);
}

Permille nearest_part_distance(std::span<const Phonemes> expected, std::span<const Phonemes> heard) {
  return nearest_of(expected, heard, true);
}

}  // namespace sotto
