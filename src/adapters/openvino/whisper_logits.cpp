#include "adapters/openvino/whisper_logits.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr float kForbidden = -1e9F;
constexpr double kImpossible = -1e9;
constexpr std::size_t kTextTokens = static_cast<std::size_t>(whisper::kEndOfText);
// Values are taken in blocks of a fixed size, so that the compiler can keep a block in vector registers.
constexpr std::size_t kLanes = 16;

// e^x for x <= 0, to 2e-7 of its value; 0 below -87. Cephes' expf, without its branches, so that it
// vectorises.
inline float exp_negative(float x) {
  const float clamped = x < -87.0F ? -87.0F : x;
  const float scaled = clamped * 1.44269504F;
  const auto whole = static_cast<std::int32_t>(scaled - 0.5F);
  const auto n = static_cast<float>(whole);
  const float r = clamped - n * 0.693359375F + n * 2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const float power = std::bit_cast<float>((whole + 127) << 23);
  return x < -87.0F ? 0.0F : p * power;
}

float highest(const float* values, const float* bias, std::size_t count) {
  std::array<float, kLanes> lanes;
  lanes.fill(kForbidden);
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t k = 0; k < kLanes; ++k) {
      const float value = values[i + k] + bias[i + k];
      lanes[k] = lanes[k] > value ? lanes[k] : value;
    }
  }
  float top = *std::max_element(lanes.begin(), lanes.end());
  for (; i < count; ++i) top = std::max(top, values[i] + bias[i]);
  return top;
}

struct Sums {
  double all = 0;
  double weighted = 0;
};

// Sums of e^(value + bias - top), all of them and those with weight 1.
Sums sum_exp(const float* values, const float* bias, const float* weight, std::size_t count, float top) {
  std::array<float, kLanes> all{};
  std::array<float, kLanes> weighted{};
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t k = 0; k < kLanes; ++k) {
      const float e = exp_negative(values[i + k] + bias[i + k] - top);
      all[k] += e;
      weighted[k] += e * weight[i + k];
    }
  }
  Sums sums;
  for (std::size_t k = 0; k < kLanes; ++k) {
    sums.all += static_cast<double>(all[k]);
    sums.weighted += static_cast<double>(weighted[k]);
  }
  for (; i < count; ++i) {
    const auto e = static_cast<double>(exp_negative(values[i] + bias[i] - top));
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
  constexpr std::size_t kBlock = 4 * kLanes;
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
    stamps.sum += static_cast<double>(exp_negative(std::min(score - top, 0.0F)));
    if (score > stamps.best_score) {
      stamps.best_score = score;
      stamps.best = token;
    }
  }
  return stamps;
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
  const double end_sum = end ? static_cast<double>(exp_negative(end_score - top)) : 0.0;

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
  double sum = 0;
  for (const float value : raw) sum += static_cast<double>(exp_negative(value - top));
  return static_cast<double>(exp_negative(raw[static_cast<std::size_t>(token)] - top)) / sum;
}

double WhisperLogits::symbol_probability(std::span<const float> raw) const {
  const float top = *std::max_element(raw.begin(), raw.end());
  double sum = 0;
  for (const float value : raw) sum += static_cast<double>(exp_negative(value - top));
  double symbols = 0;
  for (const Token token : symbols_) {
    symbols += static_cast<double>(exp_negative(raw[static_cast<std::size_t>(token)] - top));
  }
  return symbols / sum;
}

}  // namespace sotto
