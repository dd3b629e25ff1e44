// OutboxKeeper: a messenger that writes down what it does before and after it does it, so that no message is
// sent twice and none is lost, whenever the program ends.
//
// Between the dialog and the channels: the driver tells it what the core reports (held, waiting, cancelled)
// and gives it what is to be sent. A first attempt is deliver(); the later ones of a message that could not
// go out are deliver_due(). Neither is called on the loop thread, because a channel takes its time.
//
// Thread-safety: every function from any thread; deliver() and deliver_due() one at a time. What another
// program does to a message (sotto outbox cancel) is seen by tick().
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/messenger.hpp"
#include "ports/outbox.hpp"
#include "ports/sound_sealer.hpp"

namespace sotto {

// How a contact is reached now.
struct Recipient {
  std::string channel;  // "file", "smtp", "command"
  std::string address;  // empty where the channel needs none
};

struct OutboxKeeperOptions {
  std::shared_ptr<Outbox> outbox;
  std::shared_ptr<const SoundSealer> sealer;
  // By the name of each. Borrowed; they outlive the keeper.
  std::map<std::string, Messenger*> channels;
  // Where a contact is reached; asked again before every attempt. Errors: refused (no longer allowed),
  // not-found, not-available (no channel). Called on any thread.
  std::function<Result<Recipient>(const std::string& contact_id, const std::string& contact)> recipient;
  std::function<std::int64_t()> wall_ms;  // since 1970
  int text_days = 30;                     // then transcripts of what is over are destroyed
  std::string run;                        // this run's nonce: letters and digits
  // What channel() says; the channel of a contact that names none.
  std::string default_channel = "file";
  // Called before and after every step that changes something, with its name; for tests that kill the
  // program there. May be empty.
  std::function<void(const char* step)> on_step;
};

// A message at the beginning of its hold.
struct HoldRequest {
  std::uint64_t message_id = 0;  // ConfirmedRecording::message_id
  std::string contact_id;
  std::string contact;
  std::vector<float> samples;  // the confirmed recording and nothing else; mono, 16 kHz
  Milliseconds hold_ms = 0;
};

// What the owner is to be told aloud.
struct OutboxNotice {
  std::uint64_t id = 0;                      // of the outbox
  OutboxState state = OutboxState::kFailed;  // kFailed or kUnknown
  std::string contact;
  std::string code;  // of the error, or a reason
  friend bool operator==(const OutboxNotice&, const OutboxNotice&) = default;
};

class OutboxKeeper final : public Messenger {
 public:
  // After how long a message that did not go out is tried again; after the last one it has failed.
  static constexpr Milliseconds kBackOff[] = {60'000, 300'000, 1'800'000, 7'200'000};

  // REQUIRES: outbox, sealer, recipient and wall_ms are there; run is not empty.
  explicit OutboxKeeper(OutboxKeeperOptions options);
  ~OutboxKeeper() override;

  // Call once at the start of a run that has its data folder for itself: messages held by a run that ended
  // wait for approval from now on, those of which nobody knows whether they went out are unknown, and each of
  // these is a notice. Errors: those of Outbox.
  [[nodiscard]] Result<void> take_over();

  // Errors of all three: those of Outbox; hold() also engine-failed. A message that is not in the outbox
  // because hold() failed is not found: nothing is done about it.
  [[nodiscard]] Result<void> hold(const HoldRequest& request);
  [[nodiscard]] Result<void> wait(std::uint64_t message_id, const std::string& reason);
  [[nodiscard]] Result<void> cancel(std::uint64_t message_id, const std::string& reason);
  // What was said in it, once it is known: for a message that waits.
  [[nodiscard]] Result<void> set_transcript(std::uint64_t message_id, const std::string& transcript);

  // The first attempt. A message that was never held is written down first. Errors: message-cancelled
  // (somebody else took it back, or it is no longer held); delivery-deferred (the keeper goes on by itself);
  // delivery-unknown; those of the channel, of the recipient and of the outbox: nothing was sent.
  [[nodiscard]] Result<void> deliver(const Delivery& delivery) override;
  [[nodiscard]] std::string channel() const override { return options_.default_channel; }

  // Sends a message that waits, by the owner's hand; one whose outcome is unknown only where `again` says so.
  // Errors: not-found, refused (it is in another state), file-unreadable and the key's (its sound cannot be
  // opened), and those of deliver().
  [[nodiscard]] Result<void> approve(std::uint64_t id, bool again);

  // Looks, a few times a second, at what other programs did and at what is due. On the loop thread.
  void tick();
  // Whether deliver_due() has something to do.
  [[nodiscard]] bool has_due() const { return has_due_; }
  // Tries one deferred message whose time has come; the others are still due. Errors: those of Outbox; what
  // the channel says of the message is a notice, or a later attempt. Needs the owner's key, as approve().
  [[nodiscard]] Result<void> deliver_due();

  // Ids of the core whose messages were cancelled by another program since the last call.
  [[nodiscard]] std::vector<std::uint64_t> take_cancelled();
  // What has not been told yet. A notice that nobody confirms by set_told() comes again in the next run.
  [[nodiscard]] std::vector<OutboxNotice> take_notices();
  void set_told(std::uint64_t id);

 private:
  struct Attempt;
  struct Outcome;
  void step(const char* name) const;
  [[nodiscard]] Result<bool> change(const OutboxChange& change);
  [[nodiscard]] Result<std::uint64_t> write_held(const HoldRequest& request);
  [[nodiscard]] Result<void> change_own(std::uint64_t message_id, OutboxState to, const std::string& reason);
  [[nodiscard]] Result<void> take_over_one(const OutboxMessage& message);
  [[nodiscard]] Result<Messenger*> find_channel(const OutboxMessage& message, Delivery& delivery) const;
  [[nodiscard]] Result<Delivery> restore(const OutboxMessage& message) const;
  [[nodiscard]] Result<void> begin_attempt(Attempt& attempt, const std::vector<OutboxState>& from);
  [[nodiscard]] Result<void> finish_attempt(Attempt& attempt, std::unique_lock<std::mutex>& lock);
  [[nodiscard]] Result<void> fail(const OutboxMessage& message, const Error& error, bool told);
  [[nodiscard]] Outcome judge(const Attempt& attempt, const Result<void>& sent) const;
  void add_notice(const OutboxMessage& message, OutboxState state, const std::string& code);
  void write_rest();
  void look_for_cancelled();
  void look_for_due();
  void forget_old();

  OutboxKeeperOptions options_;
  mutable std::mutex mutex_;                     // of the outbox and of everything below
  std::map<std::uint64_t, std::uint64_t> held_;  // ids of the core -> of the outbox
  std::vector<std::uint64_t> cancelled_;
  std::vector<OutboxNotice> notices_;
  // Outcomes that the disk did not take; their claims are kept.
  std::vector<std::pair<OutboxChange, std::unique_ptr<SendingClaim>>> rest_;
  std::uint64_t version_ = 0;
  std::int64_t looked_ms_ = 0;
  std::int64_t forgot_ms_ = 0;
  std::atomic<bool> has_due_ = false;
};

// The opened sound of a message of the outbox as samples: mono, 16 kHz.
[[nodiscard]] std::vector<float> outbox_samples(std::span<const std::byte> bytes);

}  // namespace sotto
