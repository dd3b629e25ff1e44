#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "adapters/sndfile/sound_file.hpp"
#include "base/units.hpp"
#include "pulse.hpp"
#include "sotto/engines.hpp"
#include "sotto/scratch_folder.hpp"
#include "sotto_process.hpp"

// `sotto run` through real sound devices: people speak into the microphone, the program answers through the
// loudspeaker.

namespace sotto {
namespace {

constexpr const char* kVoice = "af_heart";
// The loudspeaker in the microphone: as across a room, so weak that voice activity takes it for nobody.
constexpr double kEchoDb = -36.0;
constexpr const char* kWithMaria =
    "communications = true\nhold_seconds = 10\n[[contact]]\nname = \"Maria Alvarez\"\nallowed = true\n";

class Run : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    EngineChoice choice;
    choice.ears = choice.voices = false;
    auto engines = Engines::load(choice);
    ASSERT_TRUE(engines.ok()) << engines.error().line();
    engines_ = std::move(engines).value();
  }
  static void TearDownTestSuite() { engines_.reset(); }

  void SetUp() override {
    if (!PulseServer::available()) GTEST_SKIP() << "pulseaudio or its tools are not installed";
    start_server(kEchoDb);
    auto folder = ScratchFolder::make();
    ASSERT_TRUE(folder.ok());
    folder_ = std::make_unique<ScratchFolder>(std::move(folder).value());
  }

  void start_server(std::optional<double> echo_db) {
    server_.reset();
    server_ = std::make_unique<PulseServer>(echo_db);
    ASSERT_TRUE(server_->running()) << server_->log();
  }

  void start(const std::string& settings) {
    sotto_ = SottoProcess::run(folder_->path(), settings, server_->environment());
    ASSERT_TRUE(sotto_->wait_for_notice("listening to")) << sotto_->story();
    loudspeaker_ = std::make_unique<Recording>(*server_, "speaker.monitor");
  }

