#include "sim/material_voices.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace sotto {
namespace {

// The voices of each sex, every second one of the sorted list of an accent.
using Names = std::vector<std::string>;

std::vector<MaterialVoice> with_blends(const Names& names, bool woman, std::size_t count) {
  std::vector<MaterialVoice> voices;
  for (const std::string& name : names) voices.push_back({name, name, "", 0, woman});
  // Neighbours in a ring, then every second one, and so on: no pair comes twice.
  for (std::size_t step = 1; voices.size() < count; ++step) {
    SOTTO_ASSERT(2 * step < names.size());
    for (std::size_t i = 0; i < names.size() && voices.size() < count; ++i) {
      const std::string& first = names[i];
      const std::string& second = names[(i + step) % names.size()];
      const Permille share = i % 2 == 0 ? 500 : 400;
      voices.push_back({first + "+" + second, first, second, share, woman});
    }
  }
  return voices;
}

std::vector<MaterialVoice> both(const Names& women, const Names& men) {
  std::vector<MaterialVoice> voices = with_blends(women, true, kMaterialVoices / 2);
  for (MaterialVoice& voice : with_blends(men, false, kMaterialVoices / 2))
    voices.push_back(std::move(voice));
  std::sort(voices.begin(), voices.end(),
            [](const MaterialVoice& a, const MaterialVoice& b) { return a.name < b.name; });
  return voices;
}

}  // namespace

const std::vector<MaterialVoice>& material_voices(MaterialPart part) {
  static const std::vector<MaterialVoice> kTuning =
      both({"af_alloy", "af_heart", "af_kore", "af_nova", "af_sarah", "bf_alice", "bf_isabella"},
           {"am_adam", "am_eric", "am_liam", "am_onyx", "am_santa", "bm_daniel", "bm_george"});
  static const std::vector<MaterialVoice> kTest =
      both({"af_aoede", "af_jessica", "af_nicole", "af_river", "af_sky", "bf_emma", "bf_lily"},
           {"am_echo", "am_fenrir", "am_michael", "am_puck", "bm_fable", "bm_lewis"});
  return part == MaterialPart::kTest ? kTest : kTuning;
}

}  // namespace sotto
