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
};

class Messenger {
 public:
  virtual ~Messenger() = default;

  // Delivers wholly or not at all. Errors: disk-full, write-failed: nothing was left behind.
  [[nodiscard]] virtual Result<void> deliver(const Delivery& delivery) = 0;

  // "file", later "smtp", "command".
  [[nodiscard]] virtual std::string channel() const = 0;
};

}  // namespace sotto
