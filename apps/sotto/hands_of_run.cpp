#include "sotto/hands_of_run.hpp"

#include "adapters/seccomp/confinement.hpp"
#include "adapters/toml/config_page.hpp"
#include "runtime/private_file.hpp"
#include "sotto/paths.hpp"

namespace sotto {

std::vector<std::string> hands_arguments(const Common& common) {
  std::vector<std::string> arguments = {"hands"};
  if (!common.config.empty()) arguments.insert(arguments.end(), {"--config", common.config.string()});
  if (!common.data.empty()) arguments.insert(arguments.end(), {"--data", common.data.string()});
  return arguments;
}

Result<std::unique_ptr<Hands>> start_hands_of_run(const Common& common, const Config& config) {
  if (config.broker.host.empty() && !page_settings(config).enabled) return std::unique_ptr<Hands>();
  HandsProgram program;
  std::error_code trouble;
  program.file = std::filesystem::read_symlink("/proc/self/exe", trouble);
  if (trouble) return Error{ErrorCode::kNotAvailable, "Sotto's own program"};
  program.keeper_arguments = hands_arguments(common);
  program.keeper_arguments.emplace_back("--keeper");
  program.environment = passed_on_environment();
  return start_hands(program);
}

Result<void> confine_ears(const Config& config, const std::filesystem::path& data) {
  ConfinementPlan plan;
  plan.writable = sound_folders();
  // What is not there yet could not be allowed.
  for (const auto& folder : {data, keys_folder(), speech_cache_folder()}) {
    if (auto made = make_private_folder(folder); !made) return made.error();
    plan.writable.push_back(folder);
  }
  if (!config.outbox.empty()) {
    if (auto made = make_private_folder(config.outbox); !made) return made.error();
    plan.writable.push_back(config.outbox);
  }
  if (!config.witness.empty()) plan.writable.push_back(config.witness.parent_path());
  const auto confined = confine(plan);
  return confined ? Result<void>() : confined.error();
}

}  // namespace sotto
