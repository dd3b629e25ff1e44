#include "runtime/live_driver.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace sotto {
namespace {

constexpr std::size_t kJobsMax = 32;
constexpr Milliseconds kBetweenChanges = 1000;
constexpr SampleCount kQuietEnd = 2 * kSampleRate;  // after the end of a source the last words are heard out

}  // namespace

LiveDriver::LiveDriver(Services services, RunSetup setup, LiveOptions options, AudioSink& sink)
    : services_(std::move(services)),
      setup_(std::move(setup)),
      options_(std::move(options)),
      sink_(sink),
      ears_(*services_.voice_activity, services_.wake_detectors),
      history_(kHistorySamples),
      loop_(options_.recorder, [this](const Effect& effect, Milliseconds at) { dispatch(effect, at); }),
      ringer_(&sink_),
      recognition_(std::make_unique<Worker>(kJobsMax)),
      voice_(std::make_unique<Worker>(kJobsMax)) {
  SOTTO_ASSERT(setup_.policy.live && setup_.policy.forced.empty());
  if (options_.on_sound_memory) options_.on_sound_memory(history_.memory());
}

LiveDriver::~LiveDriver() {
  // The workers use this object; they end first.
  recognition_.reset();
  voice_.reset();
}

Result<RunSummary> LiveDriver::run(AudioSource& source) {
  const auto opening = opening_events(setup_, *services_.pronouncer);
  if (!opening) return opening.error();
  for (const EventBody& body : opening.value()) loop_.post(body, 0);
  open_household();
  if (options_.muted) set_muted(true);
  if (options_.pace != nullptr) began_ = options_.pace->now();
  while (!stopping_) {
    const auto more = hear_frame(source);
    if (!more) {
      // Nobody can be heard any more: what is held waits for approval.
      loop_.post(SoundLost{0}, now());
      end_deliveries();
      return more.error();
    }
    turn();
    if (!more.value() && !is_open() && history_.position() - heard_ > kQuietEnd) break;
  }
  // Whoever ends the program can no longer cancel by voice, so what is held is not sent.
  if (stopping_) loop_.post(CancelledByHand{}, now());
  end_deliveries();
  sink_.stop();
  summary_.audio_ms = to_milliseconds(heard_);
  return summary_;
}

bool LiveDriver::is_open() const {
  return !at_rest(loop_.state()) || !speaking_.empty() || !loop_.state().device_orders.empty() ||
         deliveries_ > 0;
}

// A message that was handed over has left the dialog: whether it arrived is learnt before the run ends.
void LiveDriver::end_deliveries() {
  if (deliveries_ == 0) return;
  voice_->wait_until_done();
  turn();
  SOTTO_ASSERT(deliveries_ == 0);
}

void LiveDriver::wait_for_engines() {
  recognition_->wait_until_done();
  voice_->wait_until_done();
}

// False once the source has ended; silence is heard from then on.
Result<bool> LiveDriver::hear_frame(AudioSource& source) {
  std::array<float, kFrameSamples> frame{};
  if (!source_ended_) {
    const auto count = source.read(frame);
    if (!count && count.error().code != ErrorCode::kSoundDeviceLost) return count.error();
    if (!count) {
      if (!device_lost_) {
        device_lost_ = true;
        loop_.post(SoundLost{0}, now());
        if (options_.on_notice) options_.on_notice("sound-lost");
      }
      return true;
    }
    if (device_lost_ && options_.on_notice) options_.on_notice("sound-back");
    device_lost_ = false;
    if (const SampleCount lost = source.take_lost(); lost > 0) hear_lost(lost);
    source_ended_ = count.value() < frame.size();
    heard_ = history_.position() + static_cast<SampleCount>(count.value());
    std::fill(frame.begin() + static_cast<std::ptrdiff_t>(count.value()), frame.end(), 0.0F);
  }
  if (muted_) frame.fill(0.0F);  // before anything looks at it
  watch_level(frame);
  if (options_.pace != nullptr) {
    options_.pace->sleep_until(began_ +
                               to_milliseconds(history_.position() + static_cast<SampleCount>(frame.size())));
  }
  if (const auto heard = hear(frame); !heard) return heard.error();
  return !source_ended_;
}

void LiveDriver::hear_lost(SampleCount lost) {
  history_.skip(lost);
  ears_.resume_at(history_.position());
  loop_.post(SoundLost{lost}, now());
}

