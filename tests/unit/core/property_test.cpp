// Properties of the core over every short sequence of events, whatever sense they make.
#include <gtest/gtest.h>

#include <functional>

#include "script.hpp"

namespace sotto {
namespace {

struct Move {
  const char* name;
  std::function<void(Script&)> play;
};

const std::vector<Move>& moves() {
  static const std::vector<Move> kMoves = {
      {"order", [](Script& s) { s.say("Alexa send a message to Maria", {.wake = true}); }},
      {"confirm", [](Script& s) { s.say("right send it", {.length_ms = 1400}); }},
      {"stranger", [](Script& s) { s.say("right send it", {.length_ms = 1400, .similarity = 300}); }},
      {"name", [](Script& s) { s.say("Ben Okafor", {.length_ms = 1300}); }},
      {"chatter", [](Script& s) { s.say("so anyway we did the floor right", {.length_ms = 2600}); }},
      {"cancel", [](Script& s) { s.say("cancel", {.length_ms = 500}); }},
      {"prompt",
       [](Script& s) {
         s.finish_prompt();
         s.wait(400);
       }},
      {"unheard", [](Script& s) { s.finish_prompt(false); }},
      {"wait", [](Script& s) { s.wait(16'000); }},
      {"stop", [](Script& s) { s.post(CancelledByHand{}); }},
      {"lost", [](Script& s) { s.post(SoundLost{1600}); }},
  };
  return kMoves;
}

// Nothing is sent unless a confirm gate passed after its question and a record gate after that, without any
// refusal in between, and at most one message for each confirmation.
void check(const Script& script, const std::string& story) {
  bool asked = false;
  bool confirmed = false;
  bool recorded = false;
  for (const Effect& effect : script.effects()) {
    if (const auto* said = std::get_if<Speak>(&effect)) {
      if (said->prompt == Prompt::kConfirm || said->prompt == Prompt::kChallenge) asked = true;
    } else if (const auto* gate = std::get_if<ReportGate>(&effect)) {
      const Judgement& judgement = gate->judgement;
      if (judgement.gate == Gate::kConfirm) {
        if (judgement.passed()) {
          ASSERT_TRUE(asked) << story;
        }
        confirmed = judgement.passed();
      }
      if (judgement.gate == Gate::kRecord) {
        if (judgement.passed()) {
          ASSERT_TRUE(confirmed) << story;
        }
        recorded = judgement.passed();
      }
      if (judgement.verdict == Verdict::kRefuse) asked = confirmed = recorded = false;
    } else if (std::holds_alternative<SendMessage>(effect)) {
      ASSERT_TRUE(asked && confirmed && recorded) << story;
      asked = confirmed = recorded = false;
    }
    ASSERT_FALSE(std::holds_alternative<ShowExhibit>(effect)) << story;
  }
}

TEST(Property, NoMessageWithoutItsConfirmationInAnyShortStory) {
  constexpr int kDepth = 4;
  std::vector<std::size_t> choice(kDepth, 0);
  int stories = 0;
  while (true) {
    Script script(guarded_policy());
    std::string story;
    // Every story starts where it can get somewhere: with the question asked, or from nothing.
    for (const std::size_t index : choice) {
      moves()[index].play(script);
      story += std::string(moves()[index].name) + " ";
    }
    check(script, story);
    ++stories;
    std::size_t at = 0;
    while (at < choice.size() && ++choice[at] == moves().size()) choice[at++] = 0;
    if (at == choice.size()) break;
  }
  EXPECT_EQ(stories, 11 * 11 * 11 * 11);
}

TEST(Property, NoMessageWithoutItsConfirmationAfterTheQuestion) {
  constexpr int kDepth = 4;
  std::vector<std::size_t> choice(kDepth, 0);
  int sent = 0;
  while (true) {
    Script script(guarded_policy());
    script.say("Alexa send a message to Maria", {.wake = true});
    script.finish_prompt();
    script.wait(400);
    script.say("right send it", {.length_ms = 1400});
    script.finish_prompt();
    script.finish_prompt();
    script.wait(300);
    script.say("so anyway we did the floor", {.length_ms = 2600});
    std::string story = "held: ";
    for (const std::size_t index : choice) {
      moves()[index].play(script);
      story += std::string(moves()[index].name) + " ";
    }
    check(script, story);
    sent += script.count<SendMessage>() > 0 ? 1 : 0;
    std::size_t at = 0;
    while (at < choice.size() && ++choice[at] == moves().size()) choice[at++] = 0;
    if (at == choice.size()) break;
  }
  EXPECT_GT(sent, 0) << "some stories do send, or the property shows nothing";
}

TEST(Property, EveryStoryComesToRest) {
  for (const Move& first : moves()) {
    for (const Move& second : moves()) {
      Script script(guarded_policy());
      first.play(script);
      second.play(script);
      for (int i = 0; i < 12; ++i) {
        script.finish_prompt();
        script.wait(20'000);
      }
      EXPECT_TRUE(at_rest(script.state())) << first.name << " " << second.name;
    }
  }
}

TEST(Property, TheSameEventsGiveTheSameEffects) {
  const auto play = [] {
    Script script(guarded_policy());
    for (const Move& move : moves()) move.play(script);
    return script.effects();
  };
  EXPECT_EQ(play(), play());
}

}  // namespace
}  // namespace sotto
