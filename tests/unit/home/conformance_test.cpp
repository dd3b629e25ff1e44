// Discovery payloads in the shapes that Zigbee2MQTT, Tasmota and ESPHome publish: what devices come of them,
// what is sent to them, and what their states mean.
#include "discovered_home.hpp"

namespace sotto {
namespace {

using Conformance = DiscoveredHome;

// Zigbee2MQTT

constexpr std::string_view kZigbeeLamp = R"({
  "availability":[{"topic":"zigbee2mqtt/bridge/state","value_template":"{{ value_json.state }}"},
                  {"topic":"zigbee2mqtt/Kitchen Lamp/availability",
    "value_template":"{{ value_json.state }}"}],
  "availability_mode":"all","brightness":true,"brightness_scale":254,
  "command_topic":"zigbee2mqtt/Kitchen Lamp/set",
  "device":{"hw_version":1,"identifiers":["zigbee2mqtt_0x0017880104e45542"],"manufacturer":"Philips",
            "model":"Hue white ambiance","model_id":"9290012573A","name":"Kitchen Lamp",
    "sw_version":"1.46.13",
            "via_device":"zigbee2mqtt_bridge_0x00124b0018ed1e5e"},
  "effect":true,"effect_list":["blink","breathe"],"max_mireds":454,"min_mireds":153,"name":null,
  "object_id":"kitchen_lamp","default_entity_id":"light.kitchen_lamp",
  "origin":{"name":"Zigbee2MQTT","sw":"2.1.0","url":"https://www.zigbee2mqtt.io"},
  "schema":"json","state_topic":"zigbee2mqtt/Kitchen Lamp","supported_color_modes":["xy","color_temp"],
  "unique_id":"0x0017880104e45542_light_zigbee2mqtt"})";

class ZigbeeLamp : public DiscoveredHome {
 protected:
  ZigbeeLamp() {
    hear("homeassistant/light/0x0017880104e45542/light/config", kZigbeeLamp);
    hear("zigbee2mqtt/bridge/state", R"({"state":"online"})");
    hear("zigbee2mqtt/Kitchen Lamp/availability", R"({"state":"online"})");
    static_cast<void>(take());
  }
  const std::string state_ = "zigbee2mqtt/Kitchen Lamp";
  const std::string set_ = "zigbee2mqtt/Kitchen Lamp/set";
};

TEST_F(ZigbeeLamp, SwitchesAndSaysSoWhenItIsSo) {
  const Said said = set_and_hear("kitchen_lamp", "on", 0, state_, R"({"state":"ON","brightness":254})");
  EXPECT_EQ(said.published, (std::vector<HomePublish>{{set_, R"({"state":"ON"})", false}}));
  EXPECT_EQ(said.result, "confirmed");
  EXPECT_EQ(said.told, "The kitchen lamp is on.");
}

TEST_F(ZigbeeLamp, DimsInItsOwnScale) {
  const Said said = set_and_hear("kitchen_lamp", "dim", 400, state_, R"({"state":"ON","brightness":102})");
  EXPECT_EQ(said.published, (std::vector<HomePublish>{{set_, R"({"brightness":102,"state":"ON"})", false}}));
  EXPECT_EQ(said.told, "The kitchen lamp is on at 40 percent.");
}

TEST_F(ZigbeeLamp, TakesColoursAndWhites) {
  Said said = set_and_hear("kitchen_lamp", "color:red", 0, state_, R"({"state":"ON","color_mode":"xy"})");
  EXPECT_EQ(said.published.front().payload, R"({"color":{"x":0.6401,"y":0.33},"state":"ON"})");
  EXPECT_EQ(said.result, "confirmed");
  said = set_and_hear("kitchen_lamp", "color:warm white", 0, state_,
                      R"({"state":"ON","color_mode":"color_temp","color_temp":370})");
  EXPECT_EQ(said.published.front().payload, R"({"color_temp":370,"state":"ON"})");
  EXPECT_EQ(said.result, "confirmed");
}

