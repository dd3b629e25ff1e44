// Policies, scenes, settings and models that are wrong: named, with what to do, and nothing else happens.
#include <gtest/gtest.h>

#include <fstream>

#include "checks.hpp"
#include "sounds.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

class BadFile : public testing::Test {
 protected:
  // A sound that every run could hear, were the rest in order.
  void SetUp() override { home_.write("sound.wav", wav_bytes({}, spoken_reply())); }

  Home home_;
};

// A scene of one turn; `line` stands in its third line, `turn` in its turn.
std::string scene_text(const std::string& line, const std::string& turn) {
  return "title = \"A test\"\nseed = 1\n" + line + "\n[[turn]]\non = \"start\"\n" + turn +
         "\n[expect]\nsent = 0\n";
}

TEST_F(BadFile, UnknownPolicy) {
  for (const char* command : {"replay", "run"}) {
    const std::vector<std::string> input = command == std::string("run")
                                               ? std::vector<std::string>{"run", "--input", "sound.wav"}
                                               : std::vector<std::string>{"replay", "sound.wav"};
    std::vector<std::string> arguments = input;
    arguments.insert(arguments.end(), {"--policy", "careless"});
    EXPECT_TRUE(refuses(home_.run(arguments), 1, {"careless, which is no built-in policy", "file-missing"}));
  }
  EXPECT_TRUE(refuses(home_.run({"policy", "show", "careless"}), 1, {"careless", "file-missing"}));
  EXPECT_TRUE(refuses(home_.run({"policy", "check", "no/such.toml"}), 1, {"no/such.toml: file-missing"}));
}

TEST_F(BadFile, BrokenPolicy) {
  const Outcome whole = home_.run({"policy", "show"});
  ASSERT_TRUE(succeeds(whole));
  home_.write("mine.toml", whole.out);
  EXPECT_TRUE(succeeds(home_.run({"policy", "check", "mine.toml"})));
  home_.write("mine.toml", "kindness = true\n" + whole.out);
  EXPECT_TRUE(refuses(home_.run({"policy", "check", "mine.toml"}), 1,
                      {"mine.toml:1: unknown key \"kindness\": file-invalid"}));
  home_.write("mine.toml", "[[[");
  EXPECT_TRUE(refuses(home_.run({"policy", "show", "mine.toml"}), 1, {"mine.toml", "file-invalid"}));
  EXPECT_TRUE(refuses(home_.run({"replay", "--policy", "mine.toml", "sound.wav"}), 1, {"mine.toml"}));
}

TEST_F(BadFile, PolicyForReplayDoesNotRun) {
  EXPECT_TRUE(refuses(home_.run({"run", "--policy", "portland-2018", "--input", "sound.wav"}), 1,
                      {"portland-2018 is for replay only: refused"}));
}

TEST_F(BadFile, SceneWithAnUnknownKey) {
  home_.write("scene.toml", scene_text("colour = \"red\"", "text = \"hello\"\nvoice = \"bf_emma\""));
  EXPECT_TRUE(refuses(home_.run({"replay", "scene.toml"}), 1,
                      {"scene.toml:3: unknown key \"colour\": file-invalid (correct the named line)"}));
}

TEST_F(BadFile, SceneWithAnUnknownVoice) {
  home_.write("scene.toml", scene_text("", "text = \"hello\"\nvoice = \"zz_nobody\""));
  EXPECT_TRUE(refuses(home_.run({"replay", "scene.toml"}), 1,
                      {"scene.toml:4", "zz_nobody: voice-unknown (see: sotto say --list-voices)"}));
}

TEST_F(BadFile, SceneWithoutItsSound) {
  home_.write("scene.toml", scene_text("", "audio = \"gone.flac\""));
  EXPECT_TRUE(refuses(home_.run({"replay", "scene.toml"}), 1, {"scene.toml:4", "gone.flac: file-missing"}));
}

TEST_F(BadFile, SceneWhoseExpectationFails) {
  home_.write("scene.toml", "title = \"A test\"\nseed = 1\naudio = \"sound.wav\"\n[expect]\nsent = 1\n");
  EXPECT_TRUE(refuses(home_.run({"replay", "scene.toml"}), 1, {"scene.toml", "sent"}));
}

TEST_F(BadFile, UnknownGate) {
  EXPECT_TRUE(refuses(home_.run({"replay", "--force", "wake,garage", "sound.wav"}), 2,
                      {"'garage' is no gate: wake, request, contact, confirm, record or hold"}));
}

