// sotto deliver: the process that sends one message, and the launcher that starts such processes. Started by
// Sotto itself; not shown in --help.
#include <filesystem>
#include <memory>

#include "adapters/posix/sender_process.hpp"
#include "sotto/channels.hpp"
#include "sotto/commands.hpp"

namespace sotto {
namespace {

int run_launcher() {
  std::error_code trouble;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", trouble);
  return trouble ? 1 : serve_launcher(program, {"deliver"});
}

}  // namespace

void add_deliver(CLI::App& app, int& exit_code) {
  auto launcher = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("deliver", "send one message that Sotto hands over");
  command->group("");  // not for people
  command->add_flag("--launcher", *launcher, "start a sender for each message");
  command->callback(
      [launcher, &exit_code] { exit_code = *launcher ? run_launcher() : serve_delivery(make_courier); });
}

}  // namespace sotto
