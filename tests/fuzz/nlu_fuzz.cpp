// The parsers of nlu over garbage. Nothing here may crash, hang, or break a promise of a header; the seeds
// are fixed.
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "nlu/name_matcher.hpp"
#include "nlu/nearest_intent.hpp"
#include "nlu/number_words.hpp"
#include "nlu/phrase_matcher.hpp"
#include "nlu/sentence_template.hpp"
#include "nlu/template_parser.hpp"
#include "nlu/text.hpp"

namespace sotto {
namespace {

using Random = std::mt19937;

std::string random_bytes(Random& random, std::size_t longest) {
  std::string text(random() % (longest + 1), ' ');
  for (char& c : text) c = static_cast<char>(random() & 0xFF);
  return text;
}

std::string pick(Random& random, std::initializer_list<std::string_view> pieces, std::size_t most) {
  std::string text;
  const std::size_t count = random() % (most + 1);
  for (std::size_t i = 0; i < count; ++i) text += *(pieces.begin() + random() % pieces.size());
  return text;
}

std::string random_template(Random& random) {
  return pick(random,
              {"(", ")", "[",    "]",  "{", "}",         "<",        ">",       "|",          ";",
               " ", " ", "turn", "on", "a", "{contact}", "{device}", "{level}", "<the>",      "<off>",
               ":", "s", "21",   "'",  "-", "é",         "\xff",     "\n",      "{device:x}", "<loop>"},
              30);
}

std::string random_utterance(Random& random) {
  return pick(random,
              {"turn ",    "on ",   "off ",     "the ",    "lamp ",  "kitchen ", "twenty ", "one ", "and ",
               "a ",       "half ", "point ",   "five ",   "21 ",    "19.5 ",    "° ",      "% ",   "½ ",
               "hundred ", "send ", "message ", "to ",     "maria ", "-",        ",",       ".",    "'",
               "é",        "\xc3",  "\xff ",    "please ", "alexa ", "  "},
              40);
}

SentenceFile base_file() {
  SentenceFile file;
  file.before = {"[alexa]", 1};
  file.after = {"[please]", 2};
  file.not_contacts = {"the"};
  file.rules = {
      {"the", {"[the|my]", 3}, false}, {"off", {"(off|of)", 4}, true}, {"loop", {"x <loop>", 5}, false}};
  file.numbers = {{"level", 0, 100000, 500}};
  file.lists = {{"device", {{{"<the> lamp[s]", 6}, "lamp"}, {{"kitchen [light]", 7}, "kitchen"}}}};
  file.intents = {{"switch-on", {{"turn on {device}", 8}, {"turn {device} to {level}", 9}}, {}},
                  {"send-message", {{"send [a] message [to {contact}]", 10}}, {}}};
  return file;
}

void check_tokens(const std::string& text) {
  const std::vector<Token> tokens = tokenize(text);
  ASSERT_LE(tokens.size(), kTokensMax + 1);
  std::size_t word = 0;
  for (const Token& token : tokens) {
    ASSERT_FALSE(token.text.empty());
    ASSERT_GE(token.word, word);
    word = token.word;
    for (const char c : token.text) ASSERT_FALSE(c >= 'A' && c <= 'Z');
    ASSERT_EQ(token.text.find_first_of(" \t\r\n,;:!?\"()[]{}<>|"), std::string::npos) << token.text;
  }
  const std::string normal = normalize_word(text);
  ASSERT_EQ(normalize_word(normal), normal);
  for (const bool halves : {false, true}) {
    for (const NumberMatch& match : read_number(tokens, halves).matches) {
      ASSERT_GE(match.tokens, 1u);
      ASSERT_LE(match.tokens, tokens.size());
      ASSERT_GE(match.milli, 0);
    }
  }
}

TEST(NluFuzz, TextOfAnyBytes) {
  Random random(11);
  for (int i = 0; i < 20000; ++i) {
    check_tokens(random_bytes(random, 60));
    check_tokens(random_utterance(random));
  }
}

TEST(NluFuzz, NastyText) {
  for (const std::string& text :
       {std::string(), std::string(1, '\0'), std::string("a\0b", 3), std::string(100'000, '9'),
        std::string(100'000, '-'), std::string("\xc3"), std::string("\xf0\x9f"), std::string("\xed\xa0\x80"),
        std::string("\xf4\x90\x80\x80"), std::string("1,,,2..3.4.5,678,9"), std::string("1/2/3½¼"),
        std::string("9223372036854775807.999"), std::string("-------5"), std::string("°°°%%%"),
        std::string("e\u0301\u0301\u0301"), std::string("''''s'")}) {
    check_tokens(text);
  }
}

TEST(NluFuzz, TemplatesOfAnyBytes) {
  Random random(12);
  int parsed = 0;
  for (int i = 0; i < 20000; ++i) {
    const auto tree = parse_template(i % 2 == 0 ? random_template(random) : random_bytes(random, 80));
    if (tree) {
      ++parsed;
    } else {
      ASSERT_EQ(tree.error().code, ErrorCode::kFileInvalid);
      ASSERT_FALSE(tree.error().detail.empty());
    }
  }
  // Random text that is never a template, or always one, would test nothing.
  EXPECT_GT(parsed, 1000);
  EXPECT_LT(parsed, 19000);
}

// A file with one random sentence, rule or list value compiles or names it; what compiles reads anything.
TEST(NluFuzz, SentenceFilesAndUtterances) {
  Random random(13);
  int compiled = 0;
  for (int i = 0; i < 4000; ++i) {
    SentenceFile file = base_file();
    const std::string text = random_template(random);
    if (i % 4 == 0) file.rules[0].says.text = text;
    if (i % 4 == 1) file.lists[0].values[1].says.text = text;
    if (i % 4 == 2) file.intents[1].sentences[0].text = text;
    if (i % 4 == 3) file.intents[0].sentences.push_back({text, 11});
    const auto matcher = SentenceMatcher::compile(file);
    if (!matcher) {
      ASSERT_NE(matcher.error().detail.find('\''), std::string::npos) << matcher.error().detail;
      continue;
    }
    ++compiled;
    for (int j = 0; j < 5; ++j) {
      const std::string said = random_utterance(random);
      const Reading reading = matcher.value().read(said);
      const bool complete = reading.completeness == Completeness::kCompleteCanGoOn ||
                            reading.completeness == Completeness::kCompleteFinal;
      ASSERT_EQ(complete, reading.request.has_value()) << said;
      ASSERT_EQ(reading, matcher.value().read(said));
    }
  }
  EXPECT_GT(compiled, 100);
}

// Whatever has been said without being impossible was not impossible one word before.
TEST(NluFuzz, WhatIsAliveWasAliveBefore) {
  Random random(14);
  const auto matcher = SentenceMatcher::compile(base_file());
  ASSERT_TRUE(matcher) << matcher.error().detail;
  for (int i = 0; i < 20000; ++i) {
    const std::string said =
        pick(random,
             {"turn ", "on ", "the ", "lamp ", "kitchen ", "light ", "to ", "twenty ", "one ", "and ", "a ",
              "half ", "please ", "alexa ", "send ", "message ", "maria "},
             7);
    const bool alive = matcher.value().read(said).completeness != Completeness::kNone;
    const std::size_t last = said.empty() ? 0 : said.find_last_of(' ', said.size() - 2);
    const std::string before = last == std::string::npos ? "" : said.substr(0, last);
    if (!alive) continue;
    ASSERT_NE(matcher.value().read(before).completeness, Completeness::kNone) << said;
  }
}

Phonemes random_sounds(Random& random, std::size_t longest) {
  Phonemes sounds(random() % (longest + 1));
  for (Phoneme& sound : sounds) sound = static_cast<Phoneme>(random() % kPhonemeCount);
  return sounds;
}

std::vector<HeardWord> random_answer(Random& random, std::size_t most) {
  std::vector<HeardWord> words(random() % (most + 1));
  for (HeardWord& word : words) {
    word.normalized = pick(random, {"to", "send", "it", "it's", "please", "x", ""}, 1);
    for (std::size_t i = random() % 4; i > 0; --i) word.pronunciations.push_back(random_sounds(random, 8));
  }
  return words;
}

TEST(NluFuzz, NamesAndPhrasesOfAnySound) {
  Random random(15);
  for (int i = 0; i < 2000; ++i) {
    std::vector<ContactNames> contacts(random() % 4);
    std::vector<Phrase> phrases;
    for (ContactNames& contact : contacts) {
      for (std::size_t j = random() % 3; j > 0; --j) {
        contact.forms.push_back(
            {NameKind::kFull, "", {random_sounds(random, 10), random_sounds(random, 10)}});
      }
      phrases.push_back({pick(random, {"yes", "no"}, 1), "", {random_sounds(random, 12)}});
    }
    const NameMatcher names(contacts);
    const PhraseMatcher matcher(phrases);
    const std::vector<HeardWord> answer = random_answer(random, 12);
    const NameEvidence name = names.match(answer);
    if (name.contact) {
      ASSERT_LT(*name.contact, contacts.size());
      ASSERT_GE(name.margin, 0);
      ASSERT_LE(name.first_word + name.word_count, answer.size());
      ASSERT_NE(name.contact, name.second);
    }
    ASSERT_EQ(name.contact.has_value(), names.nearest(answer).contact.has_value());
    const PhraseEvidence phrase = matcher.match(answer);
    if (!phrase.phrase) continue;
    ASSERT_GE(phrase.margin, 0);
    ASSERT_LE(phrase.distance, matcher.judge("yes", answer).distance);
  }
}

TEST(NluFuzz, LongAnswersAreBounded) {
  std::vector<HeardWord> endless(
      5000, HeardWord{"x", {Phonemes{Phoneme::kS, Phoneme::kAH}, Phonemes{Phoneme::kT}}});
  const NameMatcher names({{"a", {{NameKind::kFull, "a", {Phonemes{Phoneme::kS, Phoneme::kT}}}}}});
  EXPECT_GT(names.match(endless).distance, 1000);
  EXPECT_EQ(PhraseMatcher({}).match(endless), PhraseEvidence{});
}

TEST(NluFuzz, TheNearestIntentOfAnything) {
  Random random(16);
  auto matcher = SentenceMatcher::compile(base_file());
  ASSERT_TRUE(matcher);
  const auto nearest =
      NearestIntent::compile(std::move(matcher).value(), {{"turn", random_sounds(random, 4)}});
  ASSERT_TRUE(nearest);
  for (int i = 0; i < 1000; ++i) {
    std::vector<Word> talk(random() % 20);
    for (Word& word : talk) {
      word.text = random_utterance(random);
      word.normalized = normalize_word(word.text);
      word.phonemes = random_sounds(random, 6);
    }
    const std::vector<IntentGuess> guesses = nearest.value().guesses(talk);
    ASSERT_EQ(guesses.empty(), talk.empty());
    for (const IntentGuess& guess : guesses) {
      ASSERT_GE(guess.score, 0);
      ASSERT_LE(guess.score, 1000);
    }
  }
}

}  // namespace
}  // namespace sotto
