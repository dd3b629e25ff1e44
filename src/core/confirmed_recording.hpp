// ConfirmedRecording: proof that a person was asked, said yes, and then spoke a message. The only thing a
// sender takes.
//
// Only the record gate of the core can make one (ConfirmedRecordingFactory is defined in core/record_gate.cpp
// and nowhere else), so no other code can turn sound into a message by mistake.
#pragma once

#include <cstdint>
#include <string>

#include "base/units.hpp"

namespace sotto {

class ConfirmedRecording {
 public:
  [[nodiscard]] std::uint64_t message_id() const { return message_id_; }
  [[nodiscard]] const std::string& contact_id() const { return contact_id_; }
  [[nodiscard]] const std::string& contact_name() const { return contact_name_; }

  // What was said after the tone, and nothing before it.
  [[nodiscard]] SampleSpan span() const { return span_; }

  friend bool operator==(const ConfirmedRecording&, const ConfirmedRecording&) = default;

 private:
  friend struct ConfirmedRecordingFactory;
  ConfirmedRecording() = default;

  std::uint64_t message_id_ = 0;
  std::string contact_id_;
  std::string contact_name_;
  SampleSpan span_;
};

// What portland-2018 would have sent. A type of its own, for which only replay, simulation and campaigns have
// a sink.
struct Exhibit {
  std::uint64_t message_id = 0;
  std::string contact_name;
  SampleSpan span;

  friend bool operator==(const Exhibit&, const Exhibit&) = default;
};

}  // namespace sotto
