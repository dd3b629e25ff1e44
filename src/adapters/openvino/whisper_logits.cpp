#include "adapters/openvino/whisper_logits.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr float kForbidden = -1e9F;
constexpr double kImpossible = -1e9;
constexpr std::size_t kTextTokens = static_cast<std::size_t>(whisper::kEndOfText);
// Four values at a time, which every processor of the kind can: these sums run over the vocabulary for every
// token.
constexpr std::size_t kLanes = 4;
using Floats [[gnu::vector_size(16)]] = float;
using Ints [[gnu::vector_size(16)]] = std::int32_t;

Floats load(const float* from) {
  Floats values;
  std::memcpy(&values, from, sizeof values);
  return values;
}

// e^x for x <= 0, to 2e-7 of its value; 0 below -87. Cephes' expf without its branches.
Floats exp_negative(Floats x) {
  const Floats clamped = x < -87.0F ? Floats{} - 87.0F : x;
  const Ints whole = __builtin_convertvector(clamped * 1.44269504F - 0.5F, Ints);
  const Floats n = __builtin_convertvector(whole, Floats);
  const Floats r = clamped - n * 0.693359375F + n * 2.12194440e-4F;
  Floats p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const auto power = std::bit_cast<Floats>((whole + 127) << 23);
  return x < -87.0F ? Floats{} : p * power;
}

double exp_negative(float x) {
  return std::exp(static_cast<double>(x));
}

float highest(const float* values, const float* bias, std::size_t count) {
  Floats lanes = Floats{} + kForbidden;
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Floats biased = load(values + i) + load(bias + i);
    lanes = lanes > biased ? lanes : biased;
  }
  float top = std::max({lanes[0], lanes[1], lanes[2], lanes[3]});
  for (; i < count; ++i) top = std::max(top, values[i] + bias[i]);
  return top;
}

double sum_of(Floats lanes) {
  return static_cast<double>(lanes[0]) + static_cast<double>(lanes[1]) + static_cast<double>(lanes[2]) +
         static_cast<double>(lanes[3]);
}

struct Sums {
  double all = 0;
  double weighted = 0;
};

// Sums of e^(value + bias - top), all of them and those with weight 1.
Sums sum_exp(const float* values, const float* bias, const float* weight, std::size_t count, float top) {
  Floats all{};
  Floats weighted{};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const Floats e = exp_negative(load(values + i) + load(bias + i) - top);
    all += e;
    weighted += e * load(weight + i);
  }
  Sums sums{sum_of(all), sum_of(weighted)};
  for (; i < count; ++i) {
    const double e = exp_negative(values[i] + bias[i] - top);
    sums.all += e;
    sums.weighted += e * static_cast<double>(weight[i]);
  }
  return sums;
}

double safe_log(double value) {
  return value > 0 ? std::log(value) : kImpossible;
}

void keep_best(std::array<WhisperChoice, WhisperNext::kBest>& best, Token token, float score) {
  std::size_t at = best.size() - 1;
  while (at > 0 && best[at - 1].log_prob < score) {
    best[at] = best[at - 1];
    --at;
  }
  best[at] = {token, score};
}

// The highest text scores, looked for block by block because nearly every block holds none of them.
void find_best(const float* values, const float* bias, std::array<WhisperChoice, WhisperNext::kBest>& best) {
  constexpr std::size_t kBlock = 64;
  best.fill({whisper::kEndOfText, kForbidden});
  for (std::size_t start = 0; start < kTextTokens; start += kBlock) {
    const std::size_t count = std::min(kBlock, kTextTokens - start);
    if (highest(values + start, bias + start, count) <= best.back().log_prob) continue;
    for (std::size_t i = start; i < start + count; ++i) {
      const float score = values[i] + bias[i];
      if (score > best.back().log_prob) keep_best(best, static_cast<Token>(i), score);
    }
  }
}

// Time stamps that may come: none, or those that do not go backwards.
struct Stamps {
  double sum = 0;  // of e^(value - top)
  Token best = whisper::kFirstTimestamp;
  float best_score = kForbidden;
};

Stamps read_stamps(std::span<const float> raw, Token first, float top) {
  Stamps stamps;
  for (Token token = first; token < whisper::kVocabulary; ++token) {
    const float score = raw[static_cast<std::size_t>(token)];
    stamps.sum += exp_negative(std::min(score - top, 0.0F));
    if (score > stamps.best_score) {
      stamps.best_score = score;
      stamps.best = token;
    }
  }
  return stamps;
}

