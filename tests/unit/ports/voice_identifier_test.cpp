#include "ports/voice_identifier.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace sotto {
namespace {

VoiceEmbedding axis(std::size_t index, float value = 1.0F) {
  VoiceEmbedding embedding{};
  embedding.at(index) = value;
  return embedding;
}

TEST(Similarity, IsThousandForTheSameDirection) {
  EXPECT_EQ(similarity(axis(3), axis(3)), 1000);
}

TEST(Similarity, IsZeroForUnrelatedDirections) {
  EXPECT_EQ(similarity(axis(0), axis(255)), 0);
}

TEST(Similarity, IsMinusThousandForOppositeDirections) {
  EXPECT_EQ(similarity(axis(7), axis(7, -1.0F)), -1000);
}

TEST(Similarity, IsTheCosineInThousandths) {
  VoiceEmbedding slanted{};
  slanted[0] = 0.6F;
  slanted[200] = 0.8F;
  EXPECT_EQ(similarity(axis(0), slanted), 600);
  EXPECT_EQ(similarity(slanted, axis(200)), 800);
}

TEST(Similarity, RoundsToTheNearest) {
  VoiceEmbedding slanted{};
  slanted[0] = 0.7236F;
  EXPECT_EQ(similarity(axis(0), slanted), 724);
  slanted[0] = -0.7236F;
  EXPECT_EQ(similarity(axis(0), slanted), -724);
}

TEST(Similarity, NeverExceedsItsRangeByRounding) {
  VoiceEmbedding flat{};
  flat.fill(std::nextafter(1.0F / 16.0F, 1.0F));  // 256 of these have a length a hair over one
  EXPECT_EQ(similarity(flat, flat), 1000);
}

}  // namespace
}  // namespace sotto
