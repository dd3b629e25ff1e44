#include "adapters/openvino/whisper_decoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>
#include <utility>

#include "adapters/openvino/whisper_loops.hpp"
#include "adapters/openvino/whisper_spelling.hpp"
#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr float kHidden = -1e9F;
constexpr std::size_t kMostNodesAtOnce = 64;
constexpr std::size_t kMostSpellings = 12;
// The last place in the text that Whisper has an encoding for.
constexpr int kLastPosition = 447;
// A stretch of text that ends this close to the end of speech is the last one: 0.6 s in 20 ms steps.
constexpr int kNearEndSteps = 30;
// Numbers of tokens that the model is called with. A few fixed ones, so that its kernels are prepared only
// once for each.
constexpr std::array<std::size_t, 9> kBatchSizes{1, 2, 4, 8, 16, 24, 32, 48, kMostNodesAtOnce};

std::size_t batch_size(std::size_t nodes) {
  return *std::lower_bound(kBatchSizes.begin(), kBatchSizes.end(), nodes);
}

bool is_timestamp(Token token) {
  return token >= whisper::kFirstTimestamp;
}

WhisperPlace place_after(const WhisperPlace& place, Token token) {
  using Kind = WhisperPlace::Kind;
  if (!is_timestamp(token)) return {Kind::kInText, place.last_timestamp};
  if (place.kind == Kind::kInText) return {Kind::kAfterStretch, token};
  return {Kind::kStretchStarted, std::min(token + 1, whisper::kVocabulary - 1)};
}

// Far below anything that occurs, and finite, so that sums stay numbers.
constexpr double kImpossible = -1e6;

double log_add(double a, double b) {
  const double top = std::max(a, b);
  return top + std::log1p(std::exp(std::min(a, b) - top));
}

}  // namespace

WhisperDecoder::WhisperDecoder(WhisperModel& model, const WhisperTokenizer& tokenizer)
    : model_(model), tokenizer_(tokenizer), logits_(tokenizer) {}

int WhisperDecoder::child(int node, Token token) const {
  int at = nodes_[static_cast<std::size_t>(node)].first_child;
  while (at != kNone && nodes_[static_cast<std::size_t>(at)].token != token) {
    at = nodes_[static_cast<std::size_t>(at)].next_sibling;
  }
  return at;
}

int WhisperDecoder::add_child(int node, Token token) {
  if (const int known = child(node, token); known != kNone) return known;
  const int added = static_cast<int>(nodes_.size());
  Node& parent = nodes_[static_cast<std::size_t>(node)];
  Node fresh;
  fresh.token = token;
  fresh.parent = node;
  fresh.position = parent.position + 1;
  fresh.next_sibling = parent.first_child;
  fresh.place = place_after(parent.place, token);
  parent.first_child = added;
  nodes_.push_back(fresh);
  return added;
}

int WhisperDecoder::add_path(int node, std::span<const Token> tokens) {
  for (const Token token : tokens) {
    if (nodes_[static_cast<std::size_t>(node)].position >= kLastPosition) break;
    node = add_child(node, token);
  }
  return node;
}

void WhisperDecoder::enter_prompt() {
  // The time stamp in the prompt says that speech starts at once; with it, and with time stamps allowed
  // later, Whisper repeats itself less.
  nodes_.clear();
  attention_.clear();
  Node start;
  start.token = whisper::kStart;
  nodes_.push_back(start);
  const std::array<Token, 3> rest{whisper::kEnglish, whisper::kTranscribe, whisper::kFirstTimestamp};
  prompt_end_ = add_path(0, rest);
  nodes_[static_cast<std::size_t>(prompt_end_)].place = {WhisperPlace::Kind::kFirst,
                                                         whisper::kFirstTimestamp + 1};
}

Result<void> WhisperDecoder::evaluate(std::span<const int> nodes) {
  while (!nodes.empty()) {
    const std::size_t count = std::min(nodes.size(), kMostNodesAtOnce);
    Result<void> done = evaluate_batch(nodes.first(count));
    if (!done) return done;
    nodes = nodes.subspan(count);
  }
  return {};
}

Result<void> WhisperDecoder::evaluate_batch(std::span<const int> nodes) {
  fill_inputs(nodes, batch_size(nodes.size()));
  Result<WhisperModel::Output> output = model_.decode(tokens_in_, positions_in_, mask_in_);
  if (!output) return output.error();
  read_outputs(nodes, output.value());
  return {};
}