TEST_F(ZigbeeLamp, IsAwayWhenItOrItsBridgeIs) {
  hear("zigbee2mqtt/bridge/state", R"({"state":"offline"})");
  Said said = set("kitchen_lamp", "on");
  EXPECT_EQ(said.result, "unavailable");
  EXPECT_TRUE(said.published.empty()) << "it would be carried out when the lamp comes back";
  hear("zigbee2mqtt/bridge/state", "online");  // of before 1.29
  EXPECT_TRUE(row("kitchen_lamp").available);
  hear("zigbee2mqtt/Kitchen Lamp/availability", R"({"state":"offline"})");
  said = set("kitchen_lamp", "on");
  EXPECT_EQ(said.told, "The kitchen lamp cannot be reached.");
}

TEST_F(Conformance, ZigbeeLockHasItsOwnWords) {
  hear("homeassistant/lock/0x000d6f0011002a5b/lock/config", R"({
    "command_topic":"zigbee2mqtt/front_door/set","device":{"identifiers":["zigbee2mqtt_0x000d6f0011002a5b"],
    "manufacturer":"Yale","model":"YRD256","name":"front_door"},"name":null,"object_id":"front_door",
    "state_locked":"LOCK","state_topic":"zigbee2mqtt/front_door","state_unlocked":"UNLOCK",
    "unique_id":"0x000d6f0011002a5b_lock_zigbee2mqtt","value_template":"{{ value_json.state }}"})");
  hear("zigbee2mqtt/front_door", R"({"state":"UNLOCK","battery":80})");
  EXPECT_EQ(told("front_door"), "The front door is unlocked.");
  const Said said = set_and_hear("front_door", "lock", 0, "zigbee2mqtt/front_door", R"({"state":"LOCK"})");
  EXPECT_EQ(said.published, (std::vector<HomePublish>{{"zigbee2mqtt/front_door/set", "LOCK", false}}));
  EXPECT_EQ(said.told, "The front door is locked.");
}

TEST_F(Conformance, ZigbeeContactIsOpenWhenThereIsNoContact) {
  hear("homeassistant/binary_sensor/0x00158d0001d4a6c3/contact/config", R"({
    "device":{"identifiers":["zigbee2mqtt_0x00158d0001d4a6c3"],"name":"bathroom window"},
    "device_class":"window",
    "name":null,"object_id":"bathroom_window_contact","payload_off":true,"payload_on":false,
    "state_topic":"zigbee2mqtt/bathroom window","unique_id":"0x00158d0001d4a6c3_contact_zigbee2mqtt",
    "value_template":"{{ value_json.contact }}"})");
  hear("zigbee2mqtt/bathroom window", R"({"contact":false,"battery":91})");
  EXPECT_EQ(told("bathroom_window_contact"), "The bathroom window is open.");
  hear("zigbee2mqtt/bathroom window", R"({"battery":90})");
  EXPECT_EQ(told("bathroom_window_contact"), "The bathroom window is open.")
      << "the battery says nothing of it";
  hear("zigbee2mqtt/bathroom window", R"({"contact":true})");
  EXPECT_EQ(told("bathroom_window_contact"), "The bathroom window is closed.");
}

