// SimulatedDialog: one dialog with the core from a wake to rest, without sound: a model of the talk says what
// every turn brings, and engines, prompts and timers answer as they would.
//
// A witness looks on after every step. The same seed gives the same dialog on every machine.
// Thread-safety: one thread; many of them may share what is const.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/step.hpp"
#include "ports/pronouncer.hpp"
#include "sim/material_random.hpp"
#include "sim/talk_model.hpp"
#include "sim/witness.hpp"

namespace sotto {

// Where every dialog begins: the core after its opening events, and what may be said, with its sounds.
class SimulatedHouse {
 public:
  // REQUIRES: the opening events of a run, with communications on, an allowed contact and an accepted answer.
  SimulatedHouse(const std::vector<EventBody>& opening, const Pronouncer& pronouncer);

  [[nodiscard]] const DialogState& state() const { return state_; }
  [[nodiscard]] const Witness& witness() const { return witness_; }
  // As the recogniser would write it. A text that is not among them has words without sounds.
  [[nodiscard]] Transcript transcript_of(const std::string& text) const;
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] const std::vector<std::string>& answers() const { return answers_; }

 private:
  DialogState state_;
  Witness witness_;
  std::map<std::string, std::vector<Word>> words_;
  std::vector<std::string> names_;    // of contacts that are allowed
  std::vector<std::string> answers_;  // that the rules take for a yes
};

struct DialogOutcome {
  std::int64_t events = 0;
  int sent = 0;
  double weight = 1.0;       // how much likelier this dialog is in `talk` than in `drawn`
  std::string complaint;     // of the witness, or that the dialog never came to rest; empty: all is well
  std::vector<Gate> passed;  // in order
};

// Draws every turn from `drawn` and weighs it by `talk`, so that what is rare in `talk` can be looked for in
// dialogs where it is not. `events` takes all that happened, if it is not null. REQUIRES: what has a share in
// `talk` has one in `drawn`.
[[nodiscard]] DialogOutcome play_dialog(const SimulatedHouse& house, const TalkModel& talk,
                                        const TalkModel& drawn, std::uint64_t seed,
                                        std::vector<Event>* events = nullptr);

}  // namespace sotto
