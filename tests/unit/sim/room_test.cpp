#include "sim/room.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "core/effect.hpp"
#include "runtime/prompt_texts.hpp"

namespace sotto {
namespace {

constexpr std::size_t kFrame = 512;

// Spoken text is one sample a byte at 0.25; files are known by name.
struct Sounds {
  std::map<std::string, std::vector<float>> files;
  std::vector<std::string> spoken;  // "voice: text"

  RoomSounds functions() {
    return {[this](const std::string& file) -> Result<std::vector<float>> {
              const auto found = files.find(file);
              if (found == files.end()) return Error{ErrorCode::kFileMissing, file};
              return found->second;
            },
            [this](const std::string& text, const std::string& voice) -> Result<std::vector<float>> {
              if (voice == "nobody") return Error{ErrorCode::kVoiceUnknown, voice};
              spoken.push_back(voice + ": " + text);
              return std::vector<float>(text.size(), 0.25F);
            }};
  }
};

SceneTurn says(const std::string& prompt, Milliseconds delay_ms, const std::string& text) {
  SceneTurn turn;
  turn.line = 9;
  turn.prompt = prompt;
  turn.delay_ms = delay_ms;
  turn.text = text;
  turn.voice = "ana";
  return turn;
}

Scene scene_with(std::vector<SceneTurn> turns) {
  Scene scene;
  scene.file = "s.toml";
  scene.turns = std::move(turns);
  return scene;
}

Playback prompt_of(const std::string& kind, std::size_t samples, const std::string& text = "") {
  return {1, kind, text, std::vector<float>(samples, 0.5F)};
}

std::unique_ptr<Room> make_room(const Scene& scene, Sounds& sounds) {
  auto room = Room::make(scene, sounds.functions());
  EXPECT_TRUE(room.ok()) << room.error().line();
  return std::move(room).value();
}

// Reads whole frames until at least `samples` are there.
std::vector<float> hear(Room& room, std::size_t samples) {
  std::vector<float> heard;
  while (heard.size() < samples) {
    std::array<float, kFrame> frame{};
    const auto count = room.read(frame);
    EXPECT_TRUE(count.ok());
    if (!count.ok()) break;
    EXPECT_EQ(count.value(), kFrame);
    heard.insert(heard.end(), frame.begin(), frame.end());
  }
  return heard;
}

// First sample that is not silent; the size where all is silent.
std::size_t onset(const std::vector<float>& sound, std::size_t from = 0) {
  const auto begin = sound.begin() + static_cast<std::ptrdiff_t>(from);
  return static_cast<std::size_t>(std::find_if(begin, sound.end(), [](float x) { return x != 0.0F; }) -
                                  sound.begin());
}

TEST(Room, StartTurnsBeginOnTheirSample) {
  Sounds sounds;
  const auto room = make_room(scene_with({says("", 100, "hello"), says("", 200, "you")}), sounds);
  EXPECT_FALSE(room->over());
  const std::vector<float> heard = hear(*room, 4096);
  EXPECT_EQ(onset(heard), 1600U);
  EXPECT_EQ(heard[1604], 0.25F);
  EXPECT_EQ(heard[1605], 0.0F);
  EXPECT_EQ(onset(heard, 1605), 3200U);
  EXPECT_TRUE(room->over());
  EXPECT_EQ(sounds.spoken, (std::vector<std::string>{"ana: hello", "ana: you"}));
}

TEST(Room, TheNthPromptOfAKindTakesTheNthTurn) {
  Sounds sounds;
  const auto room = make_room(
      scene_with({says("to-whom", 10, "a"), says("confirm", 10, "b"), says("to-whom", 20, "cc")}), sounds);
  EXPECT_TRUE(room->over());
  ASSERT_TRUE(room->play(prompt_of("to-whom", 1000), 0).ok());
  EXPECT_FALSE(room->over());
  std::vector<float> heard = hear(*room, 2048);
  EXPECT_EQ(onset(heard), 1160U);  // the prompt's end and 10 ms
  EXPECT_EQ(onset(heard, 1161), heard.size());
  EXPECT_TRUE(room->over());

  ASSERT_TRUE(room->play(prompt_of("to-whom", 100), 2048).ok());
  heard = hear(*room, 1024);
  EXPECT_EQ(onset(heard), 100U + 320U);
  EXPECT_EQ(heard[421], 0.25F);

  ASSERT_TRUE(room->play(prompt_of("to-whom", 100), 3072).ok());  // no turn is left: silence
  EXPECT_TRUE(room->over());
  heard = hear(*room, 1024);
  EXPECT_EQ(onset(heard), heard.size());
}

TEST(Room, PromptsWaitForEachOther) {
  Sounds sounds;
  const auto room = make_room(scene_with({says("message", 0, "x")}), sounds);
  ASSERT_TRUE(room->play(prompt_of("message-intro", 1000), 100).ok());
  ASSERT_TRUE(room->play(prompt_of("message", 200), 100).ok());
  const std::vector<float> heard = hear(*room, 2048);
  EXPECT_EQ(onset(heard), 1300U);
}

TEST(Room, ANegativeDelayTalksIntoThePrompt) {
  Sounds sounds;
  const auto room = make_room(scene_with({says("confirm", -50, "right")}), sounds);
  ASSERT_TRUE(room->play(prompt_of("confirm", 1600), 0).ok());
  EXPECT_EQ(onset(hear(*room, 2048)), 800U);
}

TEST(Room, NothingBeginsInWhatHasBeenReadAlready) {
  Sounds sounds;
  const auto room = make_room(scene_with({says("confirm", -1000, "right")}), sounds);
  hear(*room, 2048);
  ASSERT_TRUE(room->play(prompt_of("confirm", 1600), 2000).ok());
  EXPECT_EQ(onset(hear(*room, 512)), 0U);
}

TEST(Room, OurOwnPromptsComeBackOnlyAsEcho) {
  Sounds sounds;
  Scene scene = scene_with({});
  scene.length_ms = 100;
  const auto quiet = make_room(scene, sounds);
  scene.echo_db = -20.0;
  const auto echoing = make_room(scene, sounds);
  ASSERT_TRUE(quiet->play(prompt_of("confirm", 300), 200).ok());
  ASSERT_TRUE(echoing->play(prompt_of("confirm", 300), 200).ok());
  std::vector<float> heard = hear(*quiet, 1024);
  EXPECT_EQ(onset(heard), heard.size());
  heard = hear(*echoing, 1024);
  EXPECT_EQ(onset(heard), 200U);
  EXPECT_FLOAT_EQ(heard[200], 0.05F);
  EXPECT_FLOAT_EQ(heard[499], 0.05F);
  EXPECT_EQ(heard[500], 0.0F);
}

TEST(Room, RecordingAndBackgroundGoOnUnderEverything) {
  Sounds sounds;
  sounds.files["evening.flac"] = std::vector<float>(1000, 0.25F);
  sounds.files["kitchen.flac"] = {0.5F, -0.5F, 0.25F};
  Scene scene = scene_with({});
  scene.audio = "evening.flac";
  scene.backgrounds = {{4, "kitchen.flac", 0.0}};
  const auto room = make_room(scene, sounds);
  EXPECT_FALSE(room->over());
  const std::vector<float> heard = hear(*room, 1536);
  EXPECT_TRUE(room->over());
  for (std::size_t i = 0; i < heard.size(); ++i) {
    ASSERT_EQ(heard[i], sounds.files["kitchen.flac"][i % 3] + (i < 1000 ? 0.25F : 0.0F)) << i;
  }
}

TEST(Room, LoudSoundsAreClipped) {
  Sounds sounds;
  sounds.files["loud.flac"] = {0.9F, -0.9F, 0.5F};
  Scene scene = scene_with({});
  scene.audio = "loud.flac";
  scene.backgrounds = {{4, "loud.flac", 6.0}};
  const std::vector<float> heard = hear(*make_room(scene, sounds), 512);
  EXPECT_EQ(heard[0], 1.0F - 1.0F / 32768.0F);
  EXPECT_EQ(heard[1], -1.0F);
  EXPECT_TRUE(std::ranges::all_of(heard, [](float x) { return x >= -1.0F && x < 1.0F; }));
}

TEST(Room, ATurnMayBeginWithinItsFileAndHasAGain) {
  Sounds sounds;
  sounds.files["clip.flac"] = std::vector<float>(3200, 0.1F);
  std::fill(sounds.files["clip.flac"].begin() + 1600, sounds.files["clip.flac"].end(), 0.2F);
  SceneTurn turn = says("", 0, "");
  turn.audio = "clip.flac";
  turn.audio_from = 1600;
  turn.gain_db = -20.0;
  const std::vector<float> heard = hear(*make_room(scene_with({turn}), sounds), 2048);
  EXPECT_FLOAT_EQ(heard[0], 0.02F);
  EXPECT_FLOAT_EQ(heard[1599], 0.02F);
  EXPECT_EQ(heard[1600], 0.0F);
}

TEST(Room, AStoppedPromptEndsWhereItWasStopped) {
  Sounds sounds;
  Scene scene = scene_with({says("hold", 10, "what"), says("sent", 0, "ah"), says("hold", 10, "again")});
  scene.echo_db = 0.0;
  const auto room = make_room(scene, sounds);
  ASSERT_TRUE(room->play(prompt_of("hold", 16'000), 0).ok());
  ASSERT_TRUE(room->play(prompt_of("hold", 16'000), 0).ok());  // never begins
  hear(*room, 1024);
  room->stop();
  std::vector<float> heard = hear(*room, 1024);
  EXPECT_EQ(onset(heard), 160U);
  EXPECT_EQ(heard[160], 0.25F);
  EXPECT_EQ(heard[164], 0.0F);
  EXPECT_TRUE(room->over());
  // The prompt that never began gives its turn back.
  ASSERT_TRUE(room->play(prompt_of("hold", 100), room->position()).ok());
  heard = hear(*room, 512);
  EXPECT_EQ(heard[99], 0.5F);
  EXPECT_EQ(onset(heard, 100), 260U);
  EXPECT_EQ(heard[264], 0.25F);
}

TEST(Room, FinishedPromptsAreToldOnce) {
  Sounds sounds;
  const auto room = make_room(scene_with({}), sounds);
  Playback prompt = prompt_of("confirm", 600);
  prompt.id = 42;
  ASSERT_TRUE(room->play(std::move(prompt), 0).ok());
  hear(*room, 512);
  EXPECT_TRUE(room->take_finished().empty());
  hear(*room, 512);
  EXPECT_EQ(room->take_finished(), std::vector<std::uint64_t>{42});
  EXPECT_TRUE(room->take_finished().empty());
}

TEST(Room, SaysWhateverChallengeWasAskedFor) {
  Sounds sounds;
  const auto room = make_room(
      scene_with({says("challenge", 0, "{challenge}"), says("challenge", 0, "No: {challenge}!")}), sounds);
  EXPECT_TRUE(sounds.spoken.empty());
  const std::vector<std::string> first = {"harbor cabin"};
  const std::vector<std::string> second = {"banjo radish"};
  ASSERT_TRUE(room->play(prompt_of("challenge", 100, prompt_text(Prompt::kChallenge, first)), 0).ok());
  ASSERT_TRUE(room->play(prompt_of("challenge", 100, prompt_text(Prompt::kChallenge, second)), 200).ok());
  EXPECT_EQ(sounds.spoken,
            (std::vector<std::string>{"ana: send it, harbor cabin", "ana: No: send it, banjo radish!"}));
  EXPECT_EQ(onset(hear(*room, 512)), 100U);
}

TEST(Room, AskedPhraseKnowsOnlyTheChallengePrompt) {
  EXPECT_EQ(asked_phrase("To send it, say: send it, harbor cabin."), "send it, harbor cabin");
  EXPECT_EQ(asked_phrase("To send it, say: ."), std::nullopt);
  EXPECT_EQ(asked_phrase("To whom?"), std::nullopt);
  EXPECT_EQ(asked_phrase(""), std::nullopt);
}

TEST(Room, AChallengeThatCannotBeSpokenEndsTheReading) {
  Sounds sounds;
  const auto room = make_room(scene_with({says("confirm", 0, "{challenge}")}), sounds);
  ASSERT_TRUE(room->play(prompt_of("confirm", 100), 0).ok());
  std::array<float, kFrame> frame{};
  for (int again = 0; again < 2; ++again) {
    const auto count = room->read(frame);
    ASSERT_FALSE(count.ok());
    EXPECT_EQ(count.error(), (Error{ErrorCode::kFileInvalid, "s.toml:9: no challenge has been asked for"}));
  }
}

TEST(Room, NamesTheLineOfWhatCannotBeLoaded) {
  Sounds sounds;
  sounds.files["short.flac"] = {0.1F};
  const auto error_of = [&](const Scene& scene) { return Room::make(scene, sounds.functions()).error(); };
  SceneTurn turn = says("", 0, "hello");
  turn.voice = "nobody";
  EXPECT_EQ(error_of(scene_with({turn})), (Error{ErrorCode::kVoiceUnknown, "s.toml:9: nobody"}));
  turn = says("confirm", 0, "");
  turn.audio = "none.flac";
  EXPECT_EQ(error_of(scene_with({turn})), (Error{ErrorCode::kFileMissing, "s.toml:9: none.flac"}));
  turn.audio = "short.flac";
  turn.audio_from = 1;
  EXPECT_EQ(error_of(scene_with({turn})),
            (Error{ErrorCode::kFileInvalid, "s.toml:9: \"audio_at_s\" is after the end of short.flac"}));
  Scene scene = scene_with({});
  scene.backgrounds = {{4, "none.flac", 0.0}};
  EXPECT_EQ(error_of(scene), (Error{ErrorCode::kFileMissing, "s.toml:4: none.flac"}));
}

TEST(Room, TheSameSceneSoundsTheSameInFramesOfAnySize) {
  const auto run = [](std::size_t frame_size) {
    Sounds sounds;
    sounds.files["hum.flac"] = {0.01F, 0.02F, 0.03F, 0.04F, 0.05F};
    Scene scene = scene_with({says("", 3, "hello there"), says("confirm", 5, "right")});
    scene.backgrounds = {{4, "hum.flac", -7.0}};
    scene.echo_db = -13.0;
    const auto room = make_room(scene, sounds);
    EXPECT_TRUE(room->play(prompt_of("confirm", 777), 300).ok());
    std::vector<float> heard(2048);
    for (std::size_t at = 0; at < heard.size(); at += frame_size) {
      const std::size_t count = std::min(frame_size, heard.size() - at);
      EXPECT_TRUE(room->read(std::span(heard).subspan(at, count)).ok());
    }
    return heard;
  };
  EXPECT_EQ(run(512), run(100));
}

}  // namespace
}  // namespace sotto
