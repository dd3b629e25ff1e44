// Phoneme distance: how differently two strings of sounds are spoken, as a weighted edit distance.
//
// A substitution costs what the two sounds differ in: place, manner and voicing of consonants (after the
// salience tables of Kondrak, "A New Algorithm for the Alignment of Phonetic Sequences", NAACL 2000, with
// place counted low and voicing and nasality higher as listeners in noise confuse them: Miller & Nicely, J.
// Acoust. Soc. Am. 27, 1955); height, backness and rounding of the start and the end of vowels (vowel chart
// of the IPA Handbook, 1999). Schwa-like vowels, glides, HH and R come and go cheaply (reduction, linking,
// non-rhotic accents). The weights are ours.
//
// Before comparing, every string is brought to one form: ER becomes AH R, and a sound that directly repeats
// is one sound ("Ben Nolan"). Word breaks do not exist. On these forms the distance is a true metric:
// symmetric, zero only for equal forms, and d(a, c) <= d(a, b) + d(b, c). So what is close to one of two
// distant phrases is never close to the other.
//
// Pure functions, any thread. Units: MilliEdits, thousandths of the substitution of one sound by an unrelated
// one.
#pragma once

#include <span>
#include <vector>

#include "base/units.hpp"
#include "nlu/phoneme.hpp"

namespace sotto {

using MilliEdits = int;

inline constexpr MilliEdits kFullEdit = 1000;

// Longest string that is compared, in sounds; the rest of a longer one is ignored. About 40 s of speech.
inline constexpr std::size_t kPhonemesMax = 512;

// Cost of hearing one sound as another, 0 to 1000. Symmetric. ER costs what AH does here.
[[nodiscard]] MilliEdits substitution_cost(Phoneme a, Phoneme b);

// Cost of one sound too many or too few, 400 to 800.
[[nodiscard]] MilliEdits gap_cost(Phoneme phoneme);

// The form in which strings are compared (see above).
[[nodiscard]] Phonemes comparable(std::span<const Phoneme> phonemes);

// Distance of the whole strings.
[[nodiscard]] MilliEdits phoneme_distance(std::span<const Phoneme> a, std::span<const Phoneme> b);

// Distance of `expected` to the best-fitting part of `heard` (possibly the empty part). For policies that
// look for a phrase anywhere in talk; a gate that decides about sending must never use it.
[[nodiscard]] MilliEdits part_distance(std::span<const Phoneme> expected, std::span<const Phoneme> heard);

// A distance in thousandths of the expected length: MilliEdits per sound of `expected` in its comparable
// form, rounded up. 0 = the same; unrelated strings of like length are 400 to 600; may exceed 1000 when much
// more was heard.
[[nodiscard]] Permille relative_to(MilliEdits distance, std::span<const Phoneme> expected);

// How badly the worst stretch of `expected` was met: along the cheapest alignment of the whole strings, the
// largest mean cost of kStretchSounds expected sounds in a row, what was inserted counted with the sound
// before it. A long phrase of which one word is missing may be near on the whole; here it is not (a missing
// word: 380 and more).
inline constexpr std::size_t kStretchSounds = 5;
[[nodiscard]] Permille worst_stretch(std::span<const Phoneme> expected, std::span<const Phoneme> heard);

// The smallest relative distance between any of the pronunciations and any of the readings, whole or in part.
// A list that is empty gives kUnreachable.
inline constexpr Permille kUnreachable = 1'000'000;
[[nodiscard]] Permille nearest_distance(std::span<const Phonemes> expected, std::span<const Phonemes> heard);
[[nodiscard]] Permille nearest_part_distance(std::span<const Phonemes> expected,
                                             std::span<const Phonemes> heard);

}  // namespace sotto
