// What may be published by anybody: nothing breaks, nothing grows, nothing is switched.
#include "discovered_home.hpp"
#include "fuzz/mutate.hpp"

namespace sotto {
namespace {

class Garbage : public DiscoveredHome {
 protected:
  void expect_fault(const std::string& topic, std::string_view payload, DiscoveryFault fault) {
    const std::uint64_t before = home_.faults(fault);
    hear(topic, payload);
    EXPECT_EQ(home_.faults(fault), before + 1) << topic << ": " << payload.substr(0, 100);
    EXPECT_EQ(home_.device_count(), 0U);
  }
  static constexpr const char* kTopic = "homeassistant/light/lamp/config";
};

TEST_F(Garbage, IsRefusedAndCounted) {
  expect_fault(kTopic, "no JSON", DiscoveryFault::kNotJson);
  expect_fault(kTopic, "[1,2]", DiscoveryFault::kNotJson);
  expect_fault(kTopic, std::string(100'000, '['), DiscoveryFault::kNotJson);
  expect_fault(kTopic, "{\"name\":\"\xff\xfe\"}", DiscoveryFault::kNotJson);
  expect_fault(kTopic, "{}", DiscoveryFault::kNoTopics);
  expect_fault(kTopic, R"({"command_topic":"a/#"})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"command_topic":"a/+/b"})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"command_topic":"a\u0000b"})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"command_topic":"$SYS/broker"})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"command_topic":"sotto/status"})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"command_topic":""})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"command_topic":7})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"command_topic":"homeassistant/lock/front/config"})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"~":"a/#/","state_topic":"~s"})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"state_topic":"a","availability":[{"topic":"#"}]})", DiscoveryFault::kBadTopic);
  expect_fault(kTopic, R"({"state_topic":"a","name":"lamp\nrm"})", DiscoveryFault::kBadName);
  expect_fault(kTopic, R"({"state_topic":"a","device":{"name":"\u001b[2J"}})", DiscoveryFault::kBadName);
  expect_fault(kTopic, R"({"state_topic":"a","name":")" + std::string(200, 'x') + "\"}",
               DiscoveryFault::kBadName);
  expect_fault(kTopic, "{\"state_topic\":\"" + std::string(1'000'000, 'a') + "\"}", DiscoveryFault::kTooLong);
  expect_fault(kTopic, "{\"state_topic\":\"" + std::string(1'000, 'a') + "\"}", DiscoveryFault::kBadTopic);
  expect_fault("homeassistant/light/a/b/c/config", "{}", DiscoveryFault::kNotDiscovery);
  expect_fault("homeassistant/light/a b/config", "{}", DiscoveryFault::kNotDiscovery);
  expect_fault("homeassistant/camera/a/config", "{}", DiscoveryFault::kNotUsed);
  expect_fault("homeassistant/device/a/config", R"({"cmps":7})", DiscoveryFault::kNotJson);
  const HomeOutput output = home_.take();
  EXPECT_TRUE(output.subscribe.empty());
  EXPECT_TRUE(output.publishes.empty());
}

TEST_F(Garbage, TooManyComponentsAreRefused) {
  std::string config = R"({"cmps":{)";
  for (std::size_t i = 0; i <= kComponentsMax; ++i)
    config += (i > 0 ? ",\"" : "\"") + std::to_string(i) + R"(":{"p":"sensor","stat_t":"a"})";
  expect_fault("homeassistant/device/a/config", config + "}}", DiscoveryFault::kTooMany);
}

TEST_F(Garbage, TheHouseHasAnEnd) {
  for (std::size_t i = 0; i < kDevicesMax + 10; ++i) {
    const std::string id = "d" + std::to_string(i);
    hear("homeassistant/switch/" + id + "/config", R"({"command_topic":"c/)" + id + "\"}");
  }
  EXPECT_EQ(home_.device_count(), kDevicesMax);
  EXPECT_EQ(home_.faults(DiscoveryFault::kTooMany), 10U);
}

TEST_F(Garbage, DoesNotPushOutWhatWasThere) {
  hear(kTopic, R"({"name":"lamp","state_topic":"s","command_topic":"c"})");
  hear(kTopic, "garbage");
  EXPECT_EQ(home_.device_count(), 1U);
  hear("s", std::string(1'000'000, 'x'));
  hear("s", "");
  hear("s", "\xff\xfe");
  EXPECT_EQ(told("lamp"), "");
  hear("s", "ON");
  EXPECT_EQ(told("lamp"), "The lamp is on.");
}

TEST_F(Garbage, TopicsAreAskedForOnceAndGivenBack) {
  for (const char* id : {"a", "b"})
    hear("homeassistant/sensor/" + std::string(id) + "/config", R"({"state_topic":"shared"})");
  EXPECT_EQ(home_.take().subscribe, (std::vector<std::string>{"shared"}));
  hear("shared", "5");
  hear("homeassistant/sensor/c/config", R"({"name":"c","state_topic":"shared"})");
  EXPECT_EQ(told("c"), "The c says 5.") << "the broker sends what it keeps only once";
  for (const char* id : {"a", "b"}) hear("homeassistant/sensor/" + std::string(id) + "/config", "");
  EXPECT_TRUE(home_.take().unsubscribe.empty());
  hear("homeassistant/sensor/c/config", "");
  EXPECT_EQ(home_.take().unsubscribe, (std::vector<std::string>{"shared"}));
}

const std::vector<Seed>& seeds() {
  static const std::vector<Seed> kSeeds = {
      {"zigbee", R"({"availability":[{"topic":"z/b","value_template":"{{ value_json.state }}"}],
        "availability_mode":"all","brightness":true,"brightness_scale":254,"command_topic":"z/l/set",
    "device":{
        "identifiers":["z"],"name":"lamp","suggested_area":"kitchen"},"name":null,"object_id":"lamp",
    "schema":"json",
        "state_topic":"z/l","supported_color_modes":["xy","color_temp"],"unique_id":"u"})"},
      {"tasmota",
       R"({"~":"t/","name":"Desk","cmd_t":"~cmnd/POWER","stat_t":"~STATE","val_tpl":"{{value_json.POWER}}",
        "pl_off":"OFF","pl_on":"ON","avty_t":"~LWT","bri_cmd_t":"~Dimmer","bri_stat_t":"~STATE",
    "bri_scl":100,
        "bri_val_tpl":"{{value_json.Dimmer}}","uniq_id":"x","dev":{"ids":["2F"]}})"},
      {"device",
       R"({"dev":{"name":"Porch"},"avty":{"t":"p/o"},"cmps":{"a":{"p":"lock","cmd_t":"p/l","stat_t":"p/s",
        "stat_locked":"L"},"b":{"p":"climate","temp_cmd_t":"p/t","temp_stat_t":"p/ts","temp_step":0.5,
        "modes":["heat","off"]},"c":{"p":"cover","pos_t":"p/pos","set_pos_t":"p/sp"}}})"},
  };
  return kSeeds;
}

TEST_F(Garbage, SeededChangesOfRealPayloadsBreakNothing) {
  Mutator mutator(
      5, {"{{",      "}}", "value_json", "\"",       "{",     "}",  "[",       "]",    "~",
          "#",       "+",  "null",       "true",     "1e400", "-0", "\\u0000", "\xc3", "homeassistant/",
          "/config", "|",  "float",      "\"cmps\":"});
  const std::vector<std::string> components = {"light", "lock", "climate", "cover", "device", "switch"};
  const std::vector<std::string> commands = {"on",       "off", "dim", "lock", "close", "set-temperature",
                                             "ask-state"};
  for (int round = 0; round < 4000; ++round) {
    const std::string& component = components[mutator.below(components.size())];
    const std::string config = mutator.next(seeds());
    hear("homeassistant/" + component + "/x" + std::to_string(mutator.below(8)) + "/config", config);
    for (const char* topic : {"z/l", "t/STATE", "p/s", "p/ts", "p/o", "z/b"}) hear(topic, config);
    for (const HomeRow& row : home_.rows(now_)) {
      home_.set({++id_, row.id, commands[mutator.below(commands.size())], 215}, now_);
      now_ += 500;
      home_.tick(now_);
    }
    for (const HomePublish& publish : home_.take().publishes) {
      EXPECT_EQ(publish.topic.find_first_of(std::string_view("+#\0", 3)), std::string::npos);
      EXPECT_FALSE(publish.topic.starts_with("sotto/"));
    }
    if (auto names = home_.take_names(now_)) {
      for (const SentenceList& list : names->lists) EXPECT_FALSE(list.values.empty());
    }
  }
  EXPECT_LE(home_.device_count(), 8 * components.size() * kComponentsMax);
}

}  // namespace
}  // namespace sotto