void WhisperDecoder::fill_inputs(std::span<const int> nodes, std::size_t rows) {
  const auto past = static_cast<std::size_t>(model_.slots());
  const std::size_t width = past + rows;
  tokens_in_.assign(rows, whisper::kEndOfText);
  positions_in_.assign(rows, 0);
  mask_in_.assign(rows * width, kHidden);
  for (std::size_t row = 0; row < rows; ++row) {
    // Everybody sees itself, also the rows that only fill up the batch: attention to nothing is no number.
    mask_in_[row * width + past + row] = 0;
    if (row >= nodes.size()) continue;
    Node& node = nodes_[static_cast<std::size_t>(nodes[row])];
    SOTTO_ASSERT(node.slot == kNone);
    node.slot = static_cast<int>(past + row);
    tokens_in_[row] = node.token;
    positions_in_[row] = node.position;
    for (int at = node.parent; at != kNone; at = nodes_[static_cast<std::size_t>(at)].parent) {
      const int slot = nodes_[static_cast<std::size_t>(at)].slot;
      SOTTO_ASSERT(slot != kNone);
      mask_in_[row * width + static_cast<std::size_t>(slot)] = 0;
    }
  }
}

void WhisperDecoder::read_outputs(std::span<const int> nodes, const WhisperModel::Output& output) {
  constexpr auto kVocabularySize = static_cast<std::size_t>(whisper::kVocabulary);
  const auto context = static_cast<std::size_t>(model_.context());
  attention_.resize(nodes_.size() * context);
  for (std::size_t row = 0; row < nodes.size(); ++row) {
    const int index = nodes[row];
    Node& node = nodes_[static_cast<std::size_t>(index)];
    const std::span<const float> raw = output.logits.subspan(row * kVocabularySize, kVocabularySize);
    const std::span<const float> looks = output.attention.subspan(row * context, context);
    std::copy(looks.begin(), looks.end(),
              attention_.begin() + static_cast<std::ptrdiff_t>(index) * static_cast<std::ptrdiff_t>(context));
    if (index == 0) no_speech_ = WhisperLogits::plain_probability(raw, whisper::kNoSpeech);
    if (index == prompt_end_) symbols_ = logits_.symbol_probability(raw);
    if (index < prompt_end_) continue;
    node.next = logits_.read(raw, node.place);
    for (int c = node.first_child; c != kNone; c = nodes_[static_cast<std::size_t>(c)].next_sibling) {
      Node& after = nodes_[static_cast<std::size_t>(c)];
      after.log_prob = static_cast<double>(raw[static_cast<std::size_t>(after.token)]) - node.next.log_norm;
    }
  }
}

void WhisperDecoder::advance(Branch& branch, const WhisperDecodeOptions& options) {
  while (!branch.ended && !branch.pending) {
    const Node& node = nodes_[static_cast<std::size_t>(branch.at)];
    const Token token = node.next.choice;
    const auto log_prob = static_cast<double>(node.next.choice_log_prob);
    branch.log_prob += log_prob;
    if (branch.log_prob < branch.least_log_prob) {
      branch.abandoned = branch.ended = true;
      break;
    }
    const int step = token - whisper::kFirstTimestamp;
    const bool stretch_ends = node.place.kind == WhisperPlace::Kind::kInText;
    const bool near_end =
        is_timestamp(token) && step >= options.speech_steps - (stretch_ends ? kNearEndSteps : 0);
    if (token == whisper::kEndOfText || near_end) {
      branch.ended = true;
      if (!stretch_ends && !near_end) branch.end_step = node.place.last_timestamp - whisper::kFirstTimestamp;
      break;
    }
    if (node.position >= kLastPosition || static_cast<int>(branch.tokens.size()) >= options.max_tokens) {
      branch.truncated = branch.ended = true;
      break;
    }
    branch.at = add_child(branch.at, token);
    Node& entered = nodes_[static_cast<std::size_t>(branch.at)];
    entered.log_prob = log_prob;
    branch.pending = entered.slot == kNone;
    if (is_timestamp(token)) {
      branch.stretch = branch.tokens.size();
      continue;
    }
    branch.tokens.push_back(token);
    // A sentence that comes again behind a later time stamp was said again.
    const std::span<const Token> stretch = std::span<const Token>(branch.tokens).subspan(branch.stretch);
    if (const std::optional<std::size_t> keep = loop_start(stretch)) {
      branch.looped = branch.ended = true;
      branch.tokens.resize(branch.stretch + *keep);
    }
  }
}