  // What people are going to say, so that nobody waits for the voice in the middle of a dialog.
  void rehearse(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      auto speech = engines_->speech()->speak(text, kVoice);
      ASSERT_TRUE(speech.ok()) << speech.error().line();
      rehearsed_[text] = std::move(speech).value();
    }
  }

  // Somebody says this so long after now.
  void say(const std::string& text, double after_s = 0.0) {
    if (!text.empty() && !rehearsed_.contains(text)) rehearse({text});
    std::vector<float> sound(static_cast<std::size_t>(after_s * kSampleRate), 0.0F);
    sound.insert(sound.end(), rehearsed_[text].begin(), rehearsed_[text].end());
    sound.resize(sound.size() + kSampleRate);
    speaking_ = server_->play(sound);
  }

  void say_after(const nlohmann::json& said, const std::string& text) {
    say(text, said["until"].get<double>() - said["t"].get<double>() + 0.5);
  }

  // Gives this order, and twice more where it was not understood: whoever is misheard says it again.
  void order(const std::string& text) {
    constexpr int kTries = 3;
    for (int tries = 0; tries < kTries; ++tries) {
      say(text);
      const auto gate = sotto_->wait_for("gate", "gate", "request", std::chrono::seconds(15));
      if (gate.is_object() && gate["verdict"] == "pass") return;
      // The room is silent again before somebody speaks.
      if (gate.is_object()) std::ignore = sotto_->wait_for("said", "", "", std::chrono::seconds(15));
    }
    FAIL() << "never understood \"" << text << "\":\n" << sotto_->story();
  }

  // Waits until Sotto begins to ask this, and answers when it has ended. A challenge that comes before is
  // met.
  void answer(const std::string& prompt, const std::string& text) {
    auto said = sotto_->wait_for("said");
    if (said.is_object() && said["prompt"] == "challenge") {
      const std::string asked = said["text"];
      say_after(said, asked.substr(asked.find("say: ") + 5));
      said = sotto_->wait_for("said");
    }
    if (said.is_object() && said["prompt"] == "message-intro") said = sotto_->wait_for("said");
    ASSERT_TRUE(said.is_object() && said["prompt"] == prompt) << "never asked " << prompt << ":\n"
                                                              << sotto_->story();
    say_after(said, text);
  }

  // The dialog up to the message's end. Two answers are long enough to tell the voice, so no challenge comes,
  // which a busy machine could not speak in time.
  void send_to_maria() {
    rehearse(
        {"Alexa, send a message.", "Maria Alvarez.", "Right, send it.", "We are out of milk.", "Cancel."});
    start(kWithMaria);
    ASSERT_NO_FATAL_FAILURE(order("Alexa, send a message."));
    ASSERT_NO_FATAL_FAILURE(answer("to-whom", "Maria Alvarez."));
    ASSERT_NO_FATAL_FAILURE(answer("confirm", "Right, send it."));
    ASSERT_NO_FATAL_FAILURE(answer("message", "We are out of milk."));
  }

  [[nodiscard]] std::vector<std::filesystem::path> messages() const {
    std::vector<std::filesystem::path> found;
    const auto outbox = folder_->path() / "data" / "outbox";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(outbox)) {
      if (entry.path().extension() == ".ogg") found.push_back(entry.path());
    }
    return found;
  }

  static double loudest(Recording& room, std::size_t samples) {
    double peak = 0;
    for (const float sample : room.until(samples, Child::Clock::now() + std::chrono::seconds(20))) {
      peak = std::max(peak, std::abs(static_cast<double>(sample)));
    }
    return peak;
  }

  static std::string transcribe(const std::filesystem::path& file) {
    const auto samples = read_sound_file(file, resampler_factory(), 30);
    if (!samples) return samples.error().line();
    RecognitionRequest request;
    request.samples = samples.value();
    const auto transcript = engines_->services().recognizer->transcribe(request);
    return transcript ? transcript.value().text : transcript.error().line();
  }

  static inline std::unique_ptr<Engines> engines_;
  std::unique_ptr<PulseServer> server_;
  std::unique_ptr<ScratchFolder> folder_;
  std::unique_ptr<SottoProcess> sotto_;
  std::unique_ptr<Child> speaking_;
  std::unique_ptr<Recording> loudspeaker_;  // from when Sotto listens
  std::map<std::string, std::vector<float>> rehearsed_;
};

TEST_F(Run, SendsAnIntendedMessageAfterTheHold) {
  ASSERT_NO_FATAL_FAILURE(send_to_maria());
  EXPECT_TRUE(sotto_->wait_for("message", "state", "sent").is_object()) << sotto_->story();
  EXPECT_TRUE(sotto_->interrupt());
  ASSERT_EQ(messages().size(), 1U);
  EXPECT_NE(transcribe(messages().front()).find("out of milk"), std::string::npos)
      << transcribe(messages().front());
  EXPECT_GT(loudest(*loudspeaker_, 15 * kSampleRate), 0.05) << "nothing came out of the loudspeaker";
}

// Nothing of what Sotto asks comes back to the microphone: nobody can be taken to have heard it.
TEST_F(Run, WithoutAnEchoOfTheQuestionNothingIsSent) {
  ASSERT_NO_FATAL_FAILURE(start_server(std::nullopt));
  rehearse({"Alexa, send a message."});
  start(kWithMaria);
  ASSERT_NO_FATAL_FAILURE(order("Alexa, send a message."));
  ASSERT_TRUE(sotto_->wait_for("said", "prompt", "to-whom").is_object()) << sotto_->story();
  ASSERT_TRUE(sotto_->wait_for("said", "prompt", "to-whom").is_object()) << "not said again:\n"
                                                                         << sotto_->story();
  const auto gate = sotto_->wait_for("gate", "gate", "contact");
  ASSERT_TRUE(gate.is_object()) << sotto_->story();
  EXPECT_EQ(gate["reason"], "prompt-not-heard-in-room") << sotto_->story();
  EXPECT_TRUE(sotto_->wait_for("said", "prompt", "not-sent").is_object()) << sotto_->story();
  EXPECT_TRUE(sotto_->interrupt());
  EXPECT_TRUE(messages().empty());
}

