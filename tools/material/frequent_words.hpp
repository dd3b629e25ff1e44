// Words that people use at home: those of the written talk, as the pronouncing dictionary says them. CMUdict
// alone is half surnames, and a search over it finds phrases that nobody says.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/material_talk.hpp"
#include "trigger_search.hpp"

namespace sotto {

// Each word of the conversations that `dictionary` (the path of CMUdict) lists, with its most usual
// pronunciation, sorted by word; case and punctuation apart. Errors: model-missing, model-damaged.
[[nodiscard]] Result<std::vector<PronouncedWord>> read_frequent_words(std::span<const TalkBlock> blocks,
                                                                      const std::string& dictionary);

}  // namespace sotto
