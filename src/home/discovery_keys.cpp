#include "home/discovery_keys.hpp"

#include <algorithm>
#include <array>

namespace sotto {
namespace {

struct Pair {
  std::string_view abbreviation;
  std::string_view full;
};

// Those that Sotto reads, sorted, from the table that Home Assistant publishes.
constexpr auto kKeys = std::to_array<Pair>({
    {"act_t", "action_topic"},
    {"act_tpl", "action_template"},
    {"avty", "availability"},
    {"avty_mode", "availability_mode"},
    {"avty_t", "availability_topic"},
    {"avty_tpl", "availability_template"},
    {"bri_cmd_t", "brightness_command_topic"},
    {"bri_cmd_tpl", "brightness_command_template"},
    {"bri_scl", "brightness_scale"},
    {"bri_stat_t", "brightness_state_topic"},
    {"bri_val_tpl", "brightness_value_template"},
    {"clr_temp_cmd_t", "color_temp_command_topic"},
    {"clr_temp_cmd_tpl", "color_temp_command_template"},
    {"clr_temp_k", "color_temp_kelvin"},
    {"clr_temp_stat_t", "color_temp_state_topic"},
    {"clr_temp_val_tpl", "color_temp_value_template"},
    {"cmd_t", "command_topic"},
    {"cmd_tpl", "command_template"},
    {"cmps", "components"},
    {"cod_arm_req", "code_arm_required"},
    {"cod_dis_req", "code_disarm_required"},
    {"curr_temp_t", "current_temperature_topic"},
    {"curr_temp_tpl", "current_temperature_template"},
    {"def_ent_id", "default_entity_id"},
    {"dev", "device"},
    {"dev_cla", "device_class"},
    {"en", "enabled_by_default"},
    {"ent_cat", "entity_category"},
    {"exp_aft", "expire_after"},
    {"hs_cmd_t", "hs_command_topic"},
    {"hs_cmd_tpl", "hs_command_template"},
    {"hs_stat_t", "hs_state_topic"},
    {"hs_val_tpl", "hs_value_template"},
    {"max_mirs", "max_mireds"},
    {"min_mirs", "min_mireds"},
    {"mode_cmd_t", "mode_command_topic"},
    {"mode_cmd_tpl", "mode_command_template"},
    {"mode_stat_t", "mode_state_topic"},
    {"mode_stat_tpl", "mode_state_template"},
    {"o", "origin"},
    {"obj_id", "object_id"},
    {"on_cmd_type", "on_command_type"},
    {"opt", "optimistic"},
    {"p", "platform"},
    {"pl_arm_away", "payload_arm_away"},
    {"pl_arm_home", "payload_arm_home"},
    {"pl_arm_nite", "payload_arm_night"},
    {"pl_avail", "payload_available"},
    {"pl_cls", "payload_close"},
    {"pl_disarm", "payload_disarm"},
    {"pl_lock", "payload_lock"},
    {"pl_not_avail", "payload_not_available"},
    {"pl_off", "payload_off"},
    {"pl_on", "payload_on"},
    {"pl_open", "payload_open"},
    {"pl_stop", "payload_stop"},
    {"pl_unlk", "payload_unlock"},
    {"pos_clsd", "position_closed"},
    {"pos_open", "position_open"},
    {"pos_t", "position_topic"},
    {"pos_tpl", "position_template"},
    {"ret", "retain"},
    {"rgb_cmd_t", "rgb_command_topic"},
    {"rgb_cmd_tpl", "rgb_command_template"},
    {"rgb_stat_t", "rgb_state_topic"},
    {"rgb_val_tpl", "rgb_value_template"},
    {"set_pos_t", "set_position_topic"},
    {"set_pos_tpl", "set_position_template"},
    {"stat_closing", "state_closing"},
    {"stat_clsd", "state_closed"},
    {"stat_jam", "state_jammed"},
    {"stat_locked", "state_locked"},
    {"stat_locking", "state_locking"},
    {"stat_off", "state_off"},
    {"stat_on", "state_on"},
    {"stat_open", "state_open"},
    {"stat_opening", "state_opening"},
    {"stat_stopped", "state_stopped"},
    {"stat_t", "state_topic"},
    {"stat_tpl", "state_template"},
    {"stat_unlocked", "state_unlocked"},
    {"stat_unlocking", "state_unlocking"},
    {"stat_val_tpl", "state_value_template"},
    {"sup_clrm", "supported_color_modes"},
    {"sup_feat", "supported_features"},
    {"t", "topic"},
    {"temp_cmd_t", "temperature_command_topic"},
    {"temp_cmd_tpl", "temperature_command_template"},
    {"temp_stat_t", "temperature_state_topic"},
    {"temp_stat_tpl", "temperature_state_template"},
    {"temp_unit", "temperature_unit"},
    {"uniq_id", "unique_id"},
    {"unit_of_meas", "unit_of_measurement"},
    {"val_tpl", "value_template"},
});

constexpr auto kDeviceKeys = std::to_array<Pair>({
    {"cns", "connections"},
    {"cu", "configuration_url"},
    {"hw", "hw_version"},
    {"ids", "identifiers"},
    {"mdl", "model"},
    {"mdl_id", "model_id"},
    {"mf", "manufacturer"},
    {"sa", "suggested_area"},
    {"sn", "serial_number"},
    {"sw", "sw_version"},
});

static_assert(std::is_sorted(kKeys.begin(), kKeys.end(),
                             [](const Pair& a, const Pair& b) { return a.abbreviation < b.abbreviation; }));
static_assert(std::is_sorted(kDeviceKeys.begin(), kDeviceKeys.end(),
                             [](const Pair& a, const Pair& b) { return a.abbreviation < b.abbreviation; }));

template <typename Table>
std::string_view look_up(const Table& table, std::string_view key) {
  const auto found =
      std::lower_bound(table.begin(), table.end(), key,
                       [](const Pair& pair, std::string_view k) { return pair.abbreviation < k; });
  return found != table.end() && found->abbreviation == key ? found->full : key;
}

}  // namespace

std::string_view full_key(std::string_view key) {
  return look_up(kKeys, key);
}

std::string_view full_device_key(std::string_view key) {
  return look_up(kDeviceKeys, key);
}

std::string with_base(std::string_view topic, std::string_view base) {
  if (base.empty() || topic.empty()) return std::string(topic);
  if (topic.front() == '~') return std::string(base) + std::string(topic.substr(1));
  if (topic.back() == '~') return std::string(topic.substr(0, topic.size() - 1)) + std::string(base);
  return std::string(topic);
}

bool is_plain_topic(std::string_view topic) {
  if (topic.empty() || topic.size() > kTopicMax || topic.front() == '$') return false;
  return std::none_of(topic.begin(), topic.end(), [](char c) {
    return c == '+' || c == '#' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
}

}  // namespace sotto