// With headphones nobody measures, and the owner has said so.
TEST_F(Run, WithAHeadsetAnAnswerCountsWithoutAnEcho) {
  ASSERT_NO_FATAL_FAILURE(start_server(std::nullopt));
  rehearse({"Alexa, send a message.", "Maria Alvarez."});
  start(std::string(kWithMaria) + "[sound]\nheadset = true\n");
  ASSERT_NO_FATAL_FAILURE(order("Alexa, send a message."));
  ASSERT_NO_FATAL_FAILURE(answer("to-whom", "Maria Alvarez."));
  const auto gate = sotto_->wait_for("gate", "gate", "contact");
  ASSERT_TRUE(gate.is_object()) << sotto_->story();
  EXPECT_EQ(gate["evidence"]["prompt_in_room"], "not-measured") << sotto_->story();
  EXPECT_NE(gate["reason"], "prompt-not-heard-in-room") << sotto_->story();
  EXPECT_TRUE(sotto_->interrupt());
}

// The microphone hears the whole of what Sotto says, as loud as it is, with the wake word in it.
TEST_F(Run, ItsOwnVoiceAtFullVolumeDoesNothing) {
  ASSERT_NO_FATAL_FAILURE(start_server(0.0));
  rehearse({"Alexa, send a message to Alexa Moreno."});
  start("communications = true\nhold_seconds = 10\n[[contact]]\nname = \"Alexa Moreno\"\nallowed = true\n");
  say("Alexa, send a message to Alexa Moreno.");
  ASSERT_TRUE(sotto_->wait_for("said", "prompt", "confirm").is_object()) << sotto_->story();
  ASSERT_TRUE(sotto_->wait_for("said", "prompt", "not-sent").is_object()) << sotto_->story();
  // What it has said is heard out before the end.
  say("", 4.0);
  EXPECT_TRUE(speaking_->wait(Child::Clock::now() + std::chrono::seconds(20)));
  EXPECT_TRUE(sotto_->interrupt());
  const auto summary = sotto_->wait_for("summary");
  ASSERT_TRUE(summary.is_object()) << sotto_->story();
  EXPECT_EQ(summary["wakes"], 1) << sotto_->story();
  EXPECT_EQ(summary["sent"], 0);
  EXPECT_EQ(summary["devices"], 0);
  EXPECT_TRUE(messages().empty());
}

// "Stop" while it asks.
TEST_F(Run, StopWhileItAsksEndsTheDialog) {
  rehearse({"Alexa, send a message to Maria Alvarez.", "Stop."});
  start(kWithMaria);
  say("Alexa, send a message to Maria Alvarez.");
  ASSERT_TRUE(sotto_->wait_for("said", "prompt", "confirm").is_object()) << sotto_->story();
  say("Stop.");
  EXPECT_TRUE(sotto_->wait_for("said", "prompt", "cancelled").is_object()) << sotto_->story();
  EXPECT_TRUE(sotto_->interrupt());
  EXPECT_TRUE(messages().empty());
}

TEST_F(Run, CancelInTheHoldIsHeard) {
  ASSERT_NO_FATAL_FAILURE(send_to_maria());
  // Into the prompt itself: whoever wants to cancel does not wait until it has ended.
  ASSERT_TRUE(sotto_->wait_for("said", "prompt", "hold").is_object()) << sotto_->story();
  say("Cancel.", 0.3);
  EXPECT_TRUE(sotto_->wait_for("message", "state", "cancelled").is_object()) << sotto_->story();
  EXPECT_TRUE(sotto_->interrupt());
  EXPECT_TRUE(messages().empty());
}

