// Properties of the core over every short story, whatever sense it makes.
#include <gtest/gtest.h>

#include <random>

#include "sim/witness.hpp"
#include "stories.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kForEver = 200'000;

// How much the core remembers beside its constant parts: stretches of sound, words, letters.
std::size_t memory_of(const DialogState& state) {
  const auto size = [](const Transcript& transcript) {
    return transcript.words.size() + transcript.text.size() + transcript.n_best.size() +
           transcript.forced.size();
  };
  std::size_t sum = state.last_story.size() + state.device_orders.size();
  if (state.listening) {
    sum += state.listening->voiced.size();
    if (state.listening->transcript) sum += size(*state.listening->transcript);
  }
  if (state.dialog) {
    sum += state.dialog->asking.size() + state.dialog->replies.size() + state.dialog->scores.size();
    if (state.dialog->answer) {
      sum += state.dialog->answer->voiced.size() + size(state.dialog->answer->transcript);
    }
  }
  if (state.held) sum += state.held->speaker.size() + state.held->transcript.size();
  return sum;
}

struct Start {
  const char* name;
  void (*play)(Script& script);
};

// Every property of this kind is shown from each of the places where a story may begin.
class PropertyFrom : public testing::TestWithParam<Start> {
 protected:
  PropertyFrom() : begun_(guarded_policy()) {
    GetParam().play(begun_);
    heard_.follow(begun_.events());
  }

  void expect_nothing_wrong(const Script& script, const std::string& story) const {
    Hearing hearing = heard_;
    hearing.follow(script.events());
    EXPECT_EQ(hearing.witness().complaint(), "") << story;
    EXPECT_EQ(hearing.witness().sent(), script.count<SendMessage>()) << story;
    EXPECT_EQ(script.count<ShowExhibit>(), 0) << story;
    for (const Judgement& judgement : script.gates()) EXPECT_NE(judgement.reason, Reason::kForced) << story;
  }

  Script begun_;
  Hearing heard_;
};

