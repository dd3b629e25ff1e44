#include <iostream>

#include "sotto/commands.hpp"

namespace sotto {

void add_common(CLI::App& command, Common& common, const std::string& example) {
  command.add_option("--config", common.config,
                     "settings file (default: sotto.toml in the configuration folder)");
  command.add_option("--data", common.data, "folder for Sotto's own data");
  command.add_flag("--json", common.json, "print facts as JSON, one object a line");
  command.footer("Example: " + example);
}

int fail(const Error& error) {
  std::cerr << "sotto: " << error.line() << '\n';
  return error.code == ErrorCode::kUsage ? 2 : 1;
}

}  // namespace sotto
