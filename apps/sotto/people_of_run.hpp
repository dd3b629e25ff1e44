// Who may be written to, for a run and for the commands that change it: sotto.toml and people.toml together.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapters/toml/people_file.hpp"
#include "base/result.hpp"
#include "runtime/run_setup.hpp"
#include "sotto/commands.hpp"

namespace sotto {

// people.toml beside the settings file, as an absolute path.
[[nodiscard]] std::filesystem::path people_file(const Common& common);

struct PeopleOfRun {
  bool communications_on = false;
  std::vector<ContactEntry> contacts;  // none while communications are off
  std::optional<Error> trouble;        // why people.toml counts for nothing
};

// Errors: file-invalid, file-unreadable, too-long.
[[nodiscard]] Result<PeopleOfRun> load_people_of_run(const Config& config, const std::filesystem::path& file);

// Notices that people.toml was changed while Sotto runs. One thread.
class PeopleWatch {
 public:
  // Begins with the file as it is now: make it before the file is first loaded.
  PeopleWatch(Config config, std::filesystem::path file);

  // What people.toml says, where it has changed since the last call; one stat() where it has not. A file that
  // cannot be read switches communications off, and `trouble` says why.
  [[nodiscard]] std::optional<PeopleOfRun> poll();

 private:
  Config config_;
  std::filesystem::path file_;
  FileStamp stamp_;
};

}  // namespace sotto
