#include "adapters/flite/flite_synthesizer.hpp"

#include <flite/flite.h>

#include <algorithm>
#include <cctype>
#include <mutex>
#include <string>

#include "base/units.hpp"
#include "runtime/speech_finish.hpp"

// flite has no header for its voices.
extern "C" cst_voice* register_cmu_us_slt(const char* voice_folder);

namespace sotto {
namespace {

constexpr std::string_view kVoice = "slt";
constexpr std::size_t kTextBytesMax = 500;
constexpr float kFullScale = 32768.0F;

struct DeleteWave {
  void operator()(cst_wave* wave) const { delete_wave(wave); }
};

// Registering a voice changes tables that the whole process shares, so it is done once. The voice lives as
// long as the program; speaking only reads it.
cst_voice* shared_voice() {
  static std::once_flag once;
  static cst_voice* voice = nullptr;
  std::call_once(once, [] {
    flite_init();
    voice = register_cmu_us_slt(nullptr);
  });
  return voice;
}

// flite reads lone punctuation aloud by its name.
bool is_speakable(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || std::isalnum(byte) != 0;
  });
}

class FliteSynthesizer final : public Synthesizer {
 public:
  explicit FliteSynthesizer(cst_voice* voice) : voice_(voice) {}

  Result<Speech> speak(std::string_view text, std::string_view voice) override {
    if (!voice.empty() && voice != kVoice) return Error{ErrorCode::kVoiceUnknown, std::string(voice)};
    if (text.size() > kTextBytesMax) return Error{ErrorCode::kTooLong, "text to speak"};
    if (!is_speakable(text)) return Speech{};
    const std::unique_ptr<cst_wave, DeleteWave> wave(flite_text_to_wave(std::string(text).c_str(), voice_));
    if (!wave || wave->num_channels != 1 || wave->sample_rate != kSampleRate) {
      return Error{ErrorCode::kEngineFailed, "speech"};
    }
    Speech speech;
    speech.reserve(static_cast<std::size_t>(wave->num_samples));
    for (int i = 0; i < wave->num_samples; ++i)
      speech.push_back(static_cast<float>(wave->samples[i]) / kFullScale);
    return finish_speech(std::move(speech), {});
  }

  [[nodiscard]] std::vector<std::string> voices() const override { return {std::string(kVoice)}; }

 private:
  cst_voice* voice_;
};

}  // namespace

Result<std::unique_ptr<Synthesizer>> make_flite_synthesizer() {
  cst_voice* const voice = shared_voice();
  if (voice == nullptr) return Error{ErrorCode::kEngineFailed, "flite"};
  return std::unique_ptr<Synthesizer>(std::make_unique<FliteSynthesizer>(voice));
}

}  // namespace sotto
