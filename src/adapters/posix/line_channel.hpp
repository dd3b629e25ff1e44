// LineChannel: lines both ways over a socket between two processes, bounded and never waiting.
//
// Thread-safety: send() on any thread; exchange() and take() on one thread, which is the only one that reads
// and writes the socket.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

struct LineLimits {
  std::size_t line_max = std::size_t{1} << 20U;      // bytes of one line that comes in
  std::size_t waiting_max = std::size_t{16} << 20U;  // bytes that wait to go out
};

class LineChannel {
 public:
  // Takes the socket over. REQUIRES: a connected stream socket.
  explicit LineChannel(int socket, LineLimits limits = {});
  ~LineChannel();
  LineChannel(const LineChannel&) = delete;
  LineChannel& operator=(const LineChannel&) = delete;

  // Without a line break. False where the other end is gone, or where it would leave less than `keep_free`
  // bytes for what matters more.
  bool send(std::string line, std::size_t keep_free = 0);

  // Makes exchange() return.
  void wake();

  // Reads and writes until something came in, somebody called wake(), `also` is readable (-1: nothing) or it
  // is time. False once the other end is gone or has sent a line that is too long; what came before it can
  // still be taken.
  [[nodiscard]] bool exchange(Milliseconds patience, int also = -1);

  // The lines that have come in, oldest first.
  [[nodiscard]] std::vector<std::string> take();

 private:
  [[nodiscard]] bool write_waiting();
  [[nodiscard]] bool read_incoming();

  LineLimits limits_;
  int socket_;
  int wake_fd_;
  std::string partial_;
  std::size_t searched_ = 0;  // of partial_, without finding a line break
  std::vector<std::string> lines_;

  std::mutex mutex_;
  std::deque<std::string> waiting_;  // the first one from written_ on
  std::size_t written_ = 0;
  std::size_t waiting_bytes_ = 0;
  bool broken_ = false;
};

}  // namespace sotto
