#include "sim/witness.hpp"

#include "nlu/text.hpp"

namespace sotto {
namespace {

// "Right, send it." is "right send it".
std::string plain(const std::string& text) {
  std::string joined;
  for (const Token& token : tokenize(text)) joined += (joined.empty() ? "" : " ") + token.text;
  return joined;
}

}  // namespace

void Witness::forget() {
  question_ = tone_ = announcement_ = 0;
  question_heard_ = agreed_ = same_voice_ = false;
  answer_began_.reset();
  tone_ended_.reset();
  announced_.reset();
}

void Witness::see(const Event& event) {
  if (const auto* policy = std::get_if<PolicyChanged>(&event.body)) {
    see_policy(policy->policy);
  } else if (const auto* contacts = std::get_if<ContactsChanged>(&event.body)) {
    see_contacts(*contacts);
  } else if (const auto* started = std::get_if<SpeechStarted>(&event.body)) {
    see_speech(started->start);
  } else if (std::holds_alternative<SpeechPaused>(event.body)) {
    speaking_ = false;
  } else if (const auto* transcribed = std::get_if<Transcribed>(&event.body)) {
    see_transcript(*transcribed);
  } else if (const auto* failed = std::get_if<TranscriptionFailed>(&event.body)) {
    decodes_.erase(failed->request);
  } else if (const auto* compared = std::get_if<VoicesCompared>(&event.body)) {
    see_voice(*compared);
  } else if (const auto* finished = std::get_if<PromptFinished>(&event.body)) {
    see_prompt_end(*finished, event.at);
  } else if (std::holds_alternative<CancelledByHand>(event.body)) {
    forget();
  } else if (const auto* capture = std::get_if<CaptureMuted>(&event.body)) {
    speaking_ = false;
    if (capture->muted) forget();
  } else if (std::holds_alternative<SoundLost>(event.body)) {
    speaking_ = false;
    forget();
  }
}

void Witness::see_policy(const Policy& policy) {
  hold_ms_ = policy.hold.hold_ms;
  answer_from_ = policy.confirm.answer_from_ms;
  answer_within_ = policy.confirm.answer_within_ms;
  heard_in_room_ = policy.prompt.heard_in_room;
  over_talk_db_min_ = policy.prompt.over_talk_db_min;
  voiced_min_ = policy.voice.voiced_ms_min;
  similarity_min_ = policy.voice.similarity_min;
  yes_.clear();
  for (const std::string& text : policy.confirm.accepted) yes_.insert(plain(text));
  for (const std::string& text : policy.confirm.bare) yes_.insert(plain(text));
}

void Witness::see_speech(SampleCount start) {
  speaking_ = true;
  if (question_ != 0) talked_through_ = true;
  if (question_heard_ && !answer_began_) answer_began_ = to_milliseconds(start);
}

bool Witness::in_time() const {
  return question_heard_ && answer_began_ && *answer_began_ - question_ended_ >= answer_from_ &&
         *answer_began_ - question_ended_ <= answer_within_;
}

void Witness::see_contacts(const ContactsChanged& event) {
  communications_ = event.communications_on;
  bool allowed = false;
  for (const Contact& contact : event.contacts) {
    allowed = allowed || (contact.allowed && contact.name == contact_);
  }
  if (!communications_ || !allowed) forget();
}

void Witness::see_transcript(const Transcribed& event) {
  const auto decode = decodes_.find(event.request);
  if (decode == decodes_.end()) return;
  const Turn turn = decode->second;
  decodes_.erase(decode);
  const std::string text = plain(event.transcript.text);
  if (turn == Turn::kConfirm) {
    agreed_ = in_time() && yes_.contains(text);
  } else if (turn == Turn::kChallenge) {
    agreed_ = in_time() && text == "send it " + plain(challenge_);
  } else if ((turn == Turn::kHold || turn == Turn::kMessage) && text == "cancel") {
    forget();
  }
}

void Witness::see_voice(const VoicesCompared& event) {
  if (event.request == 0 || event.request != comparison_) return;
  comparison_ = 0;
  if (!agreed_) return;
  const bool same = event.similarity >= similarity_min_ && event.reply_ms >= voiced_min_;
  // The answer's voice must be known before the message is asked for; the message's own voice comes on top.
  if (tone_ == 0 && !tone_ended_) same_voice_ = same;
  if (!same) forget();
}

// Only the first end of a prompt counts.
void Witness::see_prompt_end(const PromptFinished& event, Milliseconds at) {
  if (event.prompt == 0) return;
  if (event.prompt == question_) {
    question_ = 0;
    const bool in_room = !event.echo || (event.echo->found && event.echo->over_talk_db >= over_talk_db_min_);
    question_heard_ = event.heard && !talked_through_ && (in_room || !heard_in_room_);
    question_ended_ = at;
  } else if (event.prompt == tone_) {
    tone_ = 0;
    if (event.heard) tone_ended_ = at;
  } else if (event.prompt == announcement_) {
    announcement_ = 0;
    if (event.heard) announced_ = at;
  }
}

void Witness::see(const Effect& effect, Milliseconds at) {
  if (const auto* decode = std::get_if<Transcribe>(&effect)) {
    decodes_[decode->id] = decode->turn;
  } else if (const auto* drop = std::get_if<DropTranscription>(&effect)) {
    decodes_.erase(drop->request);
  } else if (const auto* comparison = std::get_if<CompareVoices>(&effect)) {
    comparison_ = comparison->id;
  } else if (const auto* said = std::get_if<Speak>(&effect)) {
    see_prompt(*said);
  } else if (const auto* send = std::get_if<SendMessage>(&effect)) {
    see_message(*send, at);
  }
}

void Witness::see_prompt(const Speak& effect) {
  switch (effect.prompt) {
    case Prompt::kConfirm:
      forget();
      contact_ = effect.words.at(0);
      question_ = effect.id;
      talked_through_ = speaking_;
      break;
    case Prompt::kChallenge:
      forget();
      challenge_ = effect.words.at(0);
      question_ = effect.id;
      talked_through_ = speaking_;
      break;
    case Prompt::kToneRecord:
      tone_ = effect.id;
      break;
    case Prompt::kHold:
      announcement_ = effect.id;
      break;
    case Prompt::kNotSent:
    case Prompt::kCancelled:
    case Prompt::kWaiting:
      forget();
      break;
    default:
      break;
  }
}

void Witness::see_message(const SendMessage& effect, Milliseconds at) {
  ++sent_;
  const ConfirmedRecording& recording = effect.recording;
  if (!communications_) {
    complaint_ = "sent though communications are off";
  } else if (!agreed_ || !same_voice_) {
    complaint_ = "sent without a yes of the one who asked";
  } else if (!tone_ended_ || recording.span().from < to_samples(*tone_ended_)) {
    complaint_ = "sent what was said before the tone";
  } else if (!announced_ || at - *announced_ < hold_ms_) {
    complaint_ = "sent before the hold was over";
  } else if (recording.contact_name() != contact_) {
    complaint_ = "sent to another one than was asked about";
  }
  forget();
}

void Hearing::follow(const std::vector<Event>& events) {
  for (; followed_ < events.size(); ++followed_) {
    const Event& event = events[followed_];
    witness_.see(event);
    Step next = step(state_, event);
    state_ = std::move(next.state);
    for (const Effect& effect : next.effects) witness_.see(effect, event.at);
  }
}

}  // namespace sotto
