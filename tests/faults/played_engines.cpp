#include "faults/played_engines.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "nlu/text.hpp"

namespace sotto {
namespace {

constexpr SampleCount kWakeHeardAfter = to_samples(700);
constexpr Permille kSure = 950;

constexpr std::array<Phoneme, 26> kLetters = {
    Phoneme::kAE, Phoneme::kB,  Phoneme::kK,  Phoneme::kD,  Phoneme::kEH, Phoneme::kF, Phoneme::kG,
    Phoneme::kHH, Phoneme::kIH, Phoneme::kJH, Phoneme::kCH, Phoneme::kL,  Phoneme::kM, Phoneme::kN,
    Phoneme::kAO, Phoneme::kP,  Phoneme::kTH, Phoneme::kR,  Phoneme::kS,  Phoneme::kT, Phoneme::kUW,
    Phoneme::kV,  Phoneme::kW,  Phoneme::kZH, Phoneme::kY,  Phoneme::kZ};

}  // namespace

Result<Permille> PlayedActivity::process(std::span<const float> frame) {
  const auto sounding =
      std::count_if(frame.begin(), frame.end(), [](float sample) { return line_at(sample).has_value(); });
  return 2 * sounding >= static_cast<std::ptrdiff_t>(frame.size()) ? 950 : 5;
}

Result<std::optional<WakeProposal>> PlayedWakeDetector::process(std::span<const float> samples) {
  std::optional<WakeProposal> proposal;
  for (const float sample : samples) {
    ++position_;
    const auto line = line_at(sample);
    heard_ = line && line == line_ ? heard_ + 1 : 1;
    line_ = line;
    if (line && *line < play_.size() && wakes(play_[*line]) && heard_ == kWakeHeardAfter) {
      proposal = WakeProposal{970, position_};
    }
  }
  return proposal;
}

void PlayedWakeDetector::reset(SampleCount at) {
  position_ = at;
  heard_ = 0;
  line_.reset();
}

Result<Transcript> PlayedRecognizer::transcribe(const RecognitionRequest& request) {
  Transcript transcript;
  transcript.span = {request.from, request.from + static_cast<SampleCount>(request.samples.size())};
  for (const std::size_t line : lines_in(request.samples)) {
    if (line >= play_.size()) continue;
    if (!transcript.text.empty()) transcript.text += ' ';
    transcript.text += play_[line].text;
  }
  std::istringstream words(transcript.text);
  for (std::string word; words >> word;) {
    transcript.words.push_back({word, normalize_word(word), transcript.span, kSure, {}});
  }
  transcript.confidence = transcript.words.empty() ? 0 : kSure;
  const bool wake = transcript.text.starts_with("Alexa");
  for (const std::string& text : request.forced_texts) {
    transcript.forced.push_back({text, wake && text == "Alexa" ? -50 : -9000});
  }
  return transcript;
}

Result<VoiceSample> PlayedVoiceIdentifier::embed(std::span<const float> samples) {
  VoiceSample voice;
  std::array<SampleCount, 256> spoken{};
  SampleCount all = 0;
  for (const float sample : samples) {
    const auto line = line_at(sample);
    if (!line || *line >= play_.size()) continue;
    ++spoken[static_cast<std::size_t>(play_[*line].person)];
    ++all;
  }
  if (all == 0) return Error{ErrorCode::kEngineFailed, "nobody speaks here"};
  const auto most = std::max_element(spoken.begin(), spoken.end());
  voice.embedding[static_cast<std::size_t>(most - spoken.begin())] = 1.0F;
  voice.voiced_ms = to_milliseconds(all);
  return voice;
}

Result<Speech> PlayedSynthesizer::speak(std::string_view text, std::string_view /*voice*/) {
  return Speech(text.size() * static_cast<std::size_t>(to_samples(50)), 0.0F);
}

std::vector<Phonemes> SpellingPronouncer::pronounce(std::string_view text) const {
  Phonemes sounds;
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') sounds.push_back(kLetters[static_cast<std::size_t>(c - 'a')]);
    if (c >= 'A' && c <= 'Z') sounds.push_back(kLetters[static_cast<std::size_t>(c - 'A')]);
  }
  if (sounds.empty()) return {};
  return {sounds};
}

Result<void> KeepingMessenger::deliver(const Delivery& delivery) {
  kept.push_back(delivery);
  return {};
}

}  // namespace sotto
