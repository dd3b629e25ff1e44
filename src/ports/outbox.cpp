#include "ports/outbox.hpp"

#include <array>

namespace sotto {
namespace {

constexpr std::array<std::string_view, 8> kNames = {"held", "waiting",   "sending", "deferred",
                                                    "sent", "cancelled", "failed",  "unknown"};

}  // namespace

std::string_view outbox_state_name(OutboxState state) {
  return kNames[static_cast<std::size_t>(state)];
}

std::optional<OutboxState> parse_outbox_state(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<OutboxState>(i);
  }
  return std::nullopt;
}

bool is_final(OutboxState state) {
  return state == OutboxState::kSent || state == OutboxState::kCancelled || state == OutboxState::kFailed;
}

std::string message_key(const MessageOrigin& origin) {
  return origin.run + "-" + std::to_string(origin.core_id);
}

}  // namespace sotto
