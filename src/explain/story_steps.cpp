#include "explain/story_steps.hpp"

#include <algorithm>
#include <cctype>

#include "explain/gate_checks.hpp"
#include "explain/wording.hpp"
#include "nlu/text.hpp"

namespace sotto {
namespace {

std::string sure(Permille confidence) {
  return percent(confidence) + " sure of the words";
}

std::string stretch(const SampleSpan& span) {
  return run_time_of(span.from) + " to " + run_time_of(span.to) + " (" +
         seconds(to_milliseconds(span.length())) + ")";
}

StoryStep step_at(std::uint64_t sequence, Milliseconds at, std::string text) {
  StoryStep step;
  step.sequence = sequence;
  step.at = at;
  step.text = std::move(text);
  return step;
}

std::string verdict_sentence(const GateStep& gate) {
  std::string text = capitalized(gate_in_words(gate.gate)) + " " + verdict_words(gate.gate, gate.verdict);
  if (gate.reason != Reason::kNone) text += ": " + std::string(reason_words(gate.reason));
  return text + ".";
}

std::string detectors(const WakeStep& wake) {
  std::string text;
  for (const DetectorScore& score : wake.scores) {
    text += (text.empty() ? "" : ", ") + quoted(score.detector) + " with a score of " +
            std::to_string(score.score);
  }
  return text.empty() ? "one whose score the journal does not hold" : text;
}

// The words of `text` that are accepted ones by themselves, for a policy that looks for nothing more.
std::string accepted_word(const Interaction& interaction, const Said& text) {
  if (!text || !interaction.policy) return "";
  std::string word;
  for (const char letter : *text + " ") {
    const bool part = std::isalpha(static_cast<unsigned char>(letter)) != 0 || letter == '\'';
    if (part) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
      continue;
    }
    const auto& accepted = interaction.policy->confirm.accepted;
    if (std::find(accepted.begin(), accepted.end(), word) != accepted.end()) return word;
    word.clear();
  }
  return "";
}

std::string tell_request(const HeardStep* heard, const GateStep& gate) {
  const bool nearest = gate.find("nearest_score") != nullptr;
  const std::string intent = intent_words(gate.text("intent").value_or(""));
  if (heard == nullptr) return "It waited for an order. " + verdict_sentence(gate);
  if (heard->text && heard->text->empty()) {
    return "It heard talk, and has no words of it. " + verdict_sentence(gate);
  }
  const std::string what = quoted_said(heard->text);
  if (nearest && gate.passed()) {
    return "It took the talk " + what + " for an order: to " + intent + ". It was " +
           sure(heard->confidence) +
           "; this policy takes the nearest order and does not ask whether the other words belong to it.";
  }
  const std::string text = "It heard " + what + ", and was " + sure(heard->confidence) + ". ";
  if (!gate.passed()) return text + verdict_sentence(gate);
  return text + "The whole of it is an order: to " + intent + ".";
}

std::string tell_contact(const Interaction& interaction, const HeardStep* heard, const GateStep& gate) {
  const auto id = gate.text("nearest");
  const std::string name = id ? interaction.name_of(*id) : std::string(kDeleted);
  if (gate.flag("in_request").value_or(false)) {
    const std::string text = "In the order it heard " + quoted_said(gate.text("text")) + " as a name";
    return gate.passed() ? text + " and took it for " + name + "." : text + ". " + verdict_sentence(gate);
  }
  if (heard == nullptr) return "It took nothing as an answer. " + verdict_sentence(gate);
  const std::string what = quoted_said(heard->text);
  const bool nearest = interaction.policy && interaction.policy->contact.matching == Matching::kNearest;
  if (gate.passed() && nearest) {
    return "It took the talk " + what + " for a contact's name: " + name + ", the nearest one. It was " +
           sure(heard->confidence) + ".";
  }
  const std::string text = "It heard " + what + ", and was " + sure(heard->confidence) + ". ";
  if (!gate.passed()) return text + verdict_sentence(gate);
  return text + "The whole of it is the name of an allowed contact: " + name + ".";
}

std::string tell_confirm(const Interaction& interaction, const HeardStep* heard, const GateStep& gate) {
  if (heard == nullptr) return "It took nothing as an answer. " + verdict_sentence(gate);
  const std::string what = quoted_said(heard->text);
  if (gate.passed() && gate.find("yes_like_word") != nullptr) {
    const std::string word = accepted_word(interaction, heard->text);
    return "It took the talk " + what + " for a yes" +
           (word.empty() ? "" : ", because the word " + quoted(word) + " is in it") + ". It was " +
           sure(heard->confidence) + ".";
  }
  const std::string text = "It heard " + what + ", and was " + sure(heard->confidence) + ". ";
  if (!gate.passed()) return text + verdict_sentence(gate);
  return text + "The whole of it is an accepted answer: " + quoted_said(gate.text("nearest")) + ".";
}

std::string tell_record(const Interaction& interaction, const GateStep& gate) {
  if (!gate.passed()) return "It waited for the message. " + verdict_sentence(gate);
  return "It recorded the message, from " + stretch(message_span(interaction)) + ".";
}

std::string tell_hold(const HeardStep* heard, const GateStep& gate) {
  if (gate.passed()) {
    return "It held the message for " + seconds(gate.number("hold_ms").value_or(0)) +
           ", and nobody objected.";
  }
  if (heard == nullptr) return "It held the message. " + verdict_sentence(gate);
  return "While it held the message it heard " + quoted_said(heard->text) + ", and was " +
         sure(heard->confidence) + ". " + verdict_sentence(gate);
}

std::string tell_open(const HeardStep* heard, const GateStep& gate) {
  if (gate.flag("approved").value_or(false)) return "It was approved on the page. " + verdict_sentence(gate);
  std::string text;
  if (heard != nullptr) {
    text = "It heard " + quoted_said(heard->text) + ", and was " + sure(heard->confidence) + ". ";
  }
  if (gate.verdict == Verdict::kEscalate || gate.passed()) {
    text += "The voice was " + quoted_said(gate.text("known_voice")) + ", who is enrolled. ";
  }
  return text + verdict_sentence(gate);
}

bool asks(const PromptStep& prompt) {
  return prompt.name == "to-whom" || prompt.name == "confirm";
}

bool minds_talk(const Interaction& interaction, const PromptStep& prompt) {
  if (!interaction.policy) return true;
  return prompt.name == "to-whom" ? interaction.policy->contact.quiet_prompt
                                  : interaction.policy->confirm.quiet_prompt;
}

std::string tone_text(const PromptStep& prompt) {
  if (prompt.name == "tone-wake") return "It played a short tone: the wake word alone was heard";
  if (prompt.name == "tone-refused") return "It played a short low tone: that was no order";
  return "It played the tone after which the message is recorded";
}

std::string talk_text(const Interaction& interaction, const PromptStep& prompt) {
  if (prompt.talked_over.empty()) return " Nobody talked meanwhile.";
  std::string text = " Somebody talked meanwhile (";
  for (std::size_t i = 0; i < prompt.talked_over.size(); ++i) {
    const SampleSpan& span = prompt.talked_over[i];
    text += (i == 0 ? "" : ", ") + run_time_of(span.from) + " to " + run_time_of(span.to);
  }
  return text + (minds_talk(interaction, prompt) ? ")." : "); this policy does not mind.");
}

}  // namespace

