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
  }
  SOTTO_UNREACHABLE("turn without a name");
}

std::string_view prompt_name(Prompt prompt) {
  switch (prompt) {
    case Prompt::kToneWake:
      return "tone-wake";
    case Prompt::kToneRefused:
      return "tone-refused";
    case Prompt::kToWhom:
    case Prompt::kToWhomAgain:
      return "to-whom";
    case Prompt::kConfirm:
      return "confirm";
    case Prompt::kChallenge:
      return "challenge";
    case Prompt::kMessage:
      return "message-intro";
    case Prompt::kToneRecord:
      return "message";
    case Prompt::kHold:
      return "hold";
    case Prompt::kSent:
      return "sent";
    case Prompt::kNotSent:
      return "not-sent";
    case Prompt::kCancelled:
      return "cancelled";
    case Prompt::kWaiting:
      return "waiting";
    case Prompt::kSendFailed:
      return "send-failed";
    case Prompt::kCommsOff:
      return "comms-off";
    case Prompt::kNoContacts:
      return "no-contacts";
    case Prompt::kNoDevice:
      return "no-device";
    case Prompt::kDeviceDone:
      return "device-done";
    case Prompt::kRiskNotAvailable:
      return "risk-not-available";
    case Prompt::kHelp:
      return "help";
    case Prompt::kExplainLast:
      return "explain-last";
    case Prompt::kNothingToStop:
      return "nothing-to-stop";
    case Prompt::kTypedSend:
      return "typed-send";
    case Prompt::kNoJournal:
      return "no-journal";
    case Prompt::kForgotten:
      return "forgotten";
    case Prompt::kNotForgotten:
      return "not-forgotten";
    case Prompt::kNothingToForget:
      return "nothing-to-forget";
    case Prompt::kSendDeferred:
      return "send-deferred";
    case Prompt::kSendUnknown:
      return "send-unknown";
    case Prompt::kDeviceTold:
      return "device-told";
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
