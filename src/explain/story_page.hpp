// The story as one page that needs nothing else: no request leaves it, and everything that was heard is text
// in it, never markup or script. With sound it shows a waveform and plays; without, the same time axis.
//
// Thread-safety: pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "explain/story.hpp"
#include "journal/hash.hpp"

namespace sotto {

struct PageSound {
  SampleSpan span;              // of the run
  std::vector<std::byte> ogg;   // Ogg Opus
  std::vector<Permille> peaks;  // loudness from beginning to end; empty: not known
};

inline constexpr std::size_t kPeaks = 1200;

// The loudest sample of each of `count` equal stretches.
[[nodiscard]] std::vector<Permille> peaks_of(std::span<const float> samples, std::size_t count = kPeaks);

// The whole page. `sha256` is for its content security policy.
[[nodiscard]] std::string story_page(const Interaction& interaction, const Story& story,
                                     const std::optional<PageSound>& sound, HashFunction sha256);

}  // namespace sotto
