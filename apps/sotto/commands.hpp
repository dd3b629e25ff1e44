// The subcommands. Each adds itself to the command line and, when chosen, sets `exit_code`: 0 done, 1 refused
// or failed, 2 wrong usage.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace sotto {

// Options that every command has.
struct Common {
  std::filesystem::path config;  // empty: the default place
  std::filesystem::path data;
  bool json = false;
};

// Adds --config, --data and --json and an example to `command`.
void add_common(CLI::App& command, Common& common, const std::string& example);

// Prints the one line that says what is wrong and what to do; returns exit code 1.
int fail(const Error& error);

void add_replay(CLI::App& app, int& exit_code);
void add_run(CLI::App& app, int& exit_code);
void add_demo(CLI::App& app, int& exit_code);
void add_explain(CLI::App& app, int& exit_code);
void add_ask(CLI::App& app, int& exit_code);
void add_say(CLI::App& app, int& exit_code);
void add_transcribe(CLI::App& app, int& exit_code);
void add_doctor(CLI::App& app, int& exit_code);
void add_policy(CLI::App& app, int& exit_code);
void add_prepare(CLI::App& app, int& exit_code);
void add_bench(CLI::App& app, int& exit_code);
void add_log(CLI::App& app, int& exit_code);
void add_outbox(CLI::App& app, int& exit_code);
void add_deliver(CLI::App& app, int& exit_code);
void add_hands(CLI::App& app, int& exit_code);
void add_mute(CLI::App& app, int& exit_code);
void add_devices(CLI::App& app, int& exit_code);
void add_home(CLI::App& app, int& exit_code);
void add_contacts(CLI::App& app, int& exit_code);
void add_enroll(CLI::App& app, int& exit_code);
void add_comms(CLI::App& app, int& exit_code);

}  // namespace sotto
