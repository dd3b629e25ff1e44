#include "sim/faults.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "nlu/text.hpp"

namespace sotto {
namespace {

constexpr std::string_view kWantedRequest = "Alexa send a message";

class FixedActivity final : public VoiceActivity {
 public:
  explicit FixedActivity(Permille answer) : answer_(answer) {}
  Result<Permille> process(std::span<const float> /*frame*/) override { return answer_; }
  void reset() override {}

 private:
  Permille answer_;
};

// The same print for everybody; how much speech it rests on stays true.
class OneVoice final : public VoiceIdentifier {
 public:
  explicit OneVoice(VoiceIdentifier& inner) : inner_(inner) {}
  Result<VoiceSample> embed(std::span<const float> samples) override {
    auto sample = inner_.embed(samples);
    if (sample) {
      sample.value().embedding.fill(0.0F);
      sample.value().embedding[0] = 1.0F;
    }
    return sample;
  }

 private:
  VoiceIdentifier& inner_;
};

class WantedWords final : public Recognizer {
 public:
  Result<Transcript> transcribe(const RecognitionRequest& request) override {
    const auto samples = static_cast<SampleCount>(request.samples.size());
    Transcript transcript;
    transcript.span = {request.from, request.from + samples};
    transcript.text = wanted;
    transcript.confidence = 1000;
    for (const std::string& text : request.forced_texts) transcript.forced.push_back({text, 0});
    std::string_view left = wanted;
    while (!left.empty()) {
      const std::size_t end = std::min(left.find(' '), left.size());
      Word word;
      word.text = left.substr(0, end);
      word.normalized = normalize_word(word.text);
      word.span = transcript.span;
      word.confidence = 1000;
      transcript.words.push_back(std::move(word));
      left.remove_prefix(std::min(end + 1, left.size()));
    }
    return transcript;
  }

  std::string wanted = std::string(kWantedRequest);
};

}  // namespace

std::string_view fault_name(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "none";
    case Fault::kSilence:
      return "silence";
    case Fault::kSpeech:
      return "speech";
    case Fault::kSameVoice:
      return "same-voice";
    case Fault::kEcho:
      return "echo";
    case Fault::kWantedWords:
      return "wanted-words";
  }
  SOTTO_UNREACHABLE("a fault without a name");
}

std::optional<Fault> parse_fault(std::string_view name) {
  for (const Fault fault : kFaults) {
    if (fault_name(fault) == name) return fault;
  }
  return std::nullopt;
}

struct FaultyServices::Parts {
  Fault fault;
  Services services;
  std::string contact;
  std::unique_ptr<FixedActivity> activity;
  std::unique_ptr<OneVoice> identifier;
  WantedWords recognizer;
};

FaultyServices::FaultyServices(Fault fault, Services engines, std::string contact)
    : parts_(new Parts{fault, std::move(engines), std::move(contact), nullptr, nullptr, {}}) {
  if (fault == Fault::kSilence || fault == Fault::kSpeech) {
    parts_->activity = std::make_unique<FixedActivity>(fault == Fault::kSpeech ? 1000 : 0);
    parts_->services.voice_activity = parts_->activity.get();
  } else if (fault == Fault::kSameVoice) {
    parts_->identifier = std::make_unique<OneVoice>(*parts_->services.voice_identifier);
    parts_->services.voice_identifier = parts_->identifier.get();
  } else if (fault == Fault::kWantedWords) {
    parts_->services.recognizer = &parts_->recognizer;
  }
}

FaultyServices::~FaultyServices() = default;

Services FaultyServices::services() const {
  return parts_->services;
}

void FaultyServices::begin_run() {
  parts_->recognizer.wanted = kWantedRequest;
}

void FaultyServices::follow(const Effect& effect) {
  const auto* said = std::get_if<Speak>(&effect);
  if (said == nullptr) return;
  std::string& wanted = parts_->recognizer.wanted;
  switch (said->prompt) {
    case Prompt::kToWhom:
    case Prompt::kToWhomAgain:
      wanted = parts_->contact;
      return;
    case Prompt::kConfirm:
      wanted = "right send it";
      return;
    case Prompt::kChallenge:
      wanted = "send it " + (said->words.empty() ? std::string() : said->words.front());
      return;
    case Prompt::kToneRecord:
    case Prompt::kHold:
      wanted = "see you soon";
      return;
    default:
      wanted = kWantedRequest;
      return;
  }
}

}  // namespace sotto
