// Trigger phrases: what resembles the wake word, as conversations to be spoken: the phrase alone, and carried
// by a short sentence. Pure; any thread.
//
// Known phrases stand in data/triggers/en.toml and may have been looked at by anybody; unseen ones stand in
// tools/material/triggers/unseen.txt, "PART DISTANCE PHRASE" a line, found by the search
// (trigger_search.hpp), half for tuning and half for test. Those of test are in no list that Sotto or its
// training reads.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "nlu/phoneme_distance.hpp"
#include "sim/material_talk.hpp"

namespace sotto {

struct UnseenPhrase {
  MaterialPart part = MaterialPart::kTuning;
  MilliEdits distance = 0;  // to the wake word
  std::string text;

  friend bool operator==(const UnseenPhrase&, const UnseenPhrase&) = default;
};

using Carriers = std::map<MaterialPart, std::vector<std::string>>;

// Each: `name` is what messages call the file; '#' begins a comment line. Errors: file-invalid,
// "NAME:LINE: what is wrong".
[[nodiscard]] Result<std::vector<UnseenPhrase>> parse_unseen(std::string_view text, const std::string& name);
[[nodiscard]] Result<Carriers> parse_carriers(std::string_view text, const std::string& name);

// Known phrases for both parts, each part with carriers of its own; unseen ones for theirs. The kind of a
// block is "known" or "unseen".
[[nodiscard]] std::vector<TalkBlock> trigger_blocks(const std::vector<std::string>& known,
                                                    const std::vector<UnseenPhrase>& unseen,
                                                    const Carriers& carriers, std::uint64_t seed);

}  // namespace sotto
