// WhisperLogits: from the decoder's raw scores of the next token to probabilities of what may really come
// next.
//
// Whisper's own rules decide what may come: never a bracket or musical sign, a time stamp after a stretch of
// text but not inside a word it just began, time stamps never backwards (openai/whisper, decoding.py,
// SuppressTokens and ApplyTimestampRules). Probabilities are normalised over what may come. Thread-safety:
// const methods may be called from any thread. Logarithms are natural.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "adapters/openvino/whisper_tokenizer.hpp"

namespace sotto {

// Where in the text the next token stands.
struct WhisperPlace {
  enum class Kind {
    kFirst,           // nothing said yet: text only
    kInText,          // more text, or the end of the stretch
    kAfterStretch,    // the time stamp that ends a stretch was the last token: another stretch, or the end
    kStretchStarted,  // the time stamp that starts a stretch was the last token
  };
  Kind kind = Kind::kFirst;
  Token last_timestamp = whisper::kFirstTimestamp;
};

struct WhisperChoice {
  Token token = whisper::kEndOfText;
  float log_prob = 0;
};

struct WhisperNext {
  static constexpr int kBest = 5;
  Token choice = whisper::kEndOfText;          // what greedy decoding takes: text, a time stamp, or the end
  float choice_log_prob = 0;                   // of a time stamp or the end: log_prob_end
  std::array<WhisperChoice, kBest> best_text;  // the most probable text tokens, best first
  float log_prob_end = 0;       // that the stretch ends here: any time stamp or the end of the text
  float log_prob_word_end = 0;  // that the word before has ended: all but letters, digits, apostrophes
  double log_norm = 0;          // log probability of a token = its raw score - log_norm
};

class WhisperLogits {
 public:
  explicit WhisperLogits(const WhisperTokenizer& tokenizer);

  // REQUIRES: raw.size() == whisper::kVocabulary.
  [[nodiscard]] WhisperNext read(std::span<const float> raw, const WhisperPlace& place) const;

  // Probability of one token among all of the vocabulary, no rule applied.
  [[nodiscard]] static double plain_probability(std::span<const float> raw, Token token);

  // Probability, no rule applied, of the tokens that are never speech: brackets, notes, dashes. High for
  // noise and music.
  [[nodiscard]] double symbol_probability(std::span<const float> raw) const;

 private:
  std::vector<float> may_follow_;  // (text tokens): 0, or a large negative number for what is suppressed
  std::vector<float> may_begin_;   // the same for the first token
  std::vector<float> ends_word_;   // (text tokens): 1 if the word before has ended, else 0
  std::vector<Token> symbols_;
};

}  // namespace sotto
