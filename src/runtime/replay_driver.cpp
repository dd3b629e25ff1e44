#include "runtime/replay_driver.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sotto {
namespace {

// What is heard after the end of a recording, at most: the longest message, hold and prompts together.
constexpr Milliseconds kAfterEndMin = 2000;
constexpr Milliseconds kAfterEndMax = 180'000;
constexpr std::size_t kDroppedMax = 64;

template <typename Job>
std::function<EventBody()> work(const Services& services, Result<Job> job, std::uint64_t id) {
  if (!job) {
    const std::string code(code_name(job.error().code));
    if constexpr (std::is_same_v<Job, TranscribeJob>) {
      return [id, code] { return EventBody{TranscriptionFailed{id, code}}; };
    } else {
      return [id, code] { return EventBody{VoiceComparisonFailed{id, code}}; };
    }
  }
  return
      [&services, held = std::make_shared<Job>(std::move(job).value())] { return run_job(services, *held); };
}

}  // namespace

ReplayDriver::ReplayDriver(Services services, RunSetup setup, ReplayOptions options, AudioSink* sink)
    : services_(std::move(services)),
      setup_(std::move(setup)),
      options_(std::move(options)),
      sink_(sink),
      ears_(*services_.voice_activity, services_.wake_detectors),
      history_(kHistorySamples),
      loop_(options_.recorder, [this](const Effect& effect, Milliseconds at) { dispatch(effect, at); }),
      ringer_(sink_) {}

Result<RunSummary> ReplayDriver::run(AudioSource& source) {
  const auto opening = opening_events(setup_, *services_.pronouncer);
  if (!opening) return opening.error();
  for (const EventBody& body : opening.value()) loop_.post(body, 0);
  const auto heard = hear_out(source);
  if (!heard) return heard.error();
  summary_.audio_ms = to_milliseconds(heard.value());
  return summary_;
}

// Hears the source to its end and goes on, in silence or in what a room still gives, until nothing is open.
// Returns how much the source gave.
Result<SampleCount> ReplayDriver::hear_out(AudioSource& source) {
  std::array<float, kFrameSamples> frame{};
  SampleCount end = 0;  // of what was planned: a room gives more, for as long as it is asked
  SampleCount heard_until = 0;
  for (bool ended = false; !settled(end);) {
    std::size_t given = 0;
    if (!ended) {
      const auto count = source.read(frame);
      if (!count) return count.error();
      given = count.value();
      ended = given < frame.size();
    }
    std::fill(frame.begin() + static_cast<std::ptrdiff_t>(given), frame.end(), 0.0F);
    const SampleCount begin = ears_.position();
    if (const auto heard = hear(frame); !heard) return heard.error();
    if (given == 0) continue;
    heard_until = begin + static_cast<SampleCount>(given);
    if (!source.over()) end = heard_until;
    if (options_.on_progress) options_.on_progress(to_milliseconds(heard_until));
  }
  return heard_until;
}

// A little more is always heard after the end, so that the last words are heard out; then as much as
// something is open.
bool ReplayDriver::settled(SampleCount end) const {
  const SampleCount after = ears_.position() - end;
  if (after >= to_samples(kAfterEndMax)) return true;
  if (will_ring(to_milliseconds(end) + kAfterEndMax)) return false;
  return after >= to_samples(kAfterEndMin) && at_rest(loop_.state()) &&
         to_milliseconds(ears_.position()) > playing_until_;
}

// Something rings, or will before nobody listens any more.
bool ReplayDriver::will_ring(Milliseconds until) const {
  const AlertBook& book = loop_.state().alerts;
  return book.ringing || std::any_of(book.pending.begin(), book.pending.end(),
                                     [until](const PendingAlert& each) { return each.due <= until; });
}

void ReplayDriver::go_on_ringing(Milliseconds at) {
  const std::uint64_t generation = ring_generation_;
  schedule(at, [this, at, generation]() -> std::optional<EventBody> {
    if (generation != ring_generation_) return std::nullopt;
    const auto next = ringer_.tick(to_samples(at), playing_until_ > at);
    if (next) go_on_ringing(std::max(to_milliseconds(*next), at + 1));
    return std::nullopt;
  });
}

Result<void> ReplayDriver::hear(std::span<const float> frame) {
  history_.push(frame);
  const Milliseconds now = to_milliseconds(ears_.position() + static_cast<SampleCount>(frame.size()));
  run_until(now);
  auto events = ears_.hear(frame, next_nonce(setup_.seed));
  if (!events) return events.error();
  for (EventBody& body : events.value()) loop_.post(std::move(body), now);
  run_until(now);
  if (options_.recorder != nullptr) {
    options_.recorder->tick(now, at_rest(loop_.state()) && now > playing_until_, history_);
  }
  return {};
}

void ReplayDriver::schedule(Milliseconds at, std::function<std::optional<EventBody>()> make,
                            std::uint64_t drop_id) {
  due_.push(Due{at, ++order_, std::move(make), drop_id});
}