double sum_of_all(std::span<const float> raw, float top) {
  Floats lanes{};
  std::size_t i = 0;
  for (; i + kLanes <= raw.size(); i += kLanes) lanes += exp_negative(load(raw.data() + i) - top);
  double sum = sum_of(lanes);
  for (; i < raw.size(); ++i) sum += exp_negative(raw[i] - top);
  return sum;
}

float highest_stamp(std::span<const float> raw, Token first) {
  return *std::max_element(raw.begin() + first, raw.end());
}

}  // namespace

WhisperLogits::WhisperLogits(const WhisperTokenizer& tokenizer)
    : may_follow_(kTextTokens, 0.0F), ends_word_(kTextTokens, 0.0F) {
  for (const Token token : tokenizer.never()) {
    if (token >= whisper::kEndOfText) continue;
    may_follow_[static_cast<std::size_t>(token)] = kForbidden;
    symbols_.push_back(token);
  }
  may_begin_ = may_follow_;
  for (const Token token : tokenizer.not_first()) {
    if (token < whisper::kEndOfText) may_begin_[static_cast<std::size_t>(token)] = kForbidden;
  }
  for (Token token = 0; token < whisper::kEndOfText; ++token) {
    if (tokenizer.ends_word(token)) ends_word_[static_cast<std::size_t>(token)] = 1.0F;
  }
}

WhisperNext WhisperLogits::read(std::span<const float> raw, const WhisperPlace& place) const {
  SOTTO_ASSERT(raw.size() == static_cast<std::size_t>(whisper::kVocabulary));
  using Kind = WhisperPlace::Kind;
  const bool text = place.kind != Kind::kAfterStretch;
  const bool end = place.kind != Kind::kFirst;
  const bool stamp = place.kind == Kind::kInText || place.kind == Kind::kAfterStretch;
  const float* bias = place.kind == Kind::kFirst ? may_begin_.data() : may_follow_.data();
  const float end_score = end ? raw[kTextTokens] : kForbidden;

  float top = end_score;
  if (text) top = std::max(top, highest(raw.data(), bias, kTextTokens));
  if (stamp) top = std::max(top, highest_stamp(raw, place.last_timestamp));

  const Sums sums = text ? sum_exp(raw.data(), bias, ends_word_.data(), kTextTokens, top) : Sums{};
  const Stamps stamps = stamp ? read_stamps(raw, place.last_timestamp, top) : Stamps{};
  const double end_sum = end ? exp_negative(end_score - top) : 0.0;

  WhisperNext next;
  const double total = safe_log(sums.all + stamps.sum + end_sum);
  next.log_norm = static_cast<double>(top) + total;
  next.log_prob_end = static_cast<float>(safe_log(stamps.sum + end_sum) - total);
  next.log_prob_word_end = static_cast<float>(safe_log(sums.weighted + stamps.sum + end_sum) - total);
  next.best_text.fill({whisper::kEndOfText, kForbidden});
  if (text) {
    find_best(raw.data(), bias, next.best_text);
    for (WhisperChoice& choice : next.best_text) choice.log_prob -= static_cast<float>(next.log_norm);
  }

  const WhisperChoice& best_text = next.best_text.front();
  const auto end_log_prob = static_cast<float>(static_cast<double>(end_score) - next.log_norm);
  // All time stamps together against the best text token: their probability is spread over neighbouring
  // times.
  const bool stamp_wins = stamp && safe_log(stamps.sum) - total > static_cast<double>(best_text.log_prob) &&
                          stamps.sum >= end_sum;
  if (stamp_wins) {
    next.choice = stamps.best;
    next.choice_log_prob = next.log_prob_end;
  } else if (end && end_log_prob >= best_text.log_prob) {
    next.choice = whisper::kEndOfText;
    next.choice_log_prob = next.log_prob_end;
  } else {
    next.choice = best_text.token;
    next.choice_log_prob = best_text.log_prob;
  }
  return next;
}

double WhisperLogits::plain_probability(std::span<const float> raw, Token token) {
  SOTTO_ASSERT(token >= 0 && static_cast<std::size_t>(token) < raw.size());
  const float top = *std::max_element(raw.begin(), raw.end());
  return exp_negative(raw[static_cast<std::size_t>(token)] - top) / sum_of_all(raw, top);
}

double WhisperLogits::symbol_probability(std::span<const float> raw) const {
  const float top = *std::max_element(raw.begin(), raw.end());
  double symbols = 0;
  for (const Token token : symbols_) symbols += exp_negative(raw[static_cast<std::size_t>(token)] - top);
  return symbols / sum_of_all(raw, top);
}

}  // namespace sotto
