// The voices of the campaign's material: 28 for each part, none in both, and Sotto's own in neither.
//
// Kokoro has 28 English voices. af_bella is Sotto's own, which leaves 27: 14 for tuning (7 women, 7 men) and
// 13 for test (7 women, 6 men), where a blend of two men takes the fourteenth place. Four of each part are
// British. Each part is then filled up to 28 with blends of its own voices of one sex: the weighted mean of
// their style vectors.
//
// Immutable; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/units.hpp"
#include "sim/material_talk.hpp"

namespace sotto {

inline constexpr std::string_view kSottosOwnVoice = "af_bella";

struct MaterialVoice {
  std::string name;           // "am_puck", or "am_puck+am_onyx" for a blend
  std::string first;          // the model's voice
  std::string second;         // the other one of a blend; empty: none
  Permille second_share = 0;  // of the second one's style vector; the rest is the first one's
  bool woman = false;

  friend bool operator==(const MaterialVoice&, const MaterialVoice&) = default;
};

// As many as the model file holds: the engine insists on that number.
inline constexpr std::size_t kMaterialVoices = 28;

// Sorted by name.
[[nodiscard]] const std::vector<MaterialVoice>& material_voices(MaterialPart part);

}  // namespace sotto
