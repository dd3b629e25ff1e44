// What opens, over a real broker: nothing without a permit, and codes go nowhere but to their device.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <mutex>

#include "../unit/home/permitted.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "mqtt_house.hpp"
#include "runtime/hands_link.hpp"
#include "sotto/engines.hpp"
#include "sotto/home_demo.hpp"
#include "sotto_process.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLockCode = "83-61-74-95";
constexpr std::size_t kRate = 16'000;

void write_file(const fs::path& file, const std::string& text, unsigned mode) {
  std::ofstream(file) << text;
  ASSERT_EQ(::chmod(file.c_str(), mode), 0);
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Everything that goes over the broker.
class Witness {
 public:
  explicit Witness(const BrokerSettings& broker) {
    auto opened = MqttClient::open(broker, "witness/status",
                                   [this](const std::string& topic, std::string_view payload) {
                                     const std::lock_guard lock(mutex_);
                                     heard_.emplace_back(topic, payload);
                                   });
    EXPECT_TRUE(opened.ok());
    client_ = std::move(opened).value();
    EXPECT_TRUE(client_->connect_within(5000));
    client_->subscribe({"#"});
  }
  [[nodiscard]] MqttClient& client() { return *client_; }
  [[nodiscard]] std::vector<std::string> said_at(const std::string& topic) {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> all;
    for (const auto& [at, payload] : heard_) {
      if (at == topic) all.push_back(payload);
    }
    return all;
  }
  // At how many topics this was said.
  [[nodiscard]] std::vector<std::string> topics_with(const std::string& text) {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> topics;
    for (const auto& [at, payload] : heard_) {
      if (payload.find(text) != std::string::npos) topics.push_back(at);
    }
    return topics;
  }

 private:
  std::mutex mutex_;
  std::vector<std::pair<std::string, std::string>> heard_;
  std::unique_ptr<MqttClient> client_;
};

class Opening : public MqttHouse {
 protected:
  [[nodiscard]] HomeSettings alarm_code(const fs::path& file) const {
    HomeSettings settings;
    settings.devices = {{"alarm", "", "", {}, file}};
    return settings;
  }
  // A lock that takes its code for everything.
  static void describe_lock(MqttClient& client) {
    client.publish("homeassistant/lock/front/config",
                   R"({"name":"front door","object_id":"front_door","unique_id":"front","state_topic":"f/s",)"
                   R"("command_topic":"f/c","code_format":"^[0-9-]+$",)"
                   R"("command_template":"{{ value }} {{ code }}"})",
                   true);
    client.publish("f/s", "UNLOCKED", true);
  }
};

TEST_F(Opening, TakesAPermitWhateverCameOverTheLink) {
  start_broker();
  start_demo();
  connect(alarm_code(folder_ / "none"));
  for (const char* id : {"front_door", "garage_door", "alarm"}) ASSERT_TRUE(wait_for_device(id)) << id;
  Witness witness(broker_->settings());
  for (const auto& [device, command] :
       {std::pair{"front_door", "unlock"}, std::pair{"garage_door", "open"}, std::pair{"alarm", "disarm"}}) {
    const auto bare = decode_to_hands(encode_to_hands(SetDevice{next_id_++, device, command, 0}));
    ASSERT_TRUE(bare.ok());
    const DeviceAnswered refused = ask(std::get<SetDevice>(bare.value()));
    EXPECT_EQ(refused.result, "refused") << device;
    EXPECT_TRUE(refused.told.ends_with("only for a voice I know, or from the page.")) << refused.told;
    EXPECT_TRUE(witness.said_at("sotto-home/" + std::string(device) + "/set").empty()) << device;
  }
  const auto crossed = decode_to_hands(encode_to_hands(permitted(next_id_++, "front_door", "unlock")));
  ASSERT_TRUE(crossed.ok());
  EXPECT_EQ(ask(std::get<SetDevice>(crossed.value())).told, "The front door is unlocked.");
  EXPECT_EQ(ask("front_door", "lock").told, "The front door is locked.");
}

TEST_F(Opening, TheCodeIsReadWhenItIsNeededAndGoesToItsDeviceAlone) {
  start_broker();
  start_demo();
  const fs::path code = folder_ / "alarm.code";
  connect(alarm_code(code));
  ASSERT_TRUE(wait_for_device("alarm"));
  Witness witness(broker_->settings());
  const auto disarm = [this] { return ask(permitted(next_id_++, "alarm", "disarm")); };
  EXPECT_EQ(ask("alarm", "arm-home").told, "The alarm is arming.");
  const DeviceAnswered missing = disarm();
  EXPECT_EQ(missing.result, "refused");
  EXPECT_EQ(missing.told, "I have no code for it that I may use.");
  write_file(code, std::string(DemoHome::kAlarmCode) + "\n", 0644);
  EXPECT_EQ(disarm().result, "refused") << "others may read it";
  for (const char* text : {"", "\n", "24\"68", "2468 1", "123456789012345678901234567890123456789"}) {
    write_file(code, text, 0600);
    EXPECT_EQ(disarm().result, "refused") << text;
  }
  EXPECT_EQ(witness.said_at("sotto-home/alarm/set").size(), 1U) << "the arming";
  write_file(code, std::string(DemoHome::kAlarmCode) + "\n", 0600);
  EXPECT_EQ(disarm().told, "The alarm is disarmed.");
  ASSERT_TRUE(wait_until([&] { return !witness.topics_with(DemoHome::kAlarmCode).empty(); }));
  EXPECT_EQ(witness.topics_with(DemoHome::kAlarmCode), std::vector<std::string>{"sotto-home/alarm/set"});
}

TEST_F(Opening, WithoutACodeTheRefusalIsClear) {
  start_broker();
  start_demo();
  connect();
  ASSERT_TRUE(wait_for_device("alarm"));
  const DeviceAnswered answer = ask(permitted(next_id_++, "alarm", "disarm"));
  EXPECT_EQ(answer.result, "refused");
  EXPECT_EQ(answer.told, "The alarm wants its code, and I have none for it.");
}

// Emma says "Alexa, unlock the front door." at each of these seconds.
fs::path emma_unlocks_at(const fs::path& folder, const std::vector<std::size_t>& seconds, std::size_t until) {
  const auto order =
      read_sound_file(SOTTO_SOURCE_DIR "/scenes/said/emma-unlock.flac", resampler_factory(), 30);
  EXPECT_TRUE(order.ok());
  std::vector<float> sound(until * kRate);
  for (const std::size_t second : seconds) {
    std::copy(order.value().begin(), order.value().end(),
              sound.begin() + static_cast<std::ptrdiff_t>(second * kRate));
  }
  EXPECT_TRUE(write_wav(folder / "emma.wav", sound, static_cast<int>(kRate)).ok());
  return folder / "emma.wav";
}

TEST_F(Opening, ARunningSottoKnowsAVoiceThatIsEnrolledMeanwhile) {
  const std::vector<std::pair<std::string, std::string>> environment = {
      {"XDG_CONFIG_HOME", folder_ / "config"}};
  SottoProcess sotto(
      {"run", "--json", "--data", folder_ / "data", "--input", emma_unlocks_at(folder_, {4, 44}, 60)},
      environment);
  ASSERT_TRUE(sotto.wait_for_notice("listening to")) << sotto.story();
  const auto before = sotto.wait_for("gate", "gate", "open");
  ASSERT_FALSE(before.is_null()) << sotto.story();
  EXPECT_EQ(before["reason"], "no-enrolled-voice");
  std::vector<std::string> arguments = {"enroll", "Emma", "--data", folder_ / "data"};
  for (const auto& entry : fs::directory_iterator(SOTTO_SOURCE_DIR "/scenes/said")) {
    if (entry.path().filename().string().starts_with("emma-")) arguments.push_back(entry.path());
  }
  SottoProcess enroll(arguments, environment);
  ASSERT_TRUE(enroll.wait_for_end()) << enroll.story();
  const auto after = sotto.wait_for("gate", "gate", "open", std::chrono::seconds(60));
  ASSERT_FALSE(after.is_null()) << sotto.story();
  EXPECT_EQ(after["verdict"], "escalate") << sotto.story();
  EXPECT_FALSE(sotto.wait_for("said", "prompt", "challenge").is_null()) << sotto.story();
  ASSERT_TRUE(sotto.wait_for_end()) << sotto.story();
}

// "Alexa, lock the front door." and then silence.
fs::path spoken_order(const fs::path& folder) {
  EngineChoice choice;
  choice.recognizer = false;
  auto engines = Engines::load(choice);
  EXPECT_TRUE(engines.ok());
  const auto order = engines.value()->speech()->speak("Alexa, lock the front door.", "bf_emma");
  EXPECT_TRUE(order.ok());
  std::vector<float> sound(5 * kRate);
  sound.insert(sound.end(), order.value().begin(), order.value().end());
  sound.resize(sound.size() + 6 * kRate);
  EXPECT_TRUE(write_wav(folder / "order.wav", sound, static_cast<int>(kRate)).ok());
  return folder / "order.wav";
}

TEST_F(Opening, TheCodeOfASpokenOrderStandsInNothingThatSottoWritesOrSays) {
  start_broker();
  Witness witness(broker_->settings());
  describe_lock(witness.client());
  const fs::path sound = spoken_order(folder_);
  fs::create_directories(folder_ / "config" / "sotto" / "keys");
  ASSERT_EQ(::chmod((folder_ / "config" / "sotto" / "keys").c_str(), 0700), 0);
  write_file(folder_ / "config" / "sotto" / "keys" / "front.code", kLockCode, 0600);
  std::ofstream(folder_ / "sotto.toml") << "[mqtt]\nhost = \"127.0.0.1\"\nport = " << port_
                                        << "\n[[device]]\nid = \"front_door\"\ncode_file = \"front.code\"\n";
  SottoProcess sotto(
      {"run", "--json", "--config", folder_ / "sotto.toml", "--data", folder_ / "data", "--input", sound},
      {{"XDG_CONFIG_HOME", folder_ / "config"}});
  ASSERT_TRUE(sotto.wait_for_notice("listening to")) << sotto.story();
  ASSERT_TRUE(wait_until([&] { return !witness.said_at("f/c").empty(); }, std::chrono::seconds(40)))
      << sotto.story();
  EXPECT_EQ(witness.said_at("f/c"), std::vector<std::string>{"LOCK " + std::string(kLockCode)});
  witness.client().publish("f/s", "LOCKED", true);
  const auto event = sotto.wait_for("device", "id", "front_door");
  ASSERT_FALSE(event.is_null()) << sotto.story();
  EXPECT_EQ(event["result"], "confirmed");
  ASSERT_TRUE(sotto.wait_for_end()) << sotto.story();
  // Reads what there still is.
  EXPECT_TRUE(sotto.wait_for("nothing of the kind", "", "", std::chrono::seconds(1)).is_null());
  EXPECT_FALSE(sotto.wait_for_notice("nothing of the kind", std::chrono::seconds(1)));
  EXPECT_EQ(sotto.story().find(kLockCode), std::string::npos);
  int searched = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder_ / "data")) {
    if (!entry.is_regular_file()) continue;
    ++searched;
    EXPECT_EQ(text_of(entry.path()).find(kLockCode), std::string::npos) << entry.path();
  }
  EXPECT_GT(searched, 0);
  EXPECT_EQ(witness.topics_with(kLockCode), std::vector<std::string>{"f/c"});
}

}  // namespace
}  // namespace sotto
