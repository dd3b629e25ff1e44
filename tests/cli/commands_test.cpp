// What each command answers, as its user sees it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <nlohmann/json.hpp>

#include "checks.hpp"
#include "sounds.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Arguments = Home::Arguments;
using Json = nlohmann::json;

std::vector<Json> json_lines(const std::string& text) {
  std::vector<Json> objects;
  for (const std::string& line : lines_of(text)) objects.push_back(Json::parse(line, nullptr, false));
  return objects;
}

class Command : public testing::Test {
 protected:
  Home home_;
};

TEST_F(Command, AskAnswersWhatItKnows) {
  const Outcome help = home_.run({"ask", "help"});
  EXPECT_TRUE(succeeds(help));
  EXPECT_NE(help.out.find("You can say"), std::string::npos) << help.out;
  const Outcome last = home_.run({"ask", "what did you just do"});
  EXPECT_TRUE(succeeds(last));
  EXPECT_EQ(last.out, "I have not done anything yet.\n");
  const Outcome cancel = home_.run({"ask", "cancel"});
  EXPECT_TRUE(succeeds(cancel));
  EXPECT_EQ(cancel.out, "There is nothing to stop.\n");
}

// A message cannot be typed, in no form of the sentence.
TEST_F(Command, AskNeverSends) {
  for (const char* text : {"send a message", "send a message to Maria", "tell Maria"}) {
    const Outcome send = home_.run({"ask", text});
    EXPECT_TRUE(succeeds(send));
    EXPECT_EQ(send.out, "A message cannot be typed. Say it to me: send a message.\n") << text;
  }
  EXPECT_TRUE(fs::is_empty(home_.file("data")));
}

TEST_F(Command, AskSaysThatNoDeviceIsConnected) {
  for (const char* text :
       {"turn on the kitchen light", "set the heating to twenty one degrees", "what is the temperature"}) {
    const Outcome device = home_.run({"ask", text});
    EXPECT_EQ(device.exit_code, 1) << text;
    EXPECT_EQ(device.out, "No device is connected yet.\n") << text;
    EXPECT_EQ(device.err, "") << text;
  }
  const Outcome door = home_.run({"ask", "unlock the front door"});
  EXPECT_EQ(door.exit_code, 1);
  EXPECT_EQ(door.out, "I only open for a voice I know. Enrol one with sotto enroll, or use the page.\n");
  EXPECT_EQ(door.err, "");
}

TEST_F(Command, AskRefusesWhatIsNoSentence) {
  EXPECT_TRUE(refuses(home_.run({"ask", "purple monkey dishwasher"}), 1, {"no sentence", "sotto ask help"}));
  EXPECT_TRUE(refuses(home_.run({"ask", "turn on the kitchen light and sing"}), 1, {"no sentence"}));
  EXPECT_TRUE(refuses(home_.run({"ask", "  "}), 2, {"needs a sentence"}));
}

TEST_F(Command, AskInJson) {
  const Outcome light = home_.run({"ask", "--json", "turn on the kitchen light"});
  const std::vector<Json> lines = json_lines(light.out);
  ASSERT_FALSE(lines.empty()) << light.story();
  for (const Json& line : lines) EXPECT_TRUE(line.is_object()) << light.out;
  EXPECT_EQ(lines.back().value("type", ""), "summary");
}

TEST_F(Command, SayWritesAFileThatIsHeardAgain) {
  ASSERT_TRUE(succeeds(home_.run({"say", "Nothing was sent.", "-o", "said.wav"})));
  const Outcome heard = home_.run({"transcribe", "said.wav"});
  EXPECT_TRUE(succeeds(heard));
  EXPECT_NE(heard.out.find("Nothing was sent"), std::string::npos) << heard.story();
}

TEST_F(Command, SayRefusesInOneLine) {
  EXPECT_TRUE(refuses(home_.run({"say"}), 2, {"needs a text"}));
  EXPECT_TRUE(refuses(home_.run({"say", "Hello.", "--voice", "nobody", "-o", "a.wav"}), 1,
                      {"nobody: voice-unknown (see: sotto say --list-voices)"}));
  EXPECT_TRUE(refuses(home_.run({"say", "Not sent.", "-o", "no/such/folder.wav"}), 1,
                      {"no/such/folder.wav: write-failed"}));
  EXPECT_TRUE(refuses(home_.run({"say", "Not sent.", "-o", "/dev/full"}), 1, {"/dev/full: disk-full"}));
  const Outcome voices = home_.run({"say", "--list-voices"});
  EXPECT_TRUE(succeeds(voices));
  EXPECT_EQ(lines_of(voices.out).size(), 28U);
}

TEST_F(Command, TranscribeGoesOnAfterAFileThatFails) {
  home_.write("good.wav", wav_bytes({}, spoken_reply()));
  const Outcome heard = home_.run({"transcribe", "--json", "bad.wav", "good.wav"});
  EXPECT_TRUE(refuses(heard, 1, {"bad.wav: file-missing"}));
  const std::vector<Json> lines = json_lines(heard.out);
  ASSERT_EQ(lines.size(), 1U) << heard.story();
  EXPECT_EQ(lines[0].value("file", ""), "good.wav");
  EXPECT_FALSE(lines[0].at("words").empty());
}

