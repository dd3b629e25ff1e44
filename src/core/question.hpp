// Questions: saying one, whether it was asked well, and what may be said meanwhile. Internal to the core.
#pragma once

#include <string>
#include <vector>

#include "core/transition.hpp"

namespace sotto {

// Speaks and then listens for the answer that this question takes.
void ask_question(Transition& t, Prompt prompt, std::vector<std::string> words);

enum class Asked {
  kWell,    // an answer may follow
  kAgain,   // the room did not hear it, and it is being said once more
  kInVain,  // nothing said now can be an answer
};
// The question that was being asked has ended. REQUIRES: phase kAsking.
[[nodiscard]] Asked take_prompt_end(Transition& t, const PromptFinished& event);

// Somebody spoke while Sotto was asking and has paused: was it "stop"? Nothing else may follow from it.
void listen_to_barge_in(Transition& t, const SampleSpan& span);
// What it was. Ends the dialog where the words cancel and say nothing else.
void take_barge_in(Transition& t, const Transcript& transcript);

}  // namespace sotto
