#include "sim/material_dialogs.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/assert.hpp"
#include "sim/material_random.hpp"

namespace sotto {
namespace {

constexpr std::array<std::string_view, 9> kSlots = {
    "contact", "ask", "ask-name", "answer", "confirm", "confirm-bare", "message", "cancel", "order"};
constexpr std::string_view kNamePlace = "{name}";

Error fault(const std::string& name, int number, const std::string& what) {
  return {ErrorCode::kFileInvalid, name + ":" + std::to_string(number) + ": " + what};
}

Milliseconds draw_delay(MaterialRandom& random) {
  constexpr double kSpread = 0.6;  // of the logarithm: one answer in a hundred waits for more than 2.4 s
  const double delay = static_cast<double>(kAnswerMsMedian) * std::exp(kSpread * random.normal());
  return std::clamp(static_cast<Milliseconds>(delay), kAnswerMsMin, kAnswerMsMax);
}

class DialogWriter {
 public:
  DialogWriter(const DialogWordings& wordings, MaterialPart part, int number, std::uint64_t seed)
      : wordings_(wordings),
        random_(seed, std::string(part_name(part)) + " dialog " + std::to_string(number)) {
    std::string digits = std::to_string(number);
    digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
    dialog_.name = "dialog-" + std::string(part_name(part)) + "-" + digits;
    dialog_.part = part;
  }

  MaterialDialog order() {
    dialog_.kind = "order";
    say("", pick("order"));
    return std::move(dialog_);
  }

  MaterialDialog message(const std::string& kind) {
    dialog_.kind = kind;
    dialog_.contact = pick("contact");
    // Half of the people say the first name only.
    const std::string called =
        random_.chance(0.5) ? dialog_.contact : dialog_.contact.substr(0, dialog_.contact.find(' '));
    if (random_.chance(0.5)) {
      say("", with_name(pick("ask-name"), called));
    } else {
      say("", pick("ask"));
      say("to-whom", with_name(pick("answer"), called));
    }
    say("confirm", pick(kind == "message-bare" ? "confirm-bare" : "confirm"));
    say("message", pick("message"));
    if (kind == "cancel") say("hold", pick("cancel"));
    return std::move(dialog_);
  }

 private:
  std::string pick(std::string_view slot) {
    const std::vector<std::string>& choices = wordings_.of(dialog_.part, slot);
    return choices[random_.below(choices.size())];
  }

  static std::string with_name(std::string words, const std::string& name) {
    const std::size_t at = words.find(kNamePlace);
    return at == std::string::npos ? words : words.replace(at, kNamePlace.size(), name);
  }

  void say(std::string prompt, std::string words) {
    const std::string id = dialog_.name + "-0" + std::to_string(dialog_.turns.size() + 1);
    dialog_.turns.push_back({std::move(prompt), draw_delay(random_), {id, 'A', std::move(words)}});
  }

  const DialogWordings& wordings_;
  MaterialRandom random_;
  MaterialDialog dialog_;
};

const SpokenLine* find_line(std::span<const SpokenLine> catalog, const std::string& line, int take) {
  const auto found = std::find_if(catalog.begin(), catalog.end(), [&](const SpokenLine& spoken) {
    return spoken.take == take && spoken.line == line;
  });
  return found == catalog.end() ? nullptr : &*found;
}

Expectation expected_of(const MaterialDialog& dialog) {
  Expectation expected;
  expected.wakes = 1;
  expected.sent = dialog.kind == "message" || dialog.kind == "message-bare" ? 1 : 0;
  if (dialog.kind == "cancel") expected.cancelled = 1;
  return expected;
}

}  // namespace

Result<DialogWordings> DialogWordings::parse(std::string_view text, const std::string& name) {
  DialogWordings wordings;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::size_t space = line.find(' ');
    const std::size_t colon = line.find(": ");
    if (space == std::string_view::npos || colon == std::string_view::npos || colon < space ||
        colon + 2 == line.size()) {
      return fault(name, number, "not PART SLOT: words");
    }
    const std::string_view part = line.substr(0, space);
    const std::string_view slot = line.substr(space + 1, colon - space - 1);
    if (part != "test" && part != "tuning") return fault(name, number, "not tuning or test");
    if (std::find(kSlots.begin(), kSlots.end(), slot) == kSlots.end())
      return fault(name, number, "no such slot");
    const MaterialPart which = part == "test" ? MaterialPart::kTest : MaterialPart::kTuning;
    wordings.words_[{which, std::string(slot)}].emplace_back(line.substr(colon + 2));
  }
  // Two parts with all slots each.
  if (wordings.words_.size() != 2 * kSlots.size()) return fault(name, 0, "a slot has no words");
  return wordings;
}

