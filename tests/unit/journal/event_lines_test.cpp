#include "journal/event_lines.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "examples.hpp"

namespace sotto {
namespace {

using nlohmann::json;

const LineContext kAt{2410, "file", {}, {}};

std::string line_of(const Effect& effect, const LineContext& context = kAt) {
  return event_line(effect, context).value_or("");
}

TEST(EventLines, Wake) {
  const ReportWake wake{{Gate::kWake, Verdict::kPass, Reason::kNone, {{"lead_ms", std::int64_t{700}}}},
                        "Alexa",
                        {{"micro", 970}, {"own", 990}}};
  EXPECT_EQ(line_of(wake),
            R"({"t":2.41,"type":"wake","accepted":true,"scores":{"micro":0.97,"own":0.99},"text":"Alexa",)"
            R"("reason":null,"evidence":{"lead_ms":700}})");
  const ReportWake refused{{Gate::kWake, Verdict::kRefuse, Reason::kOwnPlayback, {}}, "", {{"micro", 510}}};
  EXPECT_EQ(line_of(refused), R"({"t":2.41,"type":"wake","accepted":false,"scores":{"micro":0.51},"text":"",)"
                              R"("reason":"own-playback","evidence":{}})");
}

TEST(EventLines, Heard) {
  EXPECT_EQ(line_of(ReportHeard{Turn::kRequest, "send a message to Maria", 940, {1, 2}, {}, {}}),
            R"({"t":2.41,"type":"heard","turn":"request","text":"send a message to Maria","confidence":0.94,)"
            R"("voice":null,"same_voice":null})");
  EXPECT_EQ(line_of(ReportHeard{Turn::kChallenge, "send it", 900, {1, 2}, 831, true}),
            R"({"t":2.41,"type":"heard","turn":"challenge","text":"send it","confidence":0.9,"voice":0.831,)"
            R"("same_voice":true})");
  const json compared = json::parse(line_of(ReportHeard{Turn::kContact, "Ben", 900, {1, 2}, 0, false}));
  EXPECT_EQ(compared["voice"], 0.0) << "a similarity of nought is no missing one";
  EXPECT_EQ(compared["same_voice"], false);
}

TEST(EventLines, Gate) {
  const ReportGate gate{{Gate::kContact,
                         Verdict::kAskAgain,
                         Reason::kNotAName,
                         {{"zeta", std::int64_t{1}}, {"quiet", true}, {"text", std::string("um")}}}};
  EXPECT_EQ(line_of(gate),
            R"({"t":2.41,"type":"gate","gate":"contact","verdict":"ask-again","reason":"not-a-name",)"
            R"("evidence":{"zeta":1,"quiet":true,"text":"um"}})");
  EXPECT_EQ(line_of(ReportGate{{Gate::kRequest, Verdict::kPass, Reason::kNone, {}}}),
            R"({"t":2.41,"type":"gate","gate":"request","verdict":"pass","reason":null,"evidence":{}})");
}

TEST(EventLines, Said) {
  const LineContext context{5000, "file", "Maria Alvarez, right?", 6310};
  const std::string expected =
      R"({"t":5.0,"type":"said","prompt":"confirm","text":"Maria Alvarez, right?","until":6.31})";
  EXPECT_EQ(line_of(Speak{1, Prompt::kConfirm, {"Maria Alvarez"}}, context), expected);
  EXPECT_EQ(said_line("confirm", context), expected);
  EXPECT_EQ(json::parse(said_line("hold", {5000, "", "", {}}))["until"], nullptr);
}

TEST(EventLines, Device) {
  EXPECT_EQ(line_of(ReportDevice{"living_room_lamp", "on", "confirmed"}),
            R"({"t":2.41,"type":"device","id":"living_room_lamp","command":"on","result":"confirmed"})");
}

TEST(EventLines, Message) {
  const ReportMessage held{MessageState::kHeld, 9, "Maria Alvarez", {126'400, 176'000}, Reason::kNone};
  EXPECT_EQ(line_of(held, {11'000, "file", {}, {}}),
            R"({"t":11.0,"type":"message","state":"held","contact":"Maria Alvarez","channel":"file",)"
            R"("seconds":3.1,"audio_from":7.9,"audio_to":11.0})");
  const ReportMessage failed{MessageState::kFailed, 9, "Maria Alvarez", {}, Reason::kDeliveryFailed};
  EXPECT_EQ(line_of(failed),
            R"({"t":2.41,"type":"message","state":"failed","contact":"Maria Alvarez","channel":"file",)"
            R"("reason":"delivery-failed"})");
}

TEST(EventLines, EveryMessageStateOfTheContract) {
  const char* const states[] = {"recording", "held",    "waiting", "sending", "sent",
                                "cancelled", "refused", "failed",  "unknown"};
  int index = 0;
  for (const char* state : states) {
    const ReportMessage message{static_cast<MessageState>(index++), 1, "Maria", {}, Reason::kNone};
    EXPECT_EQ(json::parse(line_of(message))["state"], state);
  }
  EXPECT_EQ(index, static_cast<int>(MessageState::kUnknown) + 1);
}

TEST(EventLines, ErrorAndSummary) {
  EXPECT_EQ(error_line(4950, "disk-full", "the outbox"),
            R"({"t":4.95,"type":"error","code":"disk-full","detail":"the outbox"})");
  RunSummary summary;
  summary.audio_ms = 31'000;
  summary.wall_s = 0.904;
  summary.wakes = 1;
  summary.dialogs = 2;
  summary.sent = 3;
  summary.held = 4;
  summary.cancelled = 5;
  summary.refused = 6;
  summary.devices = 7;
  EXPECT_EQ(summary_line(summary),
            R"({"type":"summary","audio_s":31.0,"wall_s":0.9,"wakes":1,"dialogs":2,"sent":3,"held":4,)"
            R"("cancelled":5,"refused":6,"devices":7})");
}

// Talk that merely goes on during the hold belongs to nobody but the people in the room, and the contract
// knows no such turn. Where it stops the message, the gate's evidence holds it.
TEST(EventLines, TalkDuringTheHoldIsNotShown) {
  EXPECT_FALSE(event_line(ReportHeard{Turn::kHold, "a secret", 900, {1, 2}, {}, {}}, kAt));
  EXPECT_EQ(json::parse(line_of(ReportHeard{Turn::kMessage, "dinner", 900, {1, 2}, {}, {}}))["turn"],
            "message");
}

TEST(EventLines, RequestsToEnginesAreNoLines) {
  EXPECT_FALSE(event_line(Transcribe{1, {0, 10}, Turn::kMessage, {"a secret"}, false}, kAt));
  EXPECT_FALSE(event_line(DropTranscription{1}, kAt));
  EXPECT_FALSE(event_line(CompareVoices{1, {}, {}}, kAt));
  EXPECT_FALSE(event_line(StopSpeaking{}, kAt));
  EXPECT_FALSE(event_line(ArmTimer{1, 2}, kAt));
  EXPECT_FALSE(event_line(SetDevice{1, "lamp", "on", 0}, kAt));
  EXPECT_FALSE(event_line(ShowExhibit{{1, "Ben", {0, 10}}}, kAt));
  EXPECT_FALSE(event_line(sent_by_the_core(), kAt));
}

// Every effect that is a line has the keys of the contract and no other.
TEST(EventLines, NoLineHasAKeyThatTheContractDoesNotKnow) {
  const std::map<std::string, std::set<std::string>> contract = {
      {"wake", {"t", "type", "accepted", "scores", "text", "reason", "evidence"}},
      {"heard", {"t", "type", "turn", "text", "confidence", "voice", "same_voice"}},
      {"gate", {"t", "type", "gate", "verdict", "reason", "evidence"}},
      {"said", {"t", "type", "prompt", "text", "until"}},
      {"device", {"t", "type", "id", "command", "result"}},
      {"timer", {"t", "type", "state", "kind", "name", "seconds", "at"}},
      {"message",
       {"t", "type", "state", "contact", "channel", "seconds", "audio_from", "audio_to", "reason"}}};
  std::set<std::string> seen;
  for (const Effect& effect : example_effects()) {
    const auto line = event_line(effect, kAt);
    if (!line) continue;
    const json value = json::parse(*line);
    const auto type = value.at("type").get<std::string>();
    ASSERT_TRUE(contract.contains(type)) << type;
    seen.insert(type);
    for (const auto& [key, unused] : value.items())
      EXPECT_TRUE(contract.at(type).contains(key)) << type << " has " << key;
  }
  EXPECT_EQ(seen.size(), contract.size());
}

TEST(EventLines, WhatIsNotUtf8BreaksNoLine) {
  const std::string line = line_of(ReportHeard{Turn::kRequest, "caf\xe9", 900, {1, 2}, {}, {}});
  EXPECT_EQ(json::parse(line)["text"], "caf\xef\xbf\xbd");
}

TEST(Summary, CountsWhatTheEffectsSay) {
  RunSummary summary;
  summary.count(ReportWake{{Gate::kWake, Verdict::kPass, Reason::kNone, {}}, "", {}});
  summary.count(ReportWake{{Gate::kWake, Verdict::kRefuse, Reason::kOwnPlayback, {}}, "", {}});
  summary.count(ReportGate{{Gate::kRequest, Verdict::kPass, Reason::kNone, {}}});
  summary.count(ReportGate{{Gate::kContact, Verdict::kAskAgain, Reason::kNotAName, {}}});
  summary.count(ReportGate{{Gate::kConfirm, Verdict::kPass, Reason::kNone, {}}});
  summary.count(ReportGate{{Gate::kConfirm, Verdict::kRefuse, Reason::kAnswerNo, {}}});
  for (const MessageState state : {MessageState::kHeld, MessageState::kWaiting, MessageState::kWaiting,
                                   MessageState::kSending, MessageState::kSent, MessageState::kSent,
                                   MessageState::kSent, MessageState::kCancelled, MessageState::kFailed}) {
    summary.count(ReportMessage{state, 1, "Maria", {}, Reason::kNone});
  }
  summary.count(ReportDevice{"lamp", "on", "no-device"});
  EXPECT_EQ(summary.wakes, 1) << "accepted ones";
  EXPECT_EQ(summary.dialogs, 1);
  EXPECT_EQ(summary.refused, 1) << "asking again is no refusal, and a wake that was left out is none either";
  EXPECT_EQ(summary.refused_by, "confirm");
  EXPECT_EQ(summary.reason, "answer-no");
  EXPECT_EQ(summary.held, 2);
  EXPECT_EQ(summary.sent, 3);
  EXPECT_EQ(summary.cancelled, 1);
  EXPECT_EQ(summary.devices, 1);
}

}  // namespace
}  // namespace sotto
