#include "runtime/loop.hpp"

#include <algorithm>
#include <utility>

namespace sotto {

Loop::Loop(Recorder* recorder, Dispatch dispatch) : recorder_(recorder), dispatch_(std::move(dispatch)) {}

bool needs_journal(const Effect& effect) {
  const auto* device = std::get_if<SetDevice>(&effect);
  return std::holds_alternative<SendMessage>(effect) || std::holds_alternative<ForgetHeard>(effect) ||
         (device != nullptr && device->permit);
}

void Loop::post(EventBody body, Milliseconds at) {
  waiting_.push_back(Event{0, at, std::move(body)});
  if (handling_) return;
  handling_ = true;
  while (!waiting_.empty()) {
    Event event = std::move(waiting_.front());
    waiting_.pop_front();
    event.sequence = ++sequence_;
    event.at = std::max(event.at, state_.now);
    handle(event);
  }
  handling_ = false;
}

void Loop::handle(const Event& event) {
  if (recorder_ != nullptr) recorder_->append(event);
  Step next = step(state_, event);
  state_ = std::move(next.state);
  if (recorder_ != nullptr) {
    for (const Effect& effect : next.effects) recorder_->append(effect, event.at);
  }
  const bool kept = recorder_ == nullptr || commit();
  for (const Effect& effect : next.effects) {
    if (!kept && needs_journal(effect)) {
      withhold(effect);
    } else {
      dispatch_(effect, event.at);
    }
  }
}

// The core learns of a journal that fails, or works again, as the next event.
bool Loop::commit() {
  const Result<void> committed = recorder_->commit();
  if (committed.ok() != journal_writable_) {
    journal_writable_ = committed.ok();
    const std::string code(committed ? "" : code_name(committed.error().code));
    waiting_.push_front(Event{0, state_.now, JournalChanged{journal_writable_, code}});
  }
  return committed.ok();
}

void Loop::withhold(const Effect& effect) {
  if (const auto* send = std::get_if<SendMessage>(&effect)) {
    waiting_.push_back(Event{0, state_.now,
                             MessageDelivered{send->recording.message_id(), send->recording.contact_name(),
                                              DeliveryOutcome::kFailed, "journal-unavailable"}});
  } else if (const auto* forget = std::get_if<ForgetHeard>(&effect)) {
    waiting_.push_back(Event{0, state_.now, Forgotten{forget->id, false}});
  }
}

}  // namespace sotto
