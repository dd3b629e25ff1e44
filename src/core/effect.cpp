#include "core/effect.hpp"

#include "base/assert.hpp"

namespace sotto {

std::string_view turn_name(Turn turn) {
  switch (turn) {
    case Turn::kRequest:
      return "request";
    case Turn::kContact:
      return "contact";
    case Turn::kConfirm:
      return "confirm";
    case Turn::kChallenge:
      return "challenge";
    case Turn::kMessage:
      return "message";
    case Turn::kHold:
      return "hold";
    case Turn::kHousehold:
      return "household";
  }
  SOTTO_UNREACHABLE("turn without a name");
}

std::string_view prompt_name(Prompt prompt) {
  switch (prompt) {
#define SOTTO_PROMPT(enumerator, name) \
  case Prompt::enumerator:             \
    return name;
#include "core/prompts.def"
#undef SOTTO_PROMPT
  }
  SOTTO_UNREACHABLE("prompt without a name");
}

std::string_view message_state_name(MessageState state) {
  switch (state) {
    case MessageState::kRecording:
      return "recording";
    case MessageState::kHeld:
      return "held";
    case MessageState::kWaiting:
      return "waiting";
    case MessageState::kSending:
      return "sending";
    case MessageState::kSent:
      return "sent";
    case MessageState::kCancelled:
      return "cancelled";
    case MessageState::kRefused:
      return "refused";
    case MessageState::kFailed:
      return "failed";
    case MessageState::kUnknown:
      return "unknown";
  }
  SOTTO_UNREACHABLE("message state without a name");
}

}  // namespace sotto
