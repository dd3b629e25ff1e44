#include "sim/intended_dialogs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sotto {
namespace {

DialogWordings wordings() {
  std::string text;
  for (const std::string part : {"test", "tuning"}) {
    text += part + " contact: Susan Whitaker\n" + part + " ask: Alexa, send a message.\n";
    text += part + " ask-name: Alexa, send {name} a message.\n" + part + " answer: To {name}.\n";
    text += part + " confirm: Right, send it.\n" + part + " confirm-bare: Right.\n";
    text += part + " message: We are out of milk.\n" + part + " cancel: Cancel.\n";
    text += part + " order: Alexa, lights out.\n";
  }
  auto parsed = DialogWordings::parse(text, "w");
  EXPECT_TRUE(parsed) << parsed.error().line();
  return std::move(parsed).value();
}

std::vector<SpokenLine> spoken(const std::vector<MaterialDialog>& dialogs, int take) {
  std::vector<SpokenLine> lines;
  for (const MaterialDialog& dialog : dialogs) {
    for (const DialogTurn& turn : dialog.turns) {
      SpokenLine line;
      line.line = turn.line.id;
      line.text = turn.line.text;
      line.take = take;
      line.voice = "am_puck";
      line.file = turn.line.id + ".flac";
      line.sha256 = turn.line.id;
      lines.push_back(line);
    }
  }
  return lines;
}

class IntendedDialogs : public testing::Test {
 protected:
  DialogWordings words = wordings();
  std::vector<MaterialDialog> dialogs = draw_dialogs(words, MaterialPart::kTest, 10, 1);
};

TEST_F(IntendedDialogs, OnlyWholeOnesCountAndEachTakeByItself) {
  std::vector<SpokenLine> catalog = spoken(dialogs, 0);
  for (SpokenLine& line : spoken(dialogs, 1)) catalog.push_back(line);
  ASSERT_EQ(spoken_dialogs(dialogs, words, catalog).size(), 20U);
  std::erase_if(catalog, [&](const SpokenLine& line) {
    return line.take == 1 && line.line == dialogs[0].turns.back().line.id;
  });
  const auto found = spoken_dialogs(dialogs, words, catalog);
  ASSERT_EQ(found.size(), 19U);
  EXPECT_EQ(found[10].dialog.name, dialogs[1].name);
  EXPECT_EQ(found[10].take, 1);
  EXPECT_EQ(found[10].voice, "am_puck");
}

TEST_F(IntendedDialogs, ALineWhoseWordsHaveChangedSinceIsNoLineOfTheDialog) {
  std::vector<SpokenLine> catalog = spoken(dialogs, 0);
  catalog[0].text += " Please.";
  EXPECT_EQ(spoken_dialogs(dialogs, words, catalog).size(), 9U);
}

TEST_F(IntendedDialogs, WhoIsAskedAgainAnswersAgain) {
  for (const IntendedDialog& dialog : spoken_dialogs(dialogs, words, spoken(dialogs, 0))) {
    const auto answers = [&](const std::string& prompt) {
      return std::count_if(dialog.scene.turns.begin(), dialog.scene.turns.end(),
                           [&](const SceneTurn& turn) { return turn.prompt == prompt; });
    };
    if (dialog.dialog.kind == "order") {
      EXPECT_EQ(dialog.order, "lights out.");
      continue;
    }
    EXPECT_EQ(answers("confirm"), 2);
    EXPECT_EQ(answers("challenge"), 2);
    EXPECT_EQ(answers("message"), 1);
  }
}

TEST(RelaxedRules, EachChangesThePolicyInAWayOfItsOwn) {
  Policy policy;
  std::vector<Policy> relaxed;
  std::set<std::string_view> names;
  policy.confirm.bare_confidence_min = 850;
  for (const RelaxedRule& rule : relaxed_rules()) {
    names.insert(rule.name);
    relaxed.push_back(policy);
    rule.relax(relaxed.back());
    EXPECT_NE(relaxed.back(), policy) << rule.name;
    EXPECT_EQ(std::count(relaxed.begin(), relaxed.end(), relaxed.back()), 1) << rule.name;
  }
  EXPECT_EQ(names.size(), relaxed_rules().size());
}

}  // namespace
}  // namespace sotto
