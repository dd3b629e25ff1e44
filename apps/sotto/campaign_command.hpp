// The commands that measure: see sotto/commands.hpp for what such a function does.
#pragma once

#include "sotto/commands.hpp"

namespace sotto {

void add_campaign(CLI::App& app, int& exit_code);
void add_simulate(CLI::App& app, int& exit_code);

}  // namespace sotto