TEST_F(BadFile, Settings) {
  EXPECT_TRUE(
      refuses(home_.run({"replay", "--config", "none.toml", "sound.wav"}), 1, {"none.toml: file-missing"}));
  fs::create_directory(home_.file("config/sotto"));
  home_.write("config/sotto/sotto.toml", "communications = false\nwake_word = \"computer\"\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"run", "--input", "sound.wav"}, {"replay", "sound.wav"}, {"ask", "help"}}) {
    EXPECT_TRUE(refuses(home_.run(arguments), 1, {"sotto/sotto.toml:2", "wake_word", "file-invalid"}));
  }
}

// A cache of its own: the files are links to the real ones, but for the damaged copy.
class DamagedModel : public BadFile {
 protected:
  void SetUp() override {
    BadFile::SetUp();
    const fs::path real = fs::path(SOTTO_TEST_CACHE) / "models";
    fs::remove(models());
    for (const auto& entry : fs::recursive_directory_iterator(real)) {
      const fs::path place = models() / fs::relative(entry.path(), real);
      if (entry.is_directory()) {
        fs::create_directories(place);
      } else {
        fs::create_directories(place.parent_path());
        fs::create_symlink(entry.path(), place);
      }
    }
  }

  [[nodiscard]] fs::path models() const { return home_.file("cache/models"); }

  // One bit of the file's middle is not what it was.
  void damage(const std::string& name) const {
    const fs::path file = models() / name;
    const fs::path real = fs::read_symlink(file);
    fs::remove(file);
    fs::copy_file(real, file);
    std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
    const auto middle = static_cast<std::streamoff>(fs::file_size(file) / 2);
    stream.seekg(middle);
    const int byte = stream.get();
    stream.seekp(middle);
    stream.put(static_cast<char>(byte ^ 1));
  }
};

TEST_F(DamagedModel, IsNamedWithItsChecksum) {
  damage("whisper/encoder.bin");
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"replay", "sound.wav"},
                                                    {"run", "--input", "sound.wav"},
                                                    {"transcribe", "sound.wav"}}) {
    EXPECT_TRUE(refuses(home_.run(arguments), 1,
                        {"models/whisper/encoder.bin: sha256 ", " instead of ",
                         "model-damaged (delete the named file and run: make setup)"}));
  }
  // What does not hear does not need it.
  EXPECT_TRUE(succeeds(home_.run({"ask", "help"})));
}

TEST_F(DamagedModel, OfEveryKindIsFound) {
  for (const char* name : {"vad/silero_vad.onnx", "wake/alexa.tflite", "voice/ge2e.bin",
                           "lexicon/cmudict.dict", "speech/voices.bin"}) {
    const fs::path real = fs::read_symlink(models() / name);
    damage(name);
    EXPECT_TRUE(refuses(home_.run({"replay", "sound.wav"}), 1, {name, ": sha256 ", "model-damaged"}));
    fs::remove(models() / name);
    fs::create_symlink(real, models() / name);
  }
}

TEST_F(DamagedModel, ThatEndsTooEarlyIsNamedWithItsSize) {
  const fs::path file = models() / "wake/alexa.tflite";
  fs::remove(file);
  std::ofstream(file) << "short";
  EXPECT_TRUE(refuses(home_.run({"replay", "sound.wav"}), 1,
                      {"wake/alexa.tflite: 5 bytes instead of ", "model-damaged"}));
}

TEST_F(DamagedModel, ThatIsMissingIsNamed) {
  fs::remove(models() / "voice/ge2e.bin");
  EXPECT_TRUE(
      refuses(home_.run({"replay", "sound.wav"}), 1, {"voice/ge2e.bin: model-missing (run: make setup)"}));
  fs::remove(models() / "manifest.json");
  EXPECT_TRUE(refuses(home_.run({"replay", "sound.wav"}), 1, {"manifest.json: model-missing"}));
}

TEST_F(DamagedModel, IsNamedByTheDoctor) {
  damage("speech/kokoro.onnx");
  const Outcome found = home_.run({"doctor"});
  EXPECT_EQ(found.exit_code, 1);
  bool named = false;
  for (const std::string& line : lines_of(found.out)) {
    named = named || (line.starts_with("problem  models") &&
                      line.find("speech/kokoro.onnx: sha256 ") != std::string::npos &&
                      line.ends_with("delete the named file and run: make setup"));
  }
  EXPECT_TRUE(named) << found.story();
}

}  // namespace
}  // namespace sotto
