// Where things lie on this machine: the only place that reads the environment.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sotto {

// Folder that `make setup` fills: $SOTTO_CACHE, $XDG_CACHE_HOME/sotto or ~/.cache/sotto.
[[nodiscard]] std::filesystem::path cache_folder();
[[nodiscard]] std::filesystem::path models_folder();
// Prompts that have been spoken once.
[[nodiscard]] std::filesystem::path speech_cache_folder();
// $XDG_CONFIG_HOME/sotto/sotto.toml
[[nodiscard]] std::filesystem::path default_config_file();
// $XDG_DATA_HOME/sotto
[[nodiscard]] std::filesystem::path default_data_folder();
// $XDG_CONFIG_HOME/sotto/keys: everything secret, apart from the data.
[[nodiscard]] std::filesystem::path keys_folder();
// In the keys' folder: the latest checkpoint of the journal in this data folder.
[[nodiscard]] std::filesystem::path head_file(const std::filesystem::path& data);
// The project's data files (pronunciations, scenes for the demonstration), found from the program's own
// place: $SOTTO_SHARE, or the nearest folder above the program's that holds them, or where it was built from.
[[nodiscard]] std::filesystem::path share_folder();

// What a process that Sotto starts may know of the environment, as "NAME=value": what programs of the owner's
// need to find their own settings, and nothing else.
[[nodiscard]] std::vector<std::string> passed_on_environment();

// Where the system's sound writes: its devices, and the folders of the user's sound server.
[[nodiscard]] std::vector<std::filesystem::path> sound_folders();

}  // namespace sotto
