#include "sim/simulated_dialog.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "nlu/text.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kBegins = 1000;
constexpr Milliseconds kLongest = 600'000;  // no dialog takes longer, or it hangs
constexpr Milliseconds kNoticeStart = 64;   // two frames of voice activity
constexpr Milliseconds kNoticePause = 200;
constexpr std::size_t kEventsMax = 5000;
const std::string kTalk = "so anyway we had the kitchen floor done last week";
const std::string kTalkAfterWake = "Alexa and then we had the kitchen floor done";
const std::string kCancel = "cancel";
const std::string kMessage = "dinner is ready when you are";

const TurnModel& model_of(const TalkModel& talk, Turn turn) {
  switch (turn) {
    case Turn::kContact:
      return talk.contact;
    case Turn::kConfirm:
    case Turn::kChallenge:
      return talk.confirm;
    case Turn::kMessage:
      return talk.message;
    case Turn::kHold:
    case Turn::kHousehold:
      return talk.hold;
    case Turn::kRequest:
      return talk.request;
  }
  SOTTO_UNREACHABLE("no such turn");
}

// The turn that a prompt asks for, if it asks for one.
std::optional<Turn> turn_after(Prompt prompt) {
  switch (prompt) {
    case Prompt::kToneWake:
      return Turn::kRequest;
    case Prompt::kToWhom:
    case Prompt::kToWhomAgain:
      return Turn::kContact;
    case Prompt::kConfirm:
      return Turn::kConfirm;
    case Prompt::kChallenge:
      return Turn::kChallenge;
    case Prompt::kToneRecord:
      return Turn::kMessage;
    case Prompt::kHold:
      return Turn::kHold;
    default:
      return std::nullopt;
  }
}

Milliseconds length_of(Prompt prompt) {
  switch (prompt) {
    case Prompt::kToneWake:
    case Prompt::kToneRefused:
    case Prompt::kToneRecord:
      return 250;
    case Prompt::kChallenge:
    case Prompt::kHold:
      return 3200;
    default:
      return 1300;
  }
}

class Player {
 public:
  Player(const SimulatedHouse& house, const TalkModel& talk, const TalkModel& drawn, std::uint64_t seed,
         std::vector<Event>* events)
      : house_(house),
        talk_(talk),
        drawn_(drawn),
        events_(events),
        random_(seed),
        state_(house.state()),
        witness_(house.witness()) {}

  DialogOutcome play();

 private:
  struct Pending {
    Milliseconds at = 0;
    std::uint64_t order = 0;
    std::uint64_t id = 0;  // of the effect that it answers; 0: none
    EventBody body;
  };

  void post(EventBody body);
  void schedule(Milliseconds at, EventBody body, std::uint64_t id = 0);
  void forget(std::uint64_t id);
  void obey(const Effect& effect);
  void wake();
  void hear(const Transcribe& effect);
  void speak(const Speak& effect);
  void compare(const CompareVoices& effect);
  void answer(Turn turn, Milliseconds asked_at, Milliseconds ended_at);
  void bring(TurnSort sort, Turn turn, Milliseconds from, Milliseconds length);
  [[nodiscard]] TurnSort draw(Turn turn);
  [[nodiscard]] std::string wanted_text(Turn turn);
  [[nodiscard]] Milliseconds delay() { return 250 + static_cast<Milliseconds>(random_.unit() * 2250.0); }

  const SimulatedHouse& house_;
  const TalkModel& talk_;
  const TalkModel& drawn_;
  std::vector<Event>* events_;
  MaterialRandom random_;
  DialogState state_;
  Witness witness_;
  DialogOutcome outcome_;
  std::vector<Pending> pending_;
  std::uint64_t order_ = 0;
  Milliseconds now_ = 0;
  TurnSort sort_ = TurnSort::kWanted;  // of the latest turn
  std::string said_;                   // in it
  std::string challenge_;
};

DialogOutcome Player::play() {
  wake();
  while (!pending_.empty() && now_ < kLongest && outcome_.events < static_cast<std::int64_t>(kEventsMax)) {
    const auto next =
        std::min_element(pending_.begin(), pending_.end(), [](const Pending& a, const Pending& b) {
          return std::pair(a.at, a.order) < std::pair(b.at, b.order);
        });
    now_ = std::max(now_, next->at);
    EventBody body = std::move(next->body);
    *next = std::move(pending_.back());
    pending_.pop_back();
    post(std::move(body));
  }
  outcome_.sent = witness_.sent();
  outcome_.complaint = witness_.complaint();
  if (outcome_.complaint.empty() && !at_rest(state_)) outcome_.complaint = "the dialog never came to rest";
  return std::move(outcome_);
}

