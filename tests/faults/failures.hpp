// Failures: which calls of a port go wrong, and with what. Thread-safety: calls may come from any thread; the
// plan is made before the run.
#pragma once

#include <atomic>
#include <optional>
#include <set>

#include "base/error.hpp"

namespace sotto {

class Failures {
 public:
  Failures() = default;

  // The n-th call fails, counted from 1.
  void fail_call(int n, ErrorCode code) {
    calls_.insert(n);
    code_ = code;
  }
  void fail_always(ErrorCode code) {
    always_ = true;
    code_ = code;
  }

  // Counts a call; the error that it is to answer with, if any.
  [[nodiscard]] std::optional<Error> next() {
    const int call = ++count_;
    if (!always_ && !calls_.contains(call)) return std::nullopt;
    return Error{code_, "planned"};
  }

  [[nodiscard]] int count() const { return count_; }

 private:
  std::set<int> calls_;
  bool always_ = false;
  ErrorCode code_ = ErrorCode::kEngineFailed;
  std::atomic<int> count_ = 0;
};

}  // namespace sotto
