#include "runtime/worker.hpp"

#include <utility>

#include "base/assert.hpp"

namespace sotto {

Worker::Worker(std::size_t jobs_max) : jobs_max_(jobs_max), thread_([this] { work(); }) {
  SOTTO_ASSERT(jobs_max > 0);
}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    jobs_.clear();
  }
  changed_.notify_all();
  thread_.join();
}

bool Worker::post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= jobs_max_) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Worker::wait_until_done() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return jobs_.empty() && !busy_; });
}

void Worker::work() {
  while (true) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      busy_ = false;
      if (jobs_.empty()) done_.notify_all();
      changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
      busy_ = true;
    }
    job();
  }
}

}  // namespace sotto
