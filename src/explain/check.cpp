#include "explain/check.hpp"

#include <array>
#include <cmath>

#include "explain/gate_checks.hpp"
#include "explain/wording.hpp"

namespace sotto {
namespace {

double probability(std::int64_t log_prob_milli) {
  return std::exp(static_cast<double>(log_prob_milli) / 1000.0);
}

std::string value_text(const Check& check, std::int64_t value) {
  switch (check.unit) {
    case Unit::kTime:
      return seconds(value);
    case Unit::kLogProbability:
      return percent_of_log(value);
    case Unit::kDecibel:
      return std::to_string(value) + " dB";
    case Unit::kPoints:
      break;
  }
  return std::to_string(value);
}

// "289 too few": how far from the other verdict.
std::string gap_text(const Check& check) {
  const bool most = check.bound == Bound::kAtMost;
  if (check.unit == Unit::kLogProbability) return check.held ? "enough" : "too little";
  const std::int64_t gap = most ? check.limit - *check.measured : *check.measured - check.limit;
  const std::string size = value_text(check, check.held ? gap : -gap);
  if (check.held) return gap == 0 ? "only just" : size + " to spare";
  if (check.unit == Unit::kTime) return size + (most ? " too late" : " too soon");
  return size + (most ? " too much" : " too little");
}

}  // namespace

std::optional<Permille> Check::room() const {
  if (!measured || !held) return std::nullopt;
  double left = 0.0;
  double whole = 1.0;
  if (unit == Unit::kLogProbability) {
    left = probability(*measured) - probability(limit);
    whole = 1.0 - probability(limit);
  } else if (bound == Bound::kAtMost) {
    left = static_cast<double>(limit - *measured);
    whole = static_cast<double>(limit);
  } else {
    left = static_cast<double>(*measured - limit);
    whole = unit == Unit::kPoints ? 1000.0 - static_cast<double>(limit) : static_cast<double>(*measured);
  }
  return whole > 0.0 ? to_permille(left / whole) : 0;
}

std::vector<Check> checks_of(const Interaction& interaction, const GateStep& step) {
  std::vector<Check> checks;
  switch (step.gate) {
    case Gate::kWake:
      checks = wake_checks(interaction, step);
      break;
    case Gate::kRequest:
      checks = request_checks(interaction, step);
      break;
    case Gate::kContact:
      checks = contact_checks(interaction, step);
      break;
    case Gate::kConfirm:
      checks = confirm_checks(interaction, step);
      break;
    case Gate::kRecord:
      checks = record_checks(interaction, step);
      break;
    case Gate::kHold:
      checks = hold_checks(interaction, step);
      break;
    case Gate::kOpen:
      checks = open_checks(interaction, step);
      break;
  }
  return checks;
}

std::string check_text(const Check& check) {
  if (check.name.empty()) return check.found;
  if (!check.measured) return check.name + ": " + check.found;
  const bool most = check.bound == Bound::kAtMost;
  return check.name + ": " + value_text(check, *check.measured) + (most ? ", at most " : ", at least ") +
         value_text(check, check.limit) + (most ? " allowed, " : " needed, ") + gap_text(check);
}

std::string needed_text(const Check& check) {
  if (!check.measured) return check.needed;
  const std::string bound = check.bound == Bound::kAtMost ? " of at most " : " of at least ";
  return check.name + bound + value_text(check, check.limit) + " (it was " +
         value_text(check, *check.measured) + ")";
}

std::string breaks_text(const Check& check) {
  if (!check.measured) return check.breaks;
  const std::string bound = check.bound == Bound::kAtMost ? " above " : " below ";
  return check.name + bound + value_text(check, check.limit) + " (it was " +
         value_text(check, *check.measured) + ")";
}

std::string explain_term(const std::string& term) {
  struct Term {
    const char* name;
    const char* meaning;
  };
  static constexpr std::array kTerms = {
      Term{"score", "Score: how sure the wake word detector was, from 0 to 1000."},
      Term{"distance",
           "Distance: how different two pieces of speech sound, letter by spoken letter; 0 is the same "
           "sound, 1000 "
           "another word altogether."},
      Term{"margin",
           "Lead: how much further away the next best meaning was, in the same numbers as distance."},
      Term{
          "chance",
          "Probability: how likely the speech recogniser finds it that the sound begins with the wake word."},
      Term{"sureness", "Sureness: how certain the speech recogniser was of its words, from 0 to 1000."},
      Term{"likeness",
           "Likeness of voices: 1000 is the same voice, 0 means that they have nothing in common; two people "
           "rarely reach the threshold."},
      Term{"nearest order",
           "Nearest order: how well an order that Sotto knows fits some of the words, from 0 to 1000, "
           "whatever "
           "else was said."}};
  for (const Term& known : kTerms) {
    if (term == known.name) return known.meaning;
  }
  return "";
}

}  // namespace sotto
