// Feed: what happens, as server-sent events (WHATWG HTML, section 9.2), with the latest of them for a reader
// who comes later.
//
// Bounded: lines beyond kFeedLines or kFeedBytes are forgotten, the oldest first. Thread-safety: any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace sotto {

inline constexpr std::size_t kFeedLines = 400;
inline constexpr std::size_t kFeedBytes = 128 * 1024;

class Feed {
 public:
  // `run` tells the ids of this run from those of another: letters and digits.
  explicit Feed(std::string run) : run_(std::move(run)) {}

  // One event of that name; line breaks in `data` are taken out. A kept one is told again to readers who come
  // later.
  std::shared_ptr<const std::string> add(std::string_view name, std::string_view data, bool kept);

  // The kept events after the one with this id; all, where it is empty, of another run or forgotten.
  [[nodiscard]] std::string since(std::string_view last_id) const;

  // Whoever joins sees either an event in since() or through the stream, never neither: since() and the
  // joining happen on the thread that also passes events on.
 private:
  struct Kept {
    std::uint64_t number = 0;
    std::shared_ptr<const std::string> text;
  };
  std::string run_;
  mutable std::mutex mutex_;
  std::deque<Kept> kept_;
  std::size_t bytes_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace sotto
