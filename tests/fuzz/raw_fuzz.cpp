// Raw sound from a pipe over garbage: any bytes in any portions are samples, and an odd one at the end is
// named.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "adapters/posix/raw_source.hpp"
#include "mutate.hpp"

namespace sotto {
namespace {

std::vector<float> samples_of(const std::string& bytes) {
  std::vector<float> samples;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<unsigned char>(bytes[i]);
    const auto high = static_cast<unsigned char>(bytes[i + 1]);
    samples.push_back(static_cast<float>(static_cast<std::int16_t>(low | high << 8)) / 32768.0F);
  }
  return samples;
}

TEST(RawFuzz, AnyBytesInAnyPortions) {
  Mutator random(51, {});
  for (int round = 0; round < 400; ++round) {
    std::array<int, 2> ends{};
    ASSERT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    auto source = make_raw_source(ends[0], {1000, -1, "stdin"});
    ASSERT_TRUE(source.ok());
    std::string sent;
    std::vector<float> heard;
    std::optional<Error> error;
    // Writes and reads take turns; a read is never longer than what has been sent, so that it never waits.
    const auto read = [&](std::size_t most) {
      std::vector<float> frame(most);
      const auto count = source.value()->read(frame);
      if (!count) {
        error = count.error();
        return false;
      }
      heard.insert(heard.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(count.value()));
      return count.value() == frame.size();
    };
    for (std::size_t portions = random.below(20); portions > 0; --portions) {
      std::string portion(random.below(random.below(4) == 0 ? 30'000 : 40), ' ');
      for (char& c : portion) c = static_cast<char>(random.below(256));
      ASSERT_EQ(write(ends[1], portion.data(), portion.size()), static_cast<ssize_t>(portion.size()));
      sent += portion;
      const std::size_t ready = sent.size() / 2 - heard.size();
      const bool all = random.below(2) == 0 || ready > 10'000;  // a pipe holds 64 KiB
      const std::size_t wanted = all ? ready : random.below(ready + 1);
      if (wanted > 0) {
        ASSERT_TRUE(read(wanted));
      }
    }
    close(ends[1]);
    while (read(1 + random.below(2000))) {
    }
    close(ends[0]);
    // The last frame before an error is filled up with silence.
    const std::vector<float> expected = samples_of(sent);
    ASSERT_GE(heard.size(), expected.size());
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(), heard.begin()));
    EXPECT_TRUE(std::all_of(heard.begin() + static_cast<std::ptrdiff_t>(expected.size()), heard.end(),
                            [](float sample) { return sample == 0.0F; }));
    ASSERT_EQ(error.has_value(), sent.size() % 2 != 0);
    if (error) {
      expect_presentable(*error, {ErrorCode::kStreamMisaligned});
    } else {
      EXPECT_EQ(heard.size(), expected.size());
    }
  }
}

TEST(RawFuzz, WhatIsNoPipe) {
  EXPECT_FALSE(make_raw_source(-1).ok());
  const int folder = open(SOTTO_SOURCE_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_GE(folder, 0);
  auto source = make_raw_source(folder, {1000, -1, "stdin"});
  if (source) {
    std::array<float, 64> frame{};
    const auto count = source.value()->read(frame);
    ASSERT_FALSE(count.ok());
    expect_presentable(count.error(), {ErrorCode::kFileUnreadable});
  }
  close(folder);
}

}  // namespace
}  // namespace sotto
