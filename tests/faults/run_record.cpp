#include "faults/run_record.hpp"

namespace sotto {
namespace {

std::string in_words(const Judgement& judgement) {
  return std::string(gate_name(judgement.gate)) + ' ' + std::string(verdict_name(judgement.verdict)) + ' ' +
         std::string(reason_code(judgement.reason));
}

const Judgement* judgement_of(const Effect& effect) {
  if (const auto* wake = std::get_if<ReportWake>(&effect)) return &wake->judgement;
  if (const auto* gate = std::get_if<ReportGate>(&effect)) return &gate->judgement;
  return nullptr;
}

}  // namespace

void RunRecord::append(const Event& event) {
  events_.push_back(event);
  if (on_event) on_event(event);
}

void RunRecord::append(const Effect& effect, Milliseconds /*at*/) {
  effects_.push_back(effect);
  if (on_effect) on_effect(effect);
}

std::vector<std::string> RunRecord::message_states() const {
  std::vector<std::string> states;
  for (const Effect& effect : effects_) {
    if (const auto* message = std::get_if<ReportMessage>(&effect)) {
      states.emplace_back(message_state_name(message->state));
    }
  }
  return states;
}

std::string RunRecord::last_verdict() const {
  std::string last;
  for (const Effect& effect : effects_) {
    if (const Judgement* judgement = judgement_of(effect)) last = in_words(*judgement);
  }
  return last;
}

std::string RunRecord::story() const {
  std::string story;
  for (const Effect& effect : effects_) {
    if (const Judgement* judgement = judgement_of(effect)) story += in_words(*judgement) + "; ";
    if (const auto* said = std::get_if<Speak>(&effect)) {
      story += '"' + std::string(prompt_name(said->prompt)) + "\"; ";
    }
    if (const auto* heard = std::get_if<ReportHeard>(&effect)) story += heard->text + "; ";
  }
  return story;
}

}  // namespace sotto
