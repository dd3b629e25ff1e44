// sotto: one program, a subcommand for each thing it can do.
#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "sotto/campaign_command.hpp"
#include "sotto/commands.hpp"
#include "sotto/page_commands.hpp"

namespace {

// What is wrong with the command line, and where to read how it goes: one line.
int refuse_usage(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = &app;
  std::string name = "sotto";
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().back();
    name += " " + command->get_name();
  }
  std::string what = error.what();
  const bool has_commands = !command->get_subcommands(nullptr).empty();
  if (has_commands && error.get_name() == "RequiredError") {
    const std::vector<std::string> others = command->remaining();
    what = others.empty() ? "say which command" : "'" + others.front() + "' is no command";
  }
  std::cerr << "sotto: " << what << " (see " << name << " --help)\n";
  return 2;
}

// Whoever reads standard output may have gone away, as `head` does, or its disk may be full.
int check_output(int exit_code) {
  std::cout.flush();
  if (std::cout) return exit_code;
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  const bool nobody_reads = ::poll(&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
  if (!nobody_reads) std::cerr << "sotto: standard output takes no more: write-failed (make room there)\n";
  return exit_code == 0 ? 1 : exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, not of Sotto
  CLI::App app{"Sotto: a voice assistant for the home that never sends what nobody meant to send.", "sotto"};
  app.require_subcommand(1);
  app.set_version_flag("--version", "sotto " SOTTO_VERSION);
  int exit_code = 0;
  sotto::add_run(app, exit_code);
  sotto::add_demo(app, exit_code);
  sotto::add_replay(app, exit_code);
  sotto::add_explain(app, exit_code);
  sotto::add_log(app, exit_code);
  sotto::add_outbox(app, exit_code);
  sotto::add_deliver(app, exit_code);
  sotto::add_hands(app, exit_code);
  sotto::add_mute(app, exit_code);
  sotto::add_ask(app, exit_code);
  sotto::add_devices(app, exit_code);
  sotto::add_home(app, exit_code);
  sotto::add_say(app, exit_code);
  sotto::add_transcribe(app, exit_code);
  sotto::add_contacts(app, exit_code);
  sotto::add_enroll(app, exit_code);
  sotto::add_comms(app, exit_code);
  sotto::add_clerk(app, exit_code);
  sotto::add_page(app, exit_code);
  sotto::add_doctor(app, exit_code);
  sotto::add_policy(app, exit_code);
  sotto::add_prepare(app, exit_code);
  sotto::add_bench(app, exit_code);
  sotto::add_campaign(app, exit_code);
  sotto::add_simulate(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    return asked_for_help ? check_output(app.exit(error)) : refuse_usage(app, error);
  } catch (const std::exception& error) {  // memory, or a library that broke its word
    std::cerr << "sotto: " << error.what() << '\n';
    return 1;
  }
  return check_output(exit_code);
}
