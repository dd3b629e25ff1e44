#include "sim/shared_evidence.hpp"

#include <bit>
#include <compare>
#include <functional>
#include <optional>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

// Two streams of splitmix64's finaliser (Steele et al. 2014): no attacker chooses the sound, so this is
// enough to tell stretches apart.
struct SoundKey {
  std::uint64_t first = 0x9E3779B97F4A7C15U;
  std::uint64_t second = 0xD1B54A32D192ED03U;
  std::size_t samples = 0;
  friend auto operator<=>(const SoundKey&, const SoundKey&) = default;
};

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

SoundKey key_of(std::span<const float> samples) {
  SoundKey key;
  key.samples = samples.size();
  for (const float sample : samples) {
    const std::uint64_t bits = std::bit_cast<std::uint32_t>(sample);
    key.first = mixed(key.first + bits);
    key.second = mixed((key.second ^ bits) * 0x9E3779B97F4A7C15U);
  }
  return key;
}

class TapedActivity final : public VoiceActivity {
 public:
  explicit TapedActivity(VoiceActivity& inner) : inner_(inner) {}

  Result<Permille> process(std::span<const float> frame) override {
    ++counts.asked;
    if (at_ < tape_.size()) {
      ++counts.reused;
      return tape_[at_++];
    }
    const auto answer = inner_.process(frame);
    if (!answer) return answer;
    tape_.push_back(answer.value());
    ++at_;
    return answer;
  }
  // A run that loses its place in the sound cannot share it.
  void reset() override { forget(); }
  void forget() {
    inner_.reset();
    tape_.clear();
    at_ = 0;
  }
  void rewind() { at_ = 0; }

  EvidenceCounts counts;

 private:
  VoiceActivity& inner_;
  std::vector<Permille> tape_;
  std::size_t at_ = 0;
};

class TapedDetector final : public WakeDetector {
 public:
  explicit TapedDetector(WakeDetector& inner) : inner_(inner) {}

  Result<std::optional<WakeProposal>> process(std::span<const float> samples) override {
    ++counts.asked;
    if (at_ < tape_.size()) {
      ++counts.reused;
      peak_ = tape_[at_].peak;
      return tape_[at_++].proposal;
    }
    const auto proposal = inner_.process(samples);
    if (!proposal) return proposal;
    peak_ = inner_.take_peak();
    tape_.push_back({proposal.value(), peak_});
    ++at_;
    return proposal;
  }
  // Ears ask after every frame, so the peak of the frame is the peak since the last call.
  Permille take_peak() override { return std::exchange(peak_, 0); }
  void reset(SampleCount at) override {
    inner_.reset(at);
    tape_.clear();
    at_ = 0;
  }
  void rewind() { at_ = 0; }
  [[nodiscard]] std::string name() const override { return inner_.name(); }

  EvidenceCounts counts;

 private:
  struct Step {
    std::optional<WakeProposal> proposal;
    Permille peak = 0;
  };

  WakeDetector& inner_;
  std::vector<Step> tape_;
  std::size_t at_ = 0;
  Permille peak_ = 0;
};

// Answers by question. An error is not kept: it may not happen again.
template <typename Question, typename Answer>
class Memory {
 public:
  Result<Answer> ask(const Question& question, const std::function<Result<Answer>()>& find) {
    ++counts.asked;
    if (const auto known = answers_.find(question); known != answers_.end()) {
      ++counts.reused;
      return known->second;
    }
    Result<Answer> answer = find();
    if (!answer) return answer;
    if (answers_.size() >= SharedEvidence::kAnswersMax) answers_.clear();
    answers_.emplace(question, answer.value());
    return answer;
  }

  EvidenceCounts counts;

 private:
  std::map<Question, Answer> answers_;
};

class RememberingRecognizer final : public Recognizer {
 public:
  explicit RememberingRecognizer(Recognizer& inner) : inner_(inner) {}

  Result<Transcript> transcribe(const RecognitionRequest& request) override {
    const Question question{key_of(request.samples), request.from,      request.forced_texts,
                            request.full_context,    request.may_retry, request.n_best};
    return memory.ask(question, [&] { return inner_.transcribe(request); });
  }