std::string gate_in_words(Gate gate) {
  return "the " + std::string(gate_name(gate)) + " gate (" + gate_question(gate) + ")";
}

SampleSpan message_span(const Interaction& interaction) {
  SampleSpan span;
  for (const MessageStep& message : interaction.messages) {
    if (message.span.length() > 0) span = message.span;
  }
  return span;
}

StoryStep tell_wake(const Interaction& interaction) {
  const WakeStep& wake = interaction.wake;
  const GateStep& gate = wake.judgement;
  const std::string word =
      interaction.wake_word.empty() ? "the wake word" : "the wake word " + quoted(interaction.wake_word);
  std::string text = gate.passed() ? "It woke. " : "It did not wake. ";
  text += "A detector took a sound for " + word + ": " + detectors(wake) + ".";
  const bool looked = gate.find("distance") != nullptr;
  if (looked) {
    text += " The speech recogniser listened again and heard " + quoted_said(wake.text) + ".";
  } else if (gate.passed()) {
    text += " This policy takes the detector's word; nobody listened again to what it really was.";
  }
  if (!gate.passed()) text += " " + verdict_sentence(gate);
  StoryStep step = step_at(gate.sequence, wake.proposed_at, std::move(text));
  step.gate = &gate;
  step.checks = checks_of(interaction, gate);
  return step;
}

std::string echo_text(const PromptStep& prompt) {
  if (!prompt.ends || !prompt.heard || !prompt.echo) return "";
  if (!prompt.echo->found) return " The microphone did not hear it in the room.";
  const int db = prompt.echo->over_talk_db;
  return " The microphone heard it in the room, " + std::to_string(std::abs(db)) + " dB " +
         (db < 0 ? "below" : "above") + " the talk there.";
}

