#include "adapters/sqlite/sqlite_outbox.hpp"
#include "sotto/channels.hpp"
#include "sotto/journaling.hpp"
#include "sotto/switching_off.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

const std::vector<OutboxState> kOpen = {OutboxState::kHeld, OutboxState::kWaiting, OutboxState::kDeferred};

// Null where there is no outbox yet.
Result<std::unique_ptr<Outbox>> open_if_there(const fs::path& data) {
  const fs::path file = outbox_file(data);
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::unique_ptr<Outbox>();
  return open_outbox(file, OutboxFileOptions{});
}

}  // namespace

Result<std::size_t> count_messages(const fs::path& data) {
  const auto outbox = open_if_there(data);
  if (!outbox) return outbox.error();
  if (!outbox.value()) return std::size_t{0};
  const auto messages = outbox.value()->list(kOpen);
  if (!messages) return messages.error();
  return messages.value().size();
}

Result<std::size_t> cancel_messages(const fs::path& data) {
  const auto outbox = open_if_there(data);
  if (!outbox) return outbox.error();
  std::size_t cancelled = 0;
  if (!outbox.value()) return cancelled;
  const auto messages = outbox.value()->list(kOpen);
  if (!messages) return messages.error();
  for (const OutboxMessage& message : messages.value()) {
    OutboxChange change;
    change.id = message.id;
    change.from = kOpen;
    change.to = OutboxState::kCancelled;
    change.reason = "comms-off";
    change.at_ms = stamp_now().wall_ms;
    change.told = true;
    const auto changed = outbox.value()->change(change);
    if (!changed) return changed.error();
    if (changed.value()) ++cancelled;
  }
  return cancelled;
}

}  // namespace sotto
