// The commands of the page; added to the command line as those of commands.hpp.
#pragma once

#include "sotto/commands.hpp"

namespace sotto {

void add_clerk(CLI::App& app, int& exit_code);
void add_page(CLI::App& app, int& exit_code);

// pair, list and unpair, below `page`: the page on the home network.
void add_page_pairing(CLI::App& page, int& exit_code);

}  // namespace sotto
