// For tests only: reads data/sentences/en.toml as nlu/sentence_file.hpp describes it.
#pragma once

#include <string>

#include "nlu/sentence_file.hpp"

namespace sotto {

// Fails the running test and returns what it has when the file does not read.
[[nodiscard]] SentenceFile read_sentence_file(const std::string& path);

}  // namespace sotto
