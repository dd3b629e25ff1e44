#include "runtime/journal_what_if.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <tuple>
#include <utility>

#include "core/step.hpp"
#include "journal/personal.hpp"
#include "runtime/journal_answers.hpp"
#include "runtime/journal_follow_internal.hpp"
#include "runtime/journal_rest.hpp"
#include "runtime/prompt_texts.hpp"

namespace sotto {
namespace {

// No dialog takes longer, so an answer lies within this of its question.
constexpr Milliseconds kAnswersWithin = 300'000;
// How long a prompt takes of which nobody knows it; only that it is our own voice depends on it.
constexpr Milliseconds kUsualPromptMs = 1500;

// Whether the dialog goes on with what the room answers.
bool is_question(Prompt prompt) {
  switch (prompt) {
    case Prompt::kToneWake:
    case Prompt::kToWhom:
    case Prompt::kToWhomAgain:
    case Prompt::kConfirm:
    case Prompt::kChallenge:
    case Prompt::kMessage:
    case Prompt::kToneRecord:
    case Prompt::kHold:
      return true;
    default:
      return false;
  }
}

bool is_question(std::string_view name) {
  for (const Prompt prompt : {Prompt::kToneWake, Prompt::kToWhom, Prompt::kToWhomAgain, Prompt::kConfirm,
                              Prompt::kChallenge, Prompt::kMessage, Prompt::kToneRecord, Prompt::kHold}) {
    if (prompt_name(prompt) == name) return true;
  }
  return false;
}

std::string in_seconds(Milliseconds at) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(at) / 1000.0);
  return text;
}

std::string in_seconds(SampleSpan span) {
  return in_seconds(to_milliseconds(span.from)) + " to " + in_seconds(to_milliseconds(span.to));
}

// Something of the room or of the owner.
struct RoomEvent {
  Milliseconds at = 0;
  std::uint64_t sequence = 0;
  std::optional<EventBody> body;  // none: the contacts, and they were deleted
  bool begins = false;            // a proposal that found the recorded run at rest
};

struct Due {
  Milliseconds at = 0;
  std::uint64_t sequence = 0;  // of the recorded answer; 0: there is none, and it comes first
  std::uint64_t order = 0;
  std::optional<EventBody> body;   // none: the story stops here
  std::optional<WhatIfStop> stop;  // why
  std::uint64_t id = 0;            // of the effect
  bool prompt = false;
  bool cut_short = false;  // the recorded prompt was silenced, this one only if the core says so, too
  bool far = false;        // a timer of hours: only as long as the recorded run goes on
};

struct LaterFirst {
  bool operator()(const Due& a, const Due& b) const {
    return std::tie(a.at, a.sequence, a.order) > std::tie(b.at, b.sequence, b.order);
  }
};

class WhatIf {
 public:
  WhatIf(const WhatIfOptions& options, const RunStart& start) : options_(options) { made_.start = start; }

  // Records come in order; the story is told as far as their answers are sure to be known.
  [[nodiscard]] Result<void> take(const RecordedStep& recorded);
  [[nodiscard]] WhatIfRun finish();

 private:
  void run_until(Milliseconds horizon);
  void run_due(const Due& due);
  void run_room(const RoomEvent& event);
  void post(EventBody body, Milliseconds at);
  void schedule(Due due);
  void dispatch(const Effect& effect);
  bool answer_as_then(const Effect& effect, std::uint64_t id);
  void ask(const Effect& effect, std::uint64_t id, Milliseconds patience, const char* code,
           const std::string& asking);
  void speak(const Speak& effect);
  void arm(const ArmTimer& effect);
  void silence();
  void report(const Effect& effect, std::optional<Milliseconds> until);
  [[nodiscard]] WhatIfStop stop_with(const char* code, const std::string& asking) const;
  [[nodiscard]] WhatIfStop deleted(Milliseconds at) const;
  void stop(WhatIfStop why);
  void note_other_prompts(Milliseconds until);
  [[nodiscard]] EventBody adapt(const EventBody& body) const;
  [[nodiscard]] Milliseconds now() const { return state_.now; }

