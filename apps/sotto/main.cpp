// sotto: one program, a subcommand for each thing it can do.
#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <iostream>

#include "sotto/commands.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of writing, not of Sotto
  CLI::App app{"Sotto: a voice assistant for the home that never sends what nobody meant to send."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "sotto 0.1.0");
  int exit_code = 0;
  sotto::add_run(app, exit_code);
  sotto::add_demo(app, exit_code);
  sotto::add_replay(app, exit_code);
  sotto::add_ask(app, exit_code);
  sotto::add_say(app, exit_code);
  sotto::add_transcribe(app, exit_code);
  sotto::add_policy(app, exit_code);
  sotto::add_prepare(app, exit_code);
  sotto::add_bench(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked_for_help = error.get_exit_code() == 0;
    if (asked_for_help) return app.exit(error);
    std::cerr << "sotto: " << error.what() << " (see sotto --help)\n";
    return 2;
  } catch (const std::exception& error) {  // memory, or a library that broke its word
    std::cerr << "sotto: " << error.what() << '\n';
    return 1;
  }
  return exit_code;
}
