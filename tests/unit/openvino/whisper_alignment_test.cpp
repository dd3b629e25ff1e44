#include "adapters/openvino/whisper_alignment.hpp"

#include <cmath>
#include <cstdlib>
#include <vector>

#include <gtest/gtest.h>

namespace sotto {
namespace {

// Attention of tokens that each look at one place, like a hill of 10 steps, over an even floor.
std::vector<float> hills(const std::vector<int>& centres, int steps) {
  std::vector<float> attention;
  for (const int centre : centres) {
    for (int step = 0; step < steps; ++step) {
      const float distance = static_cast<float>(step - centre) / 5.0F;
      attention.push_back(0.001F + std::exp(-distance * distance));
    }
  }
  return attention;
}

TEST(WhisperAlignment, BoundariesLieBetweenTheHills) {
  const std::vector<int> boundaries = align_tokens(hills({10, 40, 70}, 100), 3, 100, 90);
  ASSERT_EQ(boundaries.size(), 4U);
  EXPECT_EQ(boundaries[0], 0);
  EXPECT_NEAR(boundaries[1], 25, 6);
  EXPECT_NEAR(boundaries[2], 55, 6);
  EXPECT_EQ(boundaries[3], 90);
}

TEST(WhisperAlignment, NeverFallsEvenWhenTheModelLooksBack) {
  const std::vector<int> boundaries = align_tokens(hills({60, 10, 80, 30}, 100), 4, 100, 100);
  for (std::size_t i = 1; i < boundaries.size(); ++i) EXPECT_LE(boundaries[i - 1], boundaries[i]);
}

TEST(WhisperAlignment, SurvivesDegenerateAttention) {
  const std::vector<float> flat(std::size_t{3} * 50, 0.02F);
  for (const std::size_t used : {1U, 2U, 50U}) {
    const std::vector<int> boundaries = align_tokens(flat, 3, 50, used);
    ASSERT_EQ(boundaries.size(), 4U);
    EXPECT_EQ(boundaries.back(), static_cast<int>(used));
    for (const int boundary : boundaries) {
      EXPECT_GE(boundary, 0);
      EXPECT_LE(boundary, static_cast<int>(used));
    }
  }
  EXPECT_EQ(align_tokens(std::vector<float>(50, 0.0F), 1, 50, 50).front(), 0);
}

}  // namespace
}  // namespace sotto
