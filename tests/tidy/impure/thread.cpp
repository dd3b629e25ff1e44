#include <mutex>
#include <thread>

// Starts a thread and takes a lock, for the purity check to find.
void work_aside(std::mutex& mutex, int& count) {
  std::thread worker([&] {
    const std::lock_guard lock(mutex);
    ++count;
  });
  worker.join();
}
