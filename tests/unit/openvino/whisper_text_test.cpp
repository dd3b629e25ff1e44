#include "adapters/openvino/whisper_text.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "adapters/openvino/whisper_loops.hpp"
#include "adapters/openvino/whisper_spelling.hpp"

namespace sotto {
namespace {

TEST(WhisperText, NormalizesWords) {
  EXPECT_EQ(normalized_word("Alexa,"), "alexa");
  EXPECT_EQ(normalized_word("Maria's"), "maria's");
  EXPECT_EQ(normalized_word("12"), "12");
  EXPECT_EQ(normalized_word("\xC3\x89mile."), "\xC3\x89mile");
  EXPECT_EQ(normalized_word("..."), "");
  EXPECT_EQ(normalized_word("'"), "");
  EXPECT_EQ(letters_of(" Right,  send - it! "), "right send it");
  EXPECT_EQ(letters_of("light-roast"), "light roast");
  EXPECT_EQ(letters_of("  ?! "), "");
}

TEST(WhisperText, CapitalsAndPunctuationAreNoDifference) {
  EXPECT_TRUE(same_letters(" Alexa", " alexa"));
  EXPECT_TRUE(same_letters(",", "."));
  EXPECT_TRUE(same_letters("", "."));
  EXPECT_FALSE(same_letters(" Alexa", " Alexis"));
  EXPECT_FALSE(same_letters(" send", "send")) << "one starts a word, the other goes on with it";
}

TEST(WhisperText, NotesAboutSoundAreNoSpeech) {
  for (const char* note :
       {"[BLANK_AUDIO]", "(music)", "*sighs*", "...", "", " - ", "[ Silence ] (noise)", "\"\""}) {
    EXPECT_TRUE(is_note_about_sound(note)) << note;
  }
  EXPECT_FALSE(is_note_about_sound("(music) Alexa"));
  EXPECT_FALSE(is_note_about_sound("Alexa."));
}

TEST(WhisperText, KnowsTheUsualHallucinations) {
  for (const char* text : {"Thank you.", "you", "Thanks for watching!", "Bye-bye.", "Bye. Bye."}) {
    EXPECT_TRUE(is_usual_hallucination(text)) << text;
  }
  EXPECT_FALSE(is_usual_hallucination("Thank you, turn it off"));
  EXPECT_FALSE(is_usual_hallucination("no"));
  EXPECT_FALSE(is_usual_hallucination(""));
}

TEST(WhisperText, SplitsWordsAndKeepsTheirTokens) {
  const std::vector<TextWord> words =
      split_words({" Al", "exa", ",", " turn", " on", " -", " two", "-", "way", "!"});
  ASSERT_EQ(words.size(), 5U);
  EXPECT_EQ(words[0].text, "Alexa,");
  EXPECT_EQ(words[0].first, 0U);
  EXPECT_EQ(words[0].last, 3U);
  EXPECT_EQ(words[2].text, "on-") << "a lone dash belongs to the word before it";
  EXPECT_EQ(words[2].last, 6U);
  EXPECT_EQ(words[3].text, "two-");
  EXPECT_EQ(words[4].text, "way!");
  EXPECT_EQ(words[4].first, 8U);
  EXPECT_EQ(words[4].last, 10U);
}

TEST(WhisperText, OneTokenMayHoldTwoWords) {
  const std::vector<TextWord> words = split_words({"a b", "c"});
  ASSERT_EQ(words.size(), 2U);
  EXPECT_EQ(words[0].text, "a");
  EXPECT_EQ(words[0].last, 1U);
  EXPECT_EQ(words[1].text, "bc");
  EXPECT_EQ(words[1].first, 0U);
  EXPECT_TRUE(split_words({}).empty());
  EXPECT_TRUE(split_words({" ", "  "}).empty());
}

TEST(WhisperSpelling, OneWord) {
  EXPECT_EQ(whisper_spellings("Alexa", 12), (std::vector<std::string>{" Alexa", " alexa"}));
  EXPECT_EQ(whisper_spellings("alexa", 12), (std::vector<std::string>{" alexa", " Alexa"}));
}

TEST(WhisperSpelling, SeveralWordsWithOneMarkBetweenThem) {
  const std::vector<std::string> all = whisper_spellings("right, send it", 100);
  for (const char* wanted :
       {" right send it", " Right send it", " Right, send it", " Right. Send it", " Right send, it"}) {
    EXPECT_NE(std::find(all.begin(), all.end(), wanted), all.end()) << wanted;
  }
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end());
  EXPECT_EQ(whisper_spellings("right send it", 3).size(), 3U);
}

TEST(WhisperSpelling, NoWordsNoSpellings) {
  EXPECT_TRUE(whisper_spellings("", 12).empty());
  EXPECT_TRUE(whisper_spellings(" ?,", 12).empty());
}

std::optional<std::size_t> loop_of(std::vector<std::int32_t> tokens) {
  return loop_start(tokens);
}

TEST(WhisperLoops, RepetitionThatPeopleSayIsNoLoop) {
  EXPECT_EQ(loop_of({}), std::nullopt);
  EXPECT_EQ(loop_of({1, 2, 3, 4, 5, 6}), std::nullopt);
  EXPECT_EQ(loop_of({9, 1, 1, 1, 1}), std::nullopt) << "no no no no";
  EXPECT_EQ(loop_of({1, 2, 3, 1, 2, 3, 1, 2, 3}), std::nullopt);
}

TEST(WhisperLoops, FindsLoopsAndKeepsThemOnce) {
  EXPECT_EQ(loop_of({9, 1, 1, 1, 1, 1}), 2U);
  EXPECT_EQ(loop_of({1, 2, 1, 2, 1, 2, 1, 2, 1, 2}), 2U);
  EXPECT_EQ(loop_of({7, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5}), 6U);
  EXPECT_EQ(loop_of({1, 1, 1, 1, 1, 9}), std::nullopt) << "it has ended by itself";
}

}  // namespace
}  // namespace sotto
