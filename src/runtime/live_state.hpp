// LiveState: what somebody beside a live run may see of it, and LiveRequest: what they may ask of it. Neither
// holds anything that was heard. Plain values, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace sotto {

struct LiveState {
  bool muted = false;     // the microphone is switched off
  bool hearing = true;    // there is a microphone
  bool speaking = false;  // Sotto speaks, or is about to
  bool dialog = false;    // somebody talks with Sotto, or a message is held
  // Of the sound since the last state: decibels below full scale, -100 to 0; -100 while nothing is heard.
  int level_dbfs = -100;
  friend bool operator==(const LiveState&, const LiveState&) = default;
};

// Whatever goes on is cancelled.
struct Cancel {
  friend bool operator==(const Cancel&, const Cancel&) = default;
};

// The microphone is switched off or on.
struct SetMuted {
  bool muted = false;
  friend bool operator==(const SetMuted&, const SetMuted&) = default;
};

// Somebody at the page gives an order to a device. `approved`: they were asked again, and mean it.
struct OrderDevice {
  std::string device;
  std::string command;
  std::int64_t value_tenths = 0;
  bool approved = false;
  friend bool operator==(const OrderDevice&, const OrderDevice&) = default;
};

using LiveRequest = std::variant<Cancel, SetMuted, OrderDevice>;

}  // namespace sotto