StoryStep tell_prompt(const Interaction& interaction, const PromptStep& prompt) {
  const std::string when =
      prompt.ends ? " (" + run_time(prompt.begins) + " to " + run_time(*prompt.ends) + ")" : "";
  std::string text =
      prompt.tone() ? tone_text(prompt) : (asks(prompt) ? "It asked " : "It said ") + quoted(prompt.text);
  text += when + ".";
  if (!prompt.ends) {
    text += " The journal does not say whether it was heard.";
  } else if (!prompt.heard) {
    text += " It did not come out, or was broken off.";
  }
  text += echo_text(prompt);
  if (prompt.ends && (asks(prompt) || prompt.name == "challenge")) text += talk_text(interaction, prompt);
  return step_at(prompt.sequence, prompt.begins, std::move(text));
}

StoryStep tell_gate(const Interaction& interaction, const GateStep& gate) {
  const HeardStep* heard = heard_before(interaction, gate);
  std::string text;
  switch (gate.gate) {
    case Gate::kWake:
    case Gate::kRequest:
      text = tell_request(heard, gate);
      break;
    case Gate::kContact:
      text = tell_contact(interaction, heard, gate);
      break;
    case Gate::kConfirm:
      text = tell_confirm(interaction, heard, gate);
      break;
    case Gate::kRecord:
      text = tell_record(interaction, gate);
      break;
    case Gate::kHold:
      text = tell_hold(heard, gate);
      break;
    case Gate::kOpen:
      text = tell_open(heard, gate);
      break;
  }
  StoryStep step = step_at(gate.sequence, gate.at, std::move(text));
  step.gate = &gate;
  step.checks = checks_of(interaction, gate);
  return step;
}

StoryStep tell_heard(const HeardStep& heard) {
  const std::string what = heard.turn == Turn::kMessage ? "It wrote the message down as " : "It heard ";
  return step_at(heard.sequence, heard.at,
                 what + quoted_said(heard.text) + ", and was " + sure(heard.confidence) + ".");
}

StoryStep tell_device(const DeviceStep& device) {
  std::string name = device.device;
  std::replace(name.begin(), name.end(), '_', ' ');
  const std::string done =
      device.result == "confirmed" ? "It set the device " : "It tried to set the device ";
  return step_at(device.sequence, device.at,
                 done + quoted(name) + " to " + quoted(device.command) + "; the answer was " +
                     quoted(device.result) + ".");
}

StoryStep tell_interruption(const Interruption& interruption) {
  std::string text = "Its settings changed meanwhile.";
  if (interruption.kind == "event/cancelled-by-hand") text = "Somebody cancelled it by hand.";
  if (interruption.kind == "event/sound-lost") text = "Sound was lost, so nobody knows what was said then.";
  if (interruption.kind == "event/contacts-changed")
    text = "Contacts, or whether messages are on, were changed.";
  if (interruption.kind == "event/journal-changed") text = "Whether the journal can be written changed.";
  return step_at(interruption.sequence, interruption.at, std::move(text));
}

std::optional<StoryStep> tell_message(const Interaction& interaction, const MessageStep& message) {
  const std::string to = message.contact ? *message.contact : std::string(kDeleted);
  std::string text;
  switch (message.state) {
    case MessageState::kSent: {
      const bool exhibit = interaction.policy && interaction.policy->record.cargo == Cargo::kSinceWake;
      text = exhibit ? "It sent what had been said since it woke, from " +
                           stretch(message_span(interaction)) + ", to " + to + "."
                     : "The message was sent to " + to + ".";
      break;
    }
    case MessageState::kSending:
      if (message.reason == Reason::kNone) return std::nullopt;  // what came of it follows
      text = "The message to " + to + " has not gone out yet: " + std::string(reason_words(message.reason)) +
             ".";
      break;
    case MessageState::kWaiting:
      text = "The message to " + to + " waits until you approve it.";
      break;
    case MessageState::kCancelled:
      text = "The message to " + to + " was cancelled. Nothing left the house.";
      break;
    case MessageState::kFailed:
      text = "The message to " + to + " could not be handed over. Nothing left the house.";
      break;
    case MessageState::kUnknown:
      text = "Nobody knows whether the message to " + to + " was handed over.";
      break;
    default:
      return std::nullopt;
  }
  return step_at(message.sequence, message.at, std::move(text));
}

}  // namespace sotto
