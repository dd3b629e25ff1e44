// The house over a real broker.
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "mqtt_house.hpp"

namespace sotto {
namespace {

using Home = MqttHouse;

TEST_F(Home, ObeysAndSaysSo) {
  start_broker();
  start_demo();
  connect();
  for (const char* id : {"kitchen_lamp", "front_door", "alarm", "living_room_thermostat", "garage_door"})
    ASSERT_TRUE(wait_for_device(id)) << id;

  EXPECT_EQ(ask("kitchen_lamp", "on").told, "The kitchen lamp is on.");
  EXPECT_EQ(ask("kitchen_lamp", "dim", 300).told, "The kitchen lamp is on at 30 percent.");
  EXPECT_EQ(ask("kitchen_lamp", "off").told, "The kitchen lamp is off.");
  const DeviceAnswered locked = ask("front_door", "lock");
  EXPECT_EQ(locked.result, "confirmed");
  EXPECT_EQ(locked.told, "The front door is locked.");
  EXPECT_EQ(ask("front_door", "ask-state").told, "The front door is locked.");
  EXPECT_EQ(ask("home", "arm-home").told, "The alarm is arming.");
  EXPECT_EQ(ask("area:living_room", "set-temperature", 215).told,
            "The living room thermostat is set to 21.5 degrees.");
  EXPECT_EQ(ask("garage_door", "close").told, "The garage door is closing.");
  EXPECT_EQ(ask("all:window", "ask-state").told, "The bedroom window is open.");
  EXPECT_EQ(ask("all:light", "on").told, "All lights are on.");
  const DeviceAnswered temperature = ask("home", "ask-temperature");
  EXPECT_EQ(temperature.result, "answered");
  EXPECT_TRUE(temperature.told.ends_with(" degrees in the living room.")) << temperature.told;
}

TEST_F(Home, BringsItsNamesOnce) {
  start_broker();
  start_demo();
  connect();
  std::optional<HomeNames> names;
  ASSERT_TRUE(wait_until([&] {
    if (auto taken = home_->take_names()) names = std::move(taken);
    return names && std::any_of(names->lists.begin(), names->lists.end(),
                                [](const SentenceList& list) { return list.name == "gate"; });
  }));
  stop_demo();
  ASSERT_TRUE(wait_until([&] {
    if (auto taken = home_->take_names()) names = std::move(taken);
    return std::none_of(names->lists.begin(), names->lists.end(),
                        [](const SentenceList& list) { return list.name == "light"; });
  })) << "devices that were taken away are no longer called anything";
}

TEST_F(Home, ComesBackWithItsBroker) {
  start_broker();
  start_demo();
  connect();
  ASSERT_TRUE(wait_for_device("hall_lamp"));
  broker_->kill();
  broker_.reset();
  ASSERT_TRUE(wait_until([&] { return !home_->connected(); }));
  EXPECT_EQ(ask("hall_lamp", "on").result, "unavailable");
  start_broker();
  ASSERT_TRUE(wait_until([&] { return home_->connected(); })) << home_->trouble();
  // The demonstration comes back by itself too, and describes everything to the broker that forgot it.
  DeviceAnswered answer;
  ASSERT_TRUE(wait_until([&] {
    answer = ask("hall_lamp", "on");
    return answer.result == "confirmed";
  })) << answer.result
      << ' ' << answer.told;
  EXPECT_EQ(home_->counts().connections, 2U);
}

TEST_F(Home, SilenceIsToldAfterFiveSeconds) {
  start_broker();
  connect();
  const auto liar = MqttClient::open(broker_->settings(), "liar/status", [](const auto&, auto) {});
  ASSERT_TRUE(liar.ok() && liar.value()->connect_within(5000));
  liar.value()->publish(
      "homeassistant/lock/liar/config",
      R"({"name":"back door","object_id":"back_door","state_topic":"l/s","command_topic":"l/c"})", true);
  liar.value()->publish("l/s", "UNLOCKED", true);
  ASSERT_TRUE(wait_for_device("back_door"));
  const auto asked = Clock::now();
  const DeviceAnswered answer = ask("back_door", "lock");
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - asked).count();
  EXPECT_EQ(answer.result, "no-answer");
  EXPECT_EQ(answer.told, "I asked the back door to lock, but it has not answered.");
  EXPECT_GE(took, 4990);
  EXPECT_LE(took, 6000);
}

TEST_F(Home, WithoutABrokerEverythingElseGoesOn) {
  start_broker();
  const BrokerSettings settings = broker_->settings();
  broker_->kill();
  broker_.reset();
  auto opened = MqttHome::open(settings, {});
  ASSERT_TRUE(opened.ok());
  home_ = std::move(opened).value();
  EXPECT_EQ(ask("kitchen_lamp", "on").told, "I cannot reach the devices of the house.");
  ASSERT_TRUE(wait_until([&] { return !home_->trouble().empty(); }));
  EXPECT_EQ(home_->trouble(), "the broker cannot be reached");
  start_broker();
  EXPECT_TRUE(wait_until([&] { return home_->connected(); }));
}

TEST_F(Home, SaysWhetherItIsThereAndListensToNothingElse) {
  start_broker();
  std::atomic<int> online = 0;
  std::atomic<int> offline = 0;
  std::atomic<int> others = 0;
  const auto witness = MqttClient::open(broker_->settings(), "witness/status",
                                        [&](const std::string& topic, std::string_view text) {
                                          if (topic == "sotto/status")
                                            (text == "online" ? online : offline) += 1;
                                          if (topic.starts_with("sotto/") && topic != "sotto/status")
                                            others += 1;
                                        });
  ASSERT_TRUE(witness.ok() && witness.value()->connect_within(5000));
  witness.value()->subscribe({"#"});
  connect();
  ASSERT_TRUE(wait_until([&] { return online == 1; }));
  for (const char* topic : {"private/diary", "homeassistant/status", "zigbee2mqtt/x", "sotto/elsewhere"})
    witness.value()->publish(topic, "x", false);
  witness.value()->publish("homeassistant/light/l/config",
                           R"({"name":"lamp","object_id":"lamp","state_topic":"l/s","command_topic":"l/c"})",
                           false);
  witness.value()->publish("l/s", "ON", false);
  ASSERT_TRUE(wait_until([&] { return home_->device_count() == 1; }));
  // The broker may hand the state on before it knows of the subscription.
  ASSERT_TRUE(wait_until([&] {
    witness.value()->publish("l/s", "ON", false);
    return home_->rows().front().told == "The lamp is on.";
  }));
  for (const auto& row : home_->rows()) EXPECT_EQ(row.id, "lamp");
  home_.reset();
  EXPECT_TRUE(wait_until([&] { return offline == 1; }));
  EXPECT_EQ(others, 1) << "the witness's own";
}

void write_file(const std::filesystem::path& file, const std::string& text, unsigned mode) {
  std::ofstream(file) << text;
  ASSERT_EQ(::chmod(file.c_str(), mode), 0);
}

TEST_F(Home, UserAndPassword) {
  const auto passwords = folder_ / "passwords";
  const auto key = folder_ / "mqtt.key";
  write_file(passwords, "", 0600);
  ASSERT_EQ(std::system(("mosquitto_passwd -b " + passwords.string() + " sotto open-sesame").c_str()), 0);
  start_broker("allow_anonymous false\npassword_file " + passwords.string() + "\n");
  BrokerSettings settings = broker_->settings();
  settings.user = "sotto";
  settings.password_file = key;
  EXPECT_EQ(MqttHome::open(settings, {}).error().code, ErrorCode::kFileMissing);
  write_file(key, "open-sesame\n", 0644);
  EXPECT_EQ(MqttHome::open(settings, {}).error().code, ErrorCode::kKeyInvalid);

  write_file(key, "wrong\n", 0600);
  auto wrong = MqttHome::open(settings, {});
  ASSERT_TRUE(wrong.ok());
  ASSERT_TRUE(wait_until([&] { return !wrong.value()->trouble().empty(); }));
  EXPECT_EQ(wrong.value()->trouble(), "the broker refuses user or password");
  EXPECT_FALSE(wrong.value()->connected());

  write_file(key, "open-sesame\n", 0600);
  auto right = MqttHome::open(settings, {});
  ASSERT_TRUE(right.ok());
  EXPECT_TRUE(wait_until([&] { return right.value()->connected(); }));
}

// A certificate of `name`, signed by the authority in `folder`, or the authority itself.
bool make_certificates(const std::filesystem::path& folder) {
  const std::string in = "cd " + folder.string() + " && exec 2>openssl.log; ";
  const std::string key = " -newkey rsa:2048 -nodes -days 2 ";
  const std::string sign = " -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 ";
  for (const std::string& step :
       {"openssl req -x509" + key + "-keyout ca.key -out ca.pem -subj /CN=house",
        "openssl req" + key + "-keyout broker.key -out broker.csr -subj /CN=127.0.0.1",
        "printf 'subjectAltName=IP:127.0.0.1' > san && openssl x509 -req -in broker.csr" + sign +
            "-extfile san -out broker.pem",
        "openssl req" + key + "-keyout sotto.key -out sotto.csr -subj /CN=sotto",
        "openssl x509 -req -in sotto.csr" + sign + "-out sotto.pem",
        "openssl req -x509" + key + "-keyout other.key -out other.pem -subj /CN=other"}) {
    if (std::system((in + step).c_str()) != 0) return false;
  }
  return true;
}

TEST_F(Home, TlsWithACertificateOfItsOwn) {
  ASSERT_TRUE(make_certificates(folder_));
  const std::string at = folder_.string();
  start_broker("cafile " + at + "/ca.pem\ncertfile " + at + "/broker.pem\nkeyfile " + at +
               "/broker.key\nrequire_certificate true\n");
  BrokerSettings settings = broker_->settings();
  settings.tls = true;
  settings.ca = folder_ / "ca.pem";
  settings.cert = folder_ / "sotto.pem";
  settings.key = folder_ / "sotto.key";
  auto right = MqttHome::open(settings, {});
  ASSERT_TRUE(right.ok()) << right.error().line();
  EXPECT_TRUE(wait_until([&] { return right.value()->connected(); })) << right.value()->trouble();

  BrokerSettings stranger = settings;
  stranger.ca = folder_ / "other.pem";
  auto distrusted = MqttHome::open(stranger, {});
  BrokerSettings nobody = settings;
  nobody.cert.clear();
  nobody.key.clear();
  auto refused = MqttHome::open(nobody, {});
  BrokerSettings plain = broker_->settings();
  auto unencrypted = MqttHome::open(plain, {});
  for (auto* home : {&distrusted, &refused, &unencrypted}) {
    ASSERT_TRUE(home->ok());
    EXPECT_TRUE(wait_until([&] { return !home->value()->trouble().empty(); }));
    EXPECT_FALSE(home->value()->connected());
  }
  ASSERT_EQ(::chmod(settings.key.c_str(), 0644), 0);
  EXPECT_EQ(MqttHome::open(settings, {}).error().code, ErrorCode::kKeyInvalid);
}

}  // namespace
}  // namespace sotto
