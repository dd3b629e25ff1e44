#include "runtime/prompt_texts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <vector>

namespace sotto {
namespace {

// Prompt is an enumeration without gaps; kDeviceTold is its last member.
std::vector<Prompt> all_prompts() {
  std::vector<Prompt> prompts;
  for (int i = 0; i <= static_cast<int>(Prompt::kDeviceTold); ++i) prompts.push_back(static_cast<Prompt>(i));
  return prompts;
}

std::string filled(Prompt prompt) {
  const std::vector<std::string> words = {"Maria Alvarez", "15"};
  return prompt_text(prompt, words);
}

TEST(PromptTextsTest, EveryPromptHasATextOrATone) {
  for (const Prompt prompt : all_prompts()) {
    EXPECT_NE(prompt_tone(prompt).has_value(), !prompt_template(prompt).empty()) << prompt_name(prompt);
    EXPECT_EQ(filled(prompt).empty(), prompt_tone(prompt).has_value()) << prompt_name(prompt);
  }
}

TEST(PromptTextsTest, TheDialogOfTheDesign) {
  EXPECT_EQ(filled(Prompt::kToWhom), "To whom?");
  EXPECT_EQ(filled(Prompt::kConfirm), "Maria Alvarez, right?");
  EXPECT_EQ(filled(Prompt::kHold), "Sending to Maria Alvarez in fifteen seconds. Say cancel to stop.");
  EXPECT_EQ(filled(Prompt::kNotSent), "Not sent.");
  EXPECT_EQ(filled(Prompt::kCancelled), "Cancelled.");
  const std::vector<std::string> phrase = {"harbor cabin"};
  EXPECT_EQ(prompt_text(Prompt::kChallenge, phrase), "To send it, say: send it, harbor cabin.");
}

TEST(PromptTextsTest, WordsAreTakenAsTheyAre) {
  const std::vector<std::string> braces = {"{1} {0}", "7"};
  EXPECT_EQ(prompt_text(Prompt::kConfirm, braces), "{1} {0}, right?");
  const std::vector<std::string> numbers = {"R2", "1200"};
  EXPECT_EQ(prompt_text(Prompt::kHold, numbers),
            "Sending to R2 in one thousand two hundred seconds. Say cancel to stop.");
  const std::vector<std::string> story = {"I sent your message to Ben at 7:30."};
  EXPECT_EQ(prompt_text(Prompt::kExplainLast, story), story[0]);
}

TEST(PromptTextsDeathTest, AMissingWordIsAProgrammerError) {
  const std::vector<std::string> one = {"Maria"};
  EXPECT_DEATH((void)prompt_text(Prompt::kHold, one), "place < words.size");
}

// Sotto may hear itself. Nothing that it says may wake it, and no sentence of it may be an answer that sends.
TEST(PromptTextsTest, NothingSaidCouldWakeOrConfirm) {
  const std::vector<std::string> wake_words = {"alexa", "nabu", "jarvis", "mycroft"};
  const std::vector<std::string> answers = {"yes", "right", "right, send it", "yes, send it", "send it"};
  std::vector<std::string> texts = list_fixed_prompts();
  for (const Prompt prompt : all_prompts()) texts.push_back(filled(prompt));
  for (std::string text : texts) {
    std::ranges::transform(text, text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const std::string& word : wake_words) EXPECT_EQ(text.find(word), std::string::npos) << text;
    std::string sentence;
    for (const char c : text) {
      if (c != '.' && c != '?' && c != '!' && c != ':') {
        if (!(sentence.empty() && c == ' ')) sentence += c;
        continue;
      }
      for (const std::string& answer : answers) EXPECT_NE(sentence, answer) << text;
      sentence.clear();
    }
  }
}

TEST(PromptTextsTest, FixedPromptsAreCompleteOnceEachAndSpeakable) {
  const std::vector<std::string> texts = list_fixed_prompts();
  EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()).size(), texts.size());
  for (const std::string& text : texts) {
    EXPECT_EQ(text.find_first_of("{}"), std::string::npos) << text;
    EXPECT_TRUE(text.ends_with('.') || text.ends_with('?')) << text;
    EXPECT_LE(text.size(), 500U) << text;
  }
  for (const Prompt prompt : all_prompts()) {
    const std::string text(prompt_template(prompt));
    const bool fixed = !text.empty() && text.find('{') == std::string::npos;
    EXPECT_EQ(std::ranges::count(texts, text), fixed ? 1 : 0) << text;
  }
  EXPECT_EQ(std::ranges::count(texts, std::string(notice_text(Notice::kDemonstration))), 1);
}

TEST(PromptTextsTest, ContactAndChallengePromptsAreThoseThatWillBeSaid) {
  const std::vector<std::string> contact = list_contact_prompts("Maria Alvarez", 15);
  EXPECT_EQ(contact, (std::vector<std::string>{filled(Prompt::kConfirm), filled(Prompt::kHold)}));
  const std::vector<std::string> phrases = {"harbor cabin", "velvet ladder"};
  EXPECT_EQ(list_challenge_prompts(phrases),
            (std::vector<std::string>{"To send it, say: send it, harbor cabin.",
                                      "To send it, say: send it, velvet ladder."}));
}

}  // namespace
}  // namespace sotto
