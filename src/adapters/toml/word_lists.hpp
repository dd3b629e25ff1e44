// The lists of words that the wake and confirm gates need, from TOML: data/triggers/LANGUAGE.toml with words
// and phrases that resemble the wake word, data/challenges/LANGUAGE.toml with the phrases that a challenge
// may ask for. Thread-safety: pure.
//
//   triggers = ["election", "a Lexus"]        challenges = ["harbor cabin", ...]
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {

// Each: `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong"; an empty
// list and an entry that stands twice are wrong too.
[[nodiscard]] Result<std::vector<std::string>> parse_triggers(std::string_view text, const std::string& name);
[[nodiscard]] Result<std::vector<std::string>> parse_challenges(std::string_view text,
                                                                const std::string& name);

// All the built-in words of a language ("en"): sentences, triggers, challenges. The wake word stays as
// WordLists has it. Errors: file-missing for a language that is not built in, file-invalid.
[[nodiscard]] Result<WordLists> built_in_words(const std::string& language);

}  // namespace sotto
