#include <algorithm>
#include <set>

#include "explain/gate_checks.hpp"
#include "explain/story.hpp"
#include "explain/story_steps.hpp"
#include "explain/wording.hpp"

namespace sotto {
namespace {

// The judgement that ended it, or null where every gate passed.
const GateStep* deciding_gate(const Interaction& interaction) {
  if (!interaction.wake.judgement.passed()) return &interaction.wake.judgement;
  const GateStep* last = nullptr;
  for (const GateStep& gate : interaction.gates) last = gate.passed() ? nullptr : &gate;
  return last;
}

bool was(const Interaction& interaction, MessageState state) {
  return std::any_of(interaction.messages.begin(), interaction.messages.end(),
                     [state](const MessageStep& message) { return message.state == state; });
}

bool cancelled_by_hand(const Interaction& interaction) {
  return std::any_of(interaction.interruptions.begin(), interaction.interruptions.end(),
                     [](const Interruption& step) { return step.kind == "event/cancelled-by-hand"; });
}

std::string contact_of(const Interaction& interaction) {
  for (const MessageStep& message : interaction.messages) {
    if (message.contact && !message.contact->empty()) return *message.contact;
  }
  return kDeleted;
}

std::string headline_of(const Interaction& interaction) {
  const GateStep* decided = deciding_gate(interaction);
  const std::string to = contact_of(interaction);
  const bool exhibit = interaction.policy && interaction.policy->record.cargo == Cargo::kSinceWake;
  if (interaction.sent()) {
    return (exhibit ? "What was said in the room was sent to " : "A message was sent to ") + to + ".";
  }
  if (was(interaction, MessageState::kUnknown)) {
    return "A message was handed over for " + to + ", and nobody knows whether it was taken.";
  }
  if (was(interaction, MessageState::kFailed)) return "A message to " + to + " could not be sent.";
  if (was(interaction, MessageState::kWaiting)) return "A message to " + to + " waits until you approve it.";
  if (!interaction.messages.empty() && interaction.messages.back().state == MessageState::kSending) {
    return "A message to " + to + " was on its way when the journal ends, or is tried again.";
  }
  if (cancelled_by_hand(interaction)) return "Nothing was sent: it was cancelled by hand.";
  if (decided != nullptr) {
    const bool woke = interaction.wake.judgement.passed();
    return std::string(woke ? "Nothing was sent: " : "It did not wake: ") + gate_in_words(decided->gate) +
           " stopped it, because " + std::string(reason_words(decided->reason)) + ".";
  }
  if (!interaction.devices.empty()) {
    const DeviceStep& device = interaction.devices.back();
    return device.result == "confirmed" ? "A device was set." : "A device was to be set, and was not.";
  }
  if (interaction.gates.empty()) return "It woke, and the journal does not say what came of it.";
  if (interaction.prompts.empty() || !interaction.prompts.back().ends) {
    return "The journal does not say how it ended.";
  }
  return "It answered.";
}

std::vector<StoryStep> steps_of(const Interaction& interaction) {
  std::vector<StoryStep> steps = {tell_wake(interaction)};
  std::set<const HeardStep*> judged;
  for (const GateStep& gate : interaction.gates) {
    steps.push_back(tell_gate(interaction, gate));
    judged.insert(heard_before(interaction, gate));
  }
  for (const HeardStep& heard : interaction.heard) {
    if (!judged.contains(&heard)) steps.push_back(tell_heard(heard));
  }
  for (const PromptStep& prompt : interaction.prompts) steps.push_back(tell_prompt(interaction, prompt));
  for (const DeviceStep& device : interaction.devices) steps.push_back(tell_device(device));
  for (const Interruption& step : interaction.interruptions) steps.push_back(tell_interruption(step));
  for (const MessageStep& message : interaction.messages) {
    if (auto step = tell_message(interaction, message)) steps.push_back(std::move(*step));
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const StoryStep& a, const StoryStep& b) { return a.sequence < b.sequence; });
  return steps;
}

void tell_refusal(const GateStep& decided, Story& story) {
  story.question = "For another outcome, " + gate_in_words(decided.gate) + " would have needed:";
  for (const StoryStep& step : story.steps) {
    if (step.gate != &decided) continue;
    for (const Check& check : step.checks) {
      if (!check.held) story.different.push_back(needed_text(check));
    }
  }
  if (decided.gate == Gate::kHold || decided.gate == Gate::kOpen) return;
  story.remarks.push_back("The gates after it would then still have been asked.");
}

// Numbers nearer to their threshold come first; of those far from it only so many are told.
constexpr std::size_t kNumbersMax = 8;

// Whatever alone would have stopped it, nearest to the threshold first, then what no number measures.
void tell_passes(Story& story) {
  std::vector<const Check*> numbers;
  std::vector<const Check*> others;
  for (const StoryStep& step : story.steps) {
    for (const Check& check : step.checks) {
      if (!check.held || !check.decides || breaks_text(check).empty()) continue;
      (check.measured ? numbers : others).push_back(&check);
    }
  }
  std::stable_sort(numbers.begin(), numbers.end(),
                   [](const Check* a, const Check* b) { return a->room() < b->room(); });
  story.question = "Any one of these would have stopped it, or made it ask again, the nearest first:";
  const auto tell = [&story](const Check* check) {
    story.different.push_back(std::string(gate_name(check->gate)) + " gate: " + breaks_text(*check));
  };
  const std::size_t told = std::min(numbers.size(), kNumbersMax);
  std::for_each(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(told), tell);
  if (told < numbers.size()) {
    story.different.push_back("any of " + std::to_string(numbers.size() - told) +
                              " further numbers above, which were further from their thresholds");
  }
  std::for_each(others.begin(), others.end(), tell);
}

void tell_devices(const Interaction& interaction, Story& story) {
  story.question = "For another outcome:";
  story.different.push_back("the answer \"confirmed\" from the device (it was " +
                            quoted(interaction.devices.back().result) + ")");
}

std::string why_deleted(const std::string& why) {
  if (why == "retention") return "its time was over";
  if (why == "asked-by-voice") return "somebody asked for it by voice";
  if (why == "asked-by-hand") return "somebody asked for it";
  if (why == "comms-off") return "messages were switched off";
  return why;
}

void tell_deletions(const Interaction& interaction, const WallClock& wall, Story& story) {
  for (const Deletion& deletion : interaction.deletions) {
    const std::string what =
        deletion.words ? (deletion.sound ? "What was said, and its sound, was" : "What was said was")
                       : "The sound was";
    story.remarks.push_back(what + " deleted on " + wall(deletion.wall_ms) + ", because " +
                            why_deleted(deletion.why) + " (record " + std::to_string(deletion.sequence) +
                            ").");
  }
  if (interaction.words_deleted && interaction.deletions.empty()) {
    story.remarks.push_back("Some of what was said was deleted later.");
  }
}

void tell_sound(const Interaction& interaction, Story& story) {
  if (!interaction.sound) return;
  const KeptSound& sound = *interaction.sound;
  story.remarks.push_back(sound.deleted
                              ? "The sound of this dialog was kept, and deleted later."
                              : "The sound of this dialog is kept, from " + run_time_of(sound.span.from) +
                                    " to " + run_time_of(sound.span.to) + ".");
}

void explain_terms(Story& story) {
  std::set<std::string> seen;
  for (const StoryStep& step : story.steps) {
    for (const Check& check : step.checks) {
      if (check.term.empty() || !seen.insert(check.term).second) continue;
      story.terms.push_back(explain_term(check.term));
    }
  }
}

}  // namespace

Story tell_story(const Interaction& interaction, const WallClock& wall) {
  Story story;
  story.headline = headline_of(interaction);
  story.where = "Interaction " + std::to_string(interaction.id) + ", on " + wall(interaction.wall_ms) + " (" +
                run_time(interaction.at) + " of the run)";
  if (interaction.policy) {
    story.where += ", under the policy " + interaction.policy->name + ", version " +
                   std::to_string(interaction.policy->version);
  }
  story.where += ".";
  story.steps = steps_of(interaction);
  const GateStep* decided = deciding_gate(interaction);
  if (decided != nullptr) {
    tell_refusal(*decided, story);
  } else if (cancelled_by_hand(interaction)) {
    story.question = "For another outcome:";
    story.different.push_back("nobody cancelling it by hand");
  } else if (!interaction.devices.empty() && interaction.devices.back().result != "confirmed") {
    tell_devices(interaction, story);
  } else if (!interaction.gates.empty()) {
    tell_passes(story);
  }
  tell_sound(interaction, story);
  tell_deletions(interaction, wall, story);
  explain_terms(story);
  return story;
}

}  // namespace sotto
