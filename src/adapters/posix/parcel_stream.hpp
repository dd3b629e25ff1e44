// What the home and its sender say to each other over a socket: one line of JSON and the sound one way, lines
// of JSON the other way. Internal to this adapter but for ChannelRequest.
//
// The sender first says "begun", before it does anything, and then what came of it. So a sender that ends
// without a word has sent nothing if it had not begun, and nobody knows if it had. Thread-safety: no state.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.hpp"
#include "ports/courier.hpp"

namespace sotto {

struct ChannelRequest {
  std::string channel;   // "smtp", "command"
  std::string settings;  // of this channel only, as JSON
  int limit_seconds = 0;
  Parcel parcel;
};

// Errors: delivery-deferred (the other end is gone or does not read).
[[nodiscard]] Result<void> write_request(int fd, const ChannelRequest& request);
// Errors: file-truncated, file-invalid, too-long.
[[nodiscard]] Result<ChannelRequest> read_request(int fd);

// False where nobody listens any more.
[[nodiscard]] bool write_begun(int fd);
[[nodiscard]] bool write_result(int fd, const Result<void>& result);
// Waits `limit_seconds` at most. Errors: those of the courier; delivery-deferred where the sender never
// began; delivery-unknown where it began and did not say what came of it.
[[nodiscard]] Result<void> read_result(int fd, int limit_seconds);

}  // namespace sotto
