// People: people.toml, the file beside sotto.toml that the program itself keeps: whether messages are on, and
// the contacts. Written whole or not at all, mode 0600.
//
//   communications = true          # absent: as sotto.toml says, which is off after install
//   settings_allow = false         # nobody is allowed by sotto.toml any more; absent: true
//   [[contact]]
//   name = "Maria Alvarez"
//   nicknames = ["Mia"]
//   relation = "wife"
//   allowed = true                 # absent: not allowed
//   emails = ["maria@example.org"]
//   phones = ["+15550100123"]
//   channel = "smtp"               # absent: as sotto.toml says
//
// What stands here wins over sotto.toml. Thread-safety: plain values; functions touch the named file only.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/toml/config_file.hpp"
#include "base/result.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {

struct People {
  std::optional<bool> communications;  // none: as the settings say
  bool settings_allow = true;          // `allowed = true` in sotto.toml counts
  std::vector<ContactEntry> contacts;
  friend bool operator==(const People&, const People&) = default;
};

// `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong".
[[nodiscard]] Result<People> parse_people(std::string_view text, const std::string& name);

// parse_people() gives it back. REQUIRES: names and addresses that are plain lines.
[[nodiscard]] std::string format_people(const People& people);

// Which state of a file it is: changes with every save. All zero where there is none.
struct FileStamp {
  std::uint64_t inode = 0;
  std::int64_t size = 0;
  std::int64_t changed_ns = 0;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};
[[nodiscard]] FileStamp stamp_of(const std::filesystem::path& file);

struct LoadedPeople {
  People people;
  FileStamp stamp;  // of what was read
};
// Nobody, where there is no such file. Errors: as parse_people(), file-unreadable, too-long.
[[nodiscard]] Result<LoadedPeople> load_people(const std::filesystem::path& file);

// Makes the folder where it is missing. `before` is the state that `people` was made from: where the file has
// changed since, nothing is written. Errors: write-failed, disk-full, too-long (over 1 MiB),
// changed-meanwhile as refused.
[[nodiscard]] Result<void> save_people(const std::filesystem::path& file, const People& people,
                                       const FileStamp& before);

// The settings' contacts and those of the program as one list, the settings' first; for each whether it is
// the settings' alone.
struct ListedContact {
  ContactEntry entry;
  bool in_settings = false;
  bool in_people = false;
};
[[nodiscard]] std::vector<ListedContact> list_people(const Config& config, const People& people);

// Whether messages are on, by both files.
[[nodiscard]] bool communications_on(const Config& config, const People& people);

// What people are called by in a language, besides their names: data/people/LANGUAGE.toml.
struct PeopleWords {
  std::vector<std::string> common_names;
  std::vector<std::string> common_words;
  std::vector<std::pair<std::string, std::vector<std::string>>> relations;  // "mother" -> "my mother", "mom"

  [[nodiscard]] std::vector<std::string> spoken(const std::string& relation) const;
};
[[nodiscard]] Result<PeopleWords> parse_people_words(std::string_view text, const std::string& name);
// Errors: file-missing for a language that is not built in.
[[nodiscard]] Result<PeopleWords> built_in_people_words(const std::string& language);

// The contacts as a run wants them: none while communications are off; relations have become nicknames.
[[nodiscard]] std::vector<ContactEntry> contacts_for_run(const Config& config, const People& people,
                                                         const PeopleWords& words);

}  // namespace sotto
