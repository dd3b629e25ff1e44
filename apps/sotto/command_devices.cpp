// sotto devices: what there is in the house, and what it says.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/paho/mqtt_home.hpp"
#include "sotto/commands.hpp"
#include "sotto/home_connection.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;
constexpr Milliseconds kLook = 100;  // for Ctrl-C

struct DevicesCommand {
  Common common;
  bool all = false;
};

Result<std::unique_ptr<MqttHome>> connect(const DevicesCommand& options, const StopSignal& stop) {
  const auto config = find_config(options.common);
  if (!config) return config.error();
  return connect_to_home(config.value(), stop);
}

Json row_json(const HomeRow& row) {
  Json values = Json::object();
  for (const auto& [property, value] : row.values) values[property] = value;
  return {{"type", "device"},
          {"id", row.id},
          {"name", row.said},
          {"area", row.area.empty() ? Json() : Json(row.area)},
          {"kind", kind_name(row.kind)},
          {"available", row.available},
          {"setting", row.secondary},
          {"values", std::move(values)}};
}

void print(const HomeRow& row, bool json) {
  if (json) {
    std::cout << row_json(row).dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
    return;
  }
  char start[128];
  std::snprintf(start, sizeof start, "%-28s %-19s %-14s ", row.id.c_str(),
                std::string(kind_name(row.kind)).c_str(), row.area.c_str());
  std::cout << start
            << (row.available ? row.told.empty() ? "has not said anything yet" : row.told
                              : "cannot be reached")
            << std::endl;
}

int list(const DevicesCommand& options) {
  StopSignal stop;
  const auto home = connect(options, stop);
  if (!home) return fail(home.error());
  listen_until_quiet(*home.value(), stop);
  std::size_t shown = 0;
  for (const HomeRow& row : home.value()->rows()) {
    if (row.secondary && !options.all) continue;
    print(row, options.common.json);
    ++shown;
  }
  if (options.common.json) return 0;
  if (shown == 0) std::cout << "No device has described itself on this broker." << std::endl;
  if (const std::uint64_t faults = home.value()->counts().faults; faults > 0)
    std::cout << faults << " descriptions were of no use." << std::endl;
  return 0;
}

int watch(const DevicesCommand& options) {
  StopSignal stop;
  const auto home = connect(options, stop);
  if (!home) return fail(home.error());
  std::map<std::string, std::string> shown;
  while (!stop.raised() && std::cout) {
    for (const HomeRow& row : home.value()->rows()) {
      if (row.secondary && !options.all) continue;
      std::string now = row_json(row).dump(-1, ' ', false, Json::error_handler_t::replace);
      std::string& before = shown[row.id];
      if (before == now) continue;
      before = std::move(now);
      print(row, options.common.json);
    }
    home.value()->wait_for_change(kLook);
  }
  return 0;
}

}  // namespace

void add_devices(CLI::App& app, int& exit_code) {
  CLI::App* devices = app.add_subcommand("devices", "what there is in the house, and what it says");
  devices->require_subcommand(1);
  auto options = std::make_shared<DevicesCommand>();
  CLI::App* list_command = devices->add_subcommand("list", "every device and its state");
  CLI::App* watch_command = devices->add_subcommand("watch", "every change, until Ctrl-C");
  for (CLI::App* command : {list_command, watch_command}) {
    command->add_flag("--all", options->all, "the devices' own settings and diagnostics as well");
    add_common(*command, options->common, "sotto devices " + command->get_name() + " --json");
  }
  list_command->callback([options, &exit_code] { exit_code = list(*options); });
  watch_command->callback([options, &exit_code] { exit_code = watch(*options); });
}

}  // namespace sotto
