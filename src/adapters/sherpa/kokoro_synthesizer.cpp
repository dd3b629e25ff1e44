#include "adapters/sherpa/kokoro_synthesizer.hpp"

#include <malloc.h>
#include <sherpa-onnx/c-api/c-api.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include "adapters/sherpa/kokoro_files.hpp"
#include "adapters/sherpa/speech_sounds.hpp"
#include "base/assert.hpp"
#include "runtime/speech_finish.hpp"

namespace sotto {
namespace {

constexpr std::size_t kTextBytesMax = 500;
constexpr int kThreadsMax = 16;
constexpr Permille kSpeedMin = 500;
constexpr Permille kSpeedMax = 2000;

struct DestroyTts {
  void operator()(const SherpaOnnxOfflineTts* tts) const { SherpaOnnxDestroyOfflineTts(tts); }
};
using Tts = std::unique_ptr<const SherpaOnnxOfflineTts, DestroyTts>;

struct DestroyAudio {
  void operator()(const SherpaOnnxGeneratedAudio* audio) const {
    SherpaOnnxDestroyOfflineTtsGeneratedAudio(audio);
  }
};
using Audio = std::unique_ptr<const SherpaOnnxGeneratedAudio, DestroyAudio>;

Tts open_tts(const KokoroFiles& files, int threads) {
  const std::string model = files.model.string();
  const std::string voices = files.voices.string();
  const std::string tokens = files.tokens.string();
  SherpaOnnxOfflineTtsConfig config{};
  config.model.kokoro.model = model.c_str();
  config.model.kokoro.voices = voices.c_str();
  config.model.kokoro.tokens = tokens.c_str();
  config.model.kokoro.length_scale = 1.0F;
  config.model.num_threads = threads;
  config.model.provider = "cpu";
  config.max_num_sentences = 1;
  config.silence_scale = 1.0F;
  return Tts(SherpaOnnxCreateOfflineTts(&config));
}

}  // namespace

struct KokoroSynthesizer::Engine {
  KokoroOptions options;
  KokoroFiles files;

  // Present while the model is loaded.
  Tts tts;
  std::optional<SpeechSounds> sounds;

  bool used = false;  // since the last call of release_if_idle()
  Milliseconds last_used = 0;

