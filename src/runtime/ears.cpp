#include "runtime/ears.hpp"

#include <algorithm>
#include <utility>

namespace sotto {
namespace {

constexpr Permille kSpeechOn = 500;
constexpr Permille kSpeechOff = 350;
constexpr int kFramesToStart = 2;
constexpr auto kFrame = static_cast<SampleCount>(kFrameSamples);

}  // namespace

Ears::Ears(VoiceActivity& voice_activity, std::vector<WakeDetector*> wake_detectors)
    : voice_activity_(voice_activity),
      wake_detectors_(std::move(wake_detectors)),
      peaks_(wake_detectors_.size()) {}

Result<std::vector<EventBody>> Ears::hear(std::span<const float> frame, std::uint64_t nonce) {
  SOTTO_ASSERT(frame.size() == kFrameSamples);
  const auto probability = voice_activity_.process(frame);
  if (!probability) return probability.error();
  position_ += kFrame;
  std::vector<EventBody> events;
  follow_speech(probability.value(), events);
  if (auto wake = follow_wake(frame, nonce, events); !wake) return wake.error();
  return events;
}

void Ears::resume_at(SampleCount position) {
  voice_activity_.reset();
  for (WakeDetector* detector : wake_detectors_) detector->reset(position);
  std::fill(peaks_.begin(), peaks_.end(), Peaks());
  position_ = position;
  speaking_ = false;
  speech_frames_ = 0;
}

void Ears::follow_speech(Permille probability, std::vector<EventBody>& events) {
  if (!speaking_) {
    speech_frames_ = probability >= kSpeechOn ? speech_frames_ + 1 : 0;
    if (speech_frames_ < kFramesToStart) return;
    speaking_ = true;
    speech_start_ = position_ - kFramesToStart * kFrame;
    speech_end_ = position_;
    speech_frames_ = 0;
    events.emplace_back(SpeechStarted{speech_start_});
    return;
  }
  if (probability >= kSpeechOff) {
    speech_end_ = position_;
    return;
  }
  if (position_ - speech_end_ < to_samples(kPauseMs)) return;
  speaking_ = false;
  events.emplace_back(SpeechPaused{{speech_start_, speech_end_}});
}

Result<void> Ears::follow_wake(std::span<const float> frame, std::uint64_t nonce,
                               std::vector<EventBody>& events) {
  WakeProposed proposed;
  for (std::size_t i = 0; i < wake_detectors_.size(); ++i) {
    WakeDetector* const detector = wake_detectors_[i];
    const auto proposal = detector->process(frame);
    if (!proposal) return proposal.error();
    Peaks& peaks = peaks_[i];
    peaks.frames[peaks.next++ % kPeakFrames] = detector->take_peak();
    if (proposal.value()) {
      proposed.at = proposal.value()->at;
      proposed.scores.insert(proposed.scores.begin(), {detector->name(), proposal.value()->score});
      proposed.nonce = nonce;
    } else {
      const Permille highest = *std::max_element(peaks.frames.begin(), peaks.frames.end());
      proposed.scores.push_back({detector->name(), highest});
    }
  }
  if (proposed.at > 0) events.emplace_back(std::move(proposed));
  return {};
}

}  // namespace sotto
