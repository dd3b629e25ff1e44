#include "adapters/openvino/whisper_logits.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sotto {
namespace {

using Kind = WhisperPlace::Kind;

constexpr Token kBracket = 300;  // never written
constexpr Token kSpace = 301;    // never first
constexpr Token kComma = 302;
constexpr Token kLetter = 303;
constexpr Token kWord = 304;

// All tokens are letters except the few named above.
WhisperTokenizer tokenizer() {
  std::vector<std::string> tokens(static_cast<std::size_t>(whisper::kVocabulary), "x");
  tokens[kBracket] = "[";
  tokens[kSpace] = " ";
  tokens[kComma] = ",";
  tokens[kWord] = " word";
  return {tokens, {kBracket, whisper::kStart}, {kSpace, whisper::kEndOfText}};
}

class WhisperLogitsTest : public testing::Test {
 protected:
  void SetUp() override {
    std::mt19937 random(7);
    std::normal_distribution<float> score(0.0F, 2.0F);
    for (float& value : raw_) value = score(random);
  }

  float& raw(Token token) { return raw_[static_cast<std::size_t>(token)]; }

  // log of the sum of e^raw over the tokens that `allowed` names.
  template <typename Allowed>
  double log_sum(Allowed allowed) {
    double sum = 0;
    for (Token token = 0; token < whisper::kVocabulary; ++token) {
      if (allowed(token)) sum += std::exp(static_cast<double>(raw(token)));
    }
    return std::log(sum);
  }

  WhisperTokenizer tokenizer_ = tokenizer();
  WhisperLogits logits_{tokenizer_};
  std::vector<float> raw_ = std::vector<float>(static_cast<std::size_t>(whisper::kVocabulary));
};

TEST_F(WhisperLogitsTest, FirstTokenIsTextThatMayComeFirst) {
  raw(kBracket) = 40;
  raw(kSpace) = 39;
  raw(whisper::kEndOfText) = 38;
  raw(whisper::kFirstTimestamp + 5) = 37;
  raw(kWord) = 12;
  const WhisperNext next = logits_.read(raw_, {Kind::kFirst, whisper::kFirstTimestamp});
  EXPECT_EQ(next.choice, kWord);
  const double norm =
      log_sum([](Token t) { return t < whisper::kEndOfText && t != kBracket && t != kSpace; });
  EXPECT_NEAR(next.log_norm, norm, 1e-4);
  EXPECT_NEAR(next.choice_log_prob, 12 - norm, 1e-4);
}

TEST_F(WhisperLogitsTest, BestTextIsSortedAndComplete) {
  raw(50) = 15;
  raw(kBracket) = 50;
  raw(50256) = 14;
  raw(0) = 13;
  const WhisperNext next = logits_.read(raw_, {Kind::kInText, whisper::kFirstTimestamp});
  std::vector<Token> order;
  for (Token token = 0; token < whisper::kEndOfText; ++token) {
    if (token != kBracket) order.push_back(token);
  }
  std::stable_sort(order.begin(), order.end(), [&](Token a, Token b) { return raw(a) > raw(b); });
  for (std::size_t i = 0; i < next.best_text.size(); ++i) EXPECT_EQ(next.best_text[i].token, order[i]) << i;
  EXPECT_EQ(next.choice, 50);
}

TEST_F(WhisperLogitsTest, WordEndsWithEverythingButLettersDigitsAndApostrophes) {
  raw(kComma) = 10;
  raw(kWord) = 11;
  raw(kLetter) = 9;
  const WhisperNext next = logits_.read(raw_, {Kind::kInText, whisper::kFirstTimestamp});
  const auto may_come = [](Token t) {
    return (t <= whisper::kEndOfText && t != kBracket) || t >= whisper::kFirstTimestamp;
  };
  const auto ends = [&](Token t) {
    return may_come(t) && (t >= whisper::kEndOfText || t == kComma || t == kWord || t == kSpace);
  };
  EXPECT_NEAR(next.log_prob_word_end, log_sum(ends) - log_sum(may_come), 1e-4);
}

TEST_F(WhisperLogitsTest, TimestampsTogetherBeatTextThatBeatsEachOfThem) {
  raw(kWord) = 12;
  for (Token t = whisper::kFirstTimestamp + 100; t < whisper::kFirstTimestamp + 120; ++t) raw(t) = 11;
  raw(whisper::kFirstTimestamp + 110) = 11.5F;
  const WhisperNext next = logits_.read(raw_, {Kind::kInText, whisper::kFirstTimestamp});
  EXPECT_EQ(next.choice, whisper::kFirstTimestamp + 110);
  EXPECT_FLOAT_EQ(next.choice_log_prob, next.log_prob_end);
  const WhisperNext started = logits_.read(raw_, {Kind::kStretchStarted, whisper::kFirstTimestamp});
  EXPECT_EQ(started.choice, kWord) << "a stretch that has just begun holds text";
}

TEST_F(WhisperLogitsTest, TimeDoesNotGoBackwards) {
  raw(whisper::kFirstTimestamp + 10) = 30;
  raw(whisper::kFirstTimestamp + 90) = 20;
  const Token last = whisper::kFirstTimestamp + 50;
  EXPECT_EQ(logits_.read(raw_, {Kind::kInText, last}).choice, whisper::kFirstTimestamp + 90);
  EXPECT_EQ(logits_.read(raw_, {Kind::kAfterStretch, last}).choice, whisper::kFirstTimestamp + 90);
  raw(whisper::kEndOfText) = 25;
  EXPECT_EQ(logits_.read(raw_, {Kind::kAfterStretch, last}).choice, whisper::kEndOfText);
}

TEST_F(WhisperLogitsTest, PlainProbabilitiesIgnoreTheRules) {
  raw(kBracket) = 12;
  raw(whisper::kNoSpeech) = 13;
  const double norm = log_sum([](Token) { return true; });
  EXPECT_NEAR(WhisperLogits::plain_probability(raw_, whisper::kNoSpeech), std::exp(13 - norm), 1e-5);
  EXPECT_NEAR(logits_.symbol_probability(raw_), std::exp(12 - norm), 1e-5);
}

TEST_F(WhisperLogitsTest, ExtremeScoresStayNumbers) {
  std::fill(raw_.begin(), raw_.end(), -900.0F);
  raw(kWord) = 900;
  const WhisperNext next = logits_.read(raw_, {Kind::kInText, whisper::kVocabulary - 1});
  EXPECT_EQ(next.choice, kWord);
  EXPECT_NEAR(next.choice_log_prob, 0.0, 1e-5);
  EXPECT_LT(next.log_prob_end, -1000);
  EXPECT_TRUE(std::isfinite(next.log_prob_end));
}

}  // namespace
}  // namespace sotto
