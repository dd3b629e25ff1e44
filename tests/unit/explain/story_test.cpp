#include "explain/story.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "explain/interaction_json.hpp"
#include "spoken_journal.hpp"

namespace sotto {
namespace {

Interaction played(Script& script) {
  MemoryJournal journal;
  write_down(journal, script);
  return latest(journal);
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The text on one line, whatever its line breaks.
std::string flat(const Story& story) {
  std::string text;
  for (const char letter : story_text(story)) {
    if (letter != '\n' && (letter != ' ' || !text.ends_with(' '))) text += letter;
    if (letter == '\n' && !text.ends_with(' ')) text += ' ';
  }
  return text;
}

TEST(Story, OfADifferentVoiceSaysByHowMuch) {
  Script script(guarded_policy());
  script.say("Alexa send a message", {.wake = true});
  script.finish_prompt();
  script.wait(500);
  script.say("Maria Alvarez", {.length_ms = 1300});
  script.finish_prompt();
  script.wait(500);
  script.say("Right, send it", {.length_ms = 1300, .similarity = 400});
  const Interaction interaction = played(script);
  const Story story = tell_story(interaction, no_clock);
  EXPECT_TRUE(mentions(story.headline, "the confirm gate"));
  ASSERT_EQ(story.different.size(), 1U);
  EXPECT_TRUE(mentions(story.different.front(), "at least 720 (it was 400)")) << story.different.front();
}

TEST(Story, OfAQuestionThatTheRoomDidNotHearSaysSo) {
  Script script(room_policy());
  script.say("Alexa send a message", {.wake = true});
  script.finish_prompt(true, PromptEcho{true, 4});
  script.finish_prompt(true, PromptEcho{});
  const Interaction interaction = played(script);
  const std::string text = flat(tell_story(interaction, no_clock));
  EXPECT_TRUE(mentions(text, "The microphone heard it in the room, 4 dB above the talk there.")) << text;
  EXPECT_TRUE(mentions(text, "The microphone did not hear it in the room.")) << text;
  EXPECT_TRUE(mentions(text, "the microphone hearing the question")) << text;
}

TEST(Story, OfAQuestionDrownedInTalkSaysByHowMuch) {
  Script script(room_policy());
  script.say("Alexa send a message", {.wake = true});
  script.finish_prompt(true, PromptEcho{true, 4});
  script.finish_prompt(true, PromptEcho{true, 6});
  const Interaction interaction = played(script);
  const Story story = tell_story(interaction, no_clock);
  ASSERT_EQ(story.different.size(), 1U);
  EXPECT_TRUE(mentions(story.different.front(), "at least 10 dB (it was 6 dB)")) << story.different.front();
}

TEST(Story, OfASentMessageListsWhatWouldHaveStoppedItNearestFirst) {
  Script script(guarded_policy());
  hold_message(script);
  script.wait(13'000);
  for (const Effect& effect : script.effects()) {
    if (const auto* send = std::get_if<SendMessage>(&effect)) {
      const ConfirmedRecording recording = send->recording;
      script.post(
          MessageDelivered{recording.message_id(), recording.contact_name(), DeliveryOutcome::kSent, ""});
      break;
    }
  }
  const Interaction interaction = played(script);
  const Story story = tell_story(interaction, no_clock);
  EXPECT_EQ(story.headline, "A message was sent to Maria Alvarez.");
  ASSERT_GT(story.different.size(), 5U);
  EXPECT_TRUE(mentions(flat(story), "anybody saying \"cancel\", \"stop\" or \"no\""));
  EXPECT_TRUE(mentions(flat(story), "any talk while it asked \"To whom?\""));
  std::optional<Permille> last;
  for (const std::string& told : story.different) {
    for (const StoryStep& step : story.steps) {
      for (const Check& check : step.checks) {
        const std::string text = std::string(gate_name(check.gate)) + " gate: " + breaks_text(check);
        if (text != told || !check.measured) continue;
        EXPECT_GE(check.room(), last) << told;
        last = check.room();
      }
    }
  }
  EXPECT_TRUE(last.has_value());
}

TEST(Story, OfAnOpeningSaysWhoseVoiceItWasAndHowSureThatIs) {
  Script script(opening_policy());
  ask_to_unlock(script);
  script.say("open it harbor cabin", {.length_ms = 1600, .speaker = "Maria"});
  ASSERT_FALSE(script.state().device_orders.empty());
  script.post(DeviceAnswered{script.state().device_orders.back().command, "confirmed",
                             "The front door is unlocked."});
  const Interaction interaction = played(script);
  const std::string text = flat(tell_story(interaction, no_clock));
  EXPECT_TRUE(mentions(text, "\"Maria\", who is enrolled")) << text;
  EXPECT_TRUE(mentions(text, "likeness to an enrolled voice")) << text;
  EXPECT_TRUE(mentions(text, "nearer to opening than to sending")) << text;
}

TEST(Story, OfAStrangerAtTheDoorSaysWhatItWouldTake) {
  Script script(opening_policy());
  ask_to_unlock(script, {.wake = true});
  const Story story = tell_story(played(script), no_clock);
  EXPECT_TRUE(mentions(story.headline, "the open gate")) << story.headline;
  EXPECT_TRUE(mentions(flat(story), "at least 740 (it was 400)")) << flat(story);
}

TEST(Story, OfACancellationByHandSaysSo) {
  Script script(guarded_policy());
  script.say("Alexa send a message", {.wake = true});
  script.post(CancelledByHand{});
  const Interaction interaction = played(script);
  const Story story = tell_story(interaction, no_clock);
  EXPECT_EQ(story.headline, "Nothing was sent: it was cancelled by hand.");
  EXPECT_TRUE(mentions(flat(story), "Somebody cancelled it by hand."));
}

TEST(Story, OfDeletedWordsNamesNobody) {
  Script script(guarded_policy());
  hold_message(script);
  MemoryJournal journal;
  write_down(journal, script);
  ASSERT_TRUE(journal.forget({1, journal.records.size(), true, false, "retention"}, 0).ok());
  const Interaction interaction = latest(journal);
  const Story story = tell_story(interaction, no_clock);
  const std::string all = story_text(story) + interaction_json(interaction, story);
  for (const char* word : {"Maria", "maria", "Dinner", "dinner", "Alvarez"})
    EXPECT_FALSE(mentions(all, word)) << word;
  EXPECT_TRUE(mentions(all, "(deleted)"));
}

TEST(Story, ControlCharactersOfWhatWasHeardDoNotReachATerminal) {
  Script script(guarded_policy());
  script.say("Alexa send \x1b[2J a message", {.wake = true});
  const Interaction interaction = played(script);
  EXPECT_EQ(story_text(tell_story(interaction, no_clock)).find('\x1b'), std::string::npos);
}

TEST(Story, HasFactsForPrograms) {
  Script script(guarded_policy());
  hold_message(script);
  const Interaction interaction = played(script);
  const auto facts = nlohmann::json::parse(interaction_json(interaction, tell_story(interaction, no_clock)));
  EXPECT_EQ(facts.at("policy").at("name"), "guarded");
  EXPECT_EQ(facts.at("wake").at("verdict"), "pass");
  EXPECT_EQ(facts.at("gates").at(0).at("gate"), "request");
  EXPECT_EQ(facts.at("gates").at(1).at("evidence").at("distance_max"), 220);
  EXPECT_FALSE(facts.at("story").at("steps").empty());
}

}  // namespace
}  // namespace sotto