  const WhatIfOptions& options_;
  WhatIfRun made_;
  DialogState state_;
  AnswerBook book_;
  std::deque<RoomEvent> room_;
  std::vector<Due> due_;  // a heap
  std::uint64_t order_ = 0;
  std::uint64_t event_count_ = 0;
  Milliseconds heard_until_ = 0;   // time of the latest record
  std::uint64_t noted_until_ = 0;  // sequence of the last recorded prompt that was looked at
  bool halted_ = false;            // until the next proposal that found the recorded run at rest
  bool contacts_known_ = true;
};

Result<void> WhatIf::take(const RecordedStep& recorded) {
  const RecordHeader& header = recorded.event.header;
  heard_until_ = header.at;
  if (auto taken = book_.take(recorded); !taken) return taken;
  if (recorded.event.words_gone()) {
    if (header.kind == "event/contacts-changed")
      room_.push_back({header.at, header.sequence, std::nullopt, false});
  } else {
    auto event = event_of(recorded.event);
    if (!event) return damaged_record(header.sequence);
    const Milliseconds before = room_.empty() ? 0 : room_.back().at;
    if (!is_sound_event(event.value(), before)) return damaged_record(header.sequence);
    if (!is_answer(event.value().body)) {
      room_.push_back(
          {event.value().at, header.sequence, std::move(event.value().body), begins_dialog(recorded)});
    }
  }
  run_until(header.at - kAnswersWithin);
  book_.forget_before(now() - kAnswersWithin);
  return {};
}

WhatIfRun WhatIf::finish() {
  run_until(std::max(heard_until_, now()) + kAnswersWithin);
  note_other_prompts(heard_until_ + kAnswersWithin);
  made_.summary.audio_ms = heard_until_;
  return std::move(made_);
}

// Everything that is due at or before `horizon`, in order of time; what the record holds keeps its order.
void WhatIf::run_until(Milliseconds horizon) {
  while (true) {
    const bool due = !due_.empty() && due_.front().at <= horizon;
    const bool room = !room_.empty() && room_.front().at <= horizon;
    if (!due && !room) return;
    if (due && (!room || std::tie(due_.front().at, due_.front().sequence) <=
                             std::tie(room_.front().at, room_.front().sequence))) {
      std::pop_heap(due_.begin(), due_.end(), LaterFirst());
      const Due next = std::move(due_.back());
      due_.pop_back();
      run_due(next);
    } else {
      const RoomEvent next = std::move(room_.front());
      room_.pop_front();
      run_room(next);
    }
  }
}

void WhatIf::run_due(const Due& due) {
  if (due.far && due.at > heard_until_) return;
  note_other_prompts(due.at);
  if (due.stop) {
    stop(*due.stop);
  } else if (due.cut_short) {
    stop(stop_with("prompt-not-said", "lets a prompt end that was cut short then"));
  } else if (due.body) {
    post(*due.body, due.at);
  }
}

void WhatIf::run_room(const RoomEvent& event) {
  note_other_prompts(event.at);
  if (!event.body) {
    contacts_known_ = false;
    if (!at_rest(state_)) stop(deleted(event.at));
    return;
  }
  if (std::holds_alternative<ContactsChanged>(*event.body)) contacts_known_ = true;
  if (std::holds_alternative<WakeProposed>(*event.body)) {
    if (halted_ && !event.begins) return;
    halted_ = false;
    if (!contacts_known_) {
      stop(deleted(event.at));
      return;
    }
  }
  post(adapt(*event.body), event.at);
}

void WhatIf::post(EventBody body, Milliseconds at) {
  Step next = step(state_, Event{++event_count_, std::max(at, now()), std::move(body)});
  state_ = std::move(next.state);
  for (const Effect& effect : next.effects) {
    dispatch(effect);
    if (halted_) return;
  }
}

void WhatIf::schedule(Due due) {
  due.order = ++order_;
  due_.push_back(std::move(due));
  std::push_heap(due_.begin(), due_.end(), LaterFirst());
}

