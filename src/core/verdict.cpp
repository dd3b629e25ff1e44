#include "core/verdict.hpp"

#include <array>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::array<std::string_view, kGateCount> kGateNames = {"wake",   "request", "contact", "confirm",
                                                                 "record", "hold",    "open"};

struct ReasonText {
  std::string_view code;
  std::string_view words;
};

constexpr ReasonText kReasons[] = {
#define SOTTO_REASON(enumerator, code, words) {code, words},
#include "core/reasons.def"
#undef SOTTO_REASON
};

}  // namespace

std::string_view gate_name(Gate gate) {
  return kGateNames.at(static_cast<std::size_t>(gate));
}

std::optional<Gate> parse_gate(std::string_view name) {
  for (std::size_t i = 0; i < kGateNames.size(); ++i) {
    if (kGateNames[i] == name) return static_cast<Gate>(i);
  }
  return std::nullopt;
}

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kRefuse:
      return "refuse";
    case Verdict::kAskAgain:
      return "ask-again";
    case Verdict::kEscalate:
      return "escalate";
  }
  SOTTO_UNREACHABLE("verdict without a name");
}

std::string_view reason_code(Reason reason) {
  return kReasons[static_cast<std::size_t>(reason)].code;
}

std::string_view reason_words(Reason reason) {
  return kReasons[static_cast<std::size_t>(reason)].words;
}

std::optional<Reason> parse_reason(std::string_view code) {
  for (std::size_t i = 0; i < std::size(kReasons); ++i) {
    if (kReasons[i].code == code) return static_cast<Reason>(i);
  }
  return std::nullopt;
}

}  // namespace sotto
