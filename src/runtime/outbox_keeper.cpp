#include "runtime/outbox_keeper.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kLookEveryMs = 250;
constexpr std::int64_t kForgetEveryMs = 3'600'000;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr float kFullScale = 32768.0F;

// 16 bits hold what the microphone gave, and the same sound comes out again bit by bit.
std::vector<std::byte> to_bytes(const std::vector<float>& samples) {
  std::vector<std::byte> bytes;
  bytes.reserve(samples.size() * 2);
  for (const float sample : samples) {
    const float scaled = std::isnan(sample) ? 0.0F : std::clamp(sample * kFullScale, -kFullScale, 32767.0F);
    const auto value = static_cast<std::uint16_t>(std::lrintf(scaled));
    bytes.push_back(static_cast<std::byte>(value & 0xFFU));
    bytes.push_back(static_cast<std::byte>(value >> 8U));
  }
  return bytes;
}

Error named(const OutboxMessage& message, ErrorCode code, const std::string& detail) {
  const std::string name = "message " + std::to_string(message.id);
  return {code, detail.empty() ? name : name + ": " + detail};
}

// Why a message cannot be sent from the state that it is in.
Error state_error(const OutboxMessage& message) {
  switch (message.state) {
    case OutboxState::kDeferred:
      return named(message, ErrorCode::kDeliveryDeferred, "");
    case OutboxState::kSending:
    case OutboxState::kUnknown:
      return named(message, ErrorCode::kDeliveryUnknown, "");
    case OutboxState::kFailed:
      return named(message, ErrorCode::kDeliveryRefused, message.reason);
    default:
      return named(message, ErrorCode::kMessageCancelled, "");
  }
}

}  // namespace

std::vector<float> outbox_samples(std::span<const std::byte> bytes) {
  std::vector<float> samples;
  samples.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = std::to_integer<unsigned int>(bytes[i]);
    const auto high = std::to_integer<unsigned int>(bytes[i + 1]);
    const auto value = static_cast<std::int16_t>(static_cast<std::uint16_t>(low | (high << 8U)));
    samples.push_back(static_cast<float>(value) / kFullScale);
  }
  return samples;
}

struct OutboxKeeper::Attempt {
  OutboxMessage message;
  Delivery delivery;
  Messenger* channel = nullptr;
  std::unique_ptr<SendingClaim> claim;
  bool told = true;  // whoever asked for it learns what came of it from the result
};

struct OutboxKeeper::Outcome {
  OutboxState state = OutboxState::kUnknown;
  Result<void> result;
  std::string code;
  std::int64_t next_attempt_ms = 0;
};

OutboxKeeper::OutboxKeeper(OutboxKeeperOptions options) : options_(std::move(options)) {
  SOTTO_ASSERT(options_.outbox && options_.sealer && options_.recipient && options_.wall_ms);
  SOTTO_ASSERT(!options_.run.empty());
}

OutboxKeeper::~OutboxKeeper() {
  write_rest();
}

void OutboxKeeper::step(const char* name) const {
  if (options_.on_step) options_.on_step(name);
}

Result<bool> OutboxKeeper::change(const OutboxChange& change) {
  step("change");
  auto changed = options_.outbox->change(change);
  step("changed");
  return changed;
}

Result<void> OutboxKeeper::take_over() {
  const std::lock_guard lock(mutex_);
  const auto open = options_.outbox->list(
      {OutboxState::kHeld, OutboxState::kSending, OutboxState::kFailed, OutboxState::kUnknown});
  if (!open) return open.error();
  for (const OutboxMessage& message : open.value()) {
    if (auto done = take_over_one(message); !done) return done;
  }
  look_for_due();
  forget_old();
  return {};
}

Result<void> OutboxKeeper::take_over_one(const OutboxMessage& message) {
  const std::int64_t now = options_.wall_ms();
  if (message.state == OutboxState::kHeld) {
    if (message.origin.run == options_.run) return {};
    // Nobody could stop it by voice any more.
    const auto waits = change(
        {message.id, {OutboxState::kHeld}, OutboxState::kWaiting, "run-ended", now, 0, false, std::nullopt});
    if (!waits) return waits.error();
    return {};
  }
  if (message.state != OutboxState::kSending) {
    if (!message.told) add_notice(message, message.state, message.reason);
    return {};
  }
  const auto claim = options_.outbox->claim(message.id);
  if (!claim) return claim.error();
  if (claim.value() == nullptr) return {};  // it is being sent by another program
  const auto lost = change({message.id,
                            {OutboxState::kSending},
                            OutboxState::kUnknown,
                            "sender-ended",
                            now,
                            0,
                            false,
                            std::nullopt});
  if (!lost) return lost.error();
  if (lost.value()) add_notice(message, OutboxState::kUnknown, "sender-ended");
  return {};
}

