// sotto mute: switches the microphone of a run off and on. A run that goes on follows within a second.
#include <iostream>
#include <memory>

#include "sotto/commands.hpp"
#include "sotto/mute_switch.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

struct MuteCommand {
  Common common;
  std::string state;
};

int run(const MuteCommand& options) {
  const MuteSwitch mute(options.common.data.empty() ? default_data_folder() : options.common.data);
  if (!options.state.empty()) {
    if (const auto set = mute.set(options.state == "on"); !set) return fail(set.error());
  }
  const bool on = mute.is_on();
  if (options.common.json) {
    std::cout << R"({"type":"mute","muted":)" << (on ? "true" : "false") << "}\n";
  } else {
    std::cout << (on ? "The microphone is off.\n" : "The microphone is on.\n");
  }
  return 0;
}

}  // namespace

void add_mute(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<MuteCommand>();
  CLI::App* command = app.add_subcommand("mute", "switch the microphone off (on: muted) or on again (off)");
  command->add_option("state", options->state, "on, off; left out: only say")
      ->check(CLI::IsMember({"on", "off"}));
  add_common(*command, options->common, "sotto mute on");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