TEST_F(Conformance, ZigbeeThermostatKeepsItsComplicatedTemplateToItself) {
  hear("homeassistant/climate/0x680ae2fffe7b5c2c/climate/config", R"({
    "action_template":"{% set v = {None:None,'heat':'heating'} %}{{ v[value_json.running_state] }}",
    "action_topic":"zigbee2mqtt/bedroom_trv",
    "current_temperature_template":"{{ value_json.local_temperature }}",
    "current_temperature_topic":"zigbee2mqtt/bedroom_trv","device":{"identifiers":["z"],
    "name":"bedroom_trv",
    "suggested_area":"Bedroom"},"max_temp":"30","min_temp":"5",
    "mode_command_topic":"zigbee2mqtt/bedroom_trv/set/system_mode",
    "mode_state_template":"{{ value_json.system_mode }}",
    "mode_state_topic":"zigbee2mqtt/bedroom_trv","modes":["off","heat","auto"],"name":null,
    "object_id":"bedroom_trv",
    "temp_step":0.5,"temperature_command_topic":"zigbee2mqtt/bedroom_trv/set/occupied_heating_setpoint",
    "temperature_state_template":"{{ value_json.occupied_heating_setpoint }}",
    "temperature_state_topic":"zigbee2mqtt/bedroom_trv","temperature_unit":"C","unique_id":"c"})");
  hear("zigbee2mqtt/bedroom_trv",
       R"({"local_temperature":18.2,"occupied_heating_setpoint":18,"system_mode":"heat",
    "running_state":"heat"})");
  const Said said = set_and_hear("area:bedroom", "set-temperature", 195, "zigbee2mqtt/bedroom_trv",
                                 R"({"occupied_heating_setpoint":19.5})");
  EXPECT_EQ(said.published.front(),
            (HomePublish{"zigbee2mqtt/bedroom_trv/set/occupied_heating_setpoint", "19.5", false}));
  EXPECT_EQ(said.told, "The bedroom trv is set to 19.5 degrees.");
  EXPECT_EQ(set("area:bedroom", "ask-temperature").told, "It is 18.2 degrees in the bedroom.");
  EXPECT_EQ(set("bedroom_trv", "set-temperature", 193).told,
            "The bedroom trv can be set in steps of 0.5 degrees only.");
  EXPECT_EQ(set("bedroom_trv", "set-temperature", 310).told,
            "The bedroom trv can be set from 5 to 30 degrees only.");
  for (const auto& [property, value] : row("bedroom_trv").values) EXPECT_NE(property, "action") << value;
}

TEST_F(Conformance, ZigbeeSwitchWithTwoEnds) {
  for (const std::string end : {"l1", "l2"}) {
    hear("homeassistant/switch/0x00/switch_" + end + "/config",
         R"({"command_topic":"zigbee2mqtt/double plug/)" + end + R"(/set","device":{"identifiers":["p"],
         "name":"double plug"},"name":")" +
             end + R"(","object_id":"double_plug_)" + end +
             R"(","payload_off":"OFF","payload_on":"ON","state_topic":"zigbee2mqtt/double plug",
         "unique_id":"p_)" +
             end + R"(","value_template":"{{ value_json.state_)" + end + R"( }}"})");
  }
  hear("zigbee2mqtt/double plug", R"({"state_l1":"ON","state_l2":"OFF"})");
  EXPECT_EQ(told("double_plug_l1"), "The double plug l 1 is on.");
  EXPECT_EQ(told("double_plug_l2"), "The double plug l 2 is off.");
}

// Tasmota, with SetOption19: abbreviated keys, a base topic, the default schema

TEST_F(Conformance, TasmotaLightWithBaseTopicAndPercent) {
  hear("homeassistant/light/2F4A11_LI_1/config",
       R"({"name":"Desk","cmd_t":"~cmnd/POWER","stat_t":"~tele/STATE",
    "val_tpl":"{{value_json.POWER}}","pl_off":"OFF","pl_on":"ON","avty_t":"~tele/LWT","pl_avail":"Online",
    "pl_not_avail":"Offline","uniq_id":"2F4A11_LI_1","dev":{"ids":["2F4A11"]},"~":"desk/",
    "bri_cmd_t":"~cmnd/Dimmer","bri_stat_t":"~tele/STATE","bri_scl":100,"on_cmd_type":"brightness",
    "bri_val_tpl":"{{value_json.Dimmer}}","clr_temp_cmd_t":"~cmnd/CT","clr_temp_stat_t":"~tele/STATE",
    "clr_temp_val_tpl":"{{value_json.CT}}"})");
  hear("desk/tele/LWT", "Online");
  Said said = set_and_hear("desk", "dim", 250, "desk/tele/STATE", R"({"POWER":"ON","Dimmer":25})");
  EXPECT_EQ(said.published, (std::vector<HomePublish>{{"desk/cmnd/Dimmer", "25", false}}));
  EXPECT_EQ(said.told, "The desk is on at 25 percent.");
  said = set_and_hear("desk", "off", 0, "desk/tele/STATE", R"({"POWER":"OFF","Dimmer":25})");
  EXPECT_EQ(said.published, (std::vector<HomePublish>{{"desk/cmnd/POWER", "OFF", false}}));
  EXPECT_EQ(said.told, "The desk is off.");
  hear("desk/tele/LWT", "Offline");
  EXPECT_EQ(set("desk", "on").result, "unavailable");
}

