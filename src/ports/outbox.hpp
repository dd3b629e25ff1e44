// Outbox: the messages that were confirmed, on disk, from the moment each is held until it has arrived, was
// cancelled or has failed. Whatever a call changes is durable when it returns.
//
//   held --> sending --> sent                     held, waiting, deferred --> cancelled
//    |          |------> failed                   unknown --> sending: only by the owner's hand
//    v          |------> unknown
//   waiting ->  |------> deferred --> sending     deferred --> failed: tried often enough
//
// Every change names the states it may begin in, so that of two programs that want different things with one
// message exactly one has its way. A message that reaches sent, cancelled or failed has lost its sound, key
// and all, when the call returns. Thread-safety: one caller; several programs may share one outbox.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/sound_sealer.hpp"

namespace sotto {

enum class OutboxState : std::uint8_t {
  kHeld,      // announced; can be stopped by voice
  kWaiting,   // for approval; never sent by itself
  kSending,   // being handed to its channel
  kDeferred,  // did not go out; is tried again
  kSent,
  kCancelled,
  kFailed,
  kUnknown,  // may have arrived
};
// "held", "waiting" ...
[[nodiscard]] std::string_view outbox_state_name(OutboxState state);
[[nodiscard]] std::optional<OutboxState> parse_outbox_state(std::string_view name);
// Nothing more will happen to it.
[[nodiscard]] bool is_final(OutboxState state);

// Which message: the core counts its messages in each run, and every run has a nonce.
struct MessageOrigin {
  std::string run;            // letters and digits
  std::uint64_t core_id = 0;  // ConfirmedRecording::message_id
  friend bool operator==(const MessageOrigin&, const MessageOrigin&) = default;
};
// "4f1c…-17": one message among those of all runs.
[[nodiscard]] std::string message_key(const MessageOrigin& origin);

struct OutboxDraft {
  MessageOrigin origin;
  std::string contact_id;
  std::string contact;
  std::string channel;
  Milliseconds length_ms = 0;
  Milliseconds hold_ms = 0;
  SealedSound sound;  // sealed under message_key(origin)
  std::int64_t at_ms = 0;
};

struct OutboxMessage {
  std::uint64_t id = 0;  // counted from 1 over all runs; what the owner calls it
  MessageOrigin origin;
  OutboxState state = OutboxState::kHeld;
  std::string reason;  // why it waits, failed ...: a stable code; empty where there is nothing to say
  std::string contact_id;
  std::string contact;
  std::string channel;
  std::string transcript;  // empty: none, or its time is over
  Milliseconds length_ms = 0;
  Milliseconds hold_ms = 0;
  std::int64_t created_ms = 0;  // wall clock
  std::int64_t changed_ms = 0;
  int attempts = 0;
  std::int64_t next_attempt_ms = 0;  // of a deferred one
  bool has_sound = false;
  bool told = false;  // the owner knows what came of it
  friend bool operator==(const OutboxMessage&, const OutboxMessage&) = default;
};

struct OutboxChange {
  std::uint64_t id = 0;
  std::vector<OutboxState> from;
  OutboxState to = OutboxState::kHeld;
  std::string reason;
  std::int64_t at_ms = 0;
  std::int64_t next_attempt_ms = 0;
  bool told = false;
  std::optional<std::string> transcript;  // none: as it was
};

// Whoever is about to send a message holds its claim until the outcome is written down. It goes with the
// process, so a message that is being sent and that nobody claims was left by a crash.
class SendingClaim {
 public:
  virtual ~SendingClaim() = default;
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  // A new message, held. The same origin again changes nothing and gives the id that it has.
  // Errors of all functions: disk-full, write-failed, outbox-damaged.
  [[nodiscard]] virtual Result<std::uint64_t> add(const OutboxDraft& draft) = 0;

  // False, and nothing has changed, where the message is in none of change.from or is not there.
  // Entering kSending counts an attempt.
  [[nodiscard]] virtual Result<bool> change(const OutboxChange& change) = 0;

  // What the recogniser made of a message that is not final yet.
  [[nodiscard]] virtual Result<void> set_transcript(std::uint64_t id, std::string_view transcript) = 0;
  [[nodiscard]] virtual Result<void> set_told(std::uint64_t id) = 0;

  [[nodiscard]] virtual Result<std::optional<OutboxMessage>> find(std::uint64_t id) const = 0;
  [[nodiscard]] virtual Result<std::optional<OutboxMessage>> find(const MessageOrigin& origin) const = 0;
  // Oldest first; all states where none is named.
  [[nodiscard]] virtual Result<std::vector<OutboxMessage>> list(
      const std::vector<OutboxState>& states) const = 0;
  // Nothing where it was destroyed.
  [[nodiscard]] virtual Result<std::optional<SealedSound>> sound(std::uint64_t id) const = 0;

  // Null where somebody else holds it.
  [[nodiscard]] virtual Result<std::unique_ptr<SendingClaim>> claim(std::uint64_t id) = 0;

  // A number that is another one once another program has changed something.
  [[nodiscard]] virtual Result<std::uint64_t> version() const = 0;

  // Destroys transcript and sound of final and unknown messages that last changed before then.
  [[nodiscard]] virtual Result<void> forget_before(std::int64_t wall_ms) = 0;
};

}  // namespace sotto