const std::vector<std::string>& DialogWordings::of(MaterialPart part, std::string_view slot) const {
  const auto found = words_.find(std::pair(part, std::string(slot)));
  SOTTO_ASSERT(found != words_.end());
  return found->second;
}

std::vector<MaterialDialog> draw_dialogs(const DialogWordings& wordings, MaterialPart part, int count,
                                         std::uint64_t seed) {
  constexpr std::array<std::string_view, 10> kKinds = {"message", "order",  "message",      "order",
                                                       "message", "cancel", "message-bare", "message",
                                                       "message", "order"};
  std::vector<MaterialDialog> dialogs;
  for (int number = 0; number < count; ++number) {
    DialogWriter writer(wordings, part, number, seed);
    const std::string kind(kKinds[static_cast<std::size_t>(number) % kKinds.size()]);
    dialogs.push_back(kind == "order" ? writer.order() : writer.message(kind));
  }
  return dialogs;
}

TalkBlock dialog_block(const MaterialDialog& dialog) {
  TalkBlock block{dialog.name, dialog.part, dialog.kind, {}};
  for (const DialogTurn& turn : dialog.turns) block.lines.push_back(turn.line);
  return block;
}

std::string format_dialog(const MaterialDialog& dialog) {
  nlohmann::ordered_json turns = nlohmann::ordered_json::array();
  for (const DialogTurn& turn : dialog.turns) {
    turns.push_back({{"prompt", turn.prompt},
                     {"delay_ms", turn.delay_ms},
                     {"line", turn.line.id},
                     {"text", turn.line.text}});
  }
  const nlohmann::ordered_json object = {{"name", dialog.name},
                                         {"part", part_name(dialog.part)},
                                         {"kind", dialog.kind},
                                         {"contact", dialog.contact},
                                         {"turns", turns}};
  return object.dump();
}

Result<Scene> dialog_scene(const MaterialDialog& dialog, const DialogWordings& wordings, int take,
                           std::span<const SpokenLine> catalog) {
  Scene scene;
  scene.file = dialog.name;
  scene.title = dialog.kind;
  scene.contacts = wordings.of(dialog.part, "contact");
  std::string voice;
  for (const DialogTurn& turn : dialog.turns) {
    const SpokenLine* const line = find_line(catalog, turn.line.id, take);
    if (line == nullptr) return Error{ErrorCode::kFileMissing, turn.line.id + " has not been spoken"};
    SceneTurn said;
    said.prompt = turn.prompt;
    said.delay_ms = turn.delay_ms;
    said.audio = line->file;
    voice = line->voice;
    scene.turns.push_back(std::move(said));
  }
  if (dialog.kind != "order") {
    SceneTurn challenged;
    challenged.prompt = "challenge";
    challenged.delay_ms = dialog.turns.back().delay_ms;
    challenged.text = kChallengePlace;
    challenged.voice = voice;
    scene.turns.push_back(std::move(challenged));
  }
  scene.people = {{"somebody", voice, false}};
  scene.expect["guarded"] = expected_of(dialog);
  return scene;
}

}  // namespace sotto
