#include "journal/event_lines.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace sotto {
namespace {

LineContext at(Milliseconds when) {
  LineContext context;
  context.at = when;
  context.channel = "file";
  return context;
}

std::string line_of(const Effect& effect, const LineContext& context = at(2410)) {
  return event_line(effect, context).value_or("");
}

TEST(EventLines, Wake) {
  ReportWake effect{
      {Gate::kWake, Verdict::kPass, Reason::kNone, {{"lead_ms", std::int64_t{700}}}}, "Alexa", {}};
  effect.scores = {{"micro", 970}, {"own", 990}};
  EXPECT_EQ(line_of(effect),
            R"({"t":2.41,"type":"wake","accepted":true,"scores":{"micro":0.97,"own":0.99},"text":"Alexa",)"
            R"("reason":null,"evidence":{"lead_ms":700}})");
  effect.judgement.verdict = Verdict::kRefuse;
  effect.judgement.reason = Reason::kWakeTriggerWord;
  const auto refused = nlohmann::json::parse(line_of(effect));
  EXPECT_FALSE(refused["accepted"]);
  EXPECT_EQ(refused["reason"], "wake-trigger-word");
}

TEST(EventLines, Heard) {
  ReportHeard effect{Turn::kRequest, "send a message to Maria", 940, {0, 16'000}, {}, {}};
  EXPECT_EQ(line_of(effect, at(4900)),
            R"({"t":4.9,"type":"heard","turn":"request","text":"send a message to Maria","confidence":0.94,)"
            R"("voice":null,"same_voice":null})");
  effect.similarity = 886;
  effect.same_voice = true;
  effect.turn = Turn::kMessage;
  EXPECT_EQ(line_of(effect, at(4900)),
            R"({"t":4.9,"type":"heard","turn":"message","text":"send a message to Maria","confidence":0.94,)"
            R"("voice":0.886,"same_voice":true})");
}

TEST(EventLines, Gate) {
  const ReportGate effect{
      {Gate::kContact, Verdict::kAskAgain, Reason::kNotAName, {{"text", std::string("the \"floor\"")}}}};
  EXPECT_EQ(line_of(effect, at(4950)),
            R"({"t":4.95,"type":"gate","gate":"contact","verdict":"ask-again","reason":"not-a-name",)"
            R"("evidence":{"text":"the \"floor\""}})");
}

TEST(EventLines, Said) {
  LineContext context = at(5000);
  context.prompt_text = "Maria Alvarez, right?";
  context.until = 6310;
  EXPECT_EQ(line_of(Speak{1, Prompt::kConfirm, {}}, context),
            R"({"t":5.0,"type":"said","prompt":"confirm","text":"Maria Alvarez, right?","until":6.31})");
  EXPECT_EQ(said_line("confirm", context), line_of(Speak{1, Prompt::kConfirm, {}}, context));
}

TEST(EventLines, DeviceAndMessage) {
  EXPECT_EQ(line_of(ReportDevice{"living_room_lamp", "on", "confirmed"}, at(5100)),
            R"({"t":5.1,"type":"device","id":"living_room_lamp","command":"on","result":"confirmed"})");
  EXPECT_EQ(line_of(ReportMessage{MessageState::kHeld, 3, "Maria Alvarez", {126'400, 176'000}, Reason::kNone},
                    at(11'000)),
            R"({"t":11.0,"type":"message","state":"held","contact":"Maria Alvarez","channel":"file",)"
            R"("seconds":3.1,"audio_from":7.9,"audio_to":11.0})");
  EXPECT_EQ(line_of(ReportMessage{MessageState::kFailed, 3, "Maria", {}, Reason::kDeliveryFailed}, at(0)),
            R"({"t":0.0,"type":"message","state":"failed","contact":"Maria","channel":"file",)"
            R"("reason":"delivery-failed"})");
}

TEST(EventLines, ErrorAndSummary) {
  EXPECT_EQ(error_line(1500, "sound-device-lost", "microphone"),
            R"({"t":1.5,"type":"error","code":"sound-device-lost","detail":"microphone"})");
  RunSummary summary;
  summary.audio_ms = 31'000;
  summary.wall_s = 0.904;
  const auto line = nlohmann::json::parse(summary_line(summary));
  EXPECT_EQ(line["type"], "summary");
  EXPECT_EQ(line["audio_s"], 31.0);
  EXPECT_EQ(line["wall_s"], 0.9);
  for (const char* key : {"wakes", "dialogs", "sent", "held", "cancelled", "refused", "devices"}) {
    EXPECT_EQ(line[key], 0) << key;
  }
}

TEST(EventLines, RequestsToEnginesAreNoLines) {
  EXPECT_EQ(line_of(Transcribe{}), "");
  EXPECT_EQ(line_of(ArmTimer{}), "");
  EXPECT_EQ(line_of(CompareVoices{}), "");
  EXPECT_EQ(line_of(StopSpeaking{}), "");
}

TEST(EventLines, BytesThatAreNoTextStillGiveALine) {
  ReportHeard effect{Turn::kRequest, "caf\xE9", 940, {0, 16'000}, {}, {}};
  EXPECT_FALSE(nlohmann::json::parse(line_of(effect), nullptr, false).is_discarded());
}

TEST(Summary, CountsWhatItSays) {
  RunSummary summary;
  summary.count(ReportWake{{Gate::kWake, Verdict::kPass, Reason::kNone, {}}, "", {}});
  summary.count(ReportWake{{Gate::kWake, Verdict::kRefuse, Reason::kOwnPlayback, {}}, "", {}});
  summary.count(ReportGate{{Gate::kRequest, Verdict::kPass, Reason::kNone, {}}});
  summary.count(ReportGate{{Gate::kContact, Verdict::kAskAgain, Reason::kNotAName, {}}});
  summary.count(ReportGate{{Gate::kConfirm, Verdict::kRefuse, Reason::kNoSpeech, {}}});
  for (const MessageState state : {MessageState::kHeld, MessageState::kWaiting, MessageState::kSent,
                                   MessageState::kSent, MessageState::kCancelled}) {
    summary.count(ReportMessage{state, 1, "", {}, Reason::kNone});
  }
  summary.count(ReportDevice{"lamp", "on", "confirmed"});
  EXPECT_EQ(summary.wakes, 1);
  EXPECT_EQ(summary.dialogs, 1);
  EXPECT_EQ(summary.refused, 1);
  EXPECT_EQ(summary.refused_by, "confirm");
  EXPECT_EQ(summary.reason, "no-speech");
  EXPECT_EQ(summary.held, 1);
  EXPECT_EQ(summary.sent, 2);
  EXPECT_EQ(summary.cancelled, 1);
  EXPECT_EQ(summary.devices, 1);
}

}  // namespace
}  // namespace sotto
