// What the owner says about the house: where its broker is, and what the devices and rooms are called.
// Plain values, any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sotto {

// Where the MQTT broker is. The password lies in a file of its own, which only the owner may read.
struct BrokerSettings {
  std::string host;        // empty: no home is connected
  std::uint16_t port = 0;  // 0: 1883, or 8883 with TLS
  std::string user;
  std::filesystem::path password_file;
  bool tls = false;
  std::filesystem::path ca;    // whom to trust; empty: the system's own list
  std::filesystem::path cert;  // the client certificate and its key, in PEM
  std::filesystem::path key;

  friend bool operator==(const BrokerSettings&, const BrokerSettings&) = default;
};

// What the owner adds to what a device says of itself.
struct DeviceSetting {
  std::string id;    // as `sotto devices list` shows it, or the device's own unique id
  std::string name;  // replaces the device's own
  std::string area;
  std::vector<std::string> aliases;
  // Holds the code that its panel or lock wants. In the settings a plain name; the program puts the keys
  // folder before it.
  std::filesystem::path code_file = {};

  friend bool operator==(const DeviceSetting&, const DeviceSetting&) = default;
};

struct AreaSetting {
  std::string name;
  std::string floor;  // "downstairs"; may be empty
  std::vector<std::string> aliases;

  friend bool operator==(const AreaSetting&, const AreaSetting&) = default;
};

struct HomeSettings {
  std::string prefix = "homeassistant";  // of the discovery topics
  std::vector<DeviceSetting> devices;
  std::vector<AreaSetting> areas;

  friend bool operator==(const HomeSettings&, const HomeSettings&) = default;
};

}  // namespace sotto