// By the microphone: sentence after sentence, as they are asked for.
TEST_F(Run, EnrolsAVoiceAndUnlocksForIt) {
  const std::vector<std::string> sentences = {
      "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow.",
      "The quick brown fox jumps over the lazy dog in the yard behind the house.",
      "We bought six new chairs, two lamps and a large green table for the kitchen.",
      "Please turn on the light in the kitchen, and leave it on until the morning.",
      "She asked whether the train from the harbor still leaves at a quarter past nine."};
  std::vector<float> sound;
  for (const std::string& sentence : sentences) {
    ASSERT_NO_FATAL_FAILURE(rehearse({sentence}));
    sound.insert(sound.end(), rehearsed_[sentence].begin(), rehearsed_[sentence].end());
    sound.resize(sound.size() + 3 * kSampleRate / 2);
  }
  rehearse({"Alexa, unlock the front door."});
  auto environment = server_->environment();
  environment.emplace_back("XDG_CONFIG_HOME", folder_->path() / "config");
  SottoProcess enroll({"enroll", "Ana", "--data", folder_->path() / "data"}, environment);
  ASSERT_TRUE(enroll.wait_for_notice("Say: ")) << enroll.story();
  speaking_ = server_->play(sound);
  ASSERT_TRUE(enroll.wait_for_end(std::chrono::seconds(90))) << enroll.story();

  start("");
  ASSERT_NO_FATAL_FAILURE(order("Alexa, unlock the front door."));
  const auto said = sotto_->wait_for("said", "prompt", "challenge");
  ASSERT_TRUE(said.is_object()) << sotto_->story();
  const std::string asked = said["text"];
  say_after(said, asked.substr(asked.find("say: ") + 5));
  const auto opened = sotto_->wait_for("gate", "gate", "open");
  ASSERT_TRUE(opened.is_object()) << sotto_->story();
  EXPECT_EQ(opened["verdict"], "pass") << sotto_->story();
  EXPECT_EQ(sotto_->wait_for("device", "id", "front_door")["result"], "no-device") << sotto_->story();
  EXPECT_TRUE(sotto_->interrupt());
}

TEST_F(Run, WaitsForAMicrophoneThatVanishedAndHearsAgain) {
  rehearse({"Alexa, turn on the kitchen light."});
  start("");
  server_->kill();
  ASSERT_TRUE(sotto_->wait_for_notice("the microphone is gone")) << sotto_->story();
  ASSERT_TRUE(server_->restart()) << server_->log();
  ASSERT_TRUE(sotto_->wait_for_notice("the microphone is back")) << sotto_->story();
  ASSERT_NO_FATAL_FAILURE(order("Alexa, turn on the kitchen light."));
  EXPECT_TRUE(sotto_->wait_for("device").is_object()) << sotto_->story();
  EXPECT_TRUE(sotto_->interrupt());
}

TEST_F(Run, TheDemonstrationListensAndSaysWhatItIs) {
  Recording loudspeaker(*server_, "speaker.monitor");
  sotto_ = std::make_unique<SottoProcess>(std::vector<std::string>{"demo"}, server_->environment());
  ASSERT_TRUE(sotto_->wait_for_notice("listening to")) << sotto_->story();
  EXPECT_GT(loudest(loudspeaker, 14 * kSampleRate), 0.05) << "it did not say that it is a demonstration";
  EXPECT_TRUE(sotto_->interrupt());
}

TEST_F(Run, WithoutAMicrophoneSaysSoAndEnds) {
  server_->kill();
  sotto_ = SottoProcess::run(folder_->path(), "", server_->environment());
  EXPECT_TRUE(sotto_->wait_for_notice("no-sound-device")) << sotto_->story();
  EXPECT_FALSE(sotto_->wait_for_end());
}

}  // namespace
}  // namespace sotto
