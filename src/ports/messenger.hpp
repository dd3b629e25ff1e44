// Messenger: carries one confirmed recording to a person. Thread-safety: one caller.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

struct Delivery {
  std::uint64_t message_id = 0;  // idempotency key: the same id is delivered at most once
  std::string contact;           // display name
  std::string transcript;        // what the recogniser made of it; may be empty
  std::vector<float> samples;    // the confirmed recording and nothing else; mono, 16 kHz
  Milliseconds recorded_at = 0;  // run time of its first sample

  // What the outbox adds on the way to a channel.
  std::string key;           // of this message among those of all runs: letters, digits, hyphens
  std::string contact_id;    // "maria-alvarez"
  std::string address;       // where the channel reaches the contact; empty for the channel "file"
  std::int64_t wall_ms = 0;  // when it was recorded, since 1970
};

// What an error of deliver() means for the message.
enum class DeliveryFault : std::uint8_t {
  kTemporary,  // it did not arrive, and may be tried again
  kPermanent,  // it did not arrive, and trying again would be no use
  kUnknown,    // it may have arrived: it is never tried again by itself
};

[[nodiscard]] DeliveryFault delivery_fault(const Error& error);

class Messenger {
 public:
  virtual ~Messenger() = default;

  // Delivers wholly or not at all. Errors: disk-full, write-failed: nothing was left behind;
  // delivery-deferred, delivery-refused, delivery-unknown (see delivery_fault); of the outbox also
  // message-cancelled.
  [[nodiscard]] virtual Result<void> deliver(const Delivery& delivery) = 0;

  // "file", "smtp", "command".
  [[nodiscard]] virtual std::string channel() const = 0;
};

}  // namespace sotto
