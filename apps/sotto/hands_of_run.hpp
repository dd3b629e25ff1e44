// What a live run does about its second process and about its own rights.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adapters/posix/hands_process.hpp"
#include "adapters/toml/config_file.hpp"
#include "base/result.hpp"
#include "sotto/commands.hpp"

namespace sotto {

// {"hands", "--config", ...}: the arguments of the process that has the devices.
[[nodiscard]] std::vector<std::string> hands_arguments(const Common& common);

// Starts it, while there still is the right to. Null where the settings name no broker and no page. Errors:
// not-available.
[[nodiscard]] Result<std::unique_ptr<Hands>> start_hands_of_run(const Common& common, const Config& config);

// Gives away every right that listening does not need: the network, starting programs, writing elsewhere than
// in the data, the keys, the outbox, the cache of spoken prompts and what the sound needs. Errors:
// not-available, write-failed.
[[nodiscard]] Result<void> confine_ears(const Config& config, const std::filesystem::path& data);

}  // namespace sotto