Result<void> LiveDriver::hear(std::span<const float> frame) {
  history_.push(frame);
  auto events = ears_.hear(frame, next_nonce(setup_.seed));
  if (!events) return events.error();
  for (EventBody& body : events.value()) loop_.post(std::move(body), now());
  return {};
}

void LiveDriver::turn() {
  if (cancelling_.exchange(false)) loop_.post(CancelledByHand{}, now());
  if (options_.take_requests) {
    for (const LiveRequest& request : options_.take_requests()) obey(request);
  }
  if (options_.take_change && now() >= change_due_) {
    change_due_ = now() + kBetweenChanges;
    if (auto change = options_.take_change()) loop_.post(std::move(*change), now());
  }
  while (!timers_.empty() && timers_.begin()->first <= now()) {
    const std::uint64_t id = timers_.begin()->second;
    timers_.erase(timers_.begin());
    loop_.post(TimerFired{id}, now());
  }
  while (true) {
    std::deque<EventBody> results;
    std::deque<Playback> ready;
    {
      const std::lock_guard lock(mutex_);
      results.swap(results_);
      ready.swap(ready_);
    }
    if (results.empty() && ready.empty()) break;
    for (Playback& playback : ready) start_playing(std::move(playback));
    for (EventBody& body : results) {
      if (const auto* finished = std::get_if<PromptFinished>(&body)) speaking_.erase(finished->prompt);
      if (std::holds_alternative<MessageDelivered>(body)) --deliveries_;
      loop_.post(std::move(body), now());
    }
  }
  if (services_.devices != nullptr) hear_home();
  if (services_.outbox != nullptr) hear_outbox();
  hear_household();
  for (const std::uint64_t id : sink_.take_finished()) {
    if (speaking_.erase(id) > 0) loop_.post(PromptFinished{id, true, sink_.take_echo(id)}, now());
  }
  for (const std::uint64_t id : sink_.take_failed()) {
    if (speaking_.erase(id) > 0) loop_.post(PromptFinished{id, false}, now());
  }
  if (options_.recorder != nullptr) options_.recorder->tick(now(), !is_open(), history_);
  report_state();
  if (options_.on_idle && at_rest(loop_.state()) && speaking_.empty()) options_.on_idle(now());
}

void LiveDriver::hear_home() {
  // A sentence is not changed while somebody says it.
  if (at_rest(loop_.state())) {
    if (const auto names = services_.devices->take_names()) {
      auto vocabulary = vocabulary_with(setup_, *services_.pronouncer, names->lists);
      // With names that cannot be sentences the words stay as they were.
      if (vocabulary) {
        loop_.post(std::move(vocabulary).value(), now());
      } else if (options_.on_notice) {
        options_.on_notice("home-names");
      }
    }
  }
  for (DeviceAnswered& answer : services_.devices->take_answers()) loop_.post(std::move(answer), now());
}

void LiveDriver::post_later(EventBody body) {
  const std::lock_guard lock(mutex_);
  results_.push_back(std::move(body));
}

void LiveDriver::dispatch(const Effect& effect, Milliseconds at) {
  if (const auto* transcribe = std::get_if<Transcribe>(&effect)) {
    recognize(*transcribe);
  } else if (const auto* drop = std::get_if<DropTranscription>(&effect)) {
    const std::lock_guard lock(mutex_);
    dropped_.insert(drop->request);
    if (dropped_.size() > kJobsMax) dropped_.erase(dropped_.begin());
  } else if (const auto* comparison = std::get_if<CompareVoices>(&effect)) {
    compare(*comparison);
  } else if (const auto* identification = std::get_if<IdentifyVoice>(&effect)) {
    identify(*identification);
  } else if (const auto* said = std::get_if<Speak>(&effect)) {
    speak(*said);
    return;
  } else if (std::holds_alternative<StopSpeaking>(effect)) {
    sink_.stop();
    for (const std::uint64_t id : std::exchange(speaking_, {})) post_later(PromptFinished{id, false});
  } else if (const auto* timer = std::get_if<ArmTimer>(&effect)) {
    timers_.emplace(timer->at, timer->id);
  } else if (const auto* message = std::get_if<SendMessage>(&effect)) {
    send(*message);
  } else if (const auto* device = std::get_if<SetDevice>(&effect)) {
    if (services_.devices != nullptr) {
      services_.devices->set(*device);
    } else {
      post_later(DeviceAnswered{device->id, "no-device", ""});
    }
  } else if (const auto* ring = std::get_if<Ring>(&effect)) {
    ringer_.begin(*ring, history_.position(), !speaking_.empty());
  } else if (std::holds_alternative<StopRinging>(effect)) {
    ringer_.end(history_.position(), !speaking_.empty());
  } else if (const auto* keep = std::get_if<KeepReminders>(&effect)) {
    keep_reminders(*keep);
  } else if (const auto* forget = std::get_if<ForgetHeard>(&effect)) {
    const bool done =
        options_.recorder == nullptr || options_.recorder->forget(forget->from, forget->to).ok();
    post_later(Forgotten{forget->id, done});
  }
  if (services_.outbox != nullptr) {
    if (const auto* message = std::get_if<ReportMessage>(&effect)) keep_message(*message);
    if (const auto* heard = std::get_if<ReportHeard>(&effect)) keep_transcript(*heard);
  }
  // ShowExhibit has no sink here: a policy that makes one is refused by the constructor.
  LineContext context;
  context.at = at;
  if (services_.messenger != nullptr) context.channel = services_.messenger->channel();
  report(effect, context);
}

