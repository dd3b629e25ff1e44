#include "core/listening.hpp"

#include <algorithm>
#include <utility>

namespace sotto {
namespace {

// Sound kept around the voiced part, so that the first and the last consonant are not cut off.
constexpr Milliseconds kPadding = 250;
// What voice activity needs to notice that somebody began to speak.
constexpr Milliseconds kStartSlack = 250;
// A decode that takes longer has failed.
constexpr Milliseconds kDecodePatience = 5000;
// The recogniser's window.
constexpr Milliseconds kDecodeMax = 29000;

Utterance finish(Transition& t, TurnEnd end) {
  Listening& listening = *t.state.listening;
  Utterance utterance;
  utterance.end = end;
  utterance.first_start = listening.first_start;
  utterance.voiced = std::move(listening.voiced);
  if (listening.active && listening.first_start) {
    const SampleCount from = std::max(t.state.speech.start, *listening.first_start);
    if (from < t.now_samples()) utterance.voiced.push_back({from, t.now_samples()});
  }
  if (listening.transcript) utterance.transcript = std::move(*listening.transcript);
  close_listening(t);
  return utterance;
}

void request_decode(Transition& t, SampleCount until) {
  Listening& listening = *t.state.listening;
  const SampleCount earliest = std::max<SampleCount>(0, *listening.first_start - to_samples(kPadding));
  const SampleCount from = std::max(earliest, until - to_samples(kDecodeMax));
  listening.pending_decode = t.new_id();
  t.emit(Transcribe{listening.pending_decode,
                    {from, until},
                    listening.turn,
                    forced_texts(t.state, listening.turn),
                    listening.capped});
  listening.decode_timer = t.arm(t.now() + kDecodePatience);
}

void drop_decode(Transition& t) {
  Listening& listening = *t.state.listening;
  if (listening.pending_decode != 0) t.emit(DropTranscription{listening.pending_decode});
  listening.pending_decode = 0;
  listening.decode_timer = 0;
  listening.transcript.reset();
}

}  // namespace

SampleSpan Utterance::span() const {
  if (voiced.empty()) return {};
  return {voiced.front().from, voiced.back().to};
}

Milliseconds Utterance::voiced_ms() const {
  SampleCount sum = 0;
  for (const SampleSpan& span : voiced) sum += span.length();
  return to_milliseconds(sum);
}

void open_listening(Transition& t, const ListeningRules& rules) {
  close_listening(t);
  Listening listening;
  listening.turn = rules.turn;
  listening.opened_at = rules.opened_at;
  listening.endpoint = rules.endpoint;
  listening.decode = rules.decode;
  listening.decode_at_cap = rules.decode_at_cap;
  if (t.state.speech.active) {
    listening.active = true;
    listening.first_start = std::max(t.state.speech.start, rules.opened_at);
  }
  if (rules.start_by) listening.start_timer = t.arm(*rules.start_by + kStartSlack);
  listening.cap_timer = t.arm(rules.end_by);
  t.state.listening = std::move(listening);
}

void close_listening(Transition& t) {
  if (!t.state.listening) return;
  if (t.state.listening->pending_decode != 0) t.emit(DropTranscription{t.state.listening->pending_decode});
  t.state.listening.reset();
}

void listening_heard_start(Transition& t, const SpeechStarted& event) {
  if (!t.state.listening) return;
  Listening& listening = *t.state.listening;
  listening.active = true;
  listening.quiet_timer = 0;
  listening.quiet_elapsed = false;
  if (!listening.first_start) listening.first_start = std::max(event.start, listening.opened_at);
  drop_decode(t);
}

void listening_heard_pause(Transition& t, const SpeechPaused& event) {
  if (!t.state.listening || !t.state.listening->active) return;
  Listening& listening = *t.state.listening;
  listening.active = false;
  const SampleSpan span{std::max(event.span.from, *listening.first_start), event.span.to};
  if (span.length() <= 0) {  // the speech ended before it began to count
    if (listening.voiced.empty()) listening.first_start.reset();
    return;
  }
  listening.voiced.push_back(span);
  const Milliseconds end = to_milliseconds(event.span.to);
  if (listening.capped) return;
  if (listening.decode) {
    request_decode(t, t.now_samples());
    listening.quiet_timer = t.arm(end + listening.endpoint.incomplete_ms);
  } else {
    listening.quiet_timer = t.arm(end + listening.endpoint.complete_ms);
  }
}

std::optional<Utterance> listening_got_transcript(Transition& t, const Transcribed& event,
                                                  const SilenceNeeded& silence_needed) {
  Listening& listening = *t.state.listening;
  if (listening.pending_decode == 0 || event.request != listening.pending_decode) return std::nullopt;
  listening.pending_decode = 0;
  listening.decode_timer = 0;
  listening.transcript = event.transcript;
  if (listening.capped) return finish(t, TurnEnd::kCap);
  if (listening.quiet_elapsed) return finish(t, TurnEnd::kSilence);
  const Milliseconds end = to_milliseconds(listening.voiced.back().to);
  const Milliseconds due = end + silence_needed(t.state, *listening.transcript);
  if (due <= t.now()) return finish(t, TurnEnd::kSilence);
  listening.quiet_timer = t.arm(due);
  return std::nullopt;
}

std::optional<Utterance> listening_lost_transcript(Transition& t, std::uint64_t request) {
  if (!t.state.listening || request == 0 || t.state.listening->pending_decode != request) return std::nullopt;
  t.state.listening->pending_decode = 0;
  return finish(t, TurnEnd::kFailed);
}

std::optional<Utterance> listening_timer(Transition& t, std::uint64_t timer) {
  if (!t.state.listening || timer == 0) return std::nullopt;
  Listening& listening = *t.state.listening;
  if (timer == listening.decode_timer) return finish(t, TurnEnd::kFailed);
  if (timer == listening.start_timer) {
    listening.start_timer = 0;
    if (!listening.first_start) return finish(t, TurnEnd::kNoSpeech);
    return std::nullopt;
  }
  if (timer == listening.quiet_timer) {
    listening.quiet_timer = 0;
    if (listening.pending_decode == 0) return finish(t, TurnEnd::kSilence);
    listening.quiet_elapsed = true;
    return std::nullopt;
  }
  if (timer == listening.cap_timer) {
    listening.cap_timer = 0;
    if (!listening.first_start) return finish(t, TurnEnd::kNoSpeech);
    if (!listening.active) {  // a silence is running: it decides, unless the talk resumes
      listening.cap_timer = t.arm(t.now() + kStartSlack);
      return std::nullopt;
    }
    if (!listening.decode_at_cap) return finish(t, TurnEnd::kCap);
    listening.capped = true;
    request_decode(t, t.now_samples());
  }
  return std::nullopt;
}

}  // namespace sotto