INSTANTIATE_TEST_SUITE_P(Start, PropertyFrom,
                         testing::Values(Start{"rest", begin_at_rest}, Start{"question", begin_with_question},
                                         Start{"challenge", begin_with_challenge},
                                         Start{"tone", begin_with_tone}, Start{"hold", begin_with_hold}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(PropertyFrom, NothingIsSentWithoutAllThatAMessageNeeds) {
  int sent = 0;
  const int stories = play_stories(begun_, moves(), 3, [&](Script& script, const std::string& story) {
    carry_on(script);
    expect_nothing_wrong(script, story);
    sent += script.count<SendMessage>();
  });
  EXPECT_EQ(stories, 19 * 19 * 19);
  EXPECT_GT(sent, 0) << "a story that goes well sends, or nothing is shown";
}

TEST_P(PropertyFrom, EveryStoryComesToRest) {
  play_stories(begun_, moves(), 2, [](Script& script, const std::string& story) {
    for (int i = 0; i < 8; ++i) {
      script.finish_prompt();
      script.wait(20'000);
    }
    EXPECT_TRUE(at_rest(script.state())) << story;
  });
}

// Only the clock goes on: no engine answers, no prompt ends, and talk has no end.
TEST_P(PropertyFrom, EveryStoryComesToRestThoughNobodyEverAnswers) {
  const int stories =
      play_stories(begun_, silence_of_engines(), 4, [&](Script& script, const std::string& story) {
        script.wait(kForEver);
        EXPECT_TRUE(at_rest(script.state())) << story;
        EXPECT_FALSE(script.state().listening) << story;
        expect_nothing_wrong(script, story);
      });
  EXPECT_EQ(stories, 7 * 7 * 7 * 7);
}

// The same moves with everything off: there is not even a question.
TEST(Property, WithCommunicationsOffNothingIsSentOrAsked) {
  Script off(guarded_policy());
  ContactsChanged contacts = test_contacts();
  contacts.communications_on = false;
  off.post(contacts);
  std::vector<Move> without_switches = moves();
  without_switches.resize(without_switches.size() - 2);
  play_stories(off, without_switches, 3, [](const Script& script, const std::string& story) {
    EXPECT_EQ(script.count<SendMessage>(), 0) << story;
    for (const Prompt prompt : script.prompts()) {
      EXPECT_TRUE(prompt == Prompt::kCommsOff || prompt == Prompt::kToneRefused ||
                  prompt == Prompt::kToneWake || prompt == Prompt::kNothingToStop ||
                  prompt == Prompt::kCancelled || prompt == Prompt::kMuted)
          << prompt_name(prompt) << " in " << story;
    }
  });
}

TEST(Property, TalkThatMeansNothingSendsNothingWhicheverGateIsForced) {
  std::vector<std::set<Gate>> forced = {{}};
  for (int gate = 0; gate < kGateCount; ++gate) forced.push_back({static_cast<Gate>(gate)});
  for (const auto& gates : forced) {
    Policy policy = guarded_policy();
    policy.forced = gates;
    play_stories(Script(policy), chatter(), 4, [&](const Script& script, const std::string& story) {
      EXPECT_EQ(script.count<SendMessage>(), 0)
          << story << (gates.empty() ? "" : gate_name(*gates.begin())) << " forced";
    });
  }
}

// Each of these gates is enough by itself, and where all are forced the same talk is sent: the property above
// can fail.
TEST(Property, EachGateStopsTalkThatMeansNothingWhenAllOthersAreForced) {
  const std::set<Gate> all = {Gate::kWake,    Gate::kRequest, Gate::kContact,
                              Gate::kConfirm, Gate::kRecord,  Gate::kHold};
  const auto sent_without = [&](std::optional<Gate> kept) {
    Policy policy = guarded_policy();
    policy.forced = all;
    if (kept) policy.forced.erase(*kept);
    Script script(policy);
    script.say("election so anyway we did the floor", {.wake = true});
    for (int i = 0; i < 6; ++i) {
      script.finish_prompt();
      script.say("so that is right we did the floor with Maria", {.length_ms = 2600});
    }
    script.finish_prompt();
    script.wait(60'000);
    return script.count<SendMessage>();
  };
  EXPECT_GE(sent_without(std::nullopt), 1);
  for (const Gate gate : {Gate::kWake, Gate::kRequest, Gate::kContact, Gate::kConfirm}) {
    EXPECT_EQ(sent_without(gate), 0) << gate_name(gate);
  }
}

std::optional<PromptEcho> any_echo(std::mt19937& random) {
  if (random() % 2 == 0) return std::nullopt;
  return PromptEcho{random() % 4 != 0, static_cast<int>(random() % 40) - 10};
}

// Any event with any id at any time: results of requests that were never made, prompts that end twice.
EventBody any_event(std::mt19937& random, const Script& script) {
  const auto id = [&] { return random() % (script.state().next_id + 3); };
  const SampleCount here = to_samples(script.now());
  const char* const texts[] = {"right send it", "Maria", "cancel", "Alexa send a message", "so anyway", ""};
  switch (random() % 16) {
    case 0:
      return WakeProposed{here, {{"micro", 970}, {"own", 20}}, random()};
    case 1:
    case 2:
      return SpeechStarted{here};
    case 3:
    case 4:
      return SpeechPaused{{std::max<SampleCount>(0, here - 20'000), here}};
    case 5:
    case 6: {
      Transcript transcript;
      transcript.text = texts[random() % std::size(texts)];
      transcript.words = words_of(transcript.text);
      transcript.confidence = 950;
      transcript.forced = {{"Alexa", -50}};
      return Transcribed{id(), transcript};
    }
    case 7:
      return VoicesCompared{id(), static_cast<Permille>(random() % 2000) - 1000, 2500, 1500};
    case 8:
      return PromptFinished{id(), random() % 2 == 0, any_echo(random)};
    case 9:
      return TranscriptionFailed{id(), "engine-failed"};
    case 10:
      return DeviceAnswered{id(), "confirmed", ""};
    case 11:
      return JournalChanged{random() % 2 == 0, "disk-full"};
    case 12:
      return Forgotten{id(), random() % 2 == 0};
    case 13:
      return CaptureMuted{random() % 2 == 0};
    case 14:
      return SendingReleased{};
    default:  // a timer that is armed fires in its time only
      return TimerFired{script.state().next_id + random() % 3};
  }
}

TEST(Property, AnyEventsAtAllNeitherSendNorPileUpNorHangTheCore) {
  constexpr std::size_t kMemoryMax = 1000;
  std::size_t most = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    std::mt19937 random(seed);
    Script script(seed % 2 == 0 ? guarded_policy() : room_policy());
    for (int i = 0; i < 1200; ++i) {
      if (random() % 60 == 0) begin_with_tone(script);
      if (random() % 60 == 0) begin_with_hold(script);
      script.post(any_event(random, script));
      script.wait(static_cast<Milliseconds>(random() % 700));
      most = std::max(most, memory_of(script.state()));
    }
    Hearing hearing;
    hearing.follow(script.events());
    EXPECT_EQ(hearing.witness().complaint(), "") << "seed " << seed;
    script.wait(kForEver);
    EXPECT_TRUE(at_rest(script.state())) << "seed " << seed;
  }
  EXPECT_LT(most, kMemoryMax);
  EXPECT_GT(most, 20U) << "the dialogs were never deep enough to pile anything up";
}

TEST(Property, ManyDialogsLeaveNoMoreBehindThanOne) {
  Script script(guarded_policy());
  begin_with_hold(script);
  script.finish_prompt();
  script.wait(kForEver);
  ASSERT_TRUE(at_rest(script.state()));
  const std::size_t after_one = memory_of(script.state());
  for (int i = 0; i < 100; ++i) {
    begin_with_hold(script);
    script.finish_prompt();
    script.wait(kForEver);
  }
  EXPECT_GE(script.count<SendMessage>(), 100);
  EXPECT_EQ(memory_of(script.state()), after_one);
}

// A message of a whole minute with a breath in every word, and talk without end behind it.
TEST(Property, ALongMessageIsBounded) {
  Script script(guarded_policy());
  begin_with_tone(script);
  std::size_t most = 0;
  for (int i = 0; i < 2000; ++i) {
    script.start_talking();
    script.wait(100);
    script.stop_talking();
    most = std::max(most, memory_of(script.state()));
  }
  EXPECT_LT(most, 500U);
  script.wait(kForEver);
  EXPECT_TRUE(at_rest(script.state()));
}

TEST(Property, TheSameEventsGiveTheSameEffects) {
  const auto play = [] {
    Script script(guarded_policy());
    begin_with_hold(script);
    for (const Move& move : moves()) move.play(script);
    return script.effects();
  };
  EXPECT_EQ(play(), play());
}

}  // namespace
}  // namespace sotto
