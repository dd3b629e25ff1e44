// Worker: one thread that does jobs in order, so that the loop never waits for an engine.
//
// Thread-safety: post() from any thread; the destructor waits for the job in hand and forgets the others.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace sotto {

class Worker {
 public:
  // REQUIRES: jobs_max > 0.
  explicit Worker(std::size_t jobs_max);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // False when jobs_max jobs are waiting: the caller must treat that as a failed job.
  [[nodiscard]] bool post(std::function<void()> job);

  // Returns once every job posted so far has been done. REQUIRES: not called from a job.
  void wait_until_done();

 private:
  void work();

  const std::size_t jobs_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::condition_variable done_;  // of its own, so that a waiting caller never takes the thread's signal
  std::deque<std::function<void()>> jobs_;
  bool busy_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sotto
