#include "adapters/openvino/whisper_recognizer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/openvino/whisper_alignment.hpp"
#include "adapters/openvino/whisper_decoder.hpp"
#include "adapters/openvino/whisper_loops.hpp"
#include "adapters/openvino/whisper_model.hpp"
#include "adapters/openvino/whisper_sound.hpp"
#include "adapters/openvino/whisper_text.hpp"
#include "adapters/openvino/whisper_tokenizer.hpp"
#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr SampleCount kMostSamples = SampleCount{kWhisperFullContext} * kWhisperStepSamples;
// Silence that must be left behind the speech in a short window; Whisper repeats itself when speech fills the
// window.
constexpr int kRoomSteps = 32;
constexpr int kTokensPerSecond = 8;
constexpr int kTokensAlways = 8;
constexpr int kMostTokens = 200;
// Below this mean log probability of a token Whisper's authors decode again (openai/whisper, transcribe.py).
constexpr double kImprobable = -1.0;
constexpr SampleCount kLongSpeech = to_samples(800);
// Above this probability of "no speech" one of the usual hallucinations is not believed.
constexpr double kNobodySpoke = 0.5;
constexpr double kQuietDb = -55;
constexpr double kHardlyBelieved = -0.7;

std::int64_t to_milli(double log_prob) {
  return static_cast<std::int64_t>(std::llround(log_prob * 1000));
}

