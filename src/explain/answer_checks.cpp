// The checks of the gates that judge an answer to a question, the message, and the hold.
#include <algorithm>

#include "core/policy.hpp"
#include "explain/gate_checks.hpp"
#include "explain/wording.hpp"

namespace sotto {
namespace {

constexpr Threshold kAnswerDistance = {"distance of the whole answer from it", "distance", Bound::kAtMost,
                                       Unit::kPoints};

// Talk during the question, where the policy minds it.
void add_quiet_prompt(std::vector<Check>& checks, const Interaction& interaction, const GateStep& step,
                      bool wanted) {
  const auto talked = step.flag("talked_through_prompt");
  if (!talked || !wanted) return;
  const PromptStep* question = question_before(interaction, step);
  const std::string asked = question == nullptr ? "the question" : quoted(question->text);
  Check check;
  check.name = "somebody talked while it asked";
  check.held = !*talked;
  check.found = check.held ? "no" : "yes";
  check.needed = "nobody talking while it asked " + asked;
  check.breaks = "any talk while it asked " + asked;
  add_answer(checks, step, std::move(check));
}

// Whether the microphone heard the question, where that was measured.
void add_prompt_in_room(std::vector<Check>& checks, const GateStep& step) {
  add_number(checks, step,
             {"loudness of the question over the talk in the room", "", Bound::kAtLeast, Unit::kDecibel},
             step.number("prompt_over_talk_db"), step.number("prompt_over_talk_db_min"));
  if (step.text("prompt_in_room") != "not-found") return;
  Check check;
  check.name = "the microphone heard the question";
  check.held = false;
  check.found = "no";
  check.needed = "the microphone hearing the question come out of the loudspeaker";
  add_answer(checks, step, std::move(check));
}

// `demanded`: too little speech to tell the voice does not pass either.
void add_voice_checks(std::vector<Check>& checks, const Interaction& interaction, const GateStep& step,
                      bool demanded) {
  const bool asked = !interaction.policy || interaction.policy->voice.same_voice;
  const auto voice = step.text("voice");
  if (!asked || !voice) return;
  if (*voice == "unknown") {
    // Where nothing was taken as an answer, no voice was asked for either.
    const bool asked_for = step.gate == Gate::kRecord || heard_before(interaction, step) != nullptr;
    if (!demanded || !asked_for) return;
    Check check;
    check.name = "enough was said to tell the voice";
    check.held = false;
    check.found = "no";
    check.needed = "more speech, so that its voice can be told";
    if (interaction.policy) check.needed += ": at least " + seconds(interaction.policy->voice.voiced_ms_min);
    add_answer(checks, step, std::move(check));
    return;
  }
  add_number(checks, step,
             {"likeness of the voice to the one that asked", "likeness", Bound::kAtLeast, Unit::kPoints},
             step.number("voice_similarity"), step.number("voice_similarity_min"));
}

void name_answer(std::vector<Check>& checks, std::size_t from, const std::string& name) {
  for (std::size_t i = from; i < checks.size(); ++i) {
    const std::size_t place = checks[i].name.rfind(" from it");
    if (place != std::string::npos) checks[i].name.replace(place + 6, 2, quoted(name));
  }
}

// A bare "right" counts only where every other sign is strong.
void add_bare(std::vector<Check>& checks, const Interaction& interaction, const GateStep& step) {
  if (!interaction.policy) return;
  const ConfirmRules& rules = interaction.policy->confirm;
  const auto nearest = step.text("nearest");
  if (!nearest || std::find(rules.bare.begin(), rules.bare.end(), *nearest) == rules.bare.end()) return;
  for (const HeardStep& heard : interaction.heard) {
    const bool answer = &heard == heard_before(interaction, step);
    if (heard.turn != Turn::kRequest && !answer) continue;
    add_number(
        checks, step,
        {answer ? "sureness of the short answer" : "sureness of the order, for a short answer to count",
         "sureness", Bound::kAtLeast, Unit::kPoints},
        heard.confidence, rules.bare_confidence_min);
  }
}

Check talk_in_hold(const GateStep& step) {
  Check check;
  check.name = "somebody objected while the message was held";
  check.held = step.passed();
  check.found = check.held ? "no" : "yes: " + std::string(reason_words(step.reason));
  check.needed = "nobody saying cancel, stop or no while the message was held";
  check.breaks = "anybody saying \"cancel\", \"stop\" or \"no\" while the message was held";
  return check;
}

}  // namespace

std::vector<Check> contact_checks(const Interaction& interaction, const GateStep& step) {
  std::vector<Check> checks;
  const bool quiet = !interaction.policy || interaction.policy->contact.quiet_prompt;
  const bool nearest_taken = interaction.policy && interaction.policy->contact.matching == Matching::kNearest;
  add_quiet_prompt(checks, interaction, step, quiet);
  const auto nearest = step.text("nearest");
  if (nearest && nearest_taken) {
    Check check;
    check.name = "a contact that is allowed";
    check.held = step.passed();
    check.found = "the nearest one was taken, whatever was said: " + quoted(interaction.name_of(*nearest)) +
                  " at a distance of " + std::to_string(step.number("distance").value_or(0));
    check.term = "distance";
    check.breaks = "nobody saying anything after the question";
    add_answer(checks, step, std::move(check));
  } else if (step.find("distance") != nullptr) {
    add_number(checks, step, kAnswerDistance, step.number("distance"), step.number("distance_max"));
    name_answer(checks, 0, nearest ? interaction.name_of(*nearest) : kDeleted);
    add_number(checks, step,
               {"lead over the second nearest contact", "margin", Bound::kAtLeast, Unit::kPoints},
               step.number("margin"), step.number("margin_min"));
  }
  add_voice_checks(checks, interaction, step, false);
  add_prompt_in_room(checks, step);
  add_reason(checks, step);
  return checks;
}

std::vector<Check> confirm_checks(const Interaction& interaction, const GateStep& step) {
  std::vector<Check> checks;
  const Policy* policy = interaction.policy ? &*interaction.policy : nullptr;
  if (const auto yes = step.flag("yes_like_word")) {
    Check check;
    check.name = "a word like yes anywhere in the answer";
    check.held = *yes;
    check.found = *yes ? "yes" : "no";
    check.needed = "a word like yes or right in the answer";
    check.breaks = "an answer without any word like yes or right";
    add_answer(checks, step, std::move(check));
    return checks;
  }
  add_quiet_prompt(checks, interaction, step, policy == nullptr || policy->confirm.quiet_prompt);
  const auto began = step.number("began_after_ms");
  if (policy != nullptr && step.text("challenge") != std::nullopt) {
    add_number(checks, step, {"start of the answer after the question", "", Bound::kAtMost, Unit::kTime},
               began, policy->confirm.answer_within_ms);
  } else if (policy != nullptr) {
    add_number(checks, step, {"start of the answer after the question", "", Bound::kAtLeast, Unit::kTime},
               began, policy->confirm.answer_from_ms);
    add_number(checks, step, {"start of the answer after the question", "", Bound::kAtMost, Unit::kTime},
               began, policy->confirm.answer_within_ms);
  }
  if (step.find("distance") != nullptr) {
    const std::size_t from = checks.size();
    add_number(checks, step, kAnswerDistance, step.number("distance"), step.number("distance_max"));
    name_answer(checks, from, step.text("nearest").value_or(kDeleted));
    add_number(checks, step,
               {"lead over the second nearest answer", "margin", Bound::kAtLeast, Unit::kPoints},
               step.number("margin"), step.number("margin_min"));
    add_number(checks, step, {"lead over ordinary talk", "margin", Bound::kAtLeast, Unit::kPoints},
               step.number("free_text_margin"), 0);
  }
  add_voice_checks(checks, interaction, step, true);
  add_prompt_in_room(checks, step);
  if (!step.passed() && step.reason == Reason::kBareAnswer) add_bare(checks, interaction, step);
  add_reason(checks, step);
  return checks;
}

std::vector<Check> record_checks(const Interaction& interaction, const GateStep& step) {
  std::vector<Check> checks;
  add_number(checks, step, {"start of the message after the tone", "", Bound::kAtMost, Unit::kTime},
             step.number("began_after_ms"), step.number("began_after_ms_max"));
  add_number(checks, step, {"length of the message", "", Bound::kAtMost, Unit::kTime},
             step.number("voiced_ms"), step.number("length_ms_max"));
  add_voice_checks(checks, interaction, step, true);
  add_prompt_in_room(checks, step);
  add_reason(checks, step);
  return checks;
}

std::vector<Check> hold_checks(const Interaction& interaction, const GateStep& step) {
  std::vector<Check> checks;
  const bool objection =
      step.reason == Reason::kCancelledByVoice || step.reason == Reason::kOtherTalk || step.passed();
  if (objection) add_answer(checks, step, talk_in_hold(step));
  if (step.reason == Reason::kOtherTalk) add_voice_checks(checks, interaction, step, true);
  add_reason(checks, step);
  return checks;
}

std::vector<Check> open_checks(const Interaction& interaction, const GateStep& step) {
  std::vector<Check> checks;
  if (step.find("challenge") != nullptr) {
    checks = confirm_checks(interaction, step);
    std::erase_if(checks, [](const Check& check) { return !check.held && !check.measured; });
  }
  add_number(checks, step, {"nearer to opening than to sending", "", Bound::kAtLeast, Unit::kPoints},
             step.number("send_margin"), step.number("send_margin_min"));
  add_number(checks, step, {"likeness to an enrolled voice", "likeness", Bound::kAtLeast, Unit::kPoints},
             step.number("identity"), step.number("identity_min"));
  add_number(checks, step, {"speech to know the voice by", "", Bound::kAtLeast, Unit::kTime},
             step.number("identity_ms"), step.number("identity_ms_min"));
  add_reason(checks, step);
  return checks;
}

}  // namespace sotto
