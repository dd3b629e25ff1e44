// Courier: takes one message out of the house by one way. It runs in the sender's process, which was started
// for this message and holds nothing else of the home's. Thread-safety: one caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

// A message as it leaves: everything that a channel may know.
struct Parcel {
  std::string key;           // of this message among all; an attempt that is repeated has the same
  std::string contact;       // display name; may hold anything
  std::string address;       // as the owner wrote it; empty: the channel needs none
  std::string subject;       // plain
  std::string transcript;    // may be empty
  std::int64_t wall_ms = 0;  // when it was recorded, since 1970
  Milliseconds length_ms = 0;
  std::string file_name;         // "message.ogg"
  std::vector<std::byte> sound;  // the file
};

class Courier {
 public:
  virtual ~Courier() = default;

  // Errors: delivery-deferred, delivery-refused, delivery-unknown, and others, with which nothing was sent
  // and trying again would be no use (delivery_fault in ports/messenger.hpp). The detail names the way, never
  // what the parcel holds.
  [[nodiscard]] virtual Result<void> carry(const Parcel& parcel) = 0;
};

}  // namespace sotto
