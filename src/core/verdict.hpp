// Gates, their verdicts, and the evidence that each verdict rests on. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sotto {

// In the order in which a message passes them (design part 3); kOpen stands before a door instead.
enum class Gate : std::uint8_t { kWake, kRequest, kContact, kConfirm, kRecord, kHold, kOpen };
inline constexpr int kGateCount = 7;

enum class Verdict : std::uint8_t { kPass, kRefuse, kAskAgain, kEscalate };

enum class Reason : std::uint8_t {
#define SOTTO_REASON(enumerator, code, words) enumerator,
#include "core/reasons.def"
#undef SOTTO_REASON
};

[[nodiscard]] std::string_view gate_name(Gate gate);  // "wake"
[[nodiscard]] std::optional<Gate> parse_gate(std::string_view name);
[[nodiscard]] std::string_view verdict_name(Verdict verdict);  // "ask-again"
[[nodiscard]] std::string_view reason_code(Reason reason);     // "talk-through-prompt"
[[nodiscard]] std::string_view reason_words(Reason reason);    // clause for people
[[nodiscard]] std::optional<Reason> parse_reason(std::string_view code);

// One fact that a verdict rests on: a score, a threshold, a text. Keys are stable snake_case names.
struct Fact {
  std::string key;
  std::variant<std::int64_t, bool, std::string> value;

  friend bool operator==(const Fact&, const Fact&) = default;
};
using Evidence = std::vector<Fact>;

struct Judgement {
  Gate gate = Gate::kWake;
  Verdict verdict = Verdict::kRefuse;
  Reason reason = Reason::kNone;
  Evidence evidence;

  [[nodiscard]] bool passed() const { return verdict == Verdict::kPass; }
  friend bool operator==(const Judgement&, const Judgement&) = default;
};

}  // namespace sotto
