#include "adapters/toml/config_home.hpp"

#include <string>

#include "home/discovery_keys.hpp"
#include "home/home_names.hpp"

namespace sotto {
namespace {

constexpr int kPortMax = 65535;

void read_path(TableReader& table, std::string_view key, std::filesystem::path& path) {
  std::string text;
  if (table.read_text(key, text, Need::kOptional)) path = text;
}

void read_broker(TableReader& root, BrokerSettings& broker, HomeSettings& home, DocumentFaults& faults) {
  const DocumentNode* node = root.take_table("mqtt", Need::kOptional);
  if (node == nullptr) return;
  TableReader mqtt(*node, "[mqtt]", faults);
  mqtt.read_text("host", broker.host, Need::kRequired);
  mqtt.read_integer("port", broker.port, 1, kPortMax, Need::kOptional);
  mqtt.read_text("user", broker.user, Need::kOptional);
  read_path(mqtt, "password_file", broker.password_file);
  read_path(mqtt, "ca", broker.ca);
  read_path(mqtt, "cert", broker.cert);
  read_path(mqtt, "key", broker.key);
  broker.tls = !broker.ca.empty() || !broker.cert.empty();
  mqtt.read_bool("tls", broker.tls, Need::kOptional);
  if (!broker.tls && (!broker.ca.empty() || !broker.cert.empty()))
    faults.add(node->line, "certificates are of no use with tls = false");
  if (broker.cert.empty() != broker.key.empty()) faults.add(node->line, "cert and key belong together");
  if (broker.user.empty() && !broker.password_file.empty()) faults.add(node->line, "a password needs a user");
  mqtt.read_text("discovery_prefix", home.prefix, Need::kOptional);
  if (!is_plain_topic(home.prefix) || home.prefix.ends_with('/'))
    faults.add(node->line, "discovery_prefix must be a topic without wildcards");
}

void read_areas(TableReader& root, HomeSettings& home, DocumentFaults& faults) {
  const DocumentNode* areas = root.take_tables("area", Need::kOptional);
  if (areas == nullptr) return;
  for (const DocumentNode& node : *areas->array()) {
    TableReader reader(node, "[[area]]", faults);
    AreaSetting area;
    reader.read_text("name", area.name, Need::kRequired);
    reader.read_text("floor", area.floor, Need::kOptional);
    reader.read_texts("aliases", area.aliases, Need::kOptional);
    if (!area.name.empty() && key_form(area.name).empty())
      faults.add(node.line, "the area's name has no letter");
    for (const AreaSetting& earlier : home.areas) {
      if (key_form(earlier.name) == key_form(area.name))
        faults.add(node.line, "the area \"" + area.name + "\" stands twice");
    }
    home.areas.push_back(std::move(area));
  }
}

// A folder in it could name any file of the machine, whose text would then be published.
bool is_file_name(const std::string& text) {
  return !text.empty() && !text.starts_with('.') && text.find('/') == std::string::npos;
}

void read_devices(TableReader& root, HomeSettings& home, DocumentFaults& faults) {
  const DocumentNode* devices = root.take_tables("device", Need::kOptional);
  if (devices == nullptr) return;
  for (const DocumentNode& node : *devices->array()) {
    TableReader reader(node, "[[device]]", faults);
    DeviceSetting device;
    reader.read_text("id", device.id, Need::kRequired);
    reader.read_text("name", device.name, Need::kOptional);
    reader.read_text("area", device.area, Need::kOptional);
    reader.read_texts("aliases", device.aliases, Need::kOptional);
    std::string code;
    if (reader.read_text("code_file", code, Need::kOptional)) {
      if (!is_file_name(code))
        faults.add(node.line, "code_file must be the name of a file in the keys folder");
      device.code_file = code;
    }
    for (const DeviceSetting& earlier : home.devices) {
      if (earlier.id == device.id) faults.add(node.line, "the device \"" + device.id + "\" stands twice");
    }
    home.devices.push_back(std::move(device));
  }
}

}  // namespace

void read_home(TableReader& root, BrokerSettings& broker, HomeSettings& home, DocumentFaults& faults) {
  read_broker(root, broker, home, faults);
  read_areas(root, home, faults);
  read_devices(root, home, faults);
}

}  // namespace sotto
