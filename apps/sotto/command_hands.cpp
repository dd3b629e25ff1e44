// sotto hands: the process of a run that has the devices and may open the network, and the keeper that starts
// it. Started by Sotto itself; not shown in --help.
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

#include "adapters/paho/mqtt_home.hpp"
#include "adapters/posix/hands_process.hpp"
#include "adapters/posix/private_memory.hpp"
#include "adapters/seccomp/confinement.hpp"
#include "sotto/commands.hpp"
#include "sotto/hands_loop.hpp"
#include "sotto/hands_of_run.hpp"
#include "sotto/hands_page.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

struct HandsCommand {
  Common common;
  bool keeper = false;
};

int run_keeper(const Common& common) {
  std::error_code trouble;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", trouble);
  return trouble ? 1 : serve_hands_keeper(program, hands_arguments(common));
}

// Without a broker, or with a wrong setting, orders are still answered: there is no device.
std::unique_ptr<MqttHome> connect_home(const Config& config) {
  if (config.broker.host.empty()) return nullptr;
  auto home = MqttHome::open(config.broker, config.home);
  if (home) return std::move(home).value();
  std::cerr << "sotto: no devices: " << home.error().line() << std::endl;
  return nullptr;
}

// The page's clerks start programs, so they come before that right is given away.
std::optional<PageClerks> find_clerks(const Common& common, const Config& config) {
  if (!page_settings(config).enabled) return std::nullopt;
  auto clerks = start_page_clerks(common);
  if (clerks) return std::move(clerks).value();
  std::cerr << "sotto: no page: " << clerks.error().line() << std::endl;
  return std::nullopt;
}

int run_hands(const Common& common) {
  // The broker's password is in this memory soon.
  if (const auto forbidden = forbid_core_dumps(); !forbidden) return fail(forbidden.error());
  const auto config = find_config(common);
  if (!config) return fail(config.error());
  auto clerks = find_clerks(common, config.value());
  ConfinementPlan plan;
  plan.network = true;
  // With more rights than it needs it still does what it is for; the ears are those that must not have them.
  if (const auto confined = confine(plan); !confined) {
    std::cerr << "sotto: the devices' process keeps rights that it does not need: " << confined.error().line()
              << std::endl;
  }
  const std::unique_ptr<MqttHome> home = connect_home(config.value());
  HandsLoop* link = nullptr;
  PageOrders orders([&link] {
    if (link != nullptr) link->wake();
  });
  std::unique_ptr<HandsPage> page;
  if (clerks) {
    page = std::make_unique<HandsPage>(HandsPageRequest{
        common, config.value(), page_settings(config.value()), std::move(*clerks), home.get(), &orders,
        [&link](const FromHands& wish) { return link != nullptr && link->ask(wish); }});
  }
  RunWatcher watcher;
  if (page)
    watcher = {[&page](const std::string& line) { page->on_line(line); },
               [&page](const LiveState& state) { page->on_state(state); }};
  HandsLoop loop(STDIN_FILENO, home.get(), std::move(watcher), page ? &orders : nullptr);
  link = &loop;
  if (page) {
    if (const auto listening = page->listen(); !listening)
      std::cerr << "sotto: no page: " << listening.error().line() << std::endl;
  }
  const int code = loop.run();
  // Its threads ask the link.
  page.reset();
  return code;
}

}  // namespace

void add_hands(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<HandsCommand>();
  CLI::App* command = app.add_subcommand("hands", "reach the devices for a run");
  command->group("");  // not for people
  command->add_flag("--keeper", options->keeper, "start that process, again and again");
  add_common(*command, options->common, "sotto run");
  command->callback([options, &exit_code] {
    exit_code = options->keeper ? run_keeper(options->common) : run_hands(options->common);
  });
}

}  // namespace sotto
