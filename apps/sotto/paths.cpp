#include "sotto/paths.hpp"

#include <algorithm>
#include <cstdlib>

namespace sotto {
namespace {

std::filesystem::path variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

// What programs of the owner's may need to find their own settings.
constexpr const char* kPassedOn[] = {"HOME",
                                     "PATH",
                                     "LANG",
                                     "LC_ALL",
                                     "TZ",
                                     "USER",
                                     "LOGNAME",
                                     "XDG_CONFIG_HOME",
                                     "XDG_DATA_HOME",
                                     "XDG_CACHE_HOME",
                                     "XDG_STATE_HOME",
                                     "XDG_RUNTIME_DIR",
                                     "DBUS_SESSION_BUS_ADDRESS"};

std::filesystem::path below_home(const char* xdg, const char* fallback) {
  const std::filesystem::path base = variable(xdg);
  return (base.empty() ? variable("HOME") / fallback : base) / "sotto";
}

}  // namespace

std::filesystem::path cache_folder() {
  const std::filesystem::path own = variable("SOTTO_CACHE");
  return own.empty() ? below_home("XDG_CACHE_HOME", ".cache") : own;
}

std::filesystem::path models_folder() {
  return cache_folder() / "models";
}
std::filesystem::path speech_cache_folder() {
  return cache_folder() / "speech";
}
std::filesystem::path default_config_file() {
  return below_home("XDG_CONFIG_HOME", ".config") / "sotto.toml";
}
std::filesystem::path default_data_folder() {
  return below_home("XDG_DATA_HOME", ".local/share");
}

std::filesystem::path keys_folder() {
  return default_config_file().parent_path() / "keys";
}

std::filesystem::path head_file(const std::filesystem::path& data) {
  if (data.lexically_normal() == default_data_folder()) return keys_folder() / "journal.head";
  // Another data folder has a head of its own, called by its path.
  std::error_code ignored;
  std::string name = std::filesystem::weakly_canonical(data, ignored).string();
  std::replace(name.begin(), name.end(), '/', '-');
  return keys_folder() / ("journal" + name + ".head");
}

std::filesystem::path share_folder() {
  const std::filesystem::path own = variable("SOTTO_SHARE");
  if (!own.empty()) return own;
  std::error_code ignored;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  // The tests' programs lie a folder deeper than the program itself.
  std::filesystem::path folder = program.parent_path().parent_path();
  if (!std::filesystem::exists(folder / "data/lexicon", ignored)) folder = folder.parent_path();
  // A build folder that lies elsewhere.
  if (!std::filesystem::exists(folder / "data/lexicon", ignored)) folder = SOTTO_SOURCE_FOLDER;
  return folder;
}

std::vector<std::string> passed_on_environment() {
  std::vector<std::string> all;
  for (const char* name : kPassedOn) {
    const char* value = std::getenv(name);
    if (value != nullptr) all.push_back(std::string(name) + "=" + value);
  }
  return all;
}

std::vector<std::filesystem::path> sound_folders() {
  std::vector<std::filesystem::path> folders = {"/dev/snd", "/dev/shm", "/dev/null"};
  const std::filesystem::path config = below_home("XDG_CONFIG_HOME", ".config").parent_path();
  if (!config.empty()) folders.push_back(config / "pulse");
  for (const char* name : {"PULSE_RUNTIME_PATH", "XDG_RUNTIME_DIR"}) {
    if (auto folder = variable(name); !folder.empty()) folders.push_back(std::move(folder));
  }
  return folders;
}

}  // namespace sotto
