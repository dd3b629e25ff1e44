// Today's chain still writes journals that tell the stories of tests/golden/stories: the same steps, whatever
// the engines' exact numbers.
#include <gtest/gtest.h>

#include "explain/read_interaction.hpp"
#include "explain/story.hpp"
#include "journal_of_scene.hpp"
#include "stage.hpp"

namespace sotto {
namespace {

std::string no_clock(std::int64_t) {
  return "some day";
}

// The story's text on one line; empty where the scene could not be played.
std::string told(const std::string& scene, const std::string& policy) {
  MemoryJournal journal;
  JournalOfScene recorder(journal);
  Staging staging;
  staging.policy = policy;
  staging.recorder = &recorder;
  const auto played = play(scene, staging);
  EXPECT_TRUE(played.ok()) << played.error().line();
  if (!played) return "";
  Which which;
  which.refused_too = true;
  const auto id = find_interaction(journal, which);
  EXPECT_TRUE(id.ok() && id.value());
  if (!id.ok() || !id.value()) return "";
  const auto interaction = read_interaction(journal, *id.value());
  EXPECT_TRUE(interaction.ok()) << interaction.error().line();
  if (!interaction) return "";
  std::string text;
  for (const char letter : story_text(tell_story(interaction.value(), no_clock))) {
    const bool blank = letter == '\n' || letter == ' ';
    if (!blank || !text.ends_with(' ')) text += blank ? ' ' : letter;
  }
  return text;
}

void expect_in_order(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t from = 0;
  for (const std::string& part : parts) {
    const std::size_t at = text.find(part, from);
    ASSERT_NE(at, std::string::npos) << part << " is missing, or too early, in: " << text;
    from = at + part.size();
  }
}

TEST(Story, OfThePortlandEveningNamesTheSixStepsOfTheArticle) {
  expect_in_order(
      told("portland", "portland-2018"),
      {"What was said in the room was sent to Ben Okafor.", "It woke.", "for an order: to send a message",
       "It asked \"To whom?\"", "Somebody talked meanwhile", "for a contact's name: Ben Okafor",
       "It asked \"Ben Okafor, right?\"", "Somebody talked meanwhile", "because the word \"right\" is in it",
       "It sent what had been said since it woke"});
}

TEST(Story, OfThePortlandEveningUnderGuardedNamesTheGateThatStoppedIt) {
  expect_in_order(told("portland", "guarded"), {"the wake gate", "stopped it", "It did not wake."});
}

TEST(Story, OfAStrangerSaysHowFarTheVoiceWas) {
  expect_in_order(told("stranger", "guarded"),
                  {"Nothing was sent: the confirm gate", "another voice answered", "at least 720 needed",
                   "would have needed:", "likeness of the voice to the one that asked of at least 720"});
}

}  // namespace
}  // namespace sotto
