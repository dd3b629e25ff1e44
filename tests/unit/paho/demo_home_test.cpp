// The demonstration home and Sotto's understanding of it, without a broker between them.
#include "sotto/home_demo.hpp"

#include <gtest/gtest.h>

#include "../home/permitted.hpp"
#include "home/home.hpp"

namespace sotto {
namespace {

class Demonstration : public testing::Test {
 protected:
  Demonstration() {
    house_.set_connected(true);
    house_.hear(DemoHome::kStatusTopic, "online", now_);
    deliver(demo_.describe());
    house_.hear(DemoHome::kStatusTopic, "online", now_);
  }
  void deliver(const std::vector<DemoPublish>& all) {
    for (const DemoPublish& publish : all) house_.hear(publish.topic, publish.payload, now_);
  }
  // As the adapter does with the file.
  static std::string with_code(const HomePublish& publish) {
    std::string payload = publish.payload;
    if (publish.code_file == "alarm.code" && payload.find(kCodeMark) != std::string::npos)
      payload.replace(payload.find(kCodeMark), 1, DemoHome::kAlarmCode);
    return payload;
  }
  // What Sotto says once both have settled.
  std::string set(const std::string& device, const std::string& command, std::int64_t tenths = 0) {
    house_.set(permitted(++id_, device, command, tenths), now_);
    for (int i = 0; i < 60; ++i) {
      HomeOutput output = house_.take();
      for (const HomePublish& publish : output.publishes)
        deliver(demo_.hear(publish.topic, with_code(publish), now_));
      if (!output.answers.empty()) return output.answers.front().told;
      now_ += 100;
      deliver(demo_.tick(now_));
      house_.tick(now_);
    }
    return "nothing";
  }

  DemoHome demo_;
  Home house_{{"homeassistant", {{"alarm", "", "", {}, "alarm.code"}}, {}}};
  Milliseconds now_ = 1'000'000;
  std::uint64_t id_ = 0;
};

TEST_F(Demonstration, EveryDeviceIsUnderstood) {
  for (std::size_t i = 0; i < kDiscoveryFaults; ++i)
    EXPECT_EQ(house_.faults(static_cast<DiscoveryFault>(i)), 0U) << i;
  const auto rows = house_.rows(now_);
  EXPECT_EQ(rows.size(), 11U);
  for (const HomeRow& row : rows) {
    EXPECT_TRUE(row.available) << row.id;
    EXPECT_FALSE(row.told.empty()) << row.id;
  }
}

TEST_F(Demonstration, Obeys) {
  EXPECT_EQ(set("bedroom_lamp", "dim", 500), "The bedroom lamp is on at 50 percent.");
  EXPECT_EQ(set("front_door", "lock"), "The front door is locked.");
  EXPECT_EQ(set("front_door", "unlock"), "The front door is unlocked.");
  EXPECT_EQ(set("home", "arm-away"), "The alarm is arming.");
  EXPECT_EQ(set("alarm", "disarm"), "The alarm is disarmed.");
  EXPECT_EQ(set("garage_door", "close"), "The garage door is closing.");
  EXPECT_EQ(set("heating", "off"), "The living room thermostat is off, set to 20 degrees.");
}

TEST_F(Demonstration, WarmsAndCools) {
  const auto current = [this] {
    for (const HomeRow& row : house_.rows(now_)) {
      for (const auto& [property, value] : row.values) {
        if (row.id == "living_room_thermostat" && property == "current")
          return parse_decimal(value).value_or(0);
      }
    }
    return 0.0;
  };
  EXPECT_DOUBLE_EQ(current(), 18.5);
  for (int i = 0; i < 30; ++i) deliver(demo_.tick(now_ += 1000));
  EXPECT_DOUBLE_EQ(current(), 20);
  set("living_room_thermostat", "set-temperature", 190);
  for (int i = 0; i < 30; ++i) deliver(demo_.tick(now_ += 1000));
  EXPECT_DOUBLE_EQ(current(), 19);
}

TEST_F(Demonstration, TakesItselfAway) {
  deliver(demo_.farewell());
  EXPECT_EQ(house_.device_count(), 0U);
}

TEST_F(Demonstration, GarbageChangesNothing) {
  const auto before = house_.rows(now_).size();
  for (const char* payload : {"", "garbage", "{}", R"({"state":7,"brightness":"x"})", "nan", "99999"}) {
    for (const char* id :
         {"kitchen_lamp", "front_door", "alarm", "garage_door", "living_room_mode", "nothing"})
      deliver(demo_.hear("sotto-home/" + std::string(id) + "/set", payload, now_));
  }
  EXPECT_EQ(house_.rows(now_).size(), before);
  EXPECT_EQ(set("front_door", "ask-state"), "The front door is unlocked.");
}

}  // namespace
}  // namespace sotto
