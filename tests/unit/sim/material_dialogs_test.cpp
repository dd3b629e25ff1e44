#include "sim/material_dialogs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace sotto {
namespace {

std::string wordings_text() {
  std::string text = "# Words.\n";
  for (const std::string part : {"test", "tuning"}) {
    text += part + " contact: Susan Whitaker\n" + part + " contact: Daniel Novak\n";
    text += part + " ask: Alexa, send a message.\n" + part + " ask-name: Alexa, send {name} a message.\n";
    text += part + " answer: To {name}.\n" + part + " confirm: Right, send it.\n" + part +
            " confirm-bare: Right.\n";
    text += part + " message: We are out of milk.\n" + part + " cancel: Cancel.\n" + part +
            " order: Alexa, lights out.\n";
  }
  return text;
}

DialogWordings wordings() {
  auto parsed = DialogWordings::parse(wordings_text(), "w");
  EXPECT_TRUE(parsed) << parsed.error().line();
  return std::move(parsed).value();
}

TEST(DialogWordings, NamesTheLineThatIsWrong) {
  const auto fault_of = [](const std::string& text) {
    const auto parsed = DialogWordings::parse(text, "w");
    return parsed ? std::string() : parsed.error().detail;
  };
  EXPECT_EQ(fault_of("test ask Alexa\n"), "w:1: not PART SLOT: words");
  EXPECT_EQ(fault_of("test ask: \n"), "w:1: not PART SLOT: words");
  EXPECT_EQ(fault_of("both ask: Alexa\n"), "w:1: not tuning or test");
  EXPECT_EQ(fault_of("test asks: Alexa\n"), "w:1: no such slot");
  EXPECT_EQ(fault_of("test ask: Alexa\n"), "w:0: a slot has no words");
}

TEST(DrawDialogs, SameSeedSameDialogsAndMoreKeepTheFirst) {
  const DialogWordings words = wordings();
  const auto few = draw_dialogs(words, MaterialPart::kTest, 10, 3);
  const auto more = draw_dialogs(words, MaterialPart::kTest, 30, 3);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), more.begin()));
  EXPECT_NE(few, draw_dialogs(words, MaterialPart::kTest, 10, 4));
}

TEST(DrawDialogs, AnswersComeWithinTheirBoundsAroundTheMedian) {
  std::vector<Milliseconds> delays;
  for (const MaterialDialog& dialog : draw_dialogs(wordings(), MaterialPart::kTest, 600, 1)) {
    for (const DialogTurn& turn : dialog.turns) delays.push_back(turn.delay_ms);
  }
  std::sort(delays.begin(), delays.end());
  EXPECT_GE(delays.front(), kAnswerMsMin);
  EXPECT_LE(delays.back(), kAnswerMsMax);
  EXPECT_NEAR(static_cast<double>(delays[delays.size() / 2]), 600.0, 40.0);
  EXPECT_LT(delays[delays.size() / 10], 350);
  EXPECT_GT(delays[delays.size() * 9 / 10], 1100);
}

TEST(DrawDialogs, EveryPromptHasItsAnswer) {
  std::set<std::string> kinds;
  for (const MaterialDialog& dialog : draw_dialogs(wordings(), MaterialPart::kTuning, 60, 1)) {
    kinds.insert(dialog.kind);
    std::vector<std::string> prompts;
    for (const DialogTurn& turn : dialog.turns) {
      prompts.push_back(turn.prompt);
      EXPECT_EQ(turn.line.text.find("{name}"), std::string::npos);
    }
    EXPECT_EQ(prompts[0], "");
    if (dialog.kind == "order") {
      EXPECT_EQ(prompts.size(), 1U);
      continue;
    }
    const std::string& asked = dialog.turns[0].line.text;
    EXPECT_EQ(asked.find("send a message.") != std::string::npos, prompts[1] == "to-whom") << asked;
    EXPECT_NE(std::find(prompts.begin(), prompts.end(), "confirm"), prompts.end());
    EXPECT_NE(std::find(prompts.begin(), prompts.end(), "message"), prompts.end());
    EXPECT_EQ(dialog.kind == "cancel", prompts.back() == "hold");
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"message", "message-bare", "cancel", "order"}));
}

TEST(DialogScene, NamesTheFilesOfItsTakeAndWhatIsExpected) {
  const DialogWordings words = wordings();
  const MaterialDialog dialog = draw_dialogs(words, MaterialPart::kTest, 1, 1)[0];
  std::vector<SpokenLine> catalog;
  for (const TalkLine& said : dialog_block(dialog).lines) {
    for (const int take : {0, 1}) {
      SpokenLine line;
      line.line = said.id;
      line.take = take;
      line.voice = "voice " + std::to_string(take);
      line.file = said.id + " by " + line.voice;
      catalog.push_back(line);
    }
  }
  const auto scene = dialog_scene(dialog, words, 1, catalog);
  ASSERT_TRUE(scene) << scene.error().line();
  ASSERT_EQ(scene.value().turns.size(), dialog.turns.size() + 1);
  for (std::size_t i = 0; i < dialog.turns.size(); ++i) {
    EXPECT_EQ(scene.value().turns[i].audio, dialog.turns[i].line.id + " by voice 1");
    EXPECT_EQ(scene.value().turns[i].delay_ms, dialog.turns[i].delay_ms);
  }
  EXPECT_EQ(scene.value().turns.back().text, kChallengePlace);
  EXPECT_EQ(scene.value().turns.back().voice, "voice 1");
  EXPECT_EQ(scene.value().contacts.size(), 2U);
  EXPECT_EQ(scene.value().expect.at("guarded").sent, 1);
  catalog.erase(catalog.begin() + 1);
  EXPECT_FALSE(dialog_scene(dialog, words, 1, catalog));
}

}  // namespace
}  // namespace sotto