Result<void> OutboxKeeper::hold(const HoldRequest& request) {
  const std::lock_guard lock(mutex_);
  const auto id = write_held(request);
  if (!id) return id.error();
  held_[request.message_id] = id.value();
  return {};
}

Result<std::uint64_t> OutboxKeeper::write_held(const HoldRequest& request) {
  OutboxDraft draft;
  draft.origin = {options_.run, request.message_id};
  draft.contact_id = request.contact_id;
  draft.contact = request.contact;
  const auto recipient = options_.recipient(request.contact_id, request.contact);
  draft.channel =
      recipient && !recipient.value().channel.empty() ? recipient.value().channel : options_.default_channel;
  draft.length_ms = to_milliseconds(static_cast<SampleCount>(request.samples.size()));
  draft.hold_ms = request.hold_ms;
  draft.at_ms = options_.wall_ms();
  if (request.samples.empty()) return Error{ErrorCode::kFileEmpty, "a message without sound"};
  auto bytes = to_bytes(request.samples);
  auto sealed = options_.sealer->seal(message_key(draft.origin), bytes);
  options_.sealer->wipe(bytes);
  if (!sealed) return sealed.error();
  draft.sound = std::move(sealed).value();
  step("hold");
  auto id = options_.outbox->add(draft);
  step("held");
  return id;
}

Result<void> OutboxKeeper::change_own(std::uint64_t message_id, OutboxState to, const std::string& reason) {
  const std::lock_guard lock(mutex_);
  const auto message = options_.outbox->find(MessageOrigin{options_.run, message_id});
  if (!message) return message.error();
  if (!message.value()) return {};
  std::vector<OutboxState> from = {OutboxState::kHeld};
  if (to == OutboxState::kCancelled) from.push_back(OutboxState::kWaiting);
  const auto changed =
      change({message.value()->id, from, to, reason, options_.wall_ms(), 0, false, std::nullopt});
  if (!changed) return changed.error();
  held_.erase(message_id);
  return {};
}

Result<void> OutboxKeeper::wait(std::uint64_t message_id, const std::string& reason) {
  return change_own(message_id, OutboxState::kWaiting, reason);
}

Result<void> OutboxKeeper::cancel(std::uint64_t message_id, const std::string& reason) {
  return change_own(message_id, OutboxState::kCancelled, reason);
}

Result<void> OutboxKeeper::set_transcript(std::uint64_t message_id, const std::string& transcript) {
  const std::lock_guard lock(mutex_);
  const auto message = options_.outbox->find(MessageOrigin{options_.run, message_id});
  if (!message) return message.error();
  if (!message.value()) return {};
  return options_.outbox->set_transcript(message.value()->id, transcript);
}

Result<void> OutboxKeeper::deliver(const Delivery& delivery) {
  std::unique_lock lock(mutex_);
  const MessageOrigin origin{options_.run, delivery.message_id};
  auto found = options_.outbox->find(origin);
  if (found && !found.value()) {
    const auto written = write_held(
        {delivery.message_id, delivery.contact_id, delivery.contact, delivery.samples, Milliseconds{0}});
    if (!written) return written.error();
    found = options_.outbox->find(origin);
  }
  if (!found) return found.error();
  if (!found.value()) return Error{ErrorCode::kOutboxDamaged, "a message that was just written is gone"};
  Attempt attempt;
  attempt.message = *found.value();
  // Handed over twice: it is sent once.
  if (attempt.message.state == OutboxState::kSent) return {};
  if (attempt.message.state != OutboxState::kHeld) {
    held_.erase(delivery.message_id);
    return state_error(attempt.message);
  }
  attempt.delivery = delivery;
  attempt.delivery.contact_id = attempt.message.contact_id;
  auto begun = begin_attempt(attempt, {OutboxState::kHeld});
  held_.erase(delivery.message_id);
  if (!begun) return begun;
  return finish_attempt(attempt, lock);
}

Result<void> OutboxKeeper::approve(std::uint64_t id, bool again) {
  std::unique_lock lock(mutex_);
  const auto found = options_.outbox->find(id);
  if (!found) return found.error();
  if (!found.value()) return Error{ErrorCode::kNotFound, "message " + std::to_string(id)};
  Attempt attempt;
  attempt.message = *found.value();
  std::vector<OutboxState> from = {OutboxState::kWaiting, OutboxState::kDeferred};
  if (again) from.push_back(OutboxState::kUnknown);
  if (std::find(from.begin(), from.end(), attempt.message.state) == from.end()) {
    return named(attempt.message, ErrorCode::kRefused,
                 "it is " + std::string(outbox_state_name(attempt.message.state)));
  }
  auto restored = restore(attempt.message);
  if (!restored) return restored.error();
  attempt.delivery = std::move(restored).value();
  if (auto begun = begin_attempt(attempt, from); !begun) return begun;
  return finish_attempt(attempt, lock);
}