TEST_F(Conformance, TasmotaRelayAndSensor) {
  hear("homeassistant/switch/4C1D22_RL_1/config", R"({"name":"Kettle","stat_t":"tele/kettle/STATE",
    "avty_t":"tele/kettle/LWT","pl_avail":"Online","pl_not_avail":"Offline","cmd_t":"cmnd/kettle/POWER",
    "val_tpl":"{{value_json.POWER}}","pl_off":"OFF","pl_on":"ON","uniq_id":"4C1D22_RL_1",
    "dev":{"ids":["4C1D22"]}})");
  hear("homeassistant/sensor/4C1D22_AM2301_Temperature/config", R"({"name":"Pantry Temperature",
    "stat_t":"tele/kettle/SENSOR","avty_t":"tele/kettle/LWT","pl_avail":"Online","pl_not_avail":"Offline",
    "uniq_id":"4C1D22_t","dev":{"ids":["4C1D22"],"sa":"Pantry"},"unit_of_meas":"°C","dev_cla":"temperature",
    "val_tpl":"{{value_json['AM2301'].Temperature}}"})");
  hear("tele/kettle/LWT", "Online");
  EXPECT_EQ(set_and_hear("kettle", "on", 0, "tele/kettle/STATE", R"({"POWER":"ON"})").told,
            "The kettle is on.");
  hear("tele/kettle/SENSOR", R"({"Time":"2026-11-23T10:00:00","AM2301":{"Temperature":12.3,
    "Humidity":60}})");
  EXPECT_EQ(set("area:pantry", "ask-temperature").told, "It is 12.3 degrees in the pantry.");
}

// ESPHome

TEST_F(Conformance, EspHomeLightInJson) {
  hear("homeassistant/light/hall-node/hall_light/config", R"({"schema":"json","brightness":true,
    "sup_clrm":["brightness"],"name":"Hall Light","stat_t":"hall-node/light/hall_light/state",
    "cmd_t":"hall-node/light/hall_light/command","avty_t":"hall-node/status","uniq_id":"ESPlighthall_light",
    "dev":{"ids":"240ac4f1d2a3","name":"hall-node","sw":"esphome v2026.2.0","mdl":"nodemcu-32s",
    "mf":"Espressif",
    "sa":"Hall"}})");
  hear("hall-node/status", "online");
  const Said said = set_and_hear("hall_node_hall_light", "on", 0, "hall-node/light/hall_light/state",
                                 R"({"state":"ON","color_mode":"brightness","brightness":255})");
  EXPECT_EQ(said.published,
            (std::vector<HomePublish>{{"hall-node/light/hall_light/command", R"({"state":"ON"})", false}}));
  EXPECT_EQ(meaning("light", "hall light"), "hall_node_hall_light");
}

TEST_F(Conformance, EspHomeLockCoverAndAlarm) {
  hear("homeassistant/lock/node/back_door/config",
       R"({"name":"Back Door","stat_t":"node/lock/back_door/state",
    "cmd_t":"node/lock/back_door/command","opt":false,"uniq_id":"l","dev":{"ids":"1","name":"node"}})");
  hear("homeassistant/cover/node/garage_door/config", R"({"name":"Garage Door","dev_cla":"garage",
    "stat_t":"node/cover/garage_door/state","cmd_t":"node/cover/garage_door/command",
    "pos_t":"node/cover/garage_door/position/state","set_pos_t":"node/cover/garage_door/position/command",
    "uniq_id":"c","dev":{"ids":"1","name":"node"}})");
  hear("homeassistant/alarm_control_panel/node/alarm/config", R"({"name":"Alarm",
    "stat_t":"node/alarm_control_panel/alarm/state","cmd_t":"node/alarm_control_panel/alarm/command",
    "sup_feat":["arm_home","arm_away"],"cod_arm_req":false,"uniq_id":"a","dev":{"ids":"1",
    "name":"node"}})");
  EXPECT_EQ(set_and_hear("node_back_door", "lock", 0, "node/lock/back_door/state", "LOCKED").told,
            "The node back door is locked.");
  const Said closing =
      set_and_hear("node_garage_door", "close", 0, "node/cover/garage_door/state", "closing");
  EXPECT_EQ(closing.published,
            (std::vector<HomePublish>{{"node/cover/garage_door/command", "CLOSE", false}}));
  EXPECT_EQ(closing.told, "The node garage door is closing.");
  EXPECT_EQ(
      set_and_hear("node_alarm", "arm-away", 0, "node/alarm_control_panel/alarm/state", "armed_away").told,
      "The node alarm is armed away.");
  EXPECT_EQ(set("node_alarm", "arm-night").told, "The node alarm has no such mode.");
}

