// House: what the page may see and ask of a running Sotto. Abstract; the application joins it to the commands
// and to the process that hears.
//
// Every answer is one JSON value as text: what the command of the same purpose prints with --json. Nothing
// here knows of HTTP. Thread-safety: standing(), mute() and stop() on any thread, and they return at once;
// the others take their time and are called on one of two workers, so two may run at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace sotto {

// What is heard of the live run at this moment; told again whenever it changes.
struct HouseNow {
  bool running = false;  // the process that hears is there
  bool muted = false;
  bool speaking = false;
  bool dialog = false;  // somebody is being listened to
  bool communications = false;
  std::string wake_word;
  std::string policy;
  friend bool operator==(const HouseNow&, const HouseNow&) = default;
};

struct HistoryQuery {
  std::int64_t from_wall_ms = 0;
  std::int64_t to_wall_ms = 0;  // 0: now
  std::string gate;             // empty: any
  std::string verdict;
  bool refused_too = false;  // wakes that were refused at once as well
  std::size_t count = 100;
};

struct DeviceWish {
  std::string device;  // its id
  std::string command;
  std::int64_t value_tenths = 0;
  bool approved = false;  // asked again, and meant: needed for what opens
};

// Sound for the browser.
struct HouseSound {
  std::string type;  // "audio/ogg"
  std::string bytes;
};

class House {
 public:
  virtual ~House() = default;

  [[nodiscard]] virtual HouseNow standing() const = 0;
  // Stops the capture of sound, or lets it go on; outlives a restart. Errors: write-failed, not-available.
  [[nodiscard]] virtual Result<void> mute(bool muted) = 0;
  // Cancels whatever goes on: a dialog, a hold. Errors: not-available.
  [[nodiscard]] virtual Result<void> stop() = 0;

  // Errors of all below: those of the command. Each gives a list of objects or one object.
  [[nodiscard]] virtual Result<std::string> outbox() = 0;
  [[nodiscard]] virtual Result<std::string> cancel_message(std::uint64_t id) = 0;
  [[nodiscard]] virtual Result<std::string> approve_message(std::uint64_t id, bool again) = 0;
  [[nodiscard]] virtual Result<HouseSound> message_sound(std::uint64_t id) = 0;

  [[nodiscard]] virtual Result<std::string> history(const HistoryQuery& query) = 0;
  [[nodiscard]] virtual Result<std::string> interaction(std::uint64_t id) = 0;
  [[nodiscard]] virtual Result<HouseSound> interaction_sound(std::uint64_t id) = 0;
  // What would have come of it under another policy.
  [[nodiscard]] virtual Result<std::string> what_if(std::uint64_t id, const std::string& policy) = 0;
  [[nodiscard]] virtual Result<std::string> forget_interaction(std::uint64_t id) = 0;

  [[nodiscard]] virtual Result<std::string> devices() = 0;
  // What the device answered. Errors: refused (what opens was not approved), not-available.
  [[nodiscard]] virtual Result<std::string> order_device(const DeviceWish& wish) = 0;

  [[nodiscard]] virtual Result<std::string> people() = 0;
  [[nodiscard]] virtual Result<std::string> allow_contact(const std::string& name, bool allowed) = 0;
  [[nodiscard]] virtual Result<std::string> import_contacts(const std::string& vcards) = 0;
  [[nodiscard]] virtual Result<std::string> switch_communications(bool on) = 0;
  // Ends the lock that many near-misses put on sending.
  [[nodiscard]] virtual Result<std::string> release_sending() = 0;

  [[nodiscard]] virtual Result<std::string> safety() = 0;
  [[nodiscard]] virtual Result<std::string> verify_journal() = 0;  // slow
  [[nodiscard]] virtual Result<std::string> examine() = 0;         // slow: the doctor's findings
};

}  // namespace sotto