void LiveDriver::recognize(const Transcribe& effect) {
  auto job = make_job(history_, effect);
  if (!job) {
    post_later(TranscriptionFailed{effect.id, std::string(code_name(job.error().code))});
    return;
  }
  auto held = std::make_shared<TranscribeJob>(std::move(job).value());
  const bool posted = recognition_->post([this, held] {
    {
      const std::lock_guard lock(mutex_);
      if (dropped_.erase(held->effect.id) > 0) return;
    }
    post_later(run_job(services_, *held));
  });
  if (!posted) post_later(TranscriptionFailed{effect.id, "too-long"});
}

void LiveDriver::compare(const CompareVoices& effect) {
  auto job = make_job(history_, effect);
  if (!job) {
    post_later(VoiceComparisonFailed{effect.id, std::string(code_name(job.error().code))});
    return;
  }
  auto held = std::make_shared<CompareJob>(std::move(job).value());
  const bool posted = recognition_->post([this, held] { post_later(run_job(services_, *held)); });
  if (!posted) post_later(VoiceComparisonFailed{effect.id, "too-long"});
}

void LiveDriver::identify(const IdentifyVoice& effect) {
  auto job = make_job(history_, effect);
  if (!job) {
    post_later(VoiceComparisonFailed{effect.id, std::string(code_name(job.error().code))});
    return;
  }
  auto held = std::make_shared<IdentifyJob>(std::move(job).value());
  const bool posted = recognition_->post([this, held] { post_later(run_job(services_, *held)); });
  if (!posted) post_later(VoiceComparisonFailed{effect.id, "too-long"});
}

void LiveDriver::speak(const Speak& effect) {
  ringer_.give_way(history_.position(), !speaking_.empty());
  speaking_.insert(effect.id);
  const bool posted = voice_->post([this, effect] {
    auto playback = make_playback(services_, effect);
    if (!playback) {
      post_later(PromptFinished{effect.id, false});
      return;
    }
    const std::lock_guard lock(mutex_);
    ready_.push_back(std::move(playback).value());
  });
  if (!posted) post_later(PromptFinished{effect.id, false});
}

void LiveDriver::start_playing(Playback playback) {
  if (!speaking_.contains(playback.id)) return;  // stopped before it was ready
  LineContext context;
  context.at = now();
  context.prompt_text = playback.text;
  context.until = now() + to_milliseconds(static_cast<SampleCount>(playback.samples.size()));
  const std::uint64_t id = playback.id;
  const std::string kind = playback.kind;
  if (const auto played = sink_.play(std::move(playback), history_.position()); !played) {
    speaking_.erase(id);
    loop_.post(PromptFinished{id, false}, now());
    return;
  }
  if (options_.on_line) options_.on_line(said_line(kind, context));
}

void LiveDriver::send(const SendMessage& effect) {
  ++deliveries_;
  auto delivery = std::make_shared<Result<Delivery>>(make_delivery(history_, effect));
  const ConfirmedRecording recording = effect.recording;
  const bool posted =
      voice_->post([this, delivery, recording] { post_later(deliver(services_, *delivery, recording)); });
  if (!posted) {
    post_later(MessageDelivered{recording.message_id(), recording.contact_name(), DeliveryOutcome::kFailed,
                                "too-long"});
  }
}

void LiveDriver::report(const Effect& effect, const LineContext& context) {
  summary_.count(effect);
  if (!options_.on_line) return;
  if (const auto line = event_line(effect, context)) options_.on_line(*line);
}

}  // namespace sotto
