#include "adapters/openvino/whisper_recognizer.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/openvino/whisper_alignment.hpp"
#include "adapters/openvino/whisper_decoder.hpp"
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
// Whisper may stop at a pause although more is said behind it: then it listens again from there, if what is
// there is as loud as the speech was; for softer noise it would invent words.
constexpr SampleCount kLeftOut = to_samples(1000);
constexpr SampleCount kLeftOutStrong = to_samples(300);
constexpr SampleCount kBeforeRest = to_samples(150);
constexpr std::size_t kMostParts = 4;
// A usual hallucination is believed only below this probability of "no speech", above this level, and when
// the model is sure of its words.
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

bool looks_wrong(const WhisperDecoded& decoded, const SpeechStretch& speech) {
  if (decoded.looped || decoded.truncated) return true;
  if (decoded.tokens.empty()) return speech.loud_within(speech.span) >= kLongSpeech;
  return decoded.log_prob / static_cast<double>(decoded.tokens.size() + 1) < kImprobable;
}

// Tokens that hold letters or digits; whether a comma or a full stop follows says nothing about a word.
struct LetterTokens {
  double log_prob = 0;
  int count = 0;
  std::size_t first = 0;  // the first and the one behind the last
  std::size_t last = 0;

  [[nodiscard]] double mean() const { return log_prob / std::max(count, 1); }
};

// One window that was decoded, and where it lies in the request's samples.
struct Part {
  WhisperDecoded decoded;
  SampleSpan span;
};

struct Heard {
  SpeechStretch speech;
  std::vector<Part> parts;
  bool full_context = false;
};

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
  [[nodiscard]] Result<void> listen(const RecognitionRequest& request, Heard& heard);
  [[nodiscard]] Result<WhisperDecoded> decode(const RecognitionRequest& request, SampleSpan span, bool full,
                                              bool first);
  [[nodiscard]] Transcript describe(const RecognitionRequest& request, const Heard& heard) const;
  [[nodiscard]] LetterTokens letter_tokens(const WhisperDecoded& decoded, std::size_t first,
                                           std::size_t last) const;
  [[nodiscard]] bool is_speech(const Part& part, const SpeechStretch& speech) const;
  void add_words(const Part& part, const SpeechStretch& speech, SampleCount from,
                 std::vector<Word>& words) const;
  void add_hypotheses(const std::vector<const Part*>& parts, Transcript& transcript) const;

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
  const SampleCount room = SampleCount{options_.context_frames - kRoomSteps} * kWhisperStepSamples;
  heard.full_context = request.full_context || heard.speech.span.length() > room;
  Result<void> listened = listen(request, heard);
  if (!listened) return listened.error();
  if (!heard.full_context && request.may_retry && looks_wrong(heard.parts.front().decoded, heard.speech)) {
    heard.full_context = true;
    listened = listen(request, heard);
    if (!listened) return listened.error();
  }
  return describe(request, heard);
}

Result<void> WhisperRecognizer::listen(const RecognitionRequest& request, Heard& heard) {
  heard.parts.clear();
  SampleSpan span = heard.speech.span;
  while (heard.parts.size() < kMostParts) {
    Result<WhisperDecoded> decoded = decode(request, span, heard.full_context, heard.parts.empty());
    if (!decoded) return decoded.error();
    heard.parts.push_back({std::move(decoded).value(), span});
    const WhisperDecoded& done = heard.parts.back().decoded;
    if (done.looped || done.truncated || done.tokens.empty()) break;
    const SampleSpan rest{span.from + SampleCount{done.end_step} * kWhisperStepSamples, span.to};
    if (rest.length() < kLeftOut || heard.speech.strong_within(rest) < kLeftOutStrong) break;
    span.from = std::max(rest.from, heard.speech.tightened(rest).from - kBeforeRest);
  }
  return {};
}

Result<WhisperDecoded> WhisperRecognizer::decode(const RecognitionRequest& request, SampleSpan span,
                                                 bool full, bool first) {
  const auto length = static_cast<std::size_t>(span.length());
  const int context = full ? kWhisperFullContext : options_.context_frames;
  Result<void> encoded =
      model_->encode(request.samples.subspan(static_cast<std::size_t>(span.from), length), context);
  if (!encoded) return encoded.error();
  WhisperDecodeOptions options;
  if (first) options.forced_texts = request.forced_texts;
  options.n_best = first ? request.n_best : 1;
  options.speech_steps = static_cast<int>(span.length() / kWhisperStepSamples);
  const auto seconds = static_cast<int>(span.length() / kSampleRate) + 1;
  options.max_tokens = std::min(kMostTokens, kTokensAlways + kTokensPerSecond * seconds);
  return decoder_.decode(options);
}

