#include "journal/codec.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "examples.hpp"
#include "field_count.hpp"

namespace sotto {
namespace {

using nlohmann::json;

std::string changed(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not in " << text;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

void expect_refused(const std::string& line) {
  const auto event = decode_event(line);
  ASSERT_FALSE(event.ok()) << line;
  EXPECT_EQ(event.error().code, ErrorCode::kFileInvalid);
}

TEST(Codec, ThereIsAnExampleOfEveryKind) {
  std::set<std::size_t> kinds;
  for (const EventBody& body : example_bodies()) kinds.insert(body.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<EventBody>) << "a new kind of event needs an example";
  kinds.clear();
  kinds.insert(Effect(sent_by_the_core()).index());
  for (const Effect& effect : example_effects()) kinds.insert(effect.index());
  EXPECT_EQ(kinds.size(), std::variant_size_v<Effect>) << "a new kind of effect needs an example";
}

TEST(Codec, EveryEventComesBackAsItWas) {
  std::set<std::string> names;
  for (const EventBody& body : example_bodies()) {
    const Event event{18446744073709551615ULL, 9007199254740993, body};
    const std::string line = encode_event(event);
    EXPECT_EQ(line.find('\n'), std::string::npos) << "one object a line";
    const auto decoded = decode_event(line);
    ASSERT_TRUE(decoded.ok()) << line;
    EXPECT_EQ(decoded.value(), event) << line;
    EXPECT_EQ(encode_event(decoded.value()), line);
    names.insert(json::parse(line)["event"].get<std::string>());
  }
  EXPECT_EQ(names.size(), std::variant_size_v<EventBody>) << "two kinds share a name";
}

template <std::size_t... Index>
std::vector<std::size_t> fields_of_bodies(std::index_sequence<Index...> /*kinds*/) {
  return {field_count<std::variant_alternative_t<Index, EventBody>>()...};
}

// A field that is added to a struct but not to its codec would come back as its default, unnoticed.
TEST(Codec, NoFieldOfAnEventIsForgotten) {
  const auto expected = fields_of_bodies(std::make_index_sequence<std::variant_size_v<EventBody>>{});
  for (const EventBody& body : example_bodies()) {
    const json line = json::parse(encode_event(Event{1, 0, body}));
    EXPECT_EQ(line["body"].size(), expected[body.index()]) << line["event"];
  }
}

TEST(Codec, APolicyOfTheFirstVersionReadsAndComesOutTheSame) {
  auto changed = std::get<PolicyChanged>(example_bodies().front());
  changed.policy.wake.own_proposal_score = kNoProposal;
  changed.policy.wake.near_misses_max = 0;
  changed.policy.wake.near_misses_within_ms = changed.policy.wake.back_off_ms = 0;
  changed.policy.hold.thin_hold_ms = 0;
  changed.policy.hold.trial = false;
  changed.policy.caution = CautionRules();
  changed.policy.prompt = PromptRules();
  changed.policy.send = SendRules();
  changed.policy.open = OpenRules();
  changed.policy.risk = RiskRules();
  const std::string line = encode_event({1, 0, changed});
  for (const char* later : {"own_proposal_score", "back_off", "near_misses_max", "thin_hold_ms", "trial",
                            "caution", "heard_in_room", "require_voice", "risk"})
    EXPECT_EQ(line.find(later), std::string::npos) << later;
  const auto read = decode_event(line);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(std::get<PolicyChanged>(read.value().body), changed);
  EXPECT_EQ(encode_event(read.value()), line);
}

TEST(Codec, AnEndOfAPromptWithoutAMeasurementReadsAndComesOutTheSame) {
  const std::string line =
      R"({"at":0,"body":{"heard":true,"prompt":45},"event":"prompt-finished","sequence":1})";
  const auto read = decode_event(line);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(std::get<PromptFinished>(read.value().body), (PromptFinished{45, true}));
  EXPECT_EQ(encode_event(read.value()), line);
}

TEST(Codec, NoFieldInsideAnEventIsForgotten) {
  const auto bodies = example_bodies();
  const auto body = [&](std::size_t index) {
    return json::parse(encode_event({1, 0, bodies[index]}))["body"];
  };
  const json policy = body(0)["policy"];
  EXPECT_EQ(policy.size(), field_count<Policy>());
  EXPECT_EQ(policy["wake"].size(), field_count<WakeRules>());
  EXPECT_EQ(policy["endpoint"].size(), field_count<EndpointRules>());
  EXPECT_EQ(policy["request"].size(), field_count<RequestRules>());
  EXPECT_EQ(policy["contact"].size(), field_count<ContactRules>());
  EXPECT_EQ(policy["confirm"].size(), field_count<ConfirmRules>());
  EXPECT_EQ(policy["prompt"].size(), field_count<PromptRules>());
  EXPECT_EQ(policy["voice"].size(), field_count<VoiceRules>());
  EXPECT_EQ(policy["hold"].size(), field_count<HoldRules>());
  EXPECT_EQ(policy["caution"].size(), field_count<CautionRules>());
  EXPECT_EQ(policy["record"].size(), field_count<RecordRules>());
  EXPECT_EQ(policy["hold"].size(), field_count<HoldRules>());
  EXPECT_EQ(policy["latency"].size(), field_count<LatencyRules>());
  EXPECT_EQ(policy["send"].size(), field_count<SendRules>());
  EXPECT_EQ(policy["open"].size(), field_count<OpenRules>());
  EXPECT_EQ(policy["risk"].size(), field_count<RiskRules>());
  const json vocabulary = body(1)["vocabulary"];
  EXPECT_EQ(vocabulary.size(), field_count<Vocabulary>());
  EXPECT_EQ(vocabulary["wake_word"].size(), field_count<SpokenPhrase>());
  const json sentences = vocabulary["sentences"];
  EXPECT_EQ(sentences.size(), field_count<SentenceFile>());
  EXPECT_EQ(sentences["before"].size(), field_count<SentenceText>());
  EXPECT_EQ(sentences["rules"][0].size(), field_count<SentenceRule>());
  EXPECT_EQ(sentences["numbers"][0].size(), field_count<SentenceNumber>());
  EXPECT_EQ(sentences["lists"][0].size(), field_count<SentenceList>());
  EXPECT_EQ(sentences["lists"][0]["values"][0].size(), field_count<SentenceListValue>());
  EXPECT_EQ(sentences["intents"][0].size(), field_count<SentenceIntent>());
  EXPECT_EQ(body(2)["contacts"][0].size(), field_count<Contact>());
  EXPECT_EQ(body(4)["span"].size(), field_count<SampleSpan>());
  EXPECT_EQ(body(5)["scores"][0].size(), field_count<DetectorScore>());
  const json transcript = body(6)["transcript"];
  EXPECT_EQ(transcript.size(), field_count<Transcript>());
  EXPECT_EQ(transcript["words"][0].size(), field_count<Word>());
  EXPECT_EQ(transcript["n_best"][0].size(), field_count<Hypothesis>());
  EXPECT_EQ(transcript["forced"][0].size(), field_count<ForcedScore>());
}

// An effect's line carries its kind and each of its fields.
TEST(Codec, EveryFieldOfAnEffectIsWritten) {
  std::set<std::string> names;
  const auto expect_size = [&](const Effect& effect, std::size_t fields) {
    const json line = json::parse(encode_effect(effect));
    EXPECT_EQ(line.size(), fields + 1) << line;
    names.insert(line.at("effect").get<std::string>());
  };
  for (const Effect& effect : example_effects()) {
    std::visit(
        [&]<typename T>(const T& body) {
          if constexpr (std::is_same_v<T, ShowExhibit>) {
            expect_size(body, field_count<Exhibit>());
          } else if constexpr (!std::is_same_v<T, SendMessage>) {
            expect_size(body, field_count<T>());
          }
        },
        effect);
  }
  expect_size(sent_by_the_core(), 5);  // message, contact twice, where the sound lies, what was heard in it
  EXPECT_EQ(names.size(), std::variant_size_v<Effect>) << "two kinds share a name";
}

TEST(Codec, EffectsAreWrittenAsGoldenTracesHaveThem) {
  const auto effects = example_effects();
  EXPECT_EQ(encode_effect(effects[0]),
            R"({"effect":"transcribe","forced":["Alexa"],"full_context":true,"id":1,)"
            R"("span":{"from":100,"to":200},"turn":"contact"})");
  EXPECT_EQ(encode_effect(effects[3]),
            R"({"effect":"speak","id":4,"prompt":"confirm","words":["Maria Alvarez"]})");
  EXPECT_EQ(encode_effect(effects[10]),
            R"({"effect":"report-gate","judgement":{"evidence":[{"key":"distance","value":431},)"
            R"({"key":"quiet","value":true},{"key":"text","value":"to nobody"}],"gate":"contact",)"
            R"("reason":"not-a-name","verdict":"ask-again"}})");
  const SendMessage send = sent_by_the_core();
  const json line = json::parse(encode_effect(send));
  EXPECT_EQ(line["contact_id"], "maria-alvarez");
  EXPECT_EQ(line["contact"], "Maria Alvarez");
  EXPECT_EQ(line["message_id"], send.recording.message_id());
  EXPECT_EQ(line["span"]["from"], send.recording.span().from);
  EXPECT_EQ(line["span"]["to"], send.recording.span().to);
  EXPECT_EQ(line["transcript"], "dinner is ready");
}

TEST(Codec, AVoiceThatWasNotComparedIsNullAndNotZero) {
  ReportHeard heard{Turn::kContact, "Maria", 900, {1, 2}, {}, {}};
  const json unknown = json::parse(encode_effect(heard));
  EXPECT_TRUE(unknown["similarity"].is_null());
  EXPECT_TRUE(unknown["same_voice"].is_null());
  heard.similarity = 0;
  heard.same_voice = false;
  const json different = json::parse(encode_effect(heard));
  EXPECT_EQ(different["similarity"], 0);
  EXPECT_EQ(different["same_voice"], false);
}

TEST(Codec, NothingIsTakenButWhatIsWritten) {
  const std::string good = encode_event(Event{3, 40, PromptFinished{7, true}});
  ASSERT_TRUE(decode_event(good).ok());
  expect_refused("");
  expect_refused("null");
  expect_refused("[]");
  expect_refused(good + "\n");
  expect_refused(" " + good);
  expect_refused(good + good);
  expect_refused(good.substr(0, good.size() - 1));
  expect_refused(changed(good, "prompt-finished", "prompt-vanished"));
  expect_refused(changed(good, "\"heard\":true", "\"heard\":1"));
  expect_refused(changed(good, "\"heard\":true,", ""));
  expect_refused(changed(good, "\"heard\":true", "\"extra\":0,\"heard\":true"));
  expect_refused(changed(good, "\"heard\":true", "\"heard\":true,\"heard\":true"));
  expect_refused(changed(good, "\"prompt\":7", "\"prompt\":7.0"));
  expect_refused(changed(good, "\"prompt\":7", "\"prompt\":1e300"));
  expect_refused(changed(good, "\"prompt\":7", "\"prompt\":-7"));
  expect_refused(changed(good, "\"prompt\":7", "\"prompt\":07"));
  expect_refused(changed(good, "\"prompt\":7", "\"prompt\":\"7\""));
  expect_refused(changed(good, "\"prompt\":7", "\"prompt\":null"));
  expect_refused(changed(good, "\"at\":40", "\"at\":99999999999999999999999"));
  expect_refused(changed(good, "\"sequence\":3", "\"sequence\":true"));
  expect_refused(std::string(100'000, '['));
  expect_refused("\xff\xfe");
}

TEST(Codec, NamesAndNumbersOutOfRangeAreRefused) {
  const auto bodies = example_bodies();
  const auto line = [&](std::size_t index) { return encode_event(Event{1, 0, bodies[index]}); };
  expect_refused(changed(line(0), "\"nearest\"", "\"furthest\""));
  expect_refused(changed(line(0), "\"since-wake\"", "0"));
  expect_refused(changed(line(0), "[\"wake\",\"confirm\",\"hold\"]", "[\"wake\",\"everything\"]"));
  expect_refused(changed(line(0), "[\"wake\",\"confirm\",\"hold\"]", "[\"hold\",\"wake\"]"));
  expect_refused(changed(line(0), "\"version\":7", "\"version\":4294967303"));
  expect_refused(changed(line(6), "\"AH L EH K S AH\"", "\"AH L EH K S XX\""));
  expect_refused(changed(line(6), "\"AH L EH K S AH\"", "\"AH0 L EH1 K S AH0\""));
  expect_refused(changed(line(13), "\"outcome\":\"failed\"", "\"outcome\":\"eaten\""));
  expect_refused(changed(line(13), "\"outcome\":\"failed\"", "\"outcome\":1"));
}

TEST(Codec, EncodingIsDeterministicAndTellsValuesApart) {
  std::set<std::string> lines;
  for (const EventBody& body : example_bodies()) {
    EXPECT_EQ(encode_event({1, 2, body}), encode_event({1, 2, body}));
    lines.insert(encode_event({1, 2, body}));
    lines.insert(encode_event({2, 2, body}));
    lines.insert(encode_event({1, 3, body}));
  }
  EXPECT_EQ(lines.size(), 3 * example_bodies().size());
}

// Error messages may be logged, and lines hold what was heard.
TEST(Codec, AnErrorRepeatsNothingOfTheLine) {
  const auto event = decode_event("{\"event\":\"what was said in the kitchen\",\"sequence\":1,\"at\":0,");
  ASSERT_FALSE(event.ok());
  EXPECT_EQ(event.error().detail.find("kitchen"), std::string::npos);
  const auto unknown =
      decode_event(R"({"at":0,"body":{},"event":"what was said in the kitchen","sequence":1})");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().detail.find("kitchen"), std::string::npos);
}

TEST(Codec, WhatIsNotUtf8IsReplacedAndStillReadable) {
  const std::string line = encode_event(Event{1, 0, TranscriptionFailed{1, "caf\xe9"}});
  const auto decoded = decode_event(line);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(std::get<TranscriptionFailed>(decoded.value().body).code, "caf\xef\xbf\xbd");
}

}  // namespace
}  // namespace sotto
