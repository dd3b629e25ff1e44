#include "tools/material/voice_files.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sotto {
namespace {

TEST(BlendStyles, WeighsTheTwoNumberByNumber) {
  const std::vector<float> first = {1.0F, 0.0F, -2.0F};
  const std::vector<float> second = {0.0F, 1.0F, 2.0F};
  EXPECT_EQ(blend_styles(first, second, 0), first);
  EXPECT_EQ(blend_styles(first, second, 1000), second);
  const std::vector<float> half = blend_styles(first, second, 500);
  EXPECT_FLOAT_EQ(half[0], 0.5F);
  EXPECT_FLOAT_EQ(half[1], 0.5F);
  EXPECT_FLOAT_EQ(half[2], 0.0F);
  EXPECT_FLOAT_EQ(blend_styles(first, second, 250)[2], -1.0F);
}

}  // namespace
}  // namespace sotto