void WhatIf::dispatch(const Effect& effect) {
  if (const auto* said = std::get_if<Speak>(&effect)) {
    speak(*said);
    return;
  }
  report(effect, {});
  if (const auto* listen = std::get_if<Transcribe>(&effect)) {
    ask(effect, listen->id, options_.policy.latency.recognizer_ms, "never-recognised",
        "listens to the sound from " + in_seconds(listen->span) +
            ", which was not recognised like this then: only kept sound could tell");
  } else if (const auto* compare = std::get_if<CompareVoices>(&effect)) {
    ask(effect, compare->id, 0, "never-compared",
        "compares voices that were not compared then: only kept sound could tell");
  } else if (const auto* identify = std::get_if<IdentifyVoice>(&effect)) {
    ask(effect, identify->id, 0, "never-identified",
        "asks whose voice it was, which was not asked then: only kept sound could tell");
  } else if (const auto* device = std::get_if<SetDevice>(&effect)) {
    ask(effect, device->id, 0, "device-not-asked",
        "sets " + device->device + ", and nobody can know whether it would have obeyed");
  } else if (const auto* drop = std::get_if<DropTranscription>(&effect)) {
    std::erase_if(due_, [drop](const Due& each) { return each.id == drop->request && !each.prompt; });
    std::make_heap(due_.begin(), due_.end(), LaterFirst());
  } else if (std::holds_alternative<StopSpeaking>(effect)) {
    silence();
  } else if (const auto* timer = std::get_if<ArmTimer>(&effect)) {
    arm(*timer);
  } else if (const auto* message = std::get_if<SendMessage>(&effect)) {
    made_.sent.push_back({now(), message->recording.contact_name(), message->recording.span()});
    answer_as_then(effect, message->recording.message_id());
  } else if (const auto* exhibit = std::get_if<ShowExhibit>(&effect)) {
    made_.sent.push_back({now(), exhibit->exhibit.contact_name, exhibit->exhibit.span});
  }
}

// Gives the answer that came then, after the same time. False where there is none.
bool WhatIf::answer_as_then(const Effect& effect, std::uint64_t id) {
  RecordedQuestion* question = book_.find(effect, now());
  if (question == nullptr) return false;
  const bool same_moment = std::abs(question->asked_at - now()) <= kSameMomentMs;
  if (!question->answer && (question->words_gone || !same_moment)) return false;
  question->taken = true;
  Due due;
  due.id = id;
  if (question->answer) {
    due.at = now() + question->answer->at - question->asked_at;
    due.sequence = question->asked_at == now() ? question->answer->sequence : 0;
    due.body = readdress(question->answer->body, effect);
    due.prompt = question->kind == "speak";
    const auto* prompt = std::get_if<PromptFinished>(&*due.body);
    due.cut_short = question->cut_short && prompt != nullptr && !prompt->heard;
    schedule(std::move(due));
  } else if (question->dropped_at) {
    // It was dropped then; where it is not, its answer is missing.
    due.at = *question->dropped_at + 1;
    due.stop = stop_with("never-recognised", "waits for a transcript that was dropped then");
    schedule(std::move(due));
  }
  return true;  // or nothing came, as then
}

void WhatIf::ask(const Effect& effect, std::uint64_t id, Milliseconds patience, const char* code,
                 const std::string& asking) {
  if (answer_as_then(effect, id)) return;
  Due due;
  due.at = now() + patience;
  due.id = id;
  if (options_.answer) due.body = options_.answer(made_.start, effect);
  if (!due.body) {
    const bool gone = book_.may_be_deleted(effect, now());
    due.stop = gone ? deleted(now()) : stop_with(code, asking);
  }
  schedule(std::move(due));
}

void WhatIf::speak(const Speak& effect) {
  const std::size_t before = due_.size();
  const bool known = answer_as_then(effect, effect.id);
  std::optional<Milliseconds> until;
  if (due_.size() > before) {
    for (const Due& due : due_) {
      if (due.prompt && due.id == effect.id) until = due.at;
    }
  }
  report(effect, until);
  if (known) return;
  if (!is_question(effect.prompt)) {
    Due due;
    due.at = now() + kUsualPromptMs;
    due.id = effect.id;
    due.body = PromptFinished{effect.id, true};
    due.prompt = true;
    schedule(std::move(due));
    return;
  }
  if (book_.may_be_deleted(effect, now())) {
    stop(deleted(now()));
    return;
  }
  const std::string text = prompt_tone(effect.prompt) ? "" : prompt_text(effect.prompt, effect.words);
  const std::string does = text.empty()          ? "plays a tone"
                           : text.ends_with('?') ? "asks \"" + text + "\""
                                                 : "says \"" + text + "\"";
  stop(stop_with("prompt-not-said", does + " and nobody can know what the room would have answered"));
}

