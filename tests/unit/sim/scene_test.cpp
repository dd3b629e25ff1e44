#include "sim/scene.hpp"

#include <gtest/gtest.h>

#include <random>

#include "adapters/toml/toml_document.hpp"

namespace sotto {
namespace {

// The example of the design, word for word where it matters.
constexpr std::string_view kWhole = R"(title = "Maria means it"
seed = 7
contacts = ["Maria Alvarez", "Ben Okafor"]
audio = "evening.flac"
length_s = 12.5
[[person]]
name = "Ana"
voice = "bf_emma"
enrolled = true
[[turn]]
on = "start"
delay_ms = 700
text = "Alexa, send a message to Maria"
person = "Ana"
gain_db = -3
[[turn]]
on = "prompt:confirm"
audio = "clip.flac"
audio_at_s = 2.0
[[turn]]
on = "prompt:challenge"
delay_ms = -200
text = "{challenge}"
voice = "am_adam"
[[background]]
audio = "kitchen.flac"
gain_db = -25
[room]
echo_db = -30
[expect]
sent = 1
refused_by = "confirm"
[expect.portland-2018]
sent = 0
reason = "talk-through-prompt"
)";

Result<Scene> scene_of(std::string_view text) {
  const auto document = parse_toml(text, "s.toml");
  if (!document) return document.error();
  return parse_scene(document.value());
}

std::string fault(std::string_view text) {
  const auto scene = scene_of(text);
  return scene.ok() ? std::string() : scene.error().detail;
}

// The whole scene with one stretch of its text replaced.
std::string fault_with(std::string_view from, std::string_view to) {
  std::string text(kWhole);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return fault(text.replace(at, from.size(), to));
}

TEST(Scene, ReadsEveryKey) {
  const auto parsed = scene_of(kWhole);
  ASSERT_TRUE(parsed.ok()) << parsed.error().line();
  Scene expected;
  expected.file = "s.toml";
  expected.title = "Maria means it";
  expected.seed = 7;
  expected.contacts = {"Maria Alvarez", "Ben Okafor"};
  expected.audio = "evening.flac";
  expected.length_ms = 12'500;
  expected.people = {{"Ana", "bf_emma", true}};
  SceneTurn asks{10, "", 700, "Alexa, send a message to Maria", "bf_emma", "Ana", "", 0, -3.0};
  SceneTurn plays{16, "confirm", 0, "", "", "", "clip.flac", 32'000, 0.0};
  SceneTurn says{20, "challenge", -200, "{challenge}", "am_adam", "", "", 0, 0.0};
  expected.turns = {asks, plays, says};
  expected.backgrounds = {{25, "kitchen.flac", -25.0}};
  expected.echo_db = -30.0;
  expected.expect["guarded"].sent = 1;
  expected.expect["guarded"].refused_by = "confirm";
  expected.expect["portland-2018"].sent = 0;
  expected.expect["portland-2018"].reason = "talk-through-prompt";
  EXPECT_EQ(parsed.value(), expected);
}

TEST(Scene, AnswersToEveryPromptThatTheDialogHas) {
  for (const char* on :
       {"prompt:to-whom", "prompt:confirm", "prompt:challenge", "prompt:message", "prompt:hold"}) {
    const auto scene = scene_of("title = \"x\"\nlength_s = 1\n[[turn]]\non = \"" + std::string(on) +
                                "\"\naudio = \"a.wav\"\n");
    ASSERT_TRUE(scene.ok()) << scene.error().line();
    EXPECT_EQ("prompt:" + scene.value().turns[0].prompt, on);
  }
}

TEST(Scene, UnknownKeysAreNamedWithTheirLine) {
  EXPECT_EQ(fault_with("seed = 7", "seeds = 7"), "s.toml:2: unknown key \"seeds\"");
  EXPECT_EQ(fault_with("enrolled =", "enroled ="), "s.toml:9: unknown key \"enroled\" in [[person]]");
  EXPECT_EQ(fault_with("delay_ms = 700", "delay = 700"), "s.toml:12: unknown key \"delay\" in [[turn]]");
  EXPECT_EQ(fault_with("gain_db = -25", "gain = -25"), "s.toml:27: unknown key \"gain\" in [[background]]");
  EXPECT_EQ(fault_with("echo_db", "echo"), "s.toml:29: unknown key \"echo\" in [room]");
  EXPECT_EQ(fault_with("sent = 1", "send = 1"), "s.toml:31: unknown key \"send\" in [expect]");
  EXPECT_EQ(fault_with("sent = 0", "send = 0"), "s.toml:34: unknown key \"send\" in [expect.portland-2018]");
}

TEST(Scene, WrongMomentsTypesAndRangesAreNamed) {
  EXPECT_TRUE(
      fault_with("\"start\"", "\"begin\"").starts_with("s.toml:11: \"on\" must be one of \"start\", "));
  EXPECT_TRUE(fault_with("prompt:confirm", "prompt:sent").starts_with("s.toml:17: \"on\" must be one of"));
  EXPECT_EQ(fault_with("delay_ms = 700", "delay_ms = 0.7"), "s.toml:12: \"delay_ms\" must be a whole number");
  EXPECT_EQ(fault_with("delay_ms = 700", "delay_ms = -1"),
            "s.toml:12: \"delay_ms\" must be 0 to 3600000, not -1");
  EXPECT_EQ(fault_with("seed = 7", "seed = \"7\""), "s.toml:2: \"seed\" must be a whole number");
  EXPECT_EQ(fault_with("contacts = [\"Maria Alvarez\", ", "contacts = [\"Ben Okafor\", "),
            "s.toml:3: the contact \"Ben Okafor\" stands twice");
  EXPECT_EQ(fault_with("refused_by = \"confirm\"", "refused_by = \"gate\""),
            "s.toml:32: there is no gate \"gate\"");
  EXPECT_EQ(fault_with("talk-through-prompt", "talk"), "s.toml:35: there is no reason \"talk\"");
  EXPECT_EQ(fault_with("expect.portland-2018", "expect.guarded"),
            "s.toml:33: what guarded must do stands in [expect] itself");
}

TEST(Scene, ATurnHasOneSoundAndOneSpeaker) {
  EXPECT_EQ(fault_with("text = \"Alexa, send a message to Maria\"\n", ""),
            "s.toml:10: a turn needs either \"text\" or \"audio\", and not both");
  EXPECT_EQ(fault_with("audio = \"clip.flac\"", "audio = \"clip.flac\"\ntext = \"yes\"\nvoice = \"am_adam\""),
            "s.toml:16: a turn needs either \"text\" or \"audio\", and not both");
  EXPECT_EQ(fault_with("person = \"Ana\"\n", ""),
            "s.toml:10: \"text\" needs a \"person\" or a \"voice\" that says it");
  EXPECT_EQ(fault_with("person = \"Ana\"\n", "person = \"Bo\"\n"), "s.toml:10: there is no person \"Bo\"");
  EXPECT_EQ(fault_with("voice = \"am_adam\"", "voice = \"am_adam\"\nperson = \"Ana\""),
            "s.toml:20: a turn has either \"person\" or \"voice\", and not both");
  EXPECT_EQ(fault_with("voice = \"am_adam\"", "voice = \"am_adam\"\naudio_at_s = 1"),
            "s.toml:20: \"audio_at_s\" needs \"audio\"");
  EXPECT_EQ(fault_with("Alexa, send a message to Maria", "{challenge}"),
            "s.toml:10: at the start no challenge has been asked for yet");
}

TEST(Scene, ASceneWithoutSoundIsWrong) {
  EXPECT_EQ(fault("title = \"x\"\n"),
            "s.toml:1: nothing is heard: add a turn with on = \"start\", \"audio\" or \"length_s\"");
  EXPECT_EQ(fault("title = \"x\"\nlength_s = 3\n[[background]]\naudio = \"a.wav\"\n"), "");
}

TEST(Scene, SurvivesGarbage) {
  std::mt19937 random(11);
  int refused = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string text(kWhole);
    for (unsigned change = 0; change <= random() % 3; ++change) {
      const std::size_t at = random() % text.size();
      if (random() % 2 == 0) {
        text.erase(at, random() % 8);
      } else {
        text[at] = static_cast<char>(random() % 256);
      }
    }
    const auto scene = scene_of(text);
    if (scene.ok()) continue;
    ++refused;
    EXPECT_EQ(scene.error().code, ErrorCode::kFileInvalid);
    EXPECT_TRUE(scene.error().detail.starts_with("s.toml:"));
    EXPECT_EQ(scene.error().detail.find('\n'), std::string::npos);
  }
  EXPECT_GT(refused, 500);
}

}  // namespace
}  // namespace sotto
