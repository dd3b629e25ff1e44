// What is said to be done, and when.
#include "discovered_home.hpp"

namespace sotto {
namespace {

class Commands : public DiscoveredHome {
 protected:
  using DiscoveredHome::DiscoveredHome;

  void add(const std::string& component, const std::string& id, const std::string& name,
           const std::string& area, const std::string& more = "") {
    std::string config = R"({"name":")" + name + R"(","object_id":")" + id + R"(","unique_id":")" + id +
                         R"(","state_topic":"t/)" + id + R"(","device":{"suggested_area":")" + area + "\"}";
    if (component != "binary_sensor" && component != "sensor")
      config += R"(,"command_topic":"t/)" + id + "/set\"";
    hear("homeassistant/" + component + "/" + id + "/config", config + more + "}");
  }
};

TEST_F(Commands, NothingIsDoneBeforeItsStateSaysSo) {
  add("lock", "front_door", "front door", "hall");
  hear("t/front_door", "UNLOCKED");
  EXPECT_EQ(set("front_door", "lock").result, "");
  hear("t/front_door", "LOCKING");
  EXPECT_EQ(wait(4999).result, "");
  hear("t/front_door", "LOCKED");
  const Said said = take();
  EXPECT_EQ(said.result, "confirmed");
  EXPECT_EQ(said.told, "The front door is locked.");
  EXPECT_EQ(wait(10'000).result, "") << "one answer is enough";
}

TEST_F(Commands, SilenceIsToldAfterFiveSeconds) {
  add("lock", "front_door", "front door", "hall");
  hear("t/front_door", "UNLOCKED");
  EXPECT_EQ(set("front_door", "lock").published.size(), 1U);
  EXPECT_EQ(wait(4999).result, "");
  const Said said = wait(1);
  EXPECT_EQ(said.result, "no-answer");
  EXPECT_EQ(said.told, "I asked the front door to lock, but it has not answered.");
}

TEST_F(Commands, ALockThatWasLockedBeforeMustSaySoAgain) {
  add("lock", "front_door", "front door", "hall");
  hear("t/front_door", "LOCKED");
  EXPECT_EQ(set("front_door", "lock").result, "");
  EXPECT_EQ(wait(5000).result, "no-answer") << "what it said before may no longer be so";
  EXPECT_EQ(set_and_hear("front_door", "lock", 0, "t/front_door", "LOCKED").result, "confirmed");
}

TEST_F(Commands, ALampThatWasOnBeforeIsOn) {
  add("light", "lamp", "lamp", "hall");
  hear("t/lamp", "ON");
  EXPECT_EQ(set("lamp", "on").published.size(), 1U);
  EXPECT_EQ(wait(999).result, "");
  EXPECT_EQ(wait(1).told, "The lamp is on.");
}

TEST_F(Commands, LockPolarity) {
  add("lock", "a", "door a", "");
  add("lock", "b", "door b", "", R"(,"state_locked":"0","state_unlocked":"1","payload_lock":"close")");
  hear("t/a", "LOCKED");
  hear("t/b", "1");
  EXPECT_EQ(told("a"), "The door a is locked.");
  EXPECT_EQ(told("b"), "The door b is unlocked.");
  EXPECT_EQ(set("b", "lock").published.front().payload, "close");
  hear("t/b", "1");
  EXPECT_EQ(take().result, "") << "it says that it is unlocked";
  const Said said = wait(5000);
  EXPECT_EQ(said.result, "no-answer");
  EXPECT_EQ(said.told, "I asked the door b to lock. The door b is unlocked.");
  hear("t/a", "locked");
  EXPECT_EQ(told("a"), "") << "not one of its words";
}

TEST_F(Commands, WhereOneWordStandsForBothNothingIsKnown) {
  add("lock", "a", "door a", "", R"(,"state_locked":"X","state_unlocked":"X")");
  hear("t/a", "X");
  EXPECT_EQ(told("a"), "");
}

TEST_F(Commands, AJammedLockIsToldAtOnce) {
  add("lock", "front_door", "front door", "hall");
  EXPECT_EQ(set_and_hear("front_door", "lock", 0, "t/front_door", "JAMMED").told,
            "I asked the front door to lock. The front door is jammed.");
}

TEST_F(Commands, AlarmPolarity) {
  add("alarm_control_panel", "alarm", "alarm", "hall");
  Said said = set_and_hear("home", "arm", 0, "t/alarm", "armed_away");
  EXPECT_EQ(said.published, (std::vector<HomePublish>{{"t/alarm/set", "ARM_AWAY", false}}));
  EXPECT_EQ(said.told, "The alarm is armed away.");
  said = set_and_hear("alarm", "arm-home", 0, "t/alarm", "arming");
  EXPECT_EQ(said.published.front().payload, "ARM_HOME");
  EXPECT_EQ(said.told, "The alarm is arming.");
  EXPECT_EQ(set_and_hear("alarm", "disarm", 0, "t/alarm", "disarmed").published.front().payload, "DISARM");
  EXPECT_EQ(set("alarm", "arm").result, "");
  hear("t/alarm", "disarmed");
  EXPECT_EQ(wait(5000).told, "I asked the alarm to arm. The alarm is disarmed.");
}

TEST_F(Commands, WhatWantsACodeThatNobodyHasGivenIsRefused) {
  add("alarm_control_panel", "alarm", "alarm", "", R"(,"code":"4711")");
  const Said said = set("alarm", "arm");
  EXPECT_EQ(said.result, "refused");
  EXPECT_EQ(said.told, "The alarm wants its code, and I have none for it.");
  EXPECT_TRUE(said.published.empty());
  add("alarm_control_panel", "shed", "shed alarm", "", R"(,"code":"4711","code_arm_required":false)");
  EXPECT_EQ(set("shed", "arm").published.size(), 1U);
  EXPECT_EQ(set("shed", "disarm").result, "refused");
}

class Codes : public Commands {
 protected:
  static HomeSettings with_a_code_for_the_alarm() {
    HomeSettings settings;
    settings.devices = {{"alarm", "", "", {}, "/keys/alarm.code"}};
    return settings;
  }
  Codes() : Commands(with_a_code_for_the_alarm()) {}
};

TEST_F(Codes, StandWhereTheTemplateWantsThemUntilItIsPublished) {
  add("alarm_control_panel", "alarm", "alarm", "hall",
      R"(,"code":"REMOTE_CODE","code_arm_required":false,)"
      R"("command_template":"{\"action\":\"{{ action }}\",\"code\":\"{{ code }}\"}")");
  Said said = set("alarm", "disarm");
  ASSERT_EQ(said.published.size(), 1U) << said.told;
  EXPECT_EQ(said.published.front().payload,
            std::string(R"({"action":"DISARM","code":")") + kCodeMark + "\"}");
  EXPECT_EQ(said.published.front().code_file, "/keys/alarm.code");
  EXPECT_EQ(said.published.front().command, id_);
  // What cannot be published is not waited for.
  home_.withdraw(id_, "I have no code for it that I may use.");
  said = take();
  EXPECT_EQ(said.result, "refused");
  EXPECT_EQ(wait(6000).result, "");
  // Arming takes none here, so none leaves the house.
  said = set("alarm", "arm");
  EXPECT_EQ(said.published.front().payload, R"({"action":"ARM_AWAY","code":""})");
  EXPECT_TRUE(said.published.front().code_file.empty());
}

TEST_F(Codes, OfOneDeviceAreForNoOther) {
  add("lock", "door", "front door", "hall",
      R"(,"code_format":"^\\d{4}$","command_template":"{{ value }} {{ code }}")");
  const Said said = set("door", "lock");
  EXPECT_EQ(said.result, "refused");
  EXPECT_EQ(said.told, "The front door wants its code, and I have none for it.");
  EXPECT_TRUE(said.published.empty());
}

TEST_F(Commands, AGuardIsNeverKeptByTheBroker) {
  add("lock", "a", "door a", "", R"(,"retain":true)");
  add("light", "b", "lamp b", "", R"(,"retain":true)");
  EXPECT_FALSE(set("a", "lock").published.front().retain);
  EXPECT_TRUE(set("b", "on").published.front().retain);
}

TEST_F(Commands, AGroupNamesThoseThatDidNot) {
  add("light", "hood", "hood light", "kitchen");
  add("light", "table", "table light", "kitchen");
  add("light", "shelf", "shelf light", "kitchen");
  EXPECT_EQ(set("area:kitchen:light", "on").published.size(), 3U);
  hear("t/hood", "ON");
  EXPECT_EQ(take().result, "");
  const Said said = wait(5000);
  EXPECT_EQ(said.result, "no-answer");
  EXPECT_EQ(
      said.told,
      "I asked the kitchen lights to turn on, but the shelf light and the table light have not answered.");
  EXPECT_EQ(set("area:kitchen:light", "off").result, "");
  for (const char* lamp : {"t/hood", "t/table", "t/shelf"}) hear(lamp, "OFF");
  EXPECT_EQ(take().told, "The kitchen lights are off.");
}

TEST_F(Commands, ASirenIsNoPartOfAll) {
  add("light", "lamp", "lamp", "hall");
  add("siren", "siren", "siren", "hall");
  for (const char* all : {"all:light", "all_lights", "home", "area:hall", "area:hall:light", "hall"}) {
    const Said said = set(all, "on");
    ASSERT_EQ(said.published.size(), 1U) << all;
    EXPECT_EQ(said.published.front().topic, "t/lamp/set") << all;
    static_cast<void>(wait(5000));
  }
  EXPECT_EQ(set_and_hear("siren", "on", 0, "t/siren", "ON").told, "The siren is on.");
}

TEST_F(Commands, OnlyOneDoorIsOpenedAtATime) {
  add("lock", "a", "door a", "hall");
  add("lock", "b", "door b", "hall");
  for (const char* command : {"unlock", "open"}) {
    const Said said = set("all:lock", command);
    EXPECT_EQ(said.result, "refused");
    EXPECT_TRUE(said.published.empty());
  }
  EXPECT_EQ(set("all_locks", "lock").published.size(), 2U);
}

// Whatever the core went by, the home knows what the thing is.
TEST_F(Commands, NothingIsOpenedWithoutAPermitForExactlyThat) {
  add("lock", "front_door", "front door", "hall");
  add("alarm_control_panel", "alarm", "alarm", "hall");
  add("cover", "gate", "gate", "hall");
  add("cover", "blind", "blind", "hall", R"(,"device_class":"blind")");
  for (const auto& [device, command] : {std::pair{"front_door", "unlock"}, std::pair{"alarm", "disarm"},
                                        std::pair{"gate", "open"}, std::pair{"gate", "unlock"}}) {
    const Said bare = set_with({++id_, device, command, 0});
    EXPECT_EQ(bare.result, "refused") << device;
    EXPECT_TRUE(bare.published.empty()) << device;
    SetDevice other = permitted(++id_, "back_door", "unlock");
    other.device = device;
    other.command = command;
    EXPECT_TRUE(set_with(other).published.empty()) << device;
    EXPECT_EQ(set(device, command).published.size(), 1U) << device;
    static_cast<void>(wait(5000));
  }
  EXPECT_EQ(set_with({++id_, "blind", "open", 0}).published.size(), 1U);
  EXPECT_EQ(set_with({++id_, "front_door", "lock", 0}).published.size(), 1U);
}

TEST_F(Commands, TheWrongKindIsRefusedInWords) {
  add("lock", "front_door", "front door", "");
  add("light", "lamp", "lamp", "");
  add("switch", "fan", "fan", "");
  add("binary_sensor", "window", "window", "", R"(,"device_class":"window")");
  EXPECT_EQ(set("front_door", "on").told, "The front door can only be locked and unlocked.");
  EXPECT_EQ(set("lamp", "dim", 500).told, "The lamp cannot be dimmed.");
  EXPECT_EQ(set("fan", "dim", 500).told, "The fan can only be switched on and off.");
  EXPECT_EQ(set("window", "on").told, "The window can only be asked.");
  EXPECT_EQ(set("lamp", "set-temperature", 200).result, "refused");
  EXPECT_EQ(set("attic_lamp", "on").told, "I know no attic lamp.");
  EXPECT_EQ(set("all:siren", "on").told, "I know no sirens in this house.");
}

TEST_F(Commands, WithoutABrokerNothingIsSentAndNothingWaits) {
  add("light", "lamp", "lamp", "");
  home_.set_connected(false);
  const Said said = set("lamp", "on");
  EXPECT_EQ(said.result, "unavailable");
  EXPECT_EQ(said.told, "I cannot reach the devices of the house.");
  EXPECT_TRUE(said.published.empty());
}

TEST_F(Commands, ADeviceThatSaysNothingOfItselfIsNotSaidToBeDone) {
  hear("homeassistant/switch/old/config", R"({"name":"old fan","command_topic":"old/set"})");
  const Said said = set("old_fan", "on");
  EXPECT_EQ(said.published.size(), 1U);
  EXPECT_EQ(said.result, "no-answer");
  EXPECT_EQ(said.told, "I asked the old fan to turn on, but it does not say whether it did.");
}

TEST_F(Commands, AStateThatIsNotUnderstoodConfirmsNothing) {
  add("light", "lamp", "lamp", "", R"(,"state_value_template":"{{ 'ON' if value_json.l > 3 else 'OFF' }}")");
  EXPECT_EQ(set("lamp", "on").result, "no-answer");
}

TEST_F(Commands, ADeviceThatGoesWhileItIsAskedHasNotAnswered) {
  add("light", "lamp", "lamp", "");
  EXPECT_EQ(set("lamp", "on").result, "");
  hear("homeassistant/light/lamp/config", "");
  EXPECT_EQ(wait(5000).result, "no-answer");
}

TEST_F(Commands, TooManyAtOnceAreRefused) {
  add("light", "lamp", "lamp", "");
  for (std::size_t i = 0; i < kPendingMax; ++i) EXPECT_EQ(set("lamp", "on").result, "");
  EXPECT_EQ(set("lamp", "on").result, "refused");
}

TEST_F(Commands, BlindsMoveByPosition) {
  hear("homeassistant/cover/blind/config", R"({"name":"blind","device_class":"blind","position_topic":"b/pos",
    "set_position_topic":"b/set","position_open":0,"position_closed":100})");
  const Said said = set_and_hear("blind", "close", 0, "b/pos", "100");
  EXPECT_EQ(said.published, (std::vector<HomePublish>{{"b/set", "100", false}}));
  EXPECT_EQ(said.told, "The blind is closed.");
}

TEST_F(Commands, WarmerStartsFromWhatItIsSetTo) {
  hear("homeassistant/climate/c/config", R"({"name":"thermostat","temperature_command_topic":"c/set",
    "temperature_state_topic":"c/target","temperature_unit":"F"})");
  EXPECT_EQ(set("thermostat", "warmer").told,
            "The thermostat does not say what it is set to: name a temperature.");
  hear("c/target", "68");
  const Said said = set_and_hear("thermostat", "warmer", 20, "c/target", "72");
  EXPECT_EQ(said.published.front().payload, "72") << "20 and 2 degrees Celsius, in whole degrees Fahrenheit";
  EXPECT_EQ(said.result, "confirmed");
}

using Questions = Commands;

TEST_F(Questions, AreAnsweredFromWhatTheDevicesSaid) {
  add("lock", "front_door", "front door", "hall");
  EXPECT_EQ(set("front_door", "ask-state").told, "The front door has not said anything yet.");
  hear("t/front_door", "UNLOCKED");
  const Said said = set("front_door", "ask-state");
  EXPECT_EQ(said.result, "answered");
  EXPECT_EQ(said.told, "The front door is unlocked.");
}

TEST_F(Questions, IsAnyWindowOpen) {
  for (const char* room : {"kitchen", "bedroom", "bathroom"})
    add("binary_sensor", std::string(room) + "_window", std::string(room) + " window", room,
        R"(,"device_class":"window")");
  hear("t/kitchen_window", "OFF");
  hear("t/bedroom_window", "OFF");
  EXPECT_EQ(set("all:window", "ask-state").told,
            "As far as I know, all windows are closed. I do not know about the bathroom window.");
  hear("t/bathroom_window", "ON");
  EXPECT_EQ(set("all:window", "ask-state").told, "The bathroom window is open.");
  hear("t/bedroom_window", "ON");
  EXPECT_EQ(set("all:window", "ask-state").told, "The bathroom window and the bedroom window are open.");
  hear("t/bathroom_window", "OFF");
  hear("t/bedroom_window", "OFF");
  EXPECT_EQ(set("all:window", "ask-state").told, "All windows are closed.");
}

TEST_F(Questions, WhatHasExpiredIsUnknown) {
  add("sensor", "out", "outside", "",
      R"(,"expire_after":60,"unit_of_measurement":"°C","device_class":"temperature")");
  hear("t/out", "4");
  EXPECT_EQ(set("out", "ask-temperature").told, "It is 4 degrees at the outside.");
  static_cast<void>(wait(60'000));
  EXPECT_EQ(set("out", "ask-temperature").result, "no-answer");
}

}  // namespace
}  // namespace sotto
