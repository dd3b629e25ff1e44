// The link between the two processes of a live run: *ears* (sound, models, core, journal) and *hands* (the
// devices, the page), which alone may open the network. One message is one line of JSON; effects and events
// among them are the lines of the journal.
//
// Ears must not trust hands, which anybody on the network may have talked to: what comes from there is
// bounded, checked field by field and never more than an answer to something that was asked, a name of a
// device, or a wish to hear less. No message of hands sends anything or opens anything. Thread-safety: pure
// functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "core/effect.hpp"
#include "core/event.hpp"
#include "ports/device_bus.hpp"
#include "runtime/live_state.hpp"

namespace sotto {

// A line of the timeline, as LiveOptions::on_line has it. Holds what was said: told only while somebody
// watches.
struct LineTold {
  std::string line;
  friend bool operator==(const LineTold&, const LineTold&) = default;
};

using ToHands = std::variant<SetDevice, LineTold, LiveState>;

// Whether somebody looks at the run: lines and states are told only then.
struct Watching {
  bool on = false;
  friend bool operator==(const Watching&, const Watching&) = default;
};

// What the page asks of a device (OrderDevice) comes to the core as an event of its own, is journaled and
// judged there, and only then becomes an order.
using FromHands = std::variant<DeviceAnswered, HomeNames, Watching, Cancel, SetMuted, OrderDevice>;

// Bytes of a line. A house of ten thousand devices has names of about 4 MB, by far the longest message.
inline constexpr std::size_t kHandsLineMax = std::size_t{8} << 20U;
inline constexpr std::size_t kToldMax = 4096;          // bytes of an answer to say aloud
inline constexpr std::size_t kHandsNamesMax = 50'000;  // names in all lists together
inline constexpr std::size_t kHandsNameMax = 512;      // bytes of one

// Without a line break. An answer that is too long to be said is encoded without its words.
[[nodiscard]] std::string encode_to_hands(const ToHands& message);
[[nodiscard]] std::string encode_from_hands(const FromHands& message);

// Exactly what encoding writes. Errors: file-invalid, without a word of the line.
[[nodiscard]] Result<ToHands> decode_to_hands(std::string_view line);
[[nodiscard]] Result<FromHands> decode_from_hands(std::string_view line);

}  // namespace sotto