Result<void> OutboxKeeper::deliver_due() {
  std::unique_lock lock(mutex_);
  has_due_ = false;
  const auto deferred = options_.outbox->list({OutboxState::kDeferred});
  if (!deferred) return deferred.error();
  const std::int64_t now = options_.wall_ms();
  for (const OutboxMessage& message : deferred.value()) {
    // A clock that was set back must not keep a message for years.
    if (now < message.next_attempt_ms && now >= message.changed_ms) continue;
    Attempt attempt;
    attempt.message = message;
    attempt.told = false;
    auto restored = restore(message);
    if (!restored) {
      const std::string reason(code_name(restored.error().code));
      const auto waits = change(
          {message.id, {OutboxState::kDeferred}, OutboxState::kWaiting, reason, now, 0, false, std::nullopt});
      return waits ? Result<void>() : Result<void>(waits.error());
    }
    attempt.delivery = std::move(restored).value();
    // What went wrong with one message is its own affair, and a notice.
    if (begin_attempt(attempt, {OutboxState::kDeferred})) (void)finish_attempt(attempt, lock).ok();
    break;
  }
  look_for_due();
  return {};
}

Result<Delivery> OutboxKeeper::restore(const OutboxMessage& message) const {
  const auto sealed = options_.outbox->sound(message.id);
  if (!sealed) return sealed.error();
  if (!sealed.value()) return named(message, ErrorCode::kOutOfHistory, "its sound was destroyed");
  auto bytes = options_.sealer->open(message_key(message.origin), *sealed.value());
  if (!bytes) return bytes.error();
  Delivery delivery;
  delivery.contact = message.contact;
  delivery.contact_id = message.contact_id;
  delivery.transcript = message.transcript;
  delivery.samples = outbox_samples(bytes.value());
  options_.sealer->wipe(bytes.value());
  return delivery;
}

Result<Messenger*> OutboxKeeper::find_channel(const OutboxMessage& message, Delivery& delivery) const {
  const auto recipient = options_.recipient(message.contact_id, message.contact);
  if (!recipient) return recipient.error();
  const std::string& name =
      recipient.value().channel.empty() ? options_.default_channel : recipient.value().channel;
  const auto channel = options_.channels.find(name);
  if (channel == options_.channels.end() || channel->second == nullptr) {
    return Error{ErrorCode::kNotAvailable, "channel " + name};
  }
  delivery.address = recipient.value().address;
  return channel->second;
}

// From here on nobody else sends it, and a crash leaves it unknown.
Result<void> OutboxKeeper::begin_attempt(Attempt& attempt, const std::vector<OutboxState>& from) {
  OutboxMessage& message = attempt.message;
  const auto channel = find_channel(message, attempt.delivery);
  // A message that waits for the owner goes on waiting until the settings allow it.
  const bool by_hand = std::find(from.begin(), from.end(), OutboxState::kWaiting) != from.end();
  if (!channel) return by_hand ? Result<void>(channel.error()) : fail(message, channel.error(), attempt.told);
  attempt.channel = channel.value();
  attempt.delivery.message_id = message.id;
  attempt.delivery.key = message_key(message.origin);
  attempt.delivery.wall_ms = message.created_ms;
  auto claim = options_.outbox->claim(message.id);
  if (!claim) return claim.error();
  if (claim.value() == nullptr)
    return named(message, ErrorCode::kDeliveryUnknown, "another program sends it");
  attempt.claim = std::move(claim).value();
  const auto begun = change({message.id, from, OutboxState::kSending, "", options_.wall_ms(), 0, false,
                             attempt.delivery.transcript});
  if (!begun) return begun.error();
  if (begun.value()) {
    ++message.attempts;
    return {};
  }
  const auto now = options_.outbox->find(message.id);
  return now && now.value() ? state_error(*now.value()) : named(message, ErrorCode::kMessageCancelled, "");
}

Result<void> OutboxKeeper::fail(const OutboxMessage& message, const Error& error, bool told) {
  const std::string code(code_name(error.code));
  const auto failed = change({message.id,
                              {OutboxState::kHeld, OutboxState::kDeferred},
                              OutboxState::kFailed,
                              code,
                              options_.wall_ms(),
                              0,
                              told,
                              std::nullopt});
  if (!failed) return failed.error();
  if (failed.value() && !told) add_notice(message, OutboxState::kFailed, code);
  return named(message, error.code, error.detail);
}

