#include "runtime/services.hpp"

#include <algorithm>
#include <utility>

#include "runtime/prompt_texts.hpp"
#include "runtime/tones.hpp"

namespace sotto {
namespace {

// Longest speech that tells a voice; more costs time and adds nothing.
constexpr SampleCount kVoiceSamplesMax = SampleCount{12} * kSampleRate;

Result<std::vector<float>> joined(const AudioHistory& history, const std::vector<SampleSpan>& spans) {
  std::vector<float> samples;
  for (const SampleSpan& span : spans) {
    auto part = history.copy(span);
    if (!part) return part.error();
    samples.insert(samples.end(), part.value().begin(), part.value().end());
    if (static_cast<SampleCount>(samples.size()) > kVoiceSamplesMax) {
      samples.resize(static_cast<std::size_t>(kVoiceSamplesMax));
      break;
    }
  }
  return samples;
}

DeliveryOutcome outcome_of(const Error& error) {
  if (error.code == ErrorCode::kMessageCancelled) return DeliveryOutcome::kCancelled;
  if (error.code == ErrorCode::kDeliveryDeferred) return DeliveryOutcome::kDeferred;
  // What a channel does not try again by itself has failed, unless it may have arrived.
  return delivery_fault(error) == DeliveryFault::kUnknown ? DeliveryOutcome::kUnknown
                                                          : DeliveryOutcome::kFailed;
}

}  // namespace

Result<TranscribeJob> make_job(const AudioHistory& history, const Transcribe& effect) {
  auto samples = history.copy(effect.span);
  if (!samples) return samples.error();
  return TranscribeJob{effect, std::move(samples).value()};
}

Result<CompareJob> make_job(const AudioHistory& history, const CompareVoices& effect) {
  auto reference = joined(history, effect.reference);
  if (!reference) return reference.error();
  auto reply = joined(history, effect.reply);
  if (!reply) return reply.error();
  return CompareJob{effect, std::move(reference).value(), std::move(reply).value()};
}

Result<IdentifyJob> make_job(const AudioHistory& history, const IdentifyVoice& effect) {
  auto samples = joined(history, effect.spans);
  if (!samples) return samples.error();
  return IdentifyJob{effect, std::move(samples).value()};
}

EventBody run_job(const Services& services, const TranscribeJob& job) {
  if (services.recognizer == nullptr) return TranscriptionFailed{job.effect.id, "not-available"};
  RecognitionRequest request;
  request.samples = job.samples;
  request.from = job.effect.span.from;
  request.forced_texts = job.effect.forced_texts;
  request.full_context = job.effect.full_context;
  auto transcript = services.recognizer->transcribe(request);
  if (!transcript) return TranscriptionFailed{job.effect.id, std::string(code_name(transcript.error().code))};
  Transcribed result{job.effect.id, std::move(transcript).value()};
  for (Word& word : result.transcript.words) {
    if (services.pronouncer == nullptr) break;
    auto pronunciations = services.pronouncer->pronounce(word.text);
    if (!pronunciations.empty()) word.phonemes = std::move(pronunciations.front());
  }
  return result;
}

EventBody run_job(const Services& services, const CompareJob& job) {
  if (services.voice_identifier == nullptr) return VoiceComparisonFailed{job.effect.id, "not-available"};
  const auto reference = services.voice_identifier->embed(job.reference);
  if (!reference) return VoiceComparisonFailed{job.effect.id, std::string(code_name(reference.error().code))};
  const auto reply = services.voice_identifier->embed(job.reply);
  if (!reply) return VoiceComparisonFailed{job.effect.id, std::string(code_name(reply.error().code))};
  return VoicesCompared{job.effect.id, similarity(reference.value().embedding, reply.value().embedding),
                        reference.value().voiced_ms, reply.value().voiced_ms};
}

EventBody run_job(const Services& services, const IdentifyJob& job) {
  if (services.voice_identifier == nullptr || services.voice_prints == nullptr)
    return VoiceComparisonFailed{job.effect.id, "not-available"};
  const auto voice = services.voice_identifier->embed(job.samples);
  if (!voice) return VoiceComparisonFailed{job.effect.id, std::string(code_name(voice.error().code))};
  return VoiceIdentified{job.effect.id, services.voice_prints->compare(voice.value().embedding),
                         voice.value().voiced_ms};
}

Result<Playback> make_playback(const Services& services, const Speak& effect) {
  Playback playback;
  playback.id = effect.id;
  playback.kind = prompt_name(effect.prompt);
  if (const auto tone = prompt_tone(effect.prompt)) {
    playback.samples = make_tone(*tone);
    return playback;
  }
  playback.text = prompt_text(effect.prompt, effect.words);
  if (services.synthesizer == nullptr) return Error{ErrorCode::kNotAvailable, "speech"};
  auto speech = services.synthesizer->speak(playback.text, "");
  if (!speech) return speech.error();
  playback.samples = std::move(speech).value();
  return playback;
}

Result<Delivery> make_delivery(const AudioHistory& history, const SendMessage& effect) {
  const ConfirmedRecording& recording = effect.recording;
  auto samples = history.copy(recording.span());
  if (!samples) return samples.error();
  Delivery delivery;
  delivery.message_id = recording.message_id();
  delivery.contact = recording.contact_name();
  delivery.transcript = effect.transcript;
  delivery.samples = std::move(samples).value();
  delivery.recorded_at = to_milliseconds(recording.span().from);
  return delivery;
}

MessageDelivered deliver(const Services& services, const Result<Delivery>& delivery,
                         const ConfirmedRecording& recording) {
  MessageDelivered result{recording.message_id(), recording.contact_name(), DeliveryOutcome::kFailed, ""};
  if (services.messenger == nullptr) {
    result.code = code_name(ErrorCode::kNotAvailable);
  } else if (!delivery) {
    result.code = code_name(delivery.error().code);
  } else if (const auto sent = services.messenger->deliver(delivery.value()); !sent) {
    result.code = code_name(sent.error().code);
    result.outcome = outcome_of(sent.error());
  } else {
    result.outcome = DeliveryOutcome::kSent;
  }
  return result;
}

}  // namespace sotto
