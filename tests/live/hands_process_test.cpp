#include "adapters/posix/hands_process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <functional>
#include <mutex>
#include <string>

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

class HandsProcess : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-hands-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    auto started = start_hands({SOTTO_HANDS_HELPER, {"keeper", (folder / "started").string()}, {}});
    ASSERT_TRUE(started.ok());
    hands = std::move(started).value();
  }
  void TearDown() override {
    hands.reset();
    fs::remove_all(folder);
  }

  static bool wait_until(const std::function<bool()>& done) {
    const auto deadline = Clock::now() + std::chrono::seconds(20);
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    while (!never.wait_for(lock, std::chrono::milliseconds(5), done)) {
      if (Clock::now() > deadline) return false;
    }
    return true;
  }

  // How often hands was started.
  [[nodiscard]] int starts() const {
    std::ifstream in(folder / "started");
    int n = 0;
    for (std::string line; std::getline(in, line);) ++n;
    return n;
  }

  // The one answer, or an empty result at the deadline.
  DeviceAnswered ask(const std::string& plan) {
    hands->set({++id, plan, "on", 0});
    std::vector<DeviceAnswered> answers;
    wait_until([&] {
      answers = hands->take_answers();
      return !answers.empty();
    });
    EXPECT_EQ(answers.size(), 1U) << plan;
    if (answers.empty()) return {};
    EXPECT_EQ(answers.front().command, id) << plan;
    return answers.front();
  }

  // Asks until hands is there.
  bool is_there() {
    return wait_until([&] { return ask("lamp").result == "confirmed"; });
  }

  fs::path folder;
  std::unique_ptr<Hands> hands;
  std::uint64_t id = 0;
};

TEST_F(HandsProcess, BeforeItBeginsThereIsNobody) {
  EXPECT_EQ(ask("lamp").result, "unavailable");
}

TEST_F(HandsProcess, AnOrderGoesThereAndItsAnswerComesBack) {
  hands->begin();
  ASSERT_TRUE(is_there());
  const DeviceAnswered answer = ask("lamp");
  EXPECT_EQ(answer.result, "confirmed");
  EXPECT_EQ(answer.told, "Done.");
  EXPECT_FALSE(hands->take_names());
  EXPECT_EQ(ask("names").result, "confirmed");
  EXPECT_EQ(hands->take_names()->lists.size(), 1U);
  EXPECT_FALSE(hands->take_names()) << "once";
}

TEST_F(HandsProcess, ItsEndIsAnAnswerAndItComesBack) {
  hands->begin();
  ASSERT_TRUE(is_there());
  EXPECT_EQ(ask("die").result, "unavailable");
  ASSERT_TRUE(wait_until([&] { return hands->take_notice() == "hands-lost"; }));
  ASSERT_TRUE(is_there());
  EXPECT_EQ(starts(), 2);
}

TEST_F(HandsProcess, EveryOrderOnItsWayIsAnsweredOnce) {
  hands->begin();
  ASSERT_TRUE(is_there());
  const std::uint64_t first = id + 1;
  for (int i = 0; i < 50; ++i) hands->set({++id, "silence", "on", 0});
  hands->set({++id, "die", "on", 0});
  std::vector<DeviceAnswered> all;
  ASSERT_TRUE(wait_until([&] {
    for (DeviceAnswered& answer : hands->take_answers()) all.push_back(std::move(answer));
    return all.size() >= 51;
  }));
  ASSERT_EQ(all.size(), 51U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].command, first + i);
    EXPECT_EQ(all[i].result, "unavailable");
  }
}

TEST_F(HandsProcess, TooManyOrdersAreRefused) {
  hands->begin();
  ASSERT_TRUE(is_there());
  for (int i = 0; i < 300; ++i) hands->set({++id, "silence", "on", 0});
  const auto answers = hands->take_answers();
  ASSERT_EQ(answers.size(), 44U);
  EXPECT_EQ(answers.front().result, "refused");
}

TEST_F(HandsProcess, OneThatHangsIsToldToHaveNotAnswered) {
  hands->begin();
  ASSERT_TRUE(is_there());
  const auto asked = Clock::now();
  EXPECT_EQ(ask("silence").result, "no-answer");
  EXPECT_GE(Clock::now() - asked, std::chrono::seconds(6));
}

TEST_F(HandsProcess, WhatItMayNotSayEndsIt) {
  hands->begin();
  int expected = 1;
  for (const char* plan : {"garbage", "typed", "endless"}) {
    ASSERT_TRUE(is_there()) << plan;
    EXPECT_EQ(starts(), expected++) << plan;
    EXPECT_EQ(ask(plan).result, "unavailable") << plan << ": the answer came after what ended it";
  }
}

TEST_F(HandsProcess, AnswersThatNobodyAskedForAreNone) {
  hands->begin();
  ASSERT_TRUE(is_there());
  EXPECT_EQ(ask("unasked").result, "confirmed");
  EXPECT_EQ(ask("twice").result, "confirmed");
  EXPECT_EQ(ask("lamp").result, "confirmed");
}

TEST_F(HandsProcess, WishesComeAndAreBounded) {
  hands->begin();
  ASSERT_TRUE(is_there());
  EXPECT_EQ(ask("mute").result, "confirmed");
  EXPECT_EQ(ask("cancel").result, "confirmed");
  EXPECT_EQ(hands->take_requests(), (std::vector<LiveRequest>{SetMuted{true}, Cancel{}}));
  EXPECT_EQ(ask("flood").result, "confirmed");
  const auto requests = hands->take_requests();
  ASSERT_EQ(requests.size(), 16U);
  EXPECT_EQ(requests.back(), LiveRequest(SetMuted{false})) << "the newest counts";
}

TEST_F(HandsProcess, WhatGoesOnIsToldToWatchersOnly) {
  hands->begin();
  ASSERT_TRUE(is_there());
  hands->tell(LineTold{"{}"});
  hands->tell(LiveState{});
  EXPECT_EQ(ask("watched?").result, "no-device") << "nobody watches";
  EXPECT_EQ(ask("watch").result, "confirmed");
  hands->tell(LiveState{});
  EXPECT_EQ(ask("watched?").result, "confirmed");
}

}  // namespace
}  // namespace sotto
