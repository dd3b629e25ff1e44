// The sentences of a language from TOML, in the form that nlu/sentence_file.hpp describes; line numbers are
// kept, so that a faulty template can be named by its line. Templates are not compiled here. Thread-safety:
// pure.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "nlu/sentence_file.hpp"

namespace sotto {

// `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong".
[[nodiscard]] Result<SentenceFile> parse_sentences(std::string_view text, const std::string& name);

}  // namespace sotto