void WhatIf::arm(const ArmTimer& effect) {
  Due due;
  due.far = effect.at - now() > kAnswersWithin;  // what came of it then is not known yet
  if (!due.far && answer_as_then(effect, effect.id)) return;
  due.at = std::max(effect.at, now());
  due.id = effect.id;
  due.body = TimerFired{effect.id};
  schedule(std::move(due));
}

void WhatIf::silence() {
  for (Due& due : due_) {
    if (!due.prompt) continue;
    due.body = PromptFinished{due.id, false};
    due.cut_short = false;
  }
}

void WhatIf::report(const Effect& effect, std::optional<Milliseconds> until) {
  made_.summary.count(effect);
  if (!options_.on_line) return;
  LineContext context;
  context.at = now();
  context.until = until;
  if (const auto* said = std::get_if<Speak>(&effect); said != nullptr && !prompt_tone(said->prompt)) {
    context.prompt_text = prompt_text(said->prompt, said->words);
  }
  if (const auto line = event_line(effect, context)) options_.on_line(made_.start, *line);
}

WhatIfStop WhatIf::stop_with(const char* code, const std::string& asking) const {
  return {now(), code, "At " + in_seconds(now()) + " " + options_.policy.name + " " + asking + "."};
}

WhatIfStop WhatIf::deleted(Milliseconds at) const {
  return {at, "words-deleted",
          "At " + in_seconds(at) + " " + options_.policy.name +
              " needs what was said or who was named then, and that was deleted."};
}

void WhatIf::stop(WhatIfStop why) {
  made_.stops.push_back(std::move(why));
  state_ = put_to_rest(std::move(state_));
  if (state_.talking_prompt != 0) state_.last_playback_end = now();
  state_.talking_prompt = 0;
  due_.clear();
  halted_ = true;
}

void WhatIf::note_other_prompts(Milliseconds until) {
  for (const RecordedQuestion& question : book_.questions()) {
    if (question.sequence <= noted_until_ || question.kind != "speak") continue;
    if (question.asked_at + kSameMomentMs >= until) return;
    noted_until_ = question.sequence;
    if (!halted_ && !question.taken && is_question(question.prompt)) {
      made_.other_prompts.push_back({question.asked_at, question.prompt});
    }
  }
}

// The other policy in place of the recorded one, with the phrases that it accepts.
EventBody WhatIf::adapt(const EventBody& body) const {
  if (std::holds_alternative<PolicyChanged>(body)) return PolicyChanged{options_.policy};
  const auto* recorded = std::get_if<VocabularyChanged>(&body);
  if (recorded == nullptr) return body;
  std::vector<SpokenPhrase> known = recorded->vocabulary.accepted;
  for (const auto* more : {&recorded->vocabulary.bare, &recorded->vocabulary.rejected}) {
    known.insert(known.end(), more->begin(), more->end());
  }
  const auto spoken = [this, &known](const std::vector<std::string>& texts) {
    std::vector<SpokenPhrase> phrases;
    for (const std::string& text : texts) {
      const auto found = std::find_if(known.begin(), known.end(),
                                      [&text](const SpokenPhrase& phrase) { return phrase.text == text; });
      if (found != known.end()) {
        phrases.push_back(*found);
      } else if (options_.pronouncer != nullptr) {
        phrases.push_back({text, options_.pronouncer->pronounce(text)});
      }
    }
    return phrases;
  };
  VocabularyChanged adapted = *recorded;
  adapted.vocabulary.accepted = spoken(options_.policy.confirm.accepted);
  adapted.vocabulary.bare = spoken(options_.policy.confirm.bare);
  adapted.vocabulary.rejected = spoken(options_.policy.confirm.rejected);
  return adapted;
}

}  // namespace

Result<std::vector<WhatIfRun>> ask_what_if(const JournalReader& reader, const WhatIfOptions& options) {
  return follow_runs<WhatIfRun>(reader, options, [&options](const RunStart& start) {
    return std::make_unique<WhatIf>(options, start);
  });
}

}  // namespace sotto