std::string trimmed(std::string text) {
  text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::vector<Token> tokens_of(const WhisperDecoded& decoded) {
  std::vector<Token> tokens;
  for (const WhisperToken& token : decoded.tokens) tokens.push_back(token.token);
  return tokens;
}

double mean_log_prob(const WhisperDecoded& decoded) {
  return decoded.log_prob / static_cast<double>(decoded.tokens.size() + 1);
}

bool looks_wrong(const WhisperDecoded& decoded, const SpeechStretch& speech) {
  if (decoded.looped || decoded.truncated) return true;
  if (decoded.tokens.empty()) return speech.loud >= kLongSpeech;
  return mean_log_prob(decoded) < kImprobable;
}

class WhisperRecognizer final : public Recognizer {
 public:
  WhisperRecognizer(std::unique_ptr<WhisperModel> model, WhisperTokenizer tokenizer,
                    const WhisperOptions& options)
      : model_(std::move(model)),
        tokenizer_(std::move(tokenizer)),
        decoder_(*model_, tokenizer_),
        options_(options) {}

  [[nodiscard]] Result<Transcript> transcribe(const RecognitionRequest& request) override;

 private:
  struct Heard {
    WhisperDecoded decoded;
    SpeechStretch speech;
    bool full_context = false;
  };

  [[nodiscard]] Result<WhisperDecoded> listen(const RecognitionRequest& request, const SpeechStretch& speech,
                                              bool full);
  [[nodiscard]] Transcript describe(const RecognitionRequest& request, Heard heard) const;
  void add_words(const Heard& heard, SampleCount from, Transcript& transcript) const;
  // Of the tokens [first, last) that hold letters or digits: whether a comma or a full stop follows says
  // nothing about the word. Their sum, or their mean.
  [[nodiscard]] double letters_log_prob(std::span<const WhisperToken> tokens, std::size_t first,
                                        std::size_t last, bool mean) const;
  [[nodiscard]] bool is_speech(const Heard& heard, const std::string& text) const;

  std::unique_ptr<WhisperModel> model_;
  WhisperTokenizer tokenizer_;
  WhisperDecoder decoder_;
  WhisperOptions options_;
};

Result<Transcript> WhisperRecognizer::transcribe(const RecognitionRequest& request) {
  SOTTO_ASSERT(request.n_best >= 1 && request.n_best <= 5);
  const auto length = static_cast<SampleCount>(request.samples.size());
  if (length > kMostSamples) return Error{ErrorCode::kTooLong, "more than 30 s of sound for one transcript"};
  Heard heard;
  heard.speech = find_speech(request.samples);
  const bool fits =
      heard.speech.span.length() <= SampleCount{options_.context_frames - kRoomSteps} * kWhisperStepSamples;
  heard.full_context = request.full_context || !fits;
  Result<WhisperDecoded> decoded = listen(request, heard.speech, heard.full_context);
  if (!decoded) return decoded.error();
  if (!heard.full_context && request.may_retry && looks_wrong(decoded.value(), heard.speech)) {
    heard.full_context = true;
    decoded = listen(request, heard.speech, true);
    if (!decoded) return decoded.error();
  }
  heard.decoded = std::move(decoded).value();
  return describe(request, std::move(heard));
}

Result<WhisperDecoded> WhisperRecognizer::listen(const RecognitionRequest& request,
                                                 const SpeechStretch& speech, bool full) {
  const auto from = static_cast<std::size_t>(speech.span.from);
  const auto length = static_cast<std::size_t>(speech.span.length());
  const int context = full ? kWhisperFullContext : options_.context_frames;
  Result<void> encoded = model_->encode(request.samples.subspan(from, length), context);
  if (!encoded) return encoded.error();
  WhisperDecodeOptions options;
  options.forced_texts = request.forced_texts;
  options.n_best = request.n_best;
  options.speech_steps = static_cast<int>(speech.span.length() / kWhisperStepSamples);
  const auto seconds = static_cast<int>(speech.span.length() / kSampleRate) + 1;
  options.max_tokens = std::min(kMostTokens, kTokensAlways + kTokensPerSecond * seconds);
  return decoder_.decode(options);
}

bool WhisperRecognizer::is_speech(const Heard& heard, const std::string& text) const {
  if (is_note_about_sound(text)) return false;
  if (!is_usual_hallucination(text)) return true;
  const std::vector<WhisperToken>& tokens = heard.decoded.tokens;
  return heard.decoded.no_speech < kNobodySpoke && heard.speech.peak_db > kQuietDb &&
         letters_log_prob(tokens, 0, tokens.size(), true) > kHardlyBelieved;
}

Transcript WhisperRecognizer::describe(const RecognitionRequest& request, Heard heard) const {
  Transcript transcript;
  transcript.span = {request.from, request.from + static_cast<SampleCount>(request.samples.size())};
  transcript.no_speech = to_permille(heard.decoded.no_speech);
  transcript.looped = heard.decoded.looped;
  transcript.truncated = heard.decoded.truncated;
  transcript.full_context = heard.full_context;
  for (std::size_t i = 0; i < request.forced_texts.size(); ++i) {
    transcript.forced.push_back({request.forced_texts[i], to_milli(heard.decoded.forced[i])});
  }
  if (heard.decoded.looped) {
    const std::size_t keep = loop_start(tokens_of(heard.decoded)).value_or(heard.decoded.tokens.size());
    heard.decoded.tokens.resize(keep);
  }
  const std::vector<Token> tokens = tokens_of(heard.decoded);
  std::string text = trimmed(tokenizer_.decode(tokens));
  if (!is_speech(heard, text)) return transcript;
  transcript.text = std::move(text);
  add_words(heard, request.from + heard.speech.span.from, transcript);
  for (const WhisperAlternative& other : heard.decoded.n_best) {
    const bool itself = transcript.n_best.empty();
    transcript.n_best.push_back(
        {itself ? transcript.text : trimmed(tokenizer_.decode(other.tokens)), to_milli(other.log_prob)});
  }
  return transcript;
}

void WhisperRecognizer::add_words(const Heard& heard, SampleCount from, Transcript& transcript) const {
  const std::vector<WhisperToken>& tokens = heard.decoded.tokens;
  const auto steps = static_cast<std::size_t>(model_->context());
  const SampleCount length = heard.speech.span.length();
  const auto used =
      std::clamp<std::size_t>(static_cast<std::size_t>(length / kWhisperStepSamples) + 1, 1, steps);
  const std::vector<int> boundaries = align_tokens(heard.decoded.attention, tokens.size() + 1, steps, used);
  const auto at = [&](std::size_t token) {
    return from + std::min<SampleCount>(length, SampleCount{boundaries[token]} * kWhisperStepSamples);
  };
  std::vector<std::string_view> pieces;
  for (const WhisperToken& token : tokens) pieces.push_back(tokenizer_.bytes(token.token));
  transcript.confidence = to_permille(std::exp(letters_log_prob(tokens, 0, tokens.size(), true)));
  for (TextWord& piece : split_words(pieces)) {
    Word word;
    word.normalized = normalized_word(piece.text);
    word.text = std::move(piece.text);
    word.span = {at(piece.first), at(piece.last)};
    word.confidence = to_permille(std::exp(letters_log_prob(tokens, piece.first, piece.last, false)));
    transcript.words.push_back(std::move(word));
  }
}

double WhisperRecognizer::letters_log_prob(std::span<const WhisperToken> tokens, std::size_t first,
                                           std::size_t last, bool mean) const {
  double sum = 0;
  int count = 0;
  for (const WhisperToken& token : tokens.subspan(first, last - first)) {
    if (normalized_word(tokenizer_.bytes(token.token)).empty()) continue;
    sum += static_cast<double>(token.log_prob);
    ++count;
  }
  return mean ? sum / std::max(count, 1) : sum;
}

}  // namespace

Result<std::unique_ptr<Recognizer>> make_whisper_recognizer(const std::filesystem::path& models_folder,
                                                            const WhisperOptions& options) {
  SOTTO_ASSERT(options.threads >= 1);
  SOTTO_ASSERT(options.context_frames >= 100 && options.context_frames <= kWhisperFullContext);
  Result<WhisperTokenizer> tokenizer = WhisperTokenizer::load(models_folder);
  if (!tokenizer) return tokenizer.error();
  Result<std::unique_ptr<WhisperModel>> model = WhisperModel::load(models_folder, options);
  if (!model) return model.error();
  auto recognizer =
      std::make_unique<WhisperRecognizer>(std::move(model).value(), std::move(tokenizer).value(), options);
  // The first run of a graph prepares its kernels.
  const std::vector<float> silence(static_cast<std::size_t>(kSampleRate), 0.0F);
  RecognitionRequest first;
  first.samples = silence;
  first.forced_texts = {"Alexa"};
  first.may_retry = false;
  Result<Transcript> ran = recognizer->transcribe(first);
  if (!ran) return ran.error();
  return std::unique_ptr<Recognizer>(std::move(recognizer));
}

}  // namespace sotto