TEST_F(Command, PolicyShowsItselfWhole) {
  const Outcome text = home_.run({"policy", "show", "portland-2018"});
  ASSERT_TRUE(succeeds(text));
  home_.write("copy.toml", text.out);
  const Outcome checked = home_.run({"policy", "check", "copy.toml"});
  EXPECT_TRUE(succeeds(checked));
  EXPECT_EQ(checked.out, "portland-2018 version 1: sound, for replay only\n");
  const std::vector<Json> json = json_lines(home_.run({"policy", "show", "guarded", "--json"}).out);
  ASSERT_EQ(json.size(), 1U);
  EXPECT_EQ(json[0].value("name", ""), "guarded");
  EXPECT_TRUE(json[0].contains("hold"));
}

TEST_F(Command, WrongUsageIsOneLineAndExitCodeTwo) {
  const std::vector<std::pair<Arguments, std::string>> wrong = {
      {{}, "say which command (see sotto --help)"},
      {{"lisen"}, "'lisen' is no command (see sotto --help)"},
      {{"policy"}, "say which command (see sotto policy --help)"},
      {{"policy", "shw"}, "'shw' is no command (see sotto policy --help)"},
      {{"replay"}, "FILE is required (see sotto replay --help)"},
      {{"replay", "a.wav", "--frobnicate"}, "--frobnicate (see sotto replay --help)"},
      {{"replay", "a.wav", "--seed", "many"}, "--seed"},
      {{"replay", "a.wav", "--contact", "?!"}, "'?!' is no name of a person"},
      {{"transcribe", "--n-best", "9", "a.wav"}, "--n-best"},
  };
  for (const auto& [arguments, part] : wrong) EXPECT_TRUE(refuses(home_.run(arguments), 2, {part}));
}

TEST_F(Command, EveryCommandHasHelpWithAnExample) {
  const Outcome all = home_.run({"--help"});
  EXPECT_TRUE(succeeds(all));
  for (const std::string name : {"run", "replay", "ask", "say", "transcribe", "doctor", "policy show",
                                 "policy check", "prepare", "bench wake", "demo"}) {
    Arguments arguments = {name.substr(0, name.find(' '))};
    EXPECT_NE(all.out.find("\n  " + arguments[0] + " "), std::string::npos) << name << "\n" << all.out;
    if (name.find(' ') != std::string::npos) arguments.push_back(name.substr(name.find(' ') + 1));
    arguments.emplace_back("--help");
    const Outcome help = home_.run(arguments);
    EXPECT_TRUE(succeeds(help)) << name;
    EXPECT_NE(help.out.find("Example: "), std::string::npos) << help.out;
    EXPECT_NE(help.out.find("sotto " + name), std::string::npos) << help.out;
  }
}

// As in `sotto policy show | head -1`: whoever read has gone before the first line.
TEST_F(Command, AClosedPipeEndsCleanly) {
  home_.write("sound.wav", wav_bytes({}, spoken_reply()));
  for (const Arguments& arguments :
       {Arguments{"policy", "show"}, {"ask", "help"}, {"replay", "sound.wav"}, {"replay", "--help"}}) {
    std::array<int, 2> ends = {-1, -1};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    ::close(ends[0]);
    home_.output.fd = ends[1];
    const Outcome outcome = home_.run(arguments);
    ::close(ends[1]);
    EXPECT_EQ(outcome.signal, 0) << arguments.front();
    EXPECT_EQ(outcome.exit_code, 1) << arguments.front() << outcome.story();
    EXPECT_EQ(outcome.err, "") << arguments.front();
  }
  EXPECT_TRUE(fs::is_empty(home_.file("tmp"))) << "a scratch folder was left behind";
}

TEST_F(Command, AFullDiskBehindStandardOutputIsSaid) {
  home_.output.fd = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(home_.output.fd, 0);
  EXPECT_TRUE(refuses(home_.run({"policy", "show"}), 1, {"standard output takes no more: write-failed"}));
  ::close(home_.output.fd);
}

// Ctrl-C in the middle of a long replay.
TEST_F(Command, AnInterruptedReplayLeavesNothingBehind) {
  write_silence(home_.file("day.wav"), 86400);
  // The program makes its scratch folder when it begins to hear.
  const int watch = ::inotify_init1(IN_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(watch, home_.file("tmp").c_str(), IN_CREATE), 0);
  Running replay({SOTTO_PROGRAM, "replay", "day.wav"}, home_);
  pollfd watched{watch, POLLIN, 0};
  ASSERT_EQ(::poll(&watched, 1, 30'000), 1);
  ::close(watch);
  replay.signal(SIGINT);
  const Outcome outcome = replay.finish(Running::Clock::now() + std::chrono::seconds(30));
  EXPECT_TRUE(refuses(outcome, 1, {"stopped before the end"}));
  EXPECT_TRUE(fs::is_empty(home_.file("tmp")));
}

}  // namespace
}  // namespace sotto
