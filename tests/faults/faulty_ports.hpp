// Ports that go wrong as planned: each stands around a working one and passes everything else on.
//
// The plans are made before the run. Thread-safety: as the port. They borrow what they stand around.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "faults/failures.hpp"
#include "faults/virtual_time.hpp"
#include "ports/audio_sink.hpp"
#include "ports/audio_source.hpp"
#include "ports/messenger.hpp"
#include "ports/recognizer.hpp"
#include "ports/synthesizer.hpp"
#include "ports/voice_activity.hpp"
#include "ports/voice_identifier.hpp"

namespace sotto {

// A sound device that vanishes for a while, or a source that breaks off.
class FaultySource final : public AudioSource {
 public:
  explicit FaultySource(AudioSource& inner) : inner_(inner) {}

  // From `at` on the next `reads` reads fail, and what the room says in `lost` meanwhile is never heard. One
  // loss a source.
  void lose_device(Milliseconds at, int reads, Milliseconds lost) {
    lost_at_ = to_samples(at);
    reads_to_lose_ = reads;
    to_lose_ = to_samples(lost);
  }

  std::function<void(int reads)> before_failing;  // before the n-th read that fails; may be empty

  // Samples are lost without the device's vanishing: an overrun.
  void overrun(Milliseconds at, Milliseconds lost) { lose_device(at, 0, lost); }

  void break_off(Milliseconds at, ErrorCode code) {
    breaks_at_ = to_samples(at);
    code_ = code;
  }

  Result<std::size_t> read(std::span<float> frame) override {
    if (breaks_at_ >= 0 && position_ >= breaks_at_) return Error{code_, name()};
    if (lost_at_ >= 0 && position_ >= lost_at_) {
      if (reads_to_lose_-- > 0) {
        ++failed_reads_;
        if (before_failing) before_failing(failed_reads_);
        return Error{ErrorCode::kSoundDeviceLost, name()};
      }
      lost_at_ = -1;
      drop(to_lose_);
    }
    auto count = inner_.read(frame);
    if (count) position_ += static_cast<SampleCount>(count.value());
    return count;
  }

  SampleCount take_lost() override { return std::exchange(lost_, 0); }
  std::string name() const override { return inner_.name(); }

 private:
  void drop(SampleCount count) {
    std::vector<float> unheard(static_cast<std::size_t>(count));
    if (const auto read = inner_.read(unheard); read) lost_ += static_cast<SampleCount>(read.value());
    position_ += count;
  }

  AudioSource& inner_;
  SampleCount position_ = 0;
  SampleCount lost_at_ = -1;
  int reads_to_lose_ = 0;
  int failed_reads_ = 0;
  SampleCount to_lose_ = 0;
  SampleCount lost_ = 0;
  SampleCount breaks_at_ = -1;
  ErrorCode code_ = ErrorCode::kStreamStalled;
};

// A loudspeaker that refuses what it is given, or breaks while it plays.
class FaultySink final : public AudioSink {
 public:
  explicit FaultySink(AudioSink& inner) : inner_(inner) {}

  Failures failures;                // of play()
  std::vector<std::string> broken;  // kinds of prompts that begin and never come out whole

  Result<void> play(Playback playback, SampleCount at) override {
    if (const auto error = failures.next()) return *error;
    for (const std::string& kind : broken) {
      if (playback.kind != kind) continue;
      failed_.push_back(playback.id);
      return {};
    }
    return inner_.play(std::move(playback), at);
  }
  void stop() override { inner_.stop(); }
  std::vector<std::uint64_t> take_finished() override { return inner_.take_finished(); }
  std::vector<std::uint64_t> take_failed() override { return std::exchange(failed_, {}); }

 private:
  AudioSink& inner_;
  std::vector<std::uint64_t> failed_;
};

// Wrong, or late: the n-th call answers no earlier than at a moment of virtual time.
class FaultyRecognizer final : public Recognizer {
 public:
  FaultyRecognizer(Recognizer& inner, VirtualTime& time) : inner_(inner), time_(time) {}

  Failures failures;

  void delay_call(int n, Milliseconds until) { late_[n] = until; }

  Result<Transcript> transcribe(const RecognitionRequest& request) override {
    const auto error = failures.next();
    if (const auto late = late_.find(failures.count()); late != late_.end()) time_.wait_until(late->second);
    if (error) return *error;
    return inner_.transcribe(request);
  }

 private:
  Recognizer& inner_;
  VirtualTime& time_;
  std::map<int, Milliseconds> late_;
};

class FaultySynthesizer final : public Synthesizer {
 public:
  explicit FaultySynthesizer(Synthesizer& inner) : inner_(inner) {}

  Failures failures;

  Result<Speech> speak(std::string_view text, std::string_view voice) override {
    if (const auto error = failures.next()) return *error;
    return inner_.speak(text, voice);
  }
  std::vector<std::string> voices() const override { return inner_.voices(); }

 private:
  Synthesizer& inner_;
};

class FaultyVoiceIdentifier final : public VoiceIdentifier {
 public:
  explicit FaultyVoiceIdentifier(VoiceIdentifier& inner) : inner_(inner) {}

  Failures failures;

  Result<VoiceSample> embed(std::span<const float> samples) override {
    if (const auto error = failures.next()) return *error;
    return inner_.embed(samples);
  }

 private:
  VoiceIdentifier& inner_;
};

class FaultyActivity final : public VoiceActivity {
 public:
  explicit FaultyActivity(VoiceActivity& inner) : inner_(inner) {}

  Failures failures;

  Result<Permille> process(std::span<const float> frame) override {
    if (const auto error = failures.next()) return *error;
    return inner_.process(frame);
  }
  void reset() override { inner_.reset(); }

 private:
  VoiceActivity& inner_;
};

// Nothing, or late: a delivery that takes until a moment of virtual time.
class FaultyMessenger final : public Messenger {
 public:
  FaultyMessenger(Messenger& inner, VirtualTime& time) : inner_(inner), time_(time) {}

  Failures failures;

  void delay(Milliseconds until) { late_until_ = until; }

  Result<void> deliver(const Delivery& delivery) override {
    if (late_until_ >= 0) time_.wait_until(late_until_);
    if (const auto error = failures.next()) return *error;
    return inner_.deliver(delivery);
  }
  std::string channel() const override { return inner_.channel(); }

 private:
  Messenger& inner_;
  VirtualTime& time_;
  Milliseconds late_until_ = -1;
};

}  // namespace sotto