Result<void> WhisperDecoder::finish_all(std::vector<Branch>& branches, const WhisperDecodeOptions& options) {
  std::vector<int> waiting;
  for (;;) {
    waiting.clear();
    for (Branch& branch : branches) {
      advance(branch, options);
      if (branch.ended || !branch.pending) continue;
      if (std::find(waiting.begin(), waiting.end(), branch.at) == waiting.end()) waiting.push_back(branch.at);
    }
    if (waiting.empty()) return {};
    Result<void> done = evaluate(waiting);
    if (!done) return done;
    for (Branch& branch : branches) branch.pending = false;
  }
}

void WhisperDecoder::collect(const Branch& branch, WhisperDecoded& out) const {
  std::vector<int> path;
  for (int at = branch.at; at != prompt_end_; at = nodes_[static_cast<std::size_t>(at)].parent)
    path.push_back(at);
  std::reverse(path.begin(), path.end());
  const auto context = static_cast<std::size_t>(model_.context());
  const auto look = [&](int node) {
    // Nodes that end a loop or a text at its cap are not evaluated; they saw nothing.
    const std::size_t from = static_cast<std::size_t>(node) * context;
    if (nodes_[static_cast<std::size_t>(node)].slot == kNone || from + context > attention_.size()) {
      out.attention.insert(out.attention.end(), context, 0.0F);
    } else {
      out.attention.insert(out.attention.end(), attention_.begin() + static_cast<std::ptrdiff_t>(from),
                           attention_.begin() + static_cast<std::ptrdiff_t>(from + context));
    }
  };
  int last = prompt_end_;
  for (const int index : path) {
    const Node& node = nodes_[static_cast<std::size_t>(index)];
    if (is_timestamp(node.token)) continue;
    look(node.parent);
    out.tokens.push_back({node.token, static_cast<float>(node.log_prob)});
    last = index;
  }
  look(last);
  out.tokens.resize(branch.tokens.size());  // fewer than on the path where a loop was cut
  out.attention.resize((branch.tokens.size() + 1) * context);
  out.log_prob = branch.log_prob;
  out.end_step = branch.end_step;
  out.looped = branch.looped;
  out.truncated = branch.truncated;
}

double WhisperDecoder::score_forced(std::span<const int> ends) const {
  double sum = kImpossible;
  for (const int end : ends) {
    double log_prob = static_cast<double>(nodes_[static_cast<std::size_t>(end)].next.log_prob_word_end);
    for (int at = end; at != prompt_end_; at = nodes_[static_cast<std::size_t>(at)].parent) {
      log_prob += nodes_[static_cast<std::size_t>(at)].log_prob;
    }
    sum = log_add(sum, log_prob);
  }
  return sum;
}

Result<WhisperDecoded> WhisperDecoder::decode(const WhisperDecodeOptions& options) {
  SOTTO_ASSERT(options.max_tokens >= 1 && options.n_best >= 1 && options.n_best <= 5);
  SOTTO_ASSERT(model_.slots() == 0);
  enter_prompt();
  std::vector<std::vector<int>> ends;
  for (const std::string& text : options.forced_texts) {
    std::vector<int>& of_text = ends.emplace_back();
    for (const std::string& spelling : whisper_spellings(text, kMostSpellings)) {
      const int end = add_path(prompt_end_, tokenizer_.encode(spelling));
      if (std::find(of_text.begin(), of_text.end(), end) == of_text.end()) of_text.push_back(end);
    }
  }
  std::vector<int> all(nodes_.size());
  std::iota(all.begin(), all.end(), 0);
  Result<void> done = evaluate(all);
  if (!done) return done.error();

  std::vector<Branch> greedy(1);
  greedy.front().at = prompt_end_;
  greedy.front().end_step = options.speech_steps;
  done = finish_all(greedy, options);
  if (!done) return done.error();

  WhisperDecoded out;
  collect(greedy.front(), out);
  out.no_speech = no_speech_;
  out.symbols = symbols_;
  for (const std::vector<int>& of_text : ends) out.forced.push_back(score_forced(of_text));
  out.n_best.push_back({greedy.front().tokens, greedy.front().log_prob});
  if (options.n_best > 1 && !out.looped && !out.truncated) {
    done = find_alternatives(greedy.front(), options, out.n_best);
    if (!done) return done.error();
  }
  return out;
}

}  // namespace sotto
