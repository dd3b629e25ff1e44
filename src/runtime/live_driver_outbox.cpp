// What a live run tells its outbox, and what the outbox tells it.
#include <utility>

#include "core/step.hpp"
#include "runtime/live_driver.hpp"

namespace sotto {

// On the voice's worker, in front of the question that announces the hold and of the sending: what is
// announced is on the disk already.
void LiveDriver::keep_message(const ReportMessage& message) {
  OutboxKeeper* const outbox = services_.outbox;
  const std::uint64_t id = message.message_id;
  const std::string reason(reason_code(message.reason));
  std::function<Result<void>()> job;
  if (message.state == MessageState::kHeld) {
    auto samples = history_.copy(message.span);
    if (!samples) return;  // the delivery will fail for the same reason
    HoldRequest request{id, contact_id(message.contact), message.contact, std::move(samples).value(),
                        setup_.policy.hold.hold_ms};
    auto held = std::make_shared<HoldRequest>(std::move(request));
    job = [outbox, held] { return outbox->hold(*held); };
  } else if (message.state == MessageState::kWaiting) {
    job = [outbox, id, reason] { return outbox->wait(id, reason); };
  } else if (message.state == MessageState::kCancelled) {
    job = [outbox, id, reason] { return outbox->cancel(id, reason); };
  } else {
    return;
  }
  // A message that is not kept is still sent or cancelled as the dialog says: it only does not outlive the
  // run.
  const bool posted = voice_->post([this, job = std::move(job)] {
    if (!job()) outbox_failed_ = true;
  });
  if (!posted) outbox_failed_ = true;
}

void LiveDriver::keep_transcript(const ReportHeard& heard) {
  const DialogState& state = loop_.state();
  if (heard.turn != Turn::kMessage || !state.held) return;
  const std::uint64_t id = state.held->recording.message_id();
  const bool posted = voice_->post([this, id, text = heard.text] {
    if (!services_.outbox->set_transcript(id, text)) outbox_failed_ = true;
  });
  if (!posted) outbox_failed_ = true;
}

void LiveDriver::hear_outbox() {
  OutboxKeeper& outbox = *services_.outbox;
  outbox.tick();
  for (const std::uint64_t id : outbox.take_cancelled()) {
    const DialogState& state = loop_.state();
    if (state.held && state.held->recording.message_id() == id) loop_.post(CancelledByHand{}, now());
  }
  if (outbox_failed_.exchange(false) && options_.on_notice) options_.on_notice("outbox-failed");
  if (outbox.has_due() && !delivering_due_.exchange(true)) {
    const bool posted = voice_->post([this] {
      if (!services_.outbox->deliver_due()) outbox_failed_ = true;
      delivering_due_ = false;
    });
    if (!posted) delivering_due_ = false;
  }
  // Nobody is interrupted for a message of yesterday.
  if (!at_rest(loop_.state()) || !speaking_.empty()) return;
  for (const OutboxNotice& notice : outbox.take_notices()) {
    const bool failed = notice.state == OutboxState::kFailed;
    loop_.post(MessageDelivered{0, notice.contact,
                                failed ? DeliveryOutcome::kFailed : DeliveryOutcome::kUnknown, notice.code},
               now());
    outbox.set_told(notice.id);
  }
}

}  // namespace sotto
