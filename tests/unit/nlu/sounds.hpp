// For tests only: sounds written as in CMUdict.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nlu/name_matcher.hpp"

namespace sotto {

inline Phonemes sounds(std::string_view symbols) {
  const auto phonemes = parse_phonemes(symbols);
  EXPECT_TRUE(phonemes) << symbols;
  return phonemes.value_or(Phonemes{});
}

inline HeardWord heard(const std::string& word, std::string_view symbols) {
  return {word, {sounds(symbols)}};
}

}  // namespace sotto