TEST_F(Conformance, EspHomeClimateAndBinarySensor) {
  hear("homeassistant/climate/node/thermostat/config",
       R"({"name":"Thermostat","curr_temp_t":"node/c/current/state",
    "mode_cmd_t":"node/c/mode/command","mode_stat_t":"node/c/mode/state","modes":["heat","off"],
    "temp_cmd_t":"node/c/target/command","temp_stat_t":"node/c/target/state","min_temp":10,"max_temp":28,
    "temp_step":0.1,"temp_unit":"C","act_t":"node/c/action/state","uniq_id":"t","dev":{"ids":"1",
    "name":"node"}})");
  hear("homeassistant/binary_sensor/node/pir/config", R"({"name":"PIR","dev_cla":"motion",
    "stat_t":"node/binary_sensor/pir/state","uniq_id":"b","dev":{"ids":"1","name":"node"}})");
  hear("node/c/target/state", "20.0");
  hear("node/c/mode/state", "heat");
  EXPECT_EQ(set_and_hear("node_thermostat", "warmer", 0, "node/c/target/state", "21.0").told,
            "The node thermostat is set to 21 degrees.");
  EXPECT_EQ(set_and_hear("node_thermostat", "off", 0, "node/c/mode/state", "off").told,
            "The node thermostat is off, set to 21 degrees.");
  hear("node/binary_sensor/pir/state", "ON");
  EXPECT_EQ(told("node_pir"), "The node pir sees somebody move.");
}

// The whole device in one payload

constexpr std::string_view kWholeDevice = R"({
  "dev":{"ids":["ea334450945afc"],"name":"Porch","mf":"Bla","sw":"1.0","sn":"ea334450945afc",
    "hw":"1.0rev2"},
  "o":{"name":"bla2mqtt","sw":"2.1"},
  "avty":[{"t":"porch/online","pl_avail":"1","pl_not_avail":"0"}],
  "cmps":{
    "light":{"p":"light","name":null,"cmd_t":"porch/light/set","stat_t":"porch/light",
    "uniq_id":"porch_light"},
    "temp":{"p":"sensor","dev_cla":"temperature","unit_of_meas":"°C",
    "val_tpl":"{{ value_json.temperature }}",
            "name":"temperature","uniq_id":"porch_t"},
    "gone":{"p":"sensor"},
    "button":{"p":"button","cmd_t":"porch/restart","uniq_id":"porch_r"}},
  "stat_t":"porch/state","qos":2})";

TEST_F(Conformance, DeviceBasedDiscoverySharesWhatStandsAbove) {
  hear("homeassistant/device/ea334450945afc/config", kWholeDevice);
  EXPECT_EQ(home_.device_count(), 2U);
  EXPECT_EQ(home_.faults(DiscoveryFault::kNotUsed), 1U);
  hear("porch/online", "1");
  hear("porch/state", R"({"temperature":7.5})");
  EXPECT_EQ(told("porch_temperature"), "The porch temperature says 7.5 degrees.");
  EXPECT_EQ(set_and_hear("porch", "on", 0, "porch/light", "ON").told, "The porch is on.");
  // The same again, without the sensor.
  hear("homeassistant/device/ea334450945afc/config",
       R"({"dev":{"ids":["ea"],"name":"Porch"},"cmps":{"light":{"p":"light","name":null,
    "cmd_t":"porch/light/set",
       "stat_t":"porch/light","uniq_id":"porch_light"},"temp":{"p":"sensor"}}})");
  EXPECT_EQ(home_.device_count(), 1U);
  EXPECT_EQ(told("porch"), "The porch is on.") << "what it said holds";
  hear("homeassistant/device/ea334450945afc/config", "");
  EXPECT_EQ(home_.device_count(), 0U);
}

}  // namespace
}  // namespace sotto
