// `sotto run` as two processes: the one that hears has no way into the network, the one that has the devices
// may die. Real sound from files, a real broker, the demonstration home on it.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "adapters/sndfile/sound_file.hpp"
#include "mqtt_house.hpp"
#include "sotto/engines.hpp"
#include "sotto_process.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRate = 16'000;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

// The processes that this one has started, by /proc.
std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::istringstream status(text_of(entry.path() / "status"));
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("PPid:") && std::stoi(line.substr(5)) == parent)
        children.push_back(std::stoi(name));
    }
  }
  return children;
}

// Of every socket of the kernel's internet protocols.
std::set<std::string> internet_inodes() {
  std::set<std::string> inodes;
  for (const char* table : {"tcp", "tcp6", "udp", "udp6", "raw", "raw6", "icmp", "icmp6", "packet"}) {
    std::istringstream text(text_of(fs::path("/proc/net") / table));
    std::string line;
    std::getline(text, line);  // the heads of the columns
    while (std::getline(text, line)) {
      std::istringstream words(line);
      const std::vector<std::string> columns{std::istream_iterator<std::string>(words), {}};
      const std::size_t at = std::string(table) == "packet" ? 8 : 9;
      if (columns.size() > at) inodes.insert("socket:[" + columns[at] + "]");
    }
  }
  return inodes;
}

// How many sockets of the internet protocols the process has; -1 where it cannot be looked at.
int internet_sockets(pid_t process) {
  std::error_code trouble;
  const auto inodes = internet_inodes();
  int count = 0;
  fs::directory_iterator entry("/proc/" + std::to_string(process) + "/fd", trouble);
  if (trouble) return -1;
  for (const auto& fd : entry) {
    const std::string target = fs::read_symlink(fd.path(), trouble).string();
    if (!trouble && inodes.contains(target)) ++count;
  }
  return count;
}

class HandsLive : public MqttHouse {
 protected:
  // Emma says "Alexa, turn on the kitchen light." at each of these seconds.
  fs::path orders_at(const std::vector<int>& seconds, int until) {
    const auto order =
        read_sound_file(SOTTO_SOURCE_DIR "/scenes/said/emma-light.flac", resampler_factory(), 30);
    EXPECT_TRUE(order.ok());
    std::vector<float> sound(static_cast<std::size_t>(until) * kRate);
    for (const int second : seconds) {
      std::copy(order.value().begin(), order.value().end(),
                sound.begin() + static_cast<std::ptrdiff_t>(second) * static_cast<std::ptrdiff_t>(kRate));
    }
    EXPECT_TRUE(write_wav(folder_ / "orders.wav", sound, static_cast<int>(kRate)).ok());
    return folder_ / "orders.wav";
  }

  void run(const fs::path& sound, bool with_broker = true) {
    const fs::path config = folder_ / "sotto.toml";
    std::ofstream settings(config);
    // The page would be one more reason to start hands, and one more socket.
    settings << "[page]\nenabled = false\n";
    if (with_broker) settings << "[mqtt]\nhost = \"127.0.0.1\"\nport = " << port_ << "\n";
    settings.close();
    if (sotto_) {  // it has the data folder until its end
      ASSERT_TRUE(sotto_->wait_for_end()) << sotto_->story();
    }
    sotto_ = std::make_unique<SottoProcess>(
        std::vector<std::string>{"run", "--json", "--config", config, "--data", folder_ / "data", "--input",
                                 sound},
        std::vector<std::pair<std::string, std::string>>{{"XDG_CONFIG_HOME", folder_ / "config"}});
    ASSERT_TRUE(sotto_->wait_for_notice("listening to")) << sotto_->story();
  }

  void light_off() {
    ASSERT_TRUE(wait_for_device("kitchen_lamp"));
    ASSERT_EQ(ask("kitchen_lamp", "off").result, "confirmed");
  }

  // Of the keeper and of hands; 0 where there is none.
  [[nodiscard]] pid_t keeper() const {
    const auto children = children_of(sotto_->pid());
    return children.size() == 1 ? children.front() : 0;
  }
  [[nodiscard]] pid_t hands() const {
    const auto children = children_of(keeper());
    return children.size() == 1 ? children.front() : 0;
  }

