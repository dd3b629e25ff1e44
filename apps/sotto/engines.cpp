#include "sotto/engines.hpp"

#include <algorithm>
#include <utility>

#include "adapters/flite/flite_pronouncer.hpp"
#include "adapters/flite/flite_synthesizer.hpp"
#include "adapters/openvino/embedding_wake_word.hpp"
#include "adapters/openvino/ge2e_voice_identifier.hpp"
#include "adapters/openvino/silero_voice_activity.hpp"
#include "adapters/openvino/whisper_recognizer.hpp"
#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sherpa/kokoro_synthesizer.hpp"
#include "adapters/tflite/micro_wake_word.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/model_files.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

// The detector proposes for the most curious policy; the core ignores what is below its own policy's score.
constexpr Permille kProposeAt = 300;
constexpr Permille kOwnProposeAt = 300;

std::string model_name(const std::string& wake_word) {
  std::string name = wake_word;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

}  // namespace

// Weights that a broken disk has changed would still load, and hear something else: nothing is loaded that is
// not what set-up made.
Result<void> Engines::check(const EngineChoice& choice) {
  std::vector<std::string_view> folders = {"lexicon"};
  if (choice.ears) folders.insert(folders.end(), {"embedding", "vad", "wake"});
  if (choice.recognizer) folders.push_back("whisper");
  if (choice.voices) folders.push_back("voice");
  if (choice.speech) folders.push_back("speech");
  return check_model_folders(models_folder(), folders);
}

ResamplerFactory resampler_factory() {
  return [](int from_hz, int to_hz) { return make_good_resampler(from_hz, to_hz); };
}

Engines::~Engines() = default;

Result<std::unique_ptr<Engines>> Engines::load(const EngineChoice& choice) {
  if (auto checked = check(choice); !checked) return checked.error();
  std::unique_ptr<Engines> engines(new Engines);
  const std::filesystem::path models = models_folder();
  auto pronouncer = make_flite_pronouncer((models / "lexicon/cmudict.dict").string(),
                                          (share_folder() / "data/lexicon/supplement.dict").string());
  if (!pronouncer) return pronouncer.error();
  engines->pronouncer_ = std::move(pronouncer).value();
  if (choice.ears) {
    auto voice_activity = make_silero_voice_activity(models);
    if (!voice_activity) return voice_activity.error();
    engines->voice_activity_ = std::move(voice_activity).value();
    MicroWakeWordOptions wake_options;
    wake_options.propose_at = kProposeAt;
    auto wake = make_micro_wake_word(models, model_name(choice.wake_word), wake_options);
    if (!wake) return wake.error();
    engines->wake_detectors_.push_back(std::move(wake).value());
    if (auto second = engines->load_own_wake_word(models, choice.wake_word); !second) return second.error();
  }
  if (choice.recognizer) {
    WhisperOptions options;
    options.threads = choice.recognizer_threads;
    auto recognizer = make_whisper_recognizer(models / "whisper", options);
    if (!recognizer) return recognizer.error();
    engines->recognizer_ = std::move(recognizer).value();
  }
  if (choice.voices) {
    auto identifier = make_ge2e_voice_identifier(models);
    if (!identifier) return identifier.error();
    engines->voice_identifier_ = std::move(identifier).value();
  }
  if (choice.speech) {
    if (auto loaded = engines->load_speech(); !loaded) return loaded.error();
  }
  return engines;
}

// There is a head of our own for some wake words only; for the others one detector has to do.
Result<void> Engines::load_own_wake_word(const std::filesystem::path& models, const std::string& wake_word) {
  const std::filesystem::path head = share_folder() / "data/wake" / (model_name(wake_word) + ".xml");
  std::error_code ignored;
  if (!std::filesystem::exists(head, ignored)) return {};
  EmbeddingWakeWordOptions options;
  options.propose_at = kOwnProposeAt;
  auto wake = make_embedding_wake_word(models, head, options);
  if (!wake) return wake.error();
  wake_detectors_.push_back(std::move(wake).value());
  return {};
}

Result<void> Engines::load_speech() {
  KokoroOptions options;
  options.models_folder = models_folder();
  options.pronunciations = {share_folder() / "data/lexicon/supplement.dict"};
  options.pronouncer = pronouncer_;
  options.resampler = resampler_factory();
  SpeechCacheOptions cache;
  cache.folder = speech_cache_folder();
  // Prompts only: what somebody heard or wrote is never kept.
  cache.is_cacheable = [](std::string_view) { return false; };
  std::unique_ptr<Synthesizer> inner;
  if (auto kokoro = make_kokoro_synthesizer(options); kokoro) {
    KokoroSynthesizer* speaker = kokoro.value().get();
    release_ = [speaker](Milliseconds now) { speaker->release_if_idle(now); };
    cache.model = kKokoroModel;
    cache.default_voice = options.default_voice;
    inner = std::move(kokoro).value();
  } else {
    auto flite = make_flite_synthesizer();
    if (!flite) return flite.error();
    cache.model = kFliteModel;
    fallback_ = true;
    inner = std::move(flite).value();
  }
  speech_ = std::make_unique<CachedSynthesizer>(std::move(inner), std::move(cache));
  return {};
}

Services Engines::services() const {
  Services services;
  services.voice_activity = voice_activity_.get();
  for (const auto& detector : wake_detectors_) services.wake_detectors.push_back(detector.get());
  services.recognizer = recognizer_.get();
  services.voice_identifier = voice_identifier_.get();
  services.synthesizer = speech_.get();
  services.pronouncer = pronouncer_.get();
  return services;
}

void Engines::release_idle(Milliseconds now) {
  if (release_) release_(now);
}

}  // namespace sotto
