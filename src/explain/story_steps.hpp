// The steps of a story, told one by one. Internal to the room.
#pragma once

#include <vector>

#include "explain/story.hpp"

namespace sotto {

[[nodiscard]] StoryStep tell_wake(const Interaction& interaction);
[[nodiscard]] StoryStep tell_prompt(const Interaction& interaction, const PromptStep& prompt);
[[nodiscard]] StoryStep tell_gate(const Interaction& interaction, const GateStep& gate);
// What was heard and judged by no gate: the words of the message, or talk that changed nothing.
[[nodiscard]] StoryStep tell_heard(const HeardStep& heard);
[[nodiscard]] StoryStep tell_device(const DeviceStep& device);
[[nodiscard]] StoryStep tell_interruption(const Interruption& interruption);
// Nothing for a state that another step tells.
[[nodiscard]] std::optional<StoryStep> tell_message(const Interaction& interaction,
                                                    const MessageStep& message);

// "the confirm gate (is it really meant?)"
[[nodiscard]] std::string gate_in_words(Gate gate);
// The stretch of sound that was, or would have been, the message.
[[nodiscard]] SampleSpan message_span(const Interaction& interaction);

}  // namespace sotto