  std::unique_ptr<SottoProcess> sotto_;
};

TEST_F(HandsLive, ASpokenOrderGoesThroughHandsAndOnlyHandsHasTheNetwork) {
  start_broker();
  start_demo();
  connect();
  light_off();
  run(orders_at({5}, 12));
  ASSERT_TRUE(wait_until([&] { return hands() > 0 && internet_sockets(hands()) == 1; }))
      << "the broker's, and nothing else";
  EXPECT_EQ(internet_sockets(sotto_->pid()), 0);
  EXPECT_EQ(internet_sockets(keeper()), 0);
  const auto event = sotto_->wait_for("device", "id", "kitchen_lamp");
  ASSERT_FALSE(event.is_null()) << sotto_->story();
  EXPECT_EQ(event["result"], "confirmed");
  EXPECT_EQ(ask("kitchen_lamp", "ask-state").told, "The kitchen lamp is on.");
  EXPECT_EQ(internet_sockets(sotto_->pid()), 0);
  EXPECT_EQ(internet_sockets(hands()), 1);
  const pid_t after = hands();
  ASSERT_TRUE(sotto_->wait_for_end()) << sotto_->story();
  ASSERT_TRUE(wait_until([&] { return ::kill(after, 0) != 0; })) << "hands ends with the ears";
}

TEST_F(HandsLive, ListeningGoesOnWithoutHandsAndTheyComeBack) {
  start_broker();
  start_demo();
  connect();
  light_off();
  run(orders_at({5, 15, 25}, 33));
  ASSERT_FALSE(sotto_->wait_for("device", "result", "confirmed").is_null()) << sotto_->story();
  const pid_t first = hands();
  ASSERT_GT(first, 0);
  ASSERT_EQ(::kill(first, SIGKILL), 0);
  ASSERT_TRUE(sotto_->wait_for_notice("it is started again")) << sotto_->story();
  light_off();
  ASSERT_FALSE(sotto_->wait_for("device", "result", "confirmed").is_null())
      << "the second order, by new hands\n"
      << sotto_->story();
  const pid_t second = hands();
  EXPECT_NE(second, first);
  // With the keeper nobody is left who may start any.
  const pid_t last_keeper = keeper();
  ASSERT_EQ(::kill(last_keeper, SIGKILL), 0);
  ASSERT_EQ(::kill(second, SIGKILL), 0);
  const auto away = sotto_->wait_for("device", "id", "kitchen_lamp");
  ASSERT_FALSE(away.is_null()) << sotto_->story();
  EXPECT_EQ(away["result"], "unavailable");
  EXPECT_TRUE(sotto_->wait_for_end()) << sotto_->story();
}

TEST_F(HandsLive, WithoutABrokerThereIsOneProcessAndNoSocket) {
  run(orders_at({}, 4), false);
  EXPECT_EQ(internet_sockets(sotto_->pid()), 0);
  EXPECT_TRUE(children_of(sotto_->pid()).empty());
  EXPECT_TRUE(sotto_->wait_for_end()) << sotto_->story();
}

TEST_F(HandsLive, AMutedMicrophoneStaysMutedOverARestart) {
  SottoProcess mute({"mute", "on", "--data", folder_ / "data"}, {});
  ASSERT_TRUE(mute.wait_for_end());
  run(orders_at({3}, 8), false);
  const auto summary = sotto_->wait_for("summary");
  ASSERT_FALSE(summary.is_null()) << sotto_->story();
  EXPECT_EQ(summary["wakes"], 0) << sotto_->story();
  SottoProcess unmute({"mute", "off", "--data", folder_ / "data"}, {});
  ASSERT_TRUE(unmute.wait_for_end());
  run(orders_at({3}, 8), false);
  EXPECT_EQ(sotto_->wait_for("summary")["wakes"], 1) << sotto_->story();
  // Its journal is closed before its folder goes.
  EXPECT_TRUE(sotto_->wait_for_end()) << sotto_->story();
}

}  // namespace
}  // namespace sotto
