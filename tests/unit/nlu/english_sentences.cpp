#include "english_sentences.hpp"

#include <gtest/gtest.h>

#include <utility>

#include "sentence_file_reader.hpp"

namespace sotto {

const SentenceMatcher& english() {
  static const SentenceMatcher matcher = [] {
    auto compiled = SentenceMatcher::compile(read_sentence_file(SOTTO_SOURCE_DIR "/data/sentences/en.toml"));
    if (!compiled) ADD_FAILURE() << compiled.error().line();
    return std::move(compiled).value();
  }();
  return matcher;
}

std::string understood(const std::string& text) {
  const Reading reading = english().read(text);
  if (!reading.request) return std::string(completeness_name(reading.completeness));
  std::string line(intent_name(reading.request->intent));
  for (const Slot& slot : reading.request->slots) line += " " + slot.name + "=" + slot.value;
  return reading.ambiguous ? line + " ambiguous" : line;
}

}  // namespace sotto
