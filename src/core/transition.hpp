// Transition: the working copy of one step. Internal to the core.
#pragma once

#include <utility>
#include <vector>

#include "core/effect.hpp"
#include "core/state.hpp"

namespace sotto {

// core/caution.hpp
void note_judgement(DialogState& state, const Judgement& judgement);

class Transition {
 public:
  explicit Transition(const DialogState& before) : state(before) {}

  DialogState state;
  std::vector<Effect> effects;

  [[nodiscard]] Milliseconds now() const { return state.now; }
  [[nodiscard]] SampleCount now_samples() const { return to_samples(state.now); }
  [[nodiscard]] const Policy& policy() const { return *state.policy; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return *state.vocabulary; }

  std::uint64_t new_id() { return state.next_id++; }
  void emit(Effect effect) { effects.push_back(std::move(effect)); }

  // Arms a timer and returns its id. A timer is never disarmed: whoever waits compares ids and ignores stale
  // ones.
  std::uint64_t arm(Milliseconds at) {
    const std::uint64_t id = new_id();
    emit(ArmTimer{id, at});
    return id;
  }

  std::uint64_t speak(Prompt prompt, std::vector<std::string> words = {}) {
    const std::uint64_t id = new_id();
    state.talking_prompt = id;
    emit(Speak{id, prompt, std::move(words)});
    return id;
  }

  void report(Judgement judgement) {
    note_judgement(state, judgement);
    emit(ReportGate{std::move(judgement)});
  }
};

}  // namespace sotto