void ReplayDriver::run_until(Milliseconds at) {
  while (!due_.empty() && due_.top().at <= at) {
    const Due due = due_.top();
    due_.pop();
    const auto dropped = std::find(dropped_.begin(), dropped_.end(), due.drop_id);
    if (due.drop_id != 0 && dropped != dropped_.end()) {
      dropped_.erase(dropped);
      continue;
    }
    if (auto body = due.make()) loop_.post(std::move(*body), due.at);
  }
}

void ReplayDriver::dispatch(const Effect& effect, Milliseconds at) {
  if (const auto* transcribe = std::get_if<Transcribe>(&effect)) {
    schedule(at + setup_.policy.latency.recognizer_ms,
             work(services_, make_job(history_, *transcribe), transcribe->id), transcribe->id);
  } else if (const auto* drop = std::get_if<DropTranscription>(&effect)) {
    dropped_.push_back(drop->request);
    if (dropped_.size() > kDroppedMax) dropped_.erase(dropped_.begin());
  } else if (const auto* compare = std::get_if<CompareVoices>(&effect)) {
    schedule(at, work(services_, make_job(history_, *compare), compare->id));
  } else if (const auto* identify = std::get_if<IdentifyVoice>(&effect)) {
    schedule(at, work(services_, make_job(history_, *identify), identify->id));
  } else if (const auto* said = std::get_if<Speak>(&effect)) {
    speak(*said, at);
    return;
  } else if (std::holds_alternative<StopSpeaking>(effect)) {
    ++prompt_generation_;
    playing_until_ = std::min(playing_until_, at);
    if (sink_ != nullptr) sink_->stop();
  } else if (const auto* timer = std::get_if<ArmTimer>(&effect)) {
    schedule(timer->at, [id = timer->id] { return EventBody{TimerFired{id}}; });
  } else if (const auto* send = std::get_if<SendMessage>(&effect)) {
    schedule(at, [this, message = *send] {
      return EventBody{deliver(services_, make_delivery(history_, message), message.recording)};
    });
  } else if (const auto* exhibit = std::get_if<ShowExhibit>(&effect)) {
    const auto samples = history_.copy(exhibit->exhibit.span);
    if (options_.on_exhibit && samples) options_.on_exhibit(exhibit->exhibit, samples.value());
  } else if (const auto* device = std::get_if<SetDevice>(&effect)) {
    schedule(at, [id = device->id] { return EventBody{DeviceAnswered{id, "no-device", ""}}; });
  } else if (const auto* ring = std::get_if<Ring>(&effect)) {
    ringer_.begin(*ring, to_samples(at), playing_until_ > at);
    ++ring_generation_;
    go_on_ringing(at);
  } else if (std::holds_alternative<StopRinging>(effect)) {
    ringer_.end(to_samples(at), playing_until_ > at);
    ++ring_generation_;
  } else if (const auto* forget = std::get_if<ForgetHeard>(&effect)) {
    const bool done =
        options_.recorder == nullptr || options_.recorder->forget(forget->from, forget->to).ok();
    schedule(at, [id = forget->id, done] { return EventBody{Forgotten{id, done}}; });
  }
  LineContext context;
  context.at = at;
  if (services_.messenger != nullptr) context.channel = services_.messenger->channel();
  report(effect, context);
}

void ReplayDriver::speak(const Speak& effect, Milliseconds at) {
  auto playback = make_playback(services_, effect);
  if (!playback) {
    fail_prompt(effect, at, playback.error());
    return;
  }
  ringer_.give_way(to_samples(at), playing_until_ > at);
  const Milliseconds begins = std::max(at, playing_until_);
  LineContext context;
  context.at = begins;
  context.until = begins + to_milliseconds(static_cast<SampleCount>(playback.value().samples.size()));
  context.prompt_text = playback.value().text;
  if (sink_ != nullptr) {
    if (const auto played = sink_->play(std::move(playback).value(), to_samples(begins)); !played) {
      fail_prompt(effect, at, played.error());
      return;
    }
  }
  playing_until_ = *context.until;
  const std::uint64_t generation = prompt_generation_;
  // Lines come in order of time, so a prompt that waits for another one is reported when it begins, unless it
  // was stopped before.
  schedule(begins, [this, effect, context, generation]() -> std::optional<EventBody> {
    if (generation == prompt_generation_) report(effect, context);
    return std::nullopt;
  });
  schedule(playing_until_, [this, id = effect.id, generation] {
    return EventBody{PromptFinished{id, generation == prompt_generation_}};
  });
}

// A question that nobody can hear is no question.
void ReplayDriver::fail_prompt(const Speak& effect, Milliseconds at, const Error& error) {
  if (options_.on_line) options_.on_line(error_line(at, code_name(error.code), error.detail), nullptr, at);
  schedule(at, [id = effect.id] { return EventBody{PromptFinished{id, false}}; });
}

void ReplayDriver::report(const Effect& effect, const LineContext& context) {
  summary_.count(effect);
  if (!options_.on_line) return;
  if (const auto line = event_line(effect, context)) options_.on_line(*line, &effect, context.at);
}

}  // namespace sotto