void Player::post(EventBody body) {
  const Event event{static_cast<std::uint64_t>(++outcome_.events), now_, std::move(body)};
  if (events_ != nullptr) events_->push_back(event);
  witness_.see(event);
  Step next = step(state_, event);
  state_ = std::move(next.state);
  for (const Effect& effect : next.effects) {
    witness_.see(effect, now_);
    obey(effect);
  }
}

void Player::schedule(Milliseconds at, EventBody body, std::uint64_t id) {
  pending_.push_back({std::max(at, now_), ++order_, id, std::move(body)});
}

void Player::forget(std::uint64_t id) {
  std::erase_if(pending_, [id](const Pending& each) { return each.id == id && id != 0; });
}

void Player::obey(const Effect& effect) {
  if (const auto* timer = std::get_if<ArmTimer>(&effect)) {
    schedule(timer->at, TimerFired{timer->id});
  } else if (const auto* listen = std::get_if<Transcribe>(&effect)) {
    hear(*listen);
  } else if (const auto* drop = std::get_if<DropTranscription>(&effect)) {
    forget(drop->request);
  } else if (const auto* voices = std::get_if<CompareVoices>(&effect)) {
    compare(*voices);
  } else if (const auto* said = std::get_if<Speak>(&effect)) {
    speak(*said);
  } else if (const auto* device = std::get_if<SetDevice>(&effect)) {
    schedule(now_ + 100, DeviceAnswered{device->id, "confirmed", ""});
  } else if (const auto* send = std::get_if<SendMessage>(&effect)) {
    schedule(now_ + 300, MessageDelivered{send->recording.message_id(), send->recording.contact_name(),
                                          DeliveryOutcome::kSent, ""});
  } else if (const auto* woke = std::get_if<ReportWake>(&effect);
             woke != nullptr && woke->judgement.passed()) {
    outcome_.passed.push_back(Gate::kWake);
  } else if (const auto* gate = std::get_if<ReportGate>(&effect);
             gate != nullptr && gate->judgement.passed()) {
    outcome_.passed.push_back(gate->judgement.gate);
  }
}

// Something that the wake gate takes for "Alexa", and the request in the same breath.
void Player::wake() {
  const TurnSort sort = draw(Turn::kRequest);
  constexpr Milliseconds kUntilProposed = 700;
  schedule(
      kBegins + kUntilProposed,
      WakeProposed{to_samples(kBegins + kUntilProposed), {{"micro", 990}, {"own", 990}}, random_.next()});
  bring(sort, Turn::kRequest, kBegins, 1900);
}

void Player::hear(const Transcribe& effect) {
  const Milliseconds at = now_ + 120 + static_cast<Milliseconds>(random_.below(400));
  if (sort_ == TurnSort::kBroken && effect.turn != Turn::kRequest) {
    schedule(at, TranscriptionFailed{effect.id, "engine-failed"}, effect.id);
    return;
  }
  Transcript transcript = house_.transcript_of(said_);
  transcript.span = effect.span;
  if (sort_ == TurnSort::kUnsure) {
    transcript.confidence = 400;
    for (Word& word : transcript.words) word.confidence = 200;
  }
  if (sort_ == TurnSort::kBroken) transcript.looped = true;
  for (const std::string& text : effect.forced_texts) {
    transcript.forced.push_back({text, text == house_.state().vocabulary->wake_word.text ? -50 : -7000});
  }
  schedule(at, Transcribed{effect.id, std::move(transcript)}, effect.id);
}

void Player::compare(const CompareVoices& effect) {
  const auto length = [](const std::vector<SampleSpan>& spans) {
    SampleCount sum = 0;
    for (const SampleSpan& span : spans) sum += span.length();
    return to_milliseconds(sum);
  };
  const bool other = sort_ == TurnSort::kOtherVoice || sort_ == TurnSort::kTalk;
  const double mean = other ? 520.0 : 850.0;
  const auto similarity = static_cast<Permille>(std::clamp(mean + 25.0 * random_.normal(), -1000.0, 1000.0));
  schedule(now_ + 60, VoicesCompared{effect.id, similarity, length(effect.reference), length(effect.reply)});
}

void Player::speak(const Speak& effect) {
  const Milliseconds end = now_ + length_of(effect.prompt);
  if (effect.prompt == Prompt::kChallenge) challenge_ = effect.words.at(0);
  schedule(end, PromptFinished{effect.id, true});
  if (const auto turn = turn_after(effect.prompt)) answer(*turn, now_, end);
}

TurnSort Player::draw(Turn turn) {
  const TurnModel& drawn = model_of(drawn_, turn);
  double left = random_.unit();
  std::size_t at = 0;
  while (at + 1 < kTurnSorts && (left >= drawn.shares[at] || drawn.shares[at] <= 0.0))
    left -= drawn.shares[at++];
  if (drawn.shares[at] > 0.0) outcome_.weight *= model_of(talk_, turn).shares[at] / drawn.shares[at];
  return static_cast<TurnSort>(at);
}

