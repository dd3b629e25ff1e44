// WhisperDecoder: finds the tokens that a sound was most likely written as, and what else it could have been.
//
// Tokens live in a tree: the prompt, the spellings to be scored and alternatives are branches of it, and one
// call of the model evaluates many of them. Greedy decoding walks the tree and asks the model only where it
// leaves it, so a transcript that begins with a scored spelling costs no extra calls for those tokens.
//
// Thread-safety: one caller. References must outlive the decoder.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "adapters/openvino/whisper_logits.hpp"
#include "adapters/openvino/whisper_model.hpp"
#include "adapters/openvino/whisper_tokenizer.hpp"
#include "base/result.hpp"

namespace sotto {

struct WhisperDecodeOptions {
  std::vector<std::string> forced_texts;  // as RecognitionRequest::forced_texts
  int max_tokens = 100;                   // cap on text tokens, at least 1
  int speech_steps = 0;                   // where in the sound speech ends, in 20 ms steps
  int n_best = 1;                         // 1 to 5
};

struct WhisperToken {
  Token token = 0;
  float log_prob = 0;
};

struct WhisperAlternative {
  std::vector<Token> tokens;
  double log_prob = 0;  // of the tokens and of the end
};

struct WhisperDecoded {
  std::vector<WhisperToken> tokens;  // text only
  // (tokens.size() + 1, context): where the model looked in the sound when it wrote each token, and the end.
  std::vector<float> attention;
  double log_prob = 0;   // of the tokens and of the end
  double no_speech = 0;  // probability of Whisper's token for "no speech"
  double symbols = 0;    // probability that the text would begin with a bracket or another sign of no speech
  int end_step =
      0;  // where in the sound the text ends, in 20 ms steps; behind it something may have been left out
  bool looped = false;  // it repeated itself; tokens holds what is repeated once
  bool truncated = false;
  std::vector<WhisperAlternative> n_best;  // the tokens themselves first
  std::vector<double> forced;              // log probability of each forced text
};

class WhisperDecoder {
 public:
  WhisperDecoder(WhisperModel& model, const WhisperTokenizer& tokenizer);

  // Decodes the sound that the model has encoded last. May be called once for each encode().
  // Errors: engine-failed.
  [[nodiscard]] Result<WhisperDecoded> decode(const WhisperDecodeOptions& options);

 private:
  static constexpr int kNone = -1;

  struct Node {
    Token token = 0;
    int parent = kNone;
    int position = 0;  // place in the text, the prompt's first token has 0
    int slot = kNone;  // in the model's memory; kNone = not evaluated yet
    int first_child = kNone;
    int next_sibling = kNone;
    double log_prob = 0;  // of this token after its parent
    WhisperPlace place;   // of the token that follows
    WhisperNext next;     // valid once evaluated
  };

  // A branch that is being written to its end.
  struct Branch {
    int at = kNone;
    double log_prob = 0;
    std::vector<Token> tokens;
    std::size_t stretch = 0;       // where in tokens the present stretch, behind the last time stamp, begins
    double least_log_prob = -1e9;  // where it is given up
    int end_step = 0;
    bool ended = false;
    bool abandoned = false;
    bool looped = false;
    bool truncated = false;
    bool pending = false;  // its last node waits to be evaluated
  };

  // A place where the text could have gone on differently.
  struct Candidate {
    int parent = kNone;
    WhisperChoice choice;
    double log_prob = 0;   // of everything up to and with the other token
    std::size_t kept = 0;  // text tokens of the best text before it
  };

  [[nodiscard]] int child(int node, Token token) const;
  int add_child(int node, Token token);
  int add_path(int node, std::span<const Token> tokens);
  void enter_prompt();

  [[nodiscard]] Result<void> evaluate(std::span<const int> nodes);
  [[nodiscard]] Result<void> evaluate_batch(std::span<const int> nodes);
  void fill_inputs(std::span<const int> nodes, std::size_t rows);
  void read_outputs(std::span<const int> nodes, const WhisperModel::Output& output);

  void advance(Branch& branch, const WhisperDecodeOptions& options);
  [[nodiscard]] Result<void> finish_all(std::vector<Branch>& branches, const WhisperDecodeOptions& options);
  void collect(const Branch& branch, WhisperDecoded& out) const;
  [[nodiscard]] double score_forced(std::span<const int> ends) const;

  // Alternatives to a finished text: whisper_alternatives.cpp.
  [[nodiscard]] std::vector<Candidate> candidates(const Branch& best,
                                                  std::vector<WhisperAlternative>& shorter) const;
  [[nodiscard]] Branch start_branch(const Branch& best, const Candidate& candidate);
  [[nodiscard]] Result<void> find_alternatives(const Branch& best, const WhisperDecodeOptions& options,
                                               std::vector<WhisperAlternative>& found);

  WhisperModel& model_;
  const WhisperTokenizer& tokenizer_;
  WhisperLogits logits_;
  std::vector<Node> nodes_;
  std::vector<float> attention_;  // (nodes, context)
  int prompt_end_ = kNone;
  double no_speech_ = 0;
  double symbols_ = 0;
  // Inputs of the model, kept to spare allocations.
  std::vector<std::int64_t> tokens_in_;
  std::vector<std::int64_t> positions_in_;
  std::vector<float> mask_in_;
};

}  // namespace sotto
