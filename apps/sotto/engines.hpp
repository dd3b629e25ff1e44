// Engines: the real engines of one run, made from the models that set-up left, and owned together.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ports/pronouncer.hpp"
#include "ports/resampler.hpp"
#include "runtime/services.hpp"
#include "runtime/speech_cache.hpp"

namespace sotto {

struct EngineChoice {
  std::string wake_word = "alexa";
  bool ears = true;  // voice activity and wake word
  bool recognizer = true;
  bool voices = true;  // telling voices apart
  bool speech = true;  // speaking
  int recognizer_threads = 2;
};

class Engines {
 public:
  // Loads what is chosen. A missing speaking model is replaced by flite; anything else missing is an error.
  // Errors: model-missing, model-damaged, engine-failed.
  [[nodiscard]] static Result<std::unique_ptr<Engines>> load(const EngineChoice& choice);
  // Whether the files are what set-up made, which load() looks at, too. Errors: model-missing, model-damaged.
  [[nodiscard]] static Result<void> check(const EngineChoice& choice);
  ~Engines();

  // Borrowed pointers, without a messenger.
  [[nodiscard]] Services services() const;
  [[nodiscard]] CachedSynthesizer* speech() const { return speech_.get(); }
  [[nodiscard]] std::shared_ptr<const Pronouncer> pronouncer() const { return pronouncer_; }
  [[nodiscard]] bool speaks_with_fallback() const { return fallback_; }

  // Lets the speaking model go when it has not been used for a while.
  void release_idle(Milliseconds now);

 private:
  Engines() = default;
  [[nodiscard]] Result<void> load_own_wake_word(const std::filesystem::path& models,
                                                const std::string& wake_word);
  [[nodiscard]] Result<void> load_speech();

  std::shared_ptr<const Pronouncer> pronouncer_;
  std::unique_ptr<VoiceActivity> voice_activity_;
  std::vector<std::unique_ptr<WakeDetector>> wake_detectors_;
  std::unique_ptr<Recognizer> recognizer_;
  std::unique_ptr<VoiceIdentifier> voice_identifier_;
  std::unique_ptr<CachedSynthesizer> speech_;
  std::function<void(Milliseconds)> release_;
  bool fallback_ = false;
};

[[nodiscard]] ResamplerFactory resampler_factory();

}  // namespace sotto
