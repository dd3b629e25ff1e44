#include "examples.hpp"

#include "../core/script.hpp"
#include "../home/permitted.hpp"

namespace sotto {
namespace {

Word example_word() {
  return {"Alexa,", "alexa", {1600, 9600}, 987, *parse_phonemes("AH L EH K S AH")};
}

Transcript example_transcript() {
  Transcript transcript;
  transcript.span = {1600, 32000};
  transcript.text = "Alexa, café \"no\"\n\\ €";
  transcript.words = {example_word(), {"€", "", {9600, 9601}, 1, {}}};
  transcript.confidence = 931;
  transcript.no_speech = 12;
  transcript.looped = true;
  transcript.truncated = true;
  transcript.full_context = true;
  transcript.n_best = {{"Alexa", -120}, {"a lexer", -9100}};
  transcript.forced = {{"Alexa", -80}};
  return transcript;
}

SpokenPhrase example_phrase(const std::string& text) {
  return {text, {*parse_phonemes("HH AA R"), *parse_phonemes("B ER")}};
}

Policy example_policy() {
  Policy policy;
  policy.name = "example";
  policy.version = 7;
  policy.live = false;
  policy.wake = {501, 602, false, 702, 1503, 304, -4005, -1006, false, 8, 300'001, 60'002};
  policy.endpoint = {511, 1012, 1413};
  policy.request = {Matching::kNearest, 1021, 8022, 623, 254, 25};
  policy.contact = {Matching::kNearest, false, 5031, 8032, 233, 204, 5};
  policy.confirm = {Matching::kNearest, false, 241, 5042, 8043, 254, 155, {"a"}, {"b c"}, {"d 'e"}, 856};
  policy.prompt = {true, 13, 2, true};
  policy.voice = {false, 1251, 752};
  policy.record = {Cargo::kSinceWake, 3061, 1562, 60063};
  policy.hold = {15071, 30072, true};
  policy.caution = {600081, 3, 8, 600082, 4, 120083, true};
  policy.latency = {381};
  policy.send = {{"Maria"}};
  policy.open = {true, 741, 42, 1203, 54, {"Ben"}};
  policy.risk = {{"on"}, {"warmer"}, {"lock"}, {"unlock"}};
  policy.forced = {Gate::kWake, Gate::kConfirm, Gate::kHold};
  return policy;
}

Vocabulary example_vocabulary() {
  Vocabulary vocabulary;
  vocabulary.wake_word = example_phrase("Alexa");
  vocabulary.triggers = {example_phrase("election"), example_phrase("a Lexus")};
  vocabulary.accepted = {example_phrase("right send it")};
  vocabulary.bare = {example_phrase("right")};
  vocabulary.rejected = {example_phrase("no")};
  vocabulary.greetings = {example_phrase("hey")};
  vocabulary.cancelling = {example_phrase("cancel")};
  vocabulary.challenges = {example_phrase("harbor cabin")};
  vocabulary.sentences.before = {"[alexa]", 1};
  vocabulary.sentences.after = {"[please]", 2};
  vocabulary.sentences.not_contacts = {"the"};
  vocabulary.sentences.rules = {{"the", {"[the]", 3}, true}};
  vocabulary.sentences.numbers = {{"degrees", 5000, 30000, 500}};
  vocabulary.sentences.lists = {{"device", {{{"lamp", 4}, "living_room_lamp"}}}};
  vocabulary.sentences.intents = {{"switch-on", {{"turn on <the> {device}", 5}}, {{"area", "home"}}}};
  vocabulary.lexicon = {{"lamp", *parse_phonemes("L AE M P")}, {"on", *parse_phonemes("AA N")}};
  return vocabulary;
}

Judgement example_judgement(Gate gate) {
  return {gate,
          Verdict::kAskAgain,
          Reason::kNotAName,
          {{"distance", std::int64_t{431}}, {"quiet", true}, {"text", std::string("to nobody")}}};
}

}  // namespace

std::vector<EventBody> example_bodies() {
  return {PolicyChanged{example_policy()},
          VocabularyChanged{example_vocabulary()},
          ContactsChanged{true, {{"maria-alvarez", "Maria Alvarez", true, {example_phrase("Maria")}}}},
          SpeechStarted{4096},
          SpeechPaused{{4096, 40960}},
          WakeProposed{11000, {{"micro", 970}, {"own", 412}}, 0xfedcba9876543210ULL},
          Transcribed{41, example_transcript()},
          TranscriptionFailed{42, "engine-failed"},
          VoicesCompared{43, -873, 2500, 1300},
          VoiceComparisonFailed{44, "not-available"},
          PromptFinished{45, true, PromptEcho{true, 23}},
          TimerFired{46},
          DeviceAnswered{47, "confirmed", "Maria's lamp is on."},
          MessageDelivered{48, "Maria Alvarez", DeliveryOutcome::kFailed, "disk-full"},
          CancelledByHand{},
          SoundLost{1600},
          RequestTyped{{example_word()}},
          JournalChanged{false, "disk-full"},
          Forgotten{49, true},
          CaptureMuted{true},
          WallClockRead{1'795'000'000'123, -330},
          RemindersLoaded{{{{AlertKind::kReminder, "call the plumber", true, 1'795'003'600'000, 600'000, 31,
                             1'795'000'000'000}},
                           {"milk"}},
                          {1320, 420, 900, 250}},
          RemindersNotKept{"disk-full"},
          SendingReleased{},
          VoicesChanged{{"Maria", "Ben"}},
          VoiceIdentified{50, {{"Maria", 851}, {"Ben", -402}}, 1608},
          OrderGiven{OrderSource::kPage, "front_door", "unlock", -15, true}};
}

std::vector<Effect> example_effects() {
  return {Transcribe{1, {100, 200}, Turn::kContact, {"Alexa"}, true},
          DropTranscription{2},
          CompareVoices{3, {{1, 2}, {3, 4}}, {{5, 6}}},
          Speak{4, Prompt::kConfirm, {"Maria Alvarez"}},
          StopSpeaking{},
          ArmTimer{5, 12345},
          ShowExhibit{{6, "Ben Okafor", {7, 8}}},
          permitted(9, "living_room_lamp", "dim", 305),
          ReportWake{example_judgement(Gate::kWake), "Alexa", {{"micro", 970}, {"own", 12}}},
          ReportHeard{Turn::kConfirm, "right, send it", 912, {10, 11}, 834, true},
          ReportGate{example_judgement(Gate::kContact)},
          ReportMessage{MessageState::kHeld, 12, "Maria Alvarez", {126400, 176000}, Reason::kOtherTalk},
          ReportDevice{"living_room_lamp", "on", "confirmed"},
          ForgetHeard{13, 1200, 56000},
          KeepReminders{{{{AlertKind::kAlarm, "", true, 1'795'003'600'000, 0, 127, 0}}, {"milk", "eggs"}}},
          Ring{14, AlertKind::kAlarm, 250},
          StopRinging{},
          ReportTimer{AlertChange::kSnoozed, "timer", "pasta", 510'000, "19:30"},
          IdentifyVoice{15, {{12, 13}, {14, 15}}}};
}

SendMessage sent_by_the_core() {
  Script script(guarded_policy());
  script.say("Alexa send a message to Maria", {.wake = true});
  script.finish_prompt();
  script.wait(400);
  script.say("right send it", {.length_ms = 1400});
  script.finish_prompt();
  script.finish_prompt();
  script.wait(300);
  script.say("dinner is ready", {.length_ms = 2000});
  script.finish_prompt();
  script.wait(16'000);
  for (const Effect& effect : script.effects()) {
    if (const auto* send = std::get_if<SendMessage>(&effect)) return *send;
  }
  SOTTO_UNREACHABLE("a dialog that goes well sends");
}

}  // namespace sotto
