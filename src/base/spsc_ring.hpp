// SpscRing: a bounded queue from exactly one writing thread to exactly one reading thread, without locks,
// allocation or system calls after construction; made for the callbacks of sound devices.
//
// Method: two counters that only grow, each stored by one side and loaded by the other with acquire and
// release (L. Lamport, "Proving the correctness of multiprocess programs", 1977). Each side remembers the
// other's counter and looks again only when that is not enough, so that the two do not fight for a cache
// line. Thread-safety: write() and writable() from the writing thread, read(), readable() and clear() from
// the reading one.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>

#include "base/assert.hpp"

namespace sotto {

template <typename T>
class SpscRing {
  static_assert(std::is_trivially_copyable_v<T>, "elements are copied while the other side runs");

 public:
  // Holds at least `capacity` elements. REQUIRES: 1 <= capacity <= 2^30.
  explicit SpscRing(std::size_t capacity)
      : mask_(std::bit_ceil(capacity) - 1), slots_(std::make_unique<T[]>(mask_ + 1)) {
    SOTTO_ASSERT(capacity >= 1 && capacity <= std::size_t{1} << 30);
  }
  SpscRing(const SpscRing&) = delete;
  SpscRing& operator=(const SpscRing&) = delete;

  [[nodiscard]] std::size_t capacity() const { return mask_ + 1; }

  // Appends as many elements as fit, the first ones, and returns how many.
  std::size_t write(std::span<const T> elements) {
    const std::size_t end = end_.load(std::memory_order_relaxed);
    if (capacity() - (end - seen_begin_) < elements.size()) {
      seen_begin_ = begin_.load(std::memory_order_acquire);
    }
    const std::size_t count = std::min(elements.size(), capacity() - (end - seen_begin_));
    const std::size_t first = std::min(count, capacity() - (end & mask_));
    std::copy_n(elements.data(), first, slots_.get() + (end & mask_));
    std::copy_n(elements.data() + first, count - first, slots_.get());
    end_.store(end + count, std::memory_order_release);
    return count;
  }

  // Takes out as many elements as there are and fit into `elements`; returns how many.
  std::size_t read(std::span<T> elements) {
    const std::size_t begin = begin_.load(std::memory_order_relaxed);
    if (seen_end_ - begin < elements.size()) seen_end_ = end_.load(std::memory_order_acquire);
    const std::size_t count = std::min(elements.size(), seen_end_ - begin);
    const std::size_t first = std::min(count, capacity() - (begin & mask_));
    std::copy_n(slots_.get() + (begin & mask_), first, elements.data());
    std::copy_n(slots_.get(), count - first, elements.data() + first);
    begin_.store(begin + count, std::memory_order_release);
    return count;
  }

  // At least so many elements fit now.
  [[nodiscard]] std::size_t writable() {
    seen_begin_ = begin_.load(std::memory_order_acquire);
    return capacity() - (end_.load(std::memory_order_relaxed) - seen_begin_);
  }

  // At least so many elements can be read now.
  [[nodiscard]] std::size_t readable() {
    seen_end_ = end_.load(std::memory_order_acquire);
    return seen_end_ - begin_.load(std::memory_order_relaxed);
  }

  // Forgets everything written so far.
  void clear() {
    seen_end_ = end_.load(std::memory_order_acquire);
    begin_.store(seen_end_, std::memory_order_release);
  }

 private:
  static constexpr std::size_t kCacheLine = 64;

  const std::size_t mask_;
  const std::unique_ptr<T[]> slots_;
  alignas(kCacheLine) std::atomic<std::size_t> end_ = 0;    // elements ever written
  std::size_t seen_begin_ = 0;                              // the writer's copy of begin_
  alignas(kCacheLine) std::atomic<std::size_t> begin_ = 0;  // elements ever read
  std::size_t seen_end_ = 0;                                // the reader's copy of end_
};

}  // namespace sotto