  Result<void> load();
  void release();
  Result<std::vector<float>> generate(const std::vector<std::u32string>& stretches, int speaker,
                                      Permille speed);
  Result<Speech> to_speech(const std::vector<float>& sound, int rate);
  [[nodiscard]] std::vector<std::u32string> known_symbols(std::vector<std::u32string> stretches) const;
};

Result<void> KokoroSynthesizer::Engine::load() {
  if (tts) return {};
  std::vector<std::filesystem::path> books = options.pronunciations;
  books.push_back(files.dictionary);
  Result<PronouncingDictionary> dictionary = PronouncingDictionary::load(books);
  if (!dictionary) return dictionary.error();
  Tts opened = open_tts(files, options.threads);
  if (!opened) return Error{ErrorCode::kModelDamaged, files.model.string()};
  if (SherpaOnnxOfflineTtsNumSpeakers(opened.get()) != static_cast<int>(files.speakers.size())) {
    return Error{ErrorCode::kModelDamaged, files.voices.string()};
  }
  sounds.emplace(std::move(dictionary).value(), options.pronouncer);
  tts = std::move(opened);
  return {};
}

void KokoroSynthesizer::Engine::release() {
  tts.reset();
  sounds.reset();
  // The model's memory lies in many small pieces; without this most of it stays with the process.
  ::malloc_trim(0);
}

// The engine reports an unknown symbol on the terminal, and what is spoken must not appear there.
std::vector<std::u32string> KokoroSynthesizer::Engine::known_symbols(
    std::vector<std::u32string> stretches) const {
  for (std::u32string& stretch : stretches) {
    std::erase_if(stretch, [&](char32_t symbol) { return !files.symbols.contains(symbol); });
  }
  std::erase_if(stretches, [](const std::u32string& stretch) { return stretch.empty(); });
  return stretches;
}

Result<std::vector<float>> KokoroSynthesizer::Engine::generate(const std::vector<std::u32string>& stretches,
                                                               int speaker, Permille speed) {
  std::vector<std::int32_t> symbols;
  std::vector<std::int32_t> lengths;
  for (const std::u32string& stretch : stretches) {
    symbols.insert(symbols.end(), stretch.begin(), stretch.end());
    lengths.push_back(static_cast<std::int32_t>(stretch.size()));
  }
  SherpaOnnxGenerationConfig config{};
  config.silence_scale = 1.0F;
  config.speed = static_cast<float>(speed) / 1000.0F;
  config.sid = speaker;
  config.phoneme_codepoints = symbols.data();
  config.phoneme_codepoints_lens = lengths.data();
  config.phoneme_codepoints_num_sentences = static_cast<std::int32_t>(lengths.size());
  const Audio audio(SherpaOnnxOfflineTtsGenerateWithConfig(tts.get(), "", &config, nullptr, nullptr));
  if (!audio || audio->samples == nullptr || audio->n <= 0) return Error{ErrorCode::kEngineFailed, "speech"};
  return std::vector<float>(audio->samples, audio->samples + audio->n);
}

Result<Speech> KokoroSynthesizer::Engine::to_speech(const std::vector<float>& sound, int rate) {
  Result<std::unique_ptr<Resampler>> resampler = options.resampler(rate, kSampleRate);
  if (!resampler) return resampler.error();
  Speech speech;
  if (Result<void> done = resampler.value()->process(sound, speech); !done) return done.error();
  if (Result<void> done = resampler.value()->finish(speech); !done) return done.error();
  return finish_speech(std::move(speech), {});
}

KokoroSynthesizer::KokoroSynthesizer(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}

KokoroSynthesizer::~KokoroSynthesizer() = default;

Result<Speech> KokoroSynthesizer::speak(std::string_view text, std::string_view voice) {
  return speak_at(text, voice, 1000);
}

Result<Speech> KokoroSynthesizer::speak_at(std::string_view text, std::string_view voice, Permille speed) {
  SOTTO_ASSERT(speed >= kSpeedMin && speed <= kSpeedMax);
  if (text.size() > kTextBytesMax) return Error{ErrorCode::kTooLong, "text to speak"};
  const std::string_view name = voice.empty() ? std::string_view(engine_->options.default_voice) : voice;
  const auto speaker = engine_->files.speakers.find(name);
  if (speaker == engine_->files.speakers.end()) return Error{ErrorCode::kVoiceUnknown, std::string(name)};
  engine_->used = true;
  try {
    if (Result<void> loaded = engine_->load(); !loaded) return loaded.error();
    const std::vector<std::u32string> stretches = engine_->known_symbols(engine_->sounds->stretches(text));
    if (stretches.empty()) return Speech{};
    const Result<std::vector<float>> sound = engine_->generate(stretches, speaker->second, speed);
    if (!sound) return sound.error();
    return engine_->to_speech(sound.value(), SherpaOnnxOfflineTtsSampleRate(engine_->tts.get()));
  } catch (const std::exception&) {
    // The engine's message may quote what is spoken, so it goes no further.
    return Error{ErrorCode::kEngineFailed, "speech"};
  }
}

std::vector<std::string> KokoroSynthesizer::voices() const {
  std::vector<std::string> names;
  for (const auto& [name, number] : engine_->files.speakers) names.push_back(name);
  return names;
}

void KokoroSynthesizer::release_if_idle(Milliseconds now) {
  if (std::exchange(engine_->used, false)) engine_->last_used = now;
  if (engine_->tts && now - engine_->last_used >= engine_->options.release_after_ms) engine_->release();
}

bool KokoroSynthesizer::is_loaded() const {
  return engine_->tts != nullptr;
}

Result<std::unique_ptr<KokoroSynthesizer>> make_kokoro_synthesizer(KokoroOptions options) {
  SOTTO_ASSERT(options.resampler != nullptr);
  SOTTO_ASSERT(options.threads >= 1 && options.threads <= kThreadsMax);
  Result<KokoroFiles> files = find_kokoro_files(options.models_folder);
  if (!files) return files.error();
  if (!files.value().speakers.contains(options.default_voice)) {
    return Error{ErrorCode::kVoiceUnknown, options.default_voice};
  }
  auto engine = std::make_unique<KokoroSynthesizer::Engine>();
  engine->options = std::move(options);
  engine->files = std::move(files).value();
  return std::unique_ptr<KokoroSynthesizer>(new KokoroSynthesizer(std::move(engine)));
}

}  // namespace sotto
