#include "journal/codec.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace sotto {
namespace {

Phonemes sounds(const std::string& text) {
  return parse_phonemes(text).value();
}

// No field has the value that it has by default: a field that the codec forgets comes out different.
Word unusual_word() {
  return {"\"Alexa,\"\n", "alexa", {3, 4}, 871, sounds("AH L EH K S AH")};
}

Transcript unusual_transcript() {
  Transcript transcript;
  transcript.span = {16, 32'000};
  transcript.text = "Alexa, \xC3\xA9t\xC3\xA9";
  transcript.words = {unusual_word()};
  transcript.confidence = 913;
  transcript.no_speech = 12;
  transcript.looped = transcript.truncated = transcript.full_context = true;
  transcript.n_best = {{"a lexer", -1234}};
  transcript.forced = {{"Alexa", -50}};
  return transcript;
}

Policy unusual_policy() {
  Policy policy;
  policy.name = "odd";
  policy.version = 7;
  policy.live = false;
  policy.wake = {901, false, 1, 2, 3, -4, -5, false};
  policy.endpoint = {6, 7, 8};
  policy.request = {Matching::kNearest, 9, 10, 11, 12, 13};
  policy.contact = {Matching::kNearest, false, 14, 15, 16, 17, 18};
  policy.confirm = {Matching::kNearest, false, 19, 20, 21, 22, 23, {"yes"}, {"right"}, {"no"}, 24};
  policy.voice = {false, 25, 26};
  policy.record = {Cargo::kSinceWake, 27, 28, 29};
  policy.hold = {30};
  policy.latency = {31};
  policy.forced = {Gate::kWake, Gate::kHold};
  return policy;
}

VocabularyChanged unusual_vocabulary() {
  const SpokenPhrase phrase{"harbor cabin", {sounds("HH AA R B ER"), sounds("K AE B AH N")}};
  VocabularyChanged event;
  Vocabulary& vocabulary = event.vocabulary;
  vocabulary.wake_word = phrase;
  vocabulary.triggers = vocabulary.accepted = vocabulary.bare = {phrase};
  vocabulary.rejected = vocabulary.cancelling = vocabulary.challenges = {phrase, phrase};
  vocabulary.sentences.intents = {{"switch-on", {{"turn on the {device}", 4}}, {}}};
  vocabulary.sentences.lists = {{"device", {{{"lamp", 5}, "lamp"}}}};
  return event;
}

std::vector<EventBody> one_of_each() {
  return {PolicyChanged{unusual_policy()},
          unusual_vocabulary(),
          ContactsChanged{true, {{"maria", "Maria", true, {{"Maria", {sounds("M AH R IY AH")}}}}}},
          SpeechStarted{77},
          SpeechPaused{{5, 6}},
          WakeProposed{9, {{"micro", 970}, {"own", 1}}, 18'446'744'073'709'551'615U},
          Transcribed{3, unusual_transcript()},
          TranscriptionFailed{4, "engine-failed"},
          VoicesCompared{5, -250, 1300, 1200},
          VoiceComparisonFailed{6, "out-of-history"},
          PromptFinished{7, true},
          TimerFired{8},
          DeviceAnswered{9, "no-device"},
          MessageDelivered{10, "Maria", DeliveryOutcome::kFailed, "disk-full"},
          CancelledByHand{},
          SoundLost{512},
          RequestTyped{{unusual_word()}}};
}

TEST(Codec, EveryKindOfEventComesBackAsItWas) {
  std::set<std::size_t> kinds;
  for (const EventBody& body : one_of_each()) {
    const Event event{42, 1234, body};
    const std::string line = encode_event(event);
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
    const auto back = decode_event(line);
    ASSERT_TRUE(back.ok()) << line;
    EXPECT_EQ(back.value(), event) << line;
    kinds.insert(body.index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<EventBody>) << "a kind of event is missing in one_of_each()";
}

TEST(Codec, EncodingIsDeterministicAndTellsValuesApart) {
  std::set<std::string> lines;
  for (const EventBody& body : one_of_each()) {
    EXPECT_EQ(encode_event({1, 2, body}), encode_event({1, 2, body}));
    lines.insert(encode_event({1, 2, body}));
    lines.insert(encode_event({2, 2, body}));
    lines.insert(encode_event({1, 3, body}));
  }
  EXPECT_EQ(lines.size(), 3 * one_of_each().size());
}

TEST(Codec, WhatItDoesNotWriteItDoesNotRead) {
  const std::string good = encode_event({1, 2, SpeechStarted{3}});
  ASSERT_TRUE(decode_event(good).ok());
  std::vector<std::string> bad = {
      "",
      "{}",
      "[]",
      "null",
      good + " ",
      good + good,
      good.substr(0, good.size() - 1),
      R"({"at":2,"body":{"start":3},"event":"speech-begun","sequence":1})",
      R"({"at":2,"body":{"start":3.5},"event":"speech-started","sequence":1})",
      R"({"at":2,"body":{"start":"3"},"event":"speech-started","sequence":1})",
      R"({"at":2,"body":{},"event":"speech-started","sequence":1})",
      R"({"at":2,"body":{"start":3,"end":4},"event":"speech-started","sequence":1})",
      R"({"at":2,"body":{"start":3},"event":"speech-started","sequence":-1})",
      R"({"at":2,"body":{"start":99999999999999999999},"event":"speech-started","sequence":1})"};
  for (const std::string& line : bad) {
    const auto event = decode_event(line);
    ASSERT_FALSE(event.ok()) << line;
    EXPECT_EQ(event.error().code, ErrorCode::kFileInvalid) << line;
  }
}

TEST(Codec, AnErrorQuotesNothingThatWasHeard) {
  Transcript transcript = unusual_transcript();
  transcript.text = "a private word";
  std::string line = encode_event({1, 2, Transcribed{3, transcript}});
  line.replace(line.find("\"confidence\":913"), 16, "\"confidence\":\"x\"");
  const auto event = decode_event(line);
  ASSERT_FALSE(event.ok());
  EXPECT_EQ(event.error().line().find("private"), std::string::npos);
}

TEST(Codec, EveryKindOfEffectIsNamed) {
  const std::vector<Effect> effects = {Transcribe{},   DropTranscription{}, CompareVoices{}, Speak{},
                                       StopSpeaking{}, ArmTimer{},          ShowExhibit{},   SetDevice{},
                                       ReportWake{},   ReportHeard{},       ReportGate{},    ReportMessage{},
                                       ReportDevice{}};
  std::set<std::string> lines;
  std::set<std::size_t> kinds;
  for (const Effect& effect : effects) {
    const std::string line = encode_effect(effect);
    EXPECT_NE(line.find("\"effect\":\""), std::string::npos) << line;
    lines.insert(line);
    kinds.insert(effect.index());
  }
  EXPECT_EQ(lines.size(), effects.size());
  // All but SendMessage, which only the record gate can make; the golden traces hold it.
  EXPECT_EQ(kinds.size(), std::variant_size_v<Effect> - 1) << "a kind of effect is missing here";
}

}  // namespace
}  // namespace sotto
