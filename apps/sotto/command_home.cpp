// sotto home: a demonstration home on the broker, for people without devices.
#include <iostream>
#include <memory>

#include "sotto/commands.hpp"
#include "sotto/home_broker.hpp"
#include "sotto/home_demo.hpp"
#include "sotto/home_run.hpp"
#include "sotto/scratch_folder.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {
namespace {

struct HomeCommand {
  Common common;
  std::uint16_t port = 0;
};

void announce(const BrokerSettings& broker, bool own, bool json) {
  const int port = broker.port != 0 ? broker.port : broker.tls ? 8883 : 1883;
  if (json) {
    std::cout << R"({"type":"home","host":")" << broker.host << R"(","port":)" << port << "}" << std::endl;
    return;
  }
  std::cout << "The demonstration home is on the broker at " << broker.host << ", port " << port << ".\n";
  if (own) {
    std::cout << "To connect Sotto to it, put this into its settings:\n\n[mqtt]\nhost = \"" << broker.host
              << "\"\nport = " << port << "\n\n"
              << "[[device]]\nid = \"alarm\"\ncode_file = \"alarm.code\"\n\n";
  }
  std::cout << "Its alarm is disarmed with the code " << DemoHome::kAlarmCode
            << ", which Sotto reads from the file alarm.code in its keys folder (mode 0600).\n";
  std::cout << "Ctrl-C ends it." << std::endl;
}

int run(const HomeCommand& options) {
  const auto config = find_config(options.common);
  if (!config) return fail(config.error());
  BrokerSettings broker = config.value().broker;
  const bool own = broker.host.empty();
  std::unique_ptr<ScratchFolder> scratch;
  std::unique_ptr<HomeBroker> own_broker;
  StopSignal stop;
  if (own) {
    auto folder = ScratchFolder::make();
    if (!folder) return fail(folder.error());
    scratch = std::make_unique<ScratchFolder>(std::move(folder).value());
    auto started = HomeBroker::start(scratch->path(), options.port);
    if (!started) return fail(started.error());
    own_broker = std::move(started).value();
    broker = own_broker->settings();
  }
  const HomeRunCalls calls{[&] { announce(broker, own, options.common.json); },
                           [&] { return !stop.raised(); }};
  const auto ran = run_demo_home(broker, config.value().home.prefix, calls);
  return ran ? 0 : fail(ran.error());
}

}  // namespace

void add_home(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<HomeCommand>();
  CLI::App* command = app.add_subcommand("home", "a demonstration home on the MQTT broker");
  command->add_option("--port", options->port,
                      "of its own broker, where the settings name none (default: a free one)");
  add_common(*command, options->common, "sotto home --port 1883");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
