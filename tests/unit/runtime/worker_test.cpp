#include "runtime/worker.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <memory>
#include <thread>
#include <vector>

namespace sotto {
namespace {

TEST(Worker, DoesJobsInTheirOrderOnOneThread) {
  std::vector<int> done;
  std::vector<std::thread::id> threads;
  Worker worker(100);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(worker.post([&, i] {
      done.push_back(i);
      threads.push_back(std::this_thread::get_id());
    }));
  }
  worker.wait_until_done();
  ASSERT_EQ(done.size(), 100U);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
    EXPECT_EQ(threads[static_cast<std::size_t>(i)], threads.front());
  }
  EXPECT_NE(threads.front(), std::this_thread::get_id());
}

TEST(Worker, RefusesMoreThanItHasRoomFor) {
  std::latch begun(1);
  std::latch go_on(1);
  int done = 0;
  Worker worker(2);
  ASSERT_TRUE(worker.post([&] {
    begun.count_down();
    go_on.wait();
    ++done;
  }));
  begun.wait();  // the job in hand takes no room
  EXPECT_TRUE(worker.post([&] { ++done; }));
  EXPECT_TRUE(worker.post([&] { ++done; }));
  EXPECT_FALSE(worker.post([&] { done += 100; }));
  go_on.count_down();
  worker.wait_until_done();
  EXPECT_EQ(done, 3);
  EXPECT_TRUE(worker.post([&] { ++done; }));
  worker.wait_until_done();
  EXPECT_EQ(done, 4);
}

TEST(Worker, WaitsForTheJobInHandAndNotForItsQueueAlone) {
  std::latch begun(1);
  std::latch go_on(1);
  bool done = false;
  Worker worker(1);
  ASSERT_TRUE(worker.post([&] {
    begun.count_down();
    go_on.wait();
    done = true;
  }));
  begun.wait();
  go_on.count_down();
  worker.wait_until_done();
  EXPECT_TRUE(done);
}

TEST(Worker, AnIdleOneIsDone) {
  Worker worker(1);
  worker.wait_until_done();
}

TEST(Worker, SeveralMayPostAndSeveralMayWait) {
  int done = 0;
  {
    Worker worker(10'000);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int j = 0; j < 500; ++j) EXPECT_TRUE(worker.post([&done] { ++done; }));
        worker.wait_until_done();
      });
    }
    for (std::thread& thread : threads) thread.join();
    worker.wait_until_done();
    EXPECT_EQ(done, 2000);
  }
}

TEST(Worker, ItsEndWaitsForTheJobInHandAndForgetsTheOthers) {
  std::latch begun(1);
  std::latch go_on(1);
  int done = 0;
  auto worker = std::make_unique<Worker>(2);
  ASSERT_TRUE(worker->post([&] {
    begun.count_down();
    go_on.wait();
    ++done;
  }));
  begun.wait();
  // What a forgotten job holds is let go at once, so its end is the sign that the destructor has begun.
  struct Sign {
    std::latch& latch;
    explicit Sign(std::latch& the_latch) : latch(the_latch) {}
    ~Sign() { latch.count_down(); }
    Sign(const Sign&) = delete;
    Sign& operator=(const Sign&) = delete;
  };
  ASSERT_TRUE(worker->post([&done, sign = std::make_shared<Sign>(go_on)] { done += 100; }));
  worker.reset();
  EXPECT_EQ(done, 1);
}

TEST(WorkerDeathTest, NeedsRoomForOneJob) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(Worker(0), "jobs_max > 0");
}

}  // namespace
}  // namespace sotto
