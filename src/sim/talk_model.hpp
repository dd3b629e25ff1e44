// TalkModel: what the talk in a room does to each gate, as shares. An error model for simulation: it knows
// nothing of sound, only how often a turn brings what a gate wants to hear, and what it brings otherwise.
//
// Plain values; pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "core/verdict.hpp"

namespace sotto {

// What a turn of a dialog may bring.
enum class TurnSort : std::uint8_t {
  kWanted,      // just what the gate asks for, in the voice that asked
  kUnsure,      // the same, but the recogniser is not sure of it
  kTalk,        // other words
  kSilence,     // nothing
  kEndless,     // talk without an end
  kThrough,     // talk through the question, then what is wanted
  kOtherVoice,  // what is wanted, in another voice
  kThin,        // what is wanted, too short to tell the voice
  kEarly,       // what is wanted, begun before the question was over
  kLate,        // what is wanted, too late
  kBroken,      // the recogniser fails
  kCancel,      // "cancel"
};
inline constexpr std::size_t kTurnSorts = 12;

// How often each sort comes; they sum to 1.
struct TurnModel {
  std::array<double, kTurnSorts> shares{};
  [[nodiscard]] double& operator[](TurnSort sort) { return shares[static_cast<std::size_t>(sort)]; }
  [[nodiscard]] double operator[](TurnSort sort) const { return shares[static_cast<std::size_t>(sort)]; }
  friend bool operator==(const TurnModel&, const TurnModel&) = default;
};

struct TalkModel {
  TurnModel request;
  TurnModel contact;
  TurnModel confirm;
  TurnModel message;  // what is said after the tone
  TurnModel hold;     // kWanted: it stays quiet
  friend bool operator==(const TalkModel&, const TalkModel&) = default;
};

// Half of the turns bring what is wanted, the other half each other sort alike: to look for a hole, not to
// say how often anything happens.
[[nodiscard]] TalkModel searching_talk();

// What a campaign counted at one gate. `wanted` is the share of passes to reckon with, for example its upper
// bound; the reasons, by reason_code(), share out the rest. REQUIRES: 0 <= wanted <= 1.
[[nodiscard]] TurnModel fit_turn(double wanted, const std::map<std::string, std::int64_t>& reasons);

// The sort of turn that is refused for this reason; kTalk for one that no turn brings.
[[nodiscard]] TurnSort sort_of_reason(std::string_view code);

// With `wanted` in the place of the share of kWanted and the rest shrunk or grown to fit. REQUIRES: 0 <=
// wanted <= 1.
[[nodiscard]] TurnModel with_wanted(const TurnModel& model, double wanted);

}  // namespace sotto
