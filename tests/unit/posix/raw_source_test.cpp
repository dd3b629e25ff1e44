#include "adapters/posix/raw_source.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <future>
#include <vector>

namespace sotto {
namespace {

class Pipe {
 public:
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe2(ends.data(), O_CLOEXEC), 0);
    read_end_ = ends[0];
    write_end_ = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(read_end_);
    close_write_end();
  }
  [[nodiscard]] int read_end() const { return read_end_; }
  void close_write_end() {
    if (write_end_ >= 0) close(write_end_);
    write_end_ = -1;
  }
  void send(const std::vector<std::uint8_t>& bytes) {
    ASSERT_EQ(write(write_end_, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  }

 private:
  int read_end_ = -1;
  int write_end_ = -1;
};

std::vector<std::uint8_t> s16le(const std::vector<int>& samples) {
  std::vector<std::uint8_t> bytes;
  for (const int sample : samples) {
    bytes.push_back(static_cast<std::uint8_t>(sample & 0xFF));
    bytes.push_back(static_cast<std::uint8_t>(sample >> 8 & 0xFF));
  }
  return bytes;
}

std::unique_ptr<AudioSource> source_of(const Pipe& pipe, RawSourceOptions options = {}) {
  auto source = make_raw_source(pipe.read_end(), std::move(options));
  EXPECT_TRUE(source.ok());
  return std::move(source).value();
}

TEST(RawSource, SamplesComeOutExactlyAndTheEndIsClean) {
  Pipe pipe;
  pipe.send(s16le({0, 1, -1, 32767, -32768, 16384, 258}));
  pipe.close_write_end();
  const auto source = source_of(pipe);
  std::array<float, 4> frame{};
  auto count = source->read(frame);
  ASSERT_TRUE(count.ok());
  ASSERT_EQ(count.value(), 4U);
  EXPECT_EQ(frame, (std::array<float, 4>{0.0F, 1 / 32768.0F, -1 / 32768.0F, 32767 / 32768.0F}));
  count = source->read(frame);
  ASSERT_TRUE(count.ok());
  ASSERT_EQ(count.value(), 3U);
  EXPECT_EQ(frame[0], -1.0F);
  EXPECT_EQ(frame[1], 0.5F);
  EXPECT_EQ(frame[2], 258 / 32768.0F);
  count = source->read(frame);
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(count.value(), 0U);
  EXPECT_EQ(source->name(), "stdin");
}

TEST(RawSource, SenderThatWritesByteByByteIsHeardInWholeFrames) {
  Pipe pipe;
  std::vector<int> samples(1000);
  for (int i = 0; i < 1000; ++i) samples[static_cast<std::size_t>(i)] = i * 31 - 15000;
  auto sender = std::async(std::launch::async, [&] {
    for (const std::uint8_t byte : s16le(samples)) pipe.send({byte});
    pipe.close_write_end();
  });
  const auto source = source_of(pipe);
  std::array<float, 300> frame{};
  std::vector<float> heard;
  std::vector<std::size_t> counts;
  do {
    const auto count = source->read(frame);
    ASSERT_TRUE(count.ok());
    counts.push_back(count.value());
    heard.insert(heard.end(), frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(count.value()));
  } while (counts.back() == frame.size());
  sender.get();
  EXPECT_EQ(counts, (std::vector<std::size_t>{300, 300, 300, 100}));
  for (std::size_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(heard[i], static_cast<float>(samples[i]) / 32768.0F) << i;
  }
}

TEST(RawSource, OddLastByteIsReportedAfterEveryWholeSample) {
  Pipe pipe;
  auto bytes = s16le({100, 200, 300});
  bytes.push_back(7);
  pipe.send(bytes);
  pipe.close_write_end();
  const auto source = source_of(pipe);
  std::array<float, 8> frame;
  frame.fill(9.0F);
  const auto count = source->read(frame);
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(count.value(), 8U) << "a short count would be a regular end";
  EXPECT_EQ(frame[2], 300 / 32768.0F);
  EXPECT_TRUE(std::all_of(frame.begin() + 3, frame.end(), [](float s) { return s == 0.0F; }));
  for (int again = 0; again < 2; ++again) {
    const auto after = source->read(frame);
    ASSERT_FALSE(after.ok());
    EXPECT_EQ(after.error().code, ErrorCode::kStreamMisaligned);
  }
}

TEST(RawSource, OddLastByteAloneIsReported) {
  Pipe pipe;
  pipe.send({7});
  pipe.close_write_end();
  std::array<float, 8> frame{};
  EXPECT_EQ(source_of(pipe)->read(frame).error().code, ErrorCode::kStreamMisaligned);
}

TEST(RawSource, SilentSenderIsReportedAndMayComeBack) {
  Pipe pipe;
  pipe.send(s16le({11, 22}));
  const auto source = source_of(pipe, {.stall_ms = 30, .cancel_fd = -1, .name = "pipe"});
  std::array<float, 4> frame{};
  const auto partial = source->read(frame);
  ASSERT_TRUE(partial.ok());
  EXPECT_EQ(partial.value(), 4U);
  EXPECT_EQ(frame[1], 22 / 32768.0F);
  const auto stalled = source->read(frame);
  ASSERT_FALSE(stalled.ok());
  EXPECT_EQ(stalled.error().code, ErrorCode::kStreamStalled);
  EXPECT_EQ(stalled.error().detail, "pipe: nothing for 30 ms");
  pipe.send(s16le({1, 2, 3, 4}));
  const auto later = source->read(frame);
  ASSERT_TRUE(later.ok());
  EXPECT_EQ(later.value(), 4U);
  EXPECT_EQ(frame[3], 4 / 32768.0F);
}

TEST(RawSource, CancelEndsAReadThatWaits) {
  Pipe pipe;
  Pipe cancel;
  const auto source = source_of(pipe, {.stall_ms = 60'000, .cancel_fd = cancel.read_end(), .name = "pipe"});
  auto reading = std::async(std::launch::async, [&] {
    std::array<float, 4> frame{};
    return source->read(frame);
  });
  cancel.send({1});
  const auto count = reading.get();
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(count.value(), 0U);
}

TEST(RawSource, NonBlockingDescriptorIsWaitedFor) {
  Pipe pipe;
  ASSERT_EQ(fcntl(pipe.read_end(), F_SETFL, O_NONBLOCK), 0);
  auto sender = std::async(std::launch::async, [&] {
    pipe.send(s16le({5, 6}));
    pipe.close_write_end();
  });
  const auto source = source_of(pipe);
  std::array<float, 2> frame{};
  const auto count = source->read(frame);
  sender.get();
  ASSERT_TRUE(count.ok());
  EXPECT_EQ(count.value(), 2U);
}

TEST(RawSource, WhatIsNotOpenOrNotReadableIsAnError) {
  EXPECT_EQ(make_raw_source(-1).error().code, ErrorCode::kFileUnreadable);
  const int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_GE(folder, 0);
  auto source = make_raw_source(folder);
  ASSERT_TRUE(source.ok());
  std::array<float, 2> frame{};
  EXPECT_EQ(source.value()->read(frame).error().code, ErrorCode::kFileUnreadable);
  close(folder);
}

}  // namespace
}  // namespace sotto
