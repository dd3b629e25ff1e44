#include "adapters/posix/line_channel.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace sotto {
namespace {

class Line : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0); }

  [[nodiscard]] static std::vector<std::string> await(LineChannel& channel) {
    std::vector<std::string> lines;
    for (int i = 0; i < 100 && lines.empty(); ++i) {
      if (!channel.exchange(1000)) break;
      lines = channel.take();
    }
    return lines;
  }

  std::array<int, 2> ends = {-1, -1};
};

TEST_F(Line, GoesBothWays) {
  LineChannel a(ends[0]);
  LineChannel b(ends[1]);
  ASSERT_TRUE(a.send("one"));
  ASSERT_TRUE(a.send(""));
  ASSERT_TRUE(a.exchange(0));
  EXPECT_EQ(await(b), (std::vector<std::string>{"one", ""}));
  ASSERT_TRUE(b.send("two"));
  ASSERT_TRUE(b.exchange(0));
  EXPECT_EQ(await(a), std::vector<std::string>{"two"});
}

TEST_F(Line, ALongOneComesInPieces) {
  LineChannel a(ends[0], {1 << 20U, 4 << 20U});
  LineChannel b(ends[1], {3 << 20U, 1 << 20U});
  const std::string line(2 << 20U, 'x');
  ASSERT_TRUE(a.send(line));
  std::thread writer([&a] {
    for (int i = 0; i < 200; ++i) static_cast<void>(a.exchange(10));
  });
  EXPECT_EQ(await(b), std::vector<std::string>{line});
  writer.join();
}

TEST_F(Line, OneThatIsTooLongEndsTheLinkAfterWhatCameBefore) {
  LineChannel a(ends[0]);
  LineChannel b(ends[1], {100, 1000});
  ASSERT_TRUE(a.send("one"));
  ASSERT_TRUE(a.send(std::string(101, 'x')));
  ASSERT_TRUE(a.exchange(0));
  EXPECT_FALSE(b.exchange(1000));
  EXPECT_EQ(b.take(), std::vector<std::string>{"one"});
  EXPECT_FALSE(b.send("anything"));
}

TEST_F(Line, WhatWaitsIsBounded) {
  LineChannel a(ends[0], {100, 100});
  EXPECT_TRUE(a.send(std::string(49, 'x')));
  EXPECT_FALSE(a.send(std::string(20, 'x'), 40)) << "it would leave too little for what matters more";
  EXPECT_TRUE(a.send(std::string(49, 'x')));
  EXPECT_FALSE(a.send(""));
  ::close(ends[1]);
}

TEST_F(Line, TheEndOfTheOtherSideIsSeenAfterItsLastWord) {
  LineChannel a(ends[0]);
  ASSERT_EQ(::write(ends[1], "last\nhalf", 9), 9);
  ::close(ends[1]);
  bool linked = true;
  for (int i = 0; i < 10 && linked; ++i) linked = a.exchange(1000);
  EXPECT_FALSE(linked);
  EXPECT_EQ(a.take(), std::vector<std::string>{"last"}) << "half a line is none";
}

TEST_F(Line, AWakeEndsTheWait) {
  LineChannel a(ends[0]);
  a.wake();
  EXPECT_TRUE(a.exchange(60'000));
  ::close(ends[1]);
}

}  // namespace
}  // namespace sotto
