// DialogState: all that the core remembers between two events. A value; large constant parts are shared and
// never changed.
//
// Life of the phases (every phase falls back to kIdle when its gate refuses):
//
//   kIdle --WakeProposed--> kRequest --request passes--> kAsking(contact) --prompt ended--> kContact
//     ^                        |  (wake judged inside)       ^______ask again______________|
//     |                        +--light, heat, help: kIdle                                  |
//     |   kHolding <-- kRecording <-- kAsking(message) <-- kConfirm <-- kAsking(confirm) <--+
//     +------+ sent, cancelled or waiting                     |__escalate: kAsking(challenge)
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "core/alert_book.hpp"
#include "core/confirmed_recording.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"
#include "core/policy.hpp"
#include "core/vocabulary.hpp"
#include "nlu/request.hpp"
#include "nlu/sentence_template.hpp"

namespace sotto {

enum class Phase : std::uint8_t { kIdle, kRequest, kAsking, kContact, kConfirm, kRecording, kHolding };

// What the voice activity says about now.
struct SpeechTrack {
  bool active = false;
  SampleCount start = 0;  // of the current or the latest stretch of speech
  SampleCount end = 0;    // of the latest stretch that ended
};

// One utterance being waited for or listened to.
struct Listening {
  Turn turn = Turn::kRequest;
  SampleCount opened_at = 0;  // speech before this does not count
  EndpointRules endpoint;
  bool decode = true;          // transcribe at every pause
  bool decode_at_cap = false;  // take the best so far when the talk does not end
  std::optional<SampleCount> first_start;
  std::vector<SampleSpan> voiced;
  bool active = false;
  std::uint64_t pending_decode = 0;
  std::optional<Transcript> transcript;  // of the speech up to the latest pause
  bool quiet_elapsed = false;            // the silence was long enough while a decode was still running
  bool capped = false;
  std::uint64_t start_timer = 0;
  std::uint64_t cap_timer = 0;
  std::uint64_t quiet_timer = 0;
  std::uint64_t decode_timer = 0;  // a decode that never answers
};

enum class TurnEnd : std::uint8_t { kSilence, kNoSpeech, kCap, kFailed };

// What came of a Listening.
struct Utterance {
  TurnEnd end = TurnEnd::kNoSpeech;
  std::optional<SampleCount> first_start;
  std::vector<SampleSpan> voiced;
  Transcript transcript;  // empty where nothing was decoded

  [[nodiscard]] SampleSpan span() const;
  [[nodiscard]] Milliseconds voiced_ms() const;
};

// What is known of the prompt that is being, or was last, spoken.
struct Question {
  std::uint64_t prompt = 0;  // 0: none
  Prompt kind = Prompt::kToWhom;
  Milliseconds asked_at = 0;
  Milliseconds ended_at = 0;
  bool heard = false;
  bool talked_through = false;
  std::optional<PromptEcho> echo;  // none: not measured
  std::vector<std::string> words;  // as spoken, to say it once more
  int repeats = 0;
};

// A door, an alarm or the like that somebody asked to open.
struct Opening {
  std::string device;
  std::string command;
  std::int64_t value_tenths = 0;
  std::string said;   // "unlock the front door"
  std::string known;  // whose voice asked; empty until it is known
  Judgement answer;   // of the phrase said back, while the voice that said it is looked up
};

struct Dialog {
  std::uint64_t nonce = 0;
  Milliseconds woke_at = 0;
  SampleCount wake_at = 0;        // where the detector's score rests
  SampleCount stretch_start = 0;  // of the stretch of sound that holds the wake word
  std::vector<DetectorScore> scores;
  bool wake_judged = false;
  bool wake_passed = false;
  bool acknowledged = false;  // the wake word was said alone; the request is an utterance of its own
  std::uint64_t look = 0;     // the Transcribe of the second look
  std::uint64_t look_timer = 0;

  std::vector<SampleSpan> asking;   // voiced stretches of wake and request
  std::vector<SampleSpan> replies;  // of contact, confirm and challenge, joined
  Permille request_confidence = 0;

  std::string contact_id;
  std::string contact_name;
  Permille contact_distance = 1000;
  int contact_retries = 0;
  std::optional<SpokenPhrase> challenge;

  Question question;
  std::optional<Utterance> answer;  // waits for a comparison of voices
  std::uint64_t comparison = 0;
  std::uint64_t comparison_timer = 0;
  std::uint64_t question_timer = 0;  // a prompt that never ends
  std::uint64_t barge_in = 0;        // the Transcribe of what was said while Sotto was asking
  std::uint64_t identification = 0;  // the IdentifyVoice that has not answered yet
  std::uint64_t identification_timer = 0;
  std::optional<Opening> opening;  // set: nothing is sent, something is to be opened
  SampleSpan message_span;
};

struct HeldMessage {
  ConfirmedRecording recording;
  std::vector<SampleSpan> speaker;  // voiced stretches of request and message: whose hold it is
  std::uint64_t look = 0;           // the Transcribe of the message
  std::string transcript;           // what it made of it
  Milliseconds hold_ms = 0;         // how long it is held
  std::uint64_t hold_timer = 0;
  bool due = false;  // the time is over, a judgement is still open
};

// An order or a question that a device has not answered yet.
struct DeviceOrder {
  std::uint64_t command = 0;  // id of the SetDevice
  std::string device;
  std::string action;
  bool quiet = false;  // nothing is said of it
};

struct SentBefore {
  std::string contact_id;
  Milliseconds at = 0;
};
struct UsedChallenge {
  std::string text;
  Milliseconds at = 0;
};
struct HeardSounds {
  Phonemes sounds;
  Milliseconds at = 0;
};

// What happened lately and makes sending harder (core/caution.hpp). Everything in it is bounded.
struct Caution {
  std::vector<Milliseconds> near_misses;
  std::vector<SentBefore> sent;
  std::vector<UsedChallenge> challenges;
  std::vector<HeardSounds> heard;
  bool locked = false;             // nothing is sent until a SendingReleased
  std::string sent_to;             // whom the latest sent message went to
  std::uint64_t notice_timer = 0;  // says so once more
  int notices = 0;                 // times at which it was not quiet enough for that
};

struct DialogState {
  std::uint64_t next_id = 1;
  Milliseconds now = 0;
  std::shared_ptr<const Policy> policy;
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const SentenceMatcher> grammar;
  std::shared_ptr<const NearestIntent> nearest;
  std::shared_ptr<const std::vector<Contact>> contacts;
  bool communications_on = false;
  std::vector<std::string> voices;        // who is enrolled
  std::vector<std::string> open_phrases;  // asked for lately, newest last: not asked again soon

  SpeechTrack speech;
  std::uint64_t talking_prompt = 0;     // the latest prompt, while it is being spoken
  Milliseconds last_playback_end = -1;  // -1: Sotto has not spoken yet

  Phase phase = Phase::kIdle;
  std::optional<Listening> listening;
  std::optional<Dialog> dialog;
  std::optional<HeldMessage> held;
  std::vector<DeviceOrder> device_orders;  // oldest first
  AlertBook alerts;
  Caution caution;
  bool journal_writable = true;
  bool muted = false;                        // nothing is heard
  std::uint64_t forget_request = 0;          // the ForgetHeard that has not answered yet
  std::optional<Milliseconds> last_woke_at;  // of the dialog before this one, until it is forgotten
  std::string last_story;                    // one sentence: the answer to "what did you just do?"
};

// Nothing goes on: no dialog, no hold.
[[nodiscard]] bool at_rest(const DialogState& state);

}  // namespace sotto