  struct Question {
    SoundKey sound;
    SampleCount from = 0;
    std::vector<std::string> forced_texts;
    bool full_context = false;
    bool may_retry = false;
    int n_best = 1;
    friend auto operator<=>(const Question&, const Question&) = default;
  };
  Memory<Question, Transcript> memory;

 private:
  Recognizer& inner_;
};

class RememberingIdentifier final : public VoiceIdentifier {
 public:
  explicit RememberingIdentifier(VoiceIdentifier& inner) : inner_(inner) {}

  Result<VoiceSample> embed(std::span<const float> samples) override {
    return memory.ask(key_of(samples), [&] { return inner_.embed(samples); });
  }
  Memory<SoundKey, VoiceSample> memory;

 private:
  VoiceIdentifier& inner_;
};

class RememberingSynthesizer final : public Synthesizer {
 public:
  explicit RememberingSynthesizer(Synthesizer& inner) : inner_(inner) {}

  Result<Speech> speak(std::string_view text, std::string_view voice) override {
    const std::pair<std::string, std::string> question(text, voice);
    return memory.ask(question, [&] { return inner_.speak(text, voice); });
  }
  [[nodiscard]] std::vector<std::string> voices() const override { return inner_.voices(); }
  Memory<std::pair<std::string, std::string>, Speech> memory;

 private:
  Synthesizer& inner_;
};

// Takes everything, so that a message that got so far counts as sent, and keeps nothing.
class TakingMessenger final : public Messenger {
 public:
  Result<void> deliver(const Delivery& /*delivery*/) override { return {}; }
  [[nodiscard]] std::string channel() const override { return "campaign"; }
};

}  // namespace

struct SharedEvidence::Parts {
  explicit Parts(const Services& engines)
      : services(engines),
        activity(*engines.voice_activity),
        recognizer(*engines.recognizer),
        identifier(*engines.voice_identifier),
        synthesizer(*engines.synthesizer) {
    services.voice_activity = &activity;
    services.recognizer = &recognizer;
    services.voice_identifier = &identifier;
    services.synthesizer = &synthesizer;
    services.wake_detectors.clear();
    for (WakeDetector* detector : engines.wake_detectors) {
      detectors.push_back(std::make_unique<TapedDetector>(*detector));
      services.wake_detectors.push_back(detectors.back().get());
    }
    services.messenger = &messenger;
    services.devices = nullptr;
    services.outbox = nullptr;
  }

  Services services;
  TakingMessenger messenger;
  TapedActivity activity;
  RememberingRecognizer recognizer;
  RememberingIdentifier identifier;
  RememberingSynthesizer synthesizer;
  std::vector<std::unique_ptr<TapedDetector>> detectors;
};

SharedEvidence::SharedEvidence(Services engines) {
  SOTTO_ASSERT(engines.voice_activity != nullptr && engines.recognizer != nullptr &&
               engines.voice_identifier != nullptr && engines.synthesizer != nullptr);
  parts_ = std::make_unique<Parts>(engines);
}

SharedEvidence::~SharedEvidence() = default;

void SharedEvidence::begin_sound() {
  parts_->activity.forget();
  for (const auto& detector : parts_->detectors) detector->reset(0);
}

void SharedEvidence::begin_run() {
  parts_->activity.rewind();
  for (const auto& detector : parts_->detectors) detector->rewind();
}

Services SharedEvidence::services() const {
  return parts_->services;
}

std::map<std::string, EvidenceCounts> SharedEvidence::counts() const {
  std::map<std::string, EvidenceCounts> counts = {{"voice-activity", parts_->activity.counts},
                                                  {"recognizer", parts_->recognizer.memory.counts},
                                                  {"voice-prints", parts_->identifier.memory.counts},
                                                  {"prompts", parts_->synthesizer.memory.counts}};
  for (const auto& detector : parts_->detectors) counts["wake " + detector->name()] = detector->counts;
  return counts;
}

}  // namespace sotto