LetterTokens WhisperRecognizer::letter_tokens(const WhisperDecoded& decoded, std::size_t first,
                                              std::size_t last) const {
  LetterTokens found{0, 0, first, last};
  for (std::size_t i = first; i < last; ++i) {
    if (normalized_word(tokenizer_.bytes(decoded.tokens[i].token)).empty()) continue;
    if (found.count++ == 0) found.first = i;
    found.last = i + 1;
    found.log_prob += static_cast<double>(decoded.tokens[i].log_prob);
  }
  return found;
}

bool WhisperRecognizer::is_speech(const Part& part, const SpeechStretch& speech) const {
  const std::string text = tokenizer_.decode(tokens_of(part.decoded));
  if (is_note_about_sound(text)) return false;
  if (!is_usual_hallucination(text)) return true;
  return part.decoded.no_speech < kNobodySpoke && speech.peak_db > kQuietDb &&
         letter_tokens(part.decoded, 0, part.decoded.tokens.size()).mean() > kHardlyBelieved;
}

Transcript WhisperRecognizer::describe(const RecognitionRequest& request, const Heard& heard) const {
  Transcript transcript;
  transcript.span = {request.from, request.from + static_cast<SampleCount>(request.samples.size())};
  transcript.full_context = heard.full_context;
  const WhisperDecoded& first = heard.parts.front().decoded;
  transcript.no_speech = to_permille(first.no_speech);
  for (std::size_t i = 0; i < request.forced_texts.size(); ++i) {
    transcript.forced.push_back({request.forced_texts[i], to_milli(first.forced[i])});
  }
  std::vector<const Part*> spoken;
  LetterTokens letters;
  for (const Part& part : heard.parts) {
    transcript.looped = transcript.looped || part.decoded.looped;
    transcript.truncated = transcript.truncated || part.decoded.truncated;
    if (!is_speech(part, heard.speech)) continue;
    spoken.push_back(&part);
    transcript.text = trimmed(transcript.text + tokenizer_.decode(tokens_of(part.decoded)));
    add_words(part, heard.speech, request.from, transcript.words);
    const LetterTokens more = letter_tokens(part.decoded, 0, part.decoded.tokens.size());
    letters.log_prob += more.log_prob;
    letters.count += more.count;
  }
  if (!spoken.empty()) {
    transcript.confidence = to_permille(std::exp(letters.mean()));
    add_hypotheses(spoken, transcript);
  }
  return transcript;
}

void WhisperRecognizer::add_words(const Part& part, const SpeechStretch& speech, SampleCount from,
                                  std::vector<Word>& words) const {
  const std::vector<WhisperToken>& tokens = part.decoded.tokens;
  const std::size_t rows = tokens.size() + 1;
  const std::size_t steps = part.decoded.attention.size() / rows;
  const auto used = static_cast<std::size_t>(part.span.length() / kWhisperStepSamples) + 1;
  const std::vector<int> boundaries =
      align_tokens(part.decoded.attention, rows, steps, std::min(used, steps));
  const auto at = [&](std::size_t token) {
    return part.span.from +
           std::min(part.span.length(), SampleCount{boundaries[token]} * kWhisperStepSamples);
  };
  std::vector<std::string_view> pieces;
  for (const WhisperToken& token : tokens) pieces.push_back(tokenizer_.bytes(token.token));
  std::vector<TextWord> split = split_words(pieces);
  for (std::size_t i = 0; i < split.size(); ++i) {
    const LetterTokens letters = letter_tokens(part.decoded, split[i].first, split[i].last);
    // A pause beside a word is no part of it. The punctuation that stands for the pause may begin within the
    // word's end.
    const SampleCount next = i + 1 < split.size() ? at(split[i + 1].first) : part.span.to;
    const SampleSpan tight = speech.tightened({at(letters.first), at(letters.last)});
    Word word;
    word.normalized = normalized_word(split[i].text);
    word.text = std::move(split[i].text);
    word.span = {from + tight.from, from + speech.end_of_stretch(tight.to, std::max(next, tight.to))};
    word.confidence = to_permille(std::exp(letters.log_prob));
    words.push_back(std::move(word));
  }
}

// What else the first part could have been, with the best text of the others behind it.
void WhisperRecognizer::add_hypotheses(const std::vector<const Part*>& parts, Transcript& transcript) const {
  std::string rest;
  double rest_log_prob = 0;
  for (const Part* part : std::span(parts).subspan(1)) {
    rest += tokenizer_.decode(tokens_of(part->decoded));
    rest_log_prob += part->decoded.log_prob;
  }
  for (const WhisperAlternative& other : parts.front()->decoded.n_best) {
    transcript.n_best.push_back(
        {trimmed(tokenizer_.decode(other.tokens) + rest), to_milli(other.log_prob + rest_log_prob)});
  }
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
