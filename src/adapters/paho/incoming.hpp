// Incoming: what was published and has not been looked at yet, by topic, the newest only.
//
// A flood of states keeps one place a topic, so it neither grows nor delays what comes behind it.
// Thread-safety: any number of threads.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sotto {

class Incoming {
 public:
  // False where it does not fit: too large by itself, or too much altogether.
  bool put(const std::string& topic, std::string_view payload);
  // Up to `count`, in the order in which their topics came.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> take(std::size_t count);
  [[nodiscard]] bool empty() const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> order_;
  std::unordered_map<std::string, std::string> newest_;
  std::size_t bytes_ = 0;
};

}  // namespace sotto