std::string Player::wanted_text(Turn turn) {
  switch (turn) {
    case Turn::kRequest:
      return "Alexa, send a message";
    case Turn::kContact:
      return house_.names()[random_.below(house_.names().size())];
    case Turn::kConfirm:
      return house_.answers()[random_.below(house_.answers().size())];
    case Turn::kChallenge:
      return "send it, " + challenge_;
    default:
      return kMessage;
  }
}

void Player::answer(Turn turn, Milliseconds asked_at, Milliseconds ended_at) {
  const TurnSort sort = draw(turn);
  const Milliseconds length = sort == TurnSort::kThin ? 500 : 1500;
  if (sort == TurnSort::kSilence || (turn == Turn::kHold && sort == TurnSort::kWanted)) {
    sort_ = sort;
    return;
  }
  Milliseconds from = ended_at + delay();
  if (sort == TurnSort::kEarly) from = ended_at - 60;
  if (sort == TurnSort::kLate) from = ended_at + 6500;
  if (sort == TurnSort::kThrough) {
    const Milliseconds through = asked_at + (ended_at - asked_at) / 3;
    schedule(through + kNoticeStart, SpeechStarted{to_samples(through)});
    schedule(through + 300 + kNoticePause, SpeechPaused{{to_samples(through), to_samples(through + 300)}});
  }
  bring(sort, turn, from, length);
}

void Player::bring(TurnSort sort, Turn turn, Milliseconds from, Milliseconds length) {
  sort_ = sort;
  said_ = wanted_text(turn);
  if (sort == TurnSort::kTalk || sort == TurnSort::kEndless)
    said_ = turn == Turn::kRequest ? kTalkAfterWake : kTalk;
  if (sort == TurnSort::kCancel) said_ = turn == Turn::kRequest ? "Alexa, cancel" : kCancel;
  if (turn == Turn::kRequest && (sort == TurnSort::kSilence || sort == TurnSort::kLate)) {
    said_ = "Alexa";
    length = 700;
  }
  if (sort == TurnSort::kEndless) length = 70'000;
  schedule(from + kNoticeStart, SpeechStarted{to_samples(from)});
  schedule(from + length + kNoticePause, SpeechPaused{{to_samples(from), to_samples(from + length)}});
}

}  // namespace

SimulatedHouse::SimulatedHouse(const std::vector<EventBody>& opening, const Pronouncer& pronouncer) {
  std::uint64_t sequence = 0;
  for (const EventBody& body : opening) {
    const Event event{++sequence, 0, body};
    witness_.see(event);
    Step next = step(state_, event);
    state_ = std::move(next.state);
  }
  SOTTO_ASSERT(state_.policy && state_.vocabulary && state_.contacts && state_.communications_on);
  for (const Contact& contact : *state_.contacts) {
    if (contact.allowed) names_.push_back(contact.name);
  }
  answers_ = state_.policy->confirm.accepted;
  SOTTO_ASSERT(!names_.empty() && !answers_.empty());
  std::vector<std::string> texts = {kTalk,           kTalkAfterWake,         kCancel, kMessage, "Alexa",
                                    "Alexa, cancel", "Alexa, send a message"};
  texts.insert(texts.end(), names_.begin(), names_.end());
  texts.insert(texts.end(), answers_.begin(), answers_.end());
  for (const SpokenPhrase& challenge : state_.vocabulary->challenges)
    texts.push_back("send it, " + challenge.text);
  for (const std::string& text : texts) {
    std::vector<Word>& words = words_[text];
    for (std::size_t from = text.find_first_not_of(' '); from != std::string::npos;) {
      const std::size_t to = std::min(text.find(' ', from), text.size());
      const std::string word = text.substr(from, to - from);
      const auto sounds = pronouncer.pronounce(word);
      words.push_back({word, normalize_word(word), {}, 950, sounds.empty() ? Phonemes{} : sounds.front()});
      from = text.find_first_not_of(' ', to);
    }
  }
}

Transcript SimulatedHouse::transcript_of(const std::string& text) const {
  Transcript transcript;
  transcript.text = text;
  transcript.confidence = 950;
  if (const auto found = words_.find(text); found != words_.end()) transcript.words = found->second;
  return transcript;
}

DialogOutcome play_dialog(const SimulatedHouse& house, const TalkModel& talk, const TalkModel& drawn,
                          std::uint64_t seed, std::vector<Event>* events) {
  return Player(house, talk, drawn, seed, events).play();
}

}  // namespace sotto
