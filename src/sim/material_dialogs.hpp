// Intended dialogs in many wordings: somebody asks for a message or for light and heat, answers what Sotto
// asks back, and takes as long about it as people do. They are scenes, not mixed sound, because people react
// to prompts.
//
// Wordings stand in a text file, "PART SLOT: words" a line, `#` begins a comment; {name} stands for the
// contact's name. Slots: contact, ask, ask-name, answer, confirm, confirm-bare, message, cancel, order. Pure;
// any thread.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "sim/material_catalog.hpp"
#include "sim/scene.hpp"

namespace sotto {

class DialogWordings {
 public:
  // `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong", also for a slot
  // that one part has nothing for.
  [[nodiscard]] static Result<DialogWordings> parse(std::string_view text, const std::string& name);

  // Never empty.
  [[nodiscard]] const std::vector<std::string>& of(MaterialPart part, std::string_view slot) const;

 private:
  std::map<std::pair<MaterialPart, std::string>, std::vector<std::string>, std::less<>> words_;
};

struct DialogTurn {
  std::string prompt;         // the prompt it answers, as in SceneTurn; empty: the beginning
  Milliseconds delay_ms = 0;  // after the prompt's end
  TalkLine line;

  friend bool operator==(const DialogTurn&, const DialogTurn&) = default;
};

struct MaterialDialog {
  std::string name;  // "dialog-test-0012"
  MaterialPart part = MaterialPart::kTuning;
  std::string kind;     // "message", "message-bare" (a bare "right"), "cancel", "order"
  std::string contact;  // of those of its part; empty for an order
  std::vector<DialogTurn> turns;

  friend bool operator==(const MaterialDialog&, const MaterialDialog&) = default;
};

// How long people take to answer: log-normal, median 0.6 s, from 0.15 to 2.5 s.
inline constexpr Milliseconds kAnswerMsMin = 150;
inline constexpr Milliseconds kAnswerMsMedian = 600;
inline constexpr Milliseconds kAnswerMsMax = 2500;

// Of ten dialogs five are messages, one ends in a bare answer, one is cancelled during the hold and three are
// orders. The first n of more are those of fewer.
[[nodiscard]] std::vector<MaterialDialog> draw_dialogs(const DialogWordings& wordings, MaterialPart part,
                                                       int count, std::uint64_t seed);

// Its lines as a conversation of one person, to be spoken.
[[nodiscard]] TalkBlock dialog_block(const MaterialDialog& dialog);

// One JSON object without a line end: name, part, kind, contact, and of each turn prompt, delay_ms, line,
// text.
[[nodiscard]] std::string format_dialog(const MaterialDialog& dialog);

// The scene of a dialog as `take` of the catalogue speaks it: every turn names its file, relative to the
// folder of the material; a challenge is asked for as the text "{challenge}" in the take's voice, which
// somebody has to speak. Expectations hold for a policy that hears everything right. Errors: file-missing
// where a line has not been spoken.
[[nodiscard]] Result<Scene> dialog_scene(const MaterialDialog& dialog, const DialogWordings& wordings,
                                         int take, std::span<const SpokenLine> catalog);

}  // namespace sotto
