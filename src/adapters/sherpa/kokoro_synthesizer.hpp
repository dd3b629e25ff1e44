// Speech by Kokoro-82M (Apache-2.0, int8) in sherpa-onnx 2.0, through its C interface.
//
// The model is loaded by the first sentence and let go when it has not been used for a while: 0.6 s and about
// 320 MB while it speaks. Sounds come from CMUdict and from our own words (speech_sounds.hpp); no espeak-ng
// is involved.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/pronouncer.hpp"
#include "ports/resampler.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

struct KokoroOptions {
  std::filesystem::path models_folder;  // holds speech/ and lexicon/cmudict.dict

  // Further words in the format of CMUdict; they come before what CMUdict says, the first file before the
  // second.
  std::vector<std::filesystem::path> pronunciations;
  std::string default_voice = "af_bella";
  int threads = 1;  // 1 to 16; one needs no pool, whose threads would spin between sentences
  Milliseconds release_after_ms = 60000;         // of not being used
  std::shared_ptr<const Pronouncer> pronouncer;  // for words that no dictionary lists; null: they are spelled
  ResamplerFactory resampler;                    // 24 kHz to 16 kHz; must not be empty
};

// Name and version of the model, for caches.
inline constexpr std::string_view kKokoroModel = "kokoro-82m-v1.0-int8/1";

class KokoroSynthesizer final : public Synthesizer {
 public:
  ~KokoroSynthesizer() override;
  KokoroSynthesizer(const KokoroSynthesizer&) = delete;
  KokoroSynthesizer& operator=(const KokoroSynthesizer&) = delete;

  // Speech without silence around it, at -20 dBFS (runtime/speech_finish.hpp). A text with nothing to say is
  // an empty sound. Errors: as the port; loading on the first call adds model-missing and model-damaged.
  [[nodiscard]] Result<Speech> speak(std::string_view text, std::string_view voice) override;

  // The same at another speed: 1000 is the usual one. REQUIRES: 500 <= speed <= 2000.
  [[nodiscard]] Result<Speech> speak_at(std::string_view text, std::string_view voice, Permille speed);

  [[nodiscard]] std::vector<std::string> voices() const override;

  // Lets the model go if nothing was spoken for release_after_ms, as seen from the calls of this function. To
  // be called now and then with the run's time; costs nothing otherwise.
  void release_if_idle(Milliseconds now);

  [[nodiscard]] bool is_loaded() const;

 private:
  struct Engine;
  friend Result<std::unique_ptr<KokoroSynthesizer>> make_kokoro_synthesizer(KokoroOptions options);
  explicit KokoroSynthesizer(std::unique_ptr<Engine> engine);

  std::unique_ptr<Engine> engine_;
};

// Looks the files over, without loading the model, because the engine ends the whole program over files it
// does not like. Errors: model-missing, model-damaged (the file is named), voice-unknown (the default voice).
[[nodiscard]] Result<std::unique_ptr<KokoroSynthesizer>> make_kokoro_synthesizer(KokoroOptions options);

}  // namespace sotto