Result<void> OutboxKeeper::finish_attempt(Attempt& attempt, std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  step("send");
  const auto sent = attempt.channel->deliver(attempt.delivery);
  step("sent");
  lock.lock();
  const Outcome outcome = judge(attempt, sent);
  const OutboxMessage& message = attempt.message;
  const OutboxChange written{message.id,         {OutboxState::kSending}, outcome.state, outcome.code,
                             options_.wall_ms(), outcome.next_attempt_ms, attempt.told,  std::nullopt};
  // What the disk does not take now is tried again; until then it counts as being sent.
  if (!change(written)) rest_.emplace_back(written, std::move(attempt.claim));
  const bool bad = outcome.state == OutboxState::kFailed || outcome.state == OutboxState::kUnknown;
  if (bad && !attempt.told) add_notice(message, outcome.state, outcome.code);
  attempt.claim.reset();
  return outcome.result;
}

OutboxKeeper::Outcome OutboxKeeper::judge(const Attempt& attempt, const Result<void>& sent) const {
  const OutboxMessage& message = attempt.message;
  Outcome outcome;
  if (sent) {
    outcome.state = OutboxState::kSent;
    return outcome;
  }
  const Error& error = sent.error();
  outcome.code = code_name(error.code);
  const auto again = static_cast<std::size_t>(message.attempts - 1);
  switch (delivery_fault(error)) {
    case DeliveryFault::kUnknown:
      outcome.state = OutboxState::kUnknown;
      outcome.result = named(message, ErrorCode::kDeliveryUnknown, error.detail);
      break;
    case DeliveryFault::kPermanent:
      outcome.state = OutboxState::kFailed;
      outcome.result = named(message, error.code, error.detail);
      break;
    case DeliveryFault::kTemporary:
      if (again < std::size(kBackOff)) {
        outcome.state = OutboxState::kDeferred;
        outcome.next_attempt_ms = options_.wall_ms() + kBackOff[again];
        outcome.result = named(message, ErrorCode::kDeliveryDeferred, error.detail);
      } else {
        outcome.state = OutboxState::kFailed;
        outcome.result = named(message, ErrorCode::kDeliveryRefused, "tried too often: " + error.detail);
      }
      break;
  }
  return outcome;
}

void OutboxKeeper::add_notice(const OutboxMessage& message, OutboxState state, const std::string& code) {
  notices_.push_back({message.id, state, message.contact, code});
}

void OutboxKeeper::write_rest() {
  while (!rest_.empty()) {
    if (!change(rest_.back().first)) return;
    rest_.pop_back();
  }
}

void OutboxKeeper::tick() {
  // The loop does not wait for a disk that another thread writes to.
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock.owns_lock()) return;
  const std::int64_t now = options_.wall_ms();
  if (now >= looked_ms_ && now - looked_ms_ < kLookEveryMs) return;
  looked_ms_ = now;
  write_rest();
  look_for_cancelled();
  look_for_due();
  if (now < forgot_ms_ || now - forgot_ms_ >= kForgetEveryMs) forget_old();
}

void OutboxKeeper::look_for_cancelled() {
  if (held_.empty()) return;
  const auto version = options_.outbox->version();
  if (!version || version.value() == version_) return;
  version_ = version.value();
  for (auto entry = held_.begin(); entry != held_.end();) {
    const auto message = options_.outbox->find(entry->second);
    const bool gone = message && (!message.value() || message.value()->state == OutboxState::kCancelled);
    if (gone) cancelled_.push_back(entry->first);
    entry = gone ? held_.erase(entry) : std::next(entry);
  }
}

void OutboxKeeper::look_for_due() {
  const auto deferred = options_.outbox->list({OutboxState::kDeferred});
  if (!deferred) return;
  const std::int64_t now = options_.wall_ms();
  has_due_ =
      std::any_of(deferred.value().begin(), deferred.value().end(), [now](const OutboxMessage& message) {
        return now >= message.next_attempt_ms || now < message.changed_ms;
      });
}

void OutboxKeeper::forget_old() {
  const std::int64_t now = options_.wall_ms();
  forgot_ms_ = now;
  // Tried again within the hour where the disk does not take it.
  (void)options_.outbox->forget_before(now - options_.text_days * kDayMs).ok();
}

std::vector<std::uint64_t> OutboxKeeper::take_cancelled() {
  const std::lock_guard lock(mutex_);
  return std::exchange(cancelled_, {});
}

std::vector<OutboxNotice> OutboxKeeper::take_notices() {
  const std::lock_guard lock(mutex_);
  return std::exchange(notices_, {});
}

void OutboxKeeper::set_told(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  // A notice that could not be marked is told once more.
  (void)options_.outbox->set_told(id).ok();
}

}  // namespace sotto
