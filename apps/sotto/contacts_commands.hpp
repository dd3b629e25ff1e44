// What the commands of `sotto contacts` share, and those that stand in files of their own.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "adapters/toml/people_file.hpp"
#include "base/result.hpp"
#include "sotto/commands.hpp"

namespace sotto {

// The settings and people.toml as they are now.
struct AddressBook {
  Config config;
  std::filesystem::path file;
  LoadedPeople loaded;

  [[nodiscard]] Result<void> save(const People& people) const {
    return save_people(file, people, loaded.stamp);
  }
};
[[nodiscard]] Result<AddressBook> open_address_book(const Common& common);

// Asks on the terminal; false where there is none.
[[nodiscard]] bool says_yes(const std::string& question);

void add_contacts_import(CLI::App& contacts, int& exit_code);
void add_contacts_set(CLI::App& contacts, int& exit_code);

// The one contact that `name` means, as an index into list_people(); nothing, and a line that says why on
// standard error, where there is none or more than one.
[[nodiscard]] std::optional<std::size_t> choose_contact(const std::vector<ListedContact>& listed,
                                                        const std::string& name);

// The entry of people.toml for a listed contact; made from the settings' one where there is none.
[[nodiscard]] ContactEntry& entry_in(People& people, const ListedContact& listed);

// Prints what the change has brought by sound. What cannot be checked is said, and is no error.
void report_sounds(const AddressBook& book, const People& after, bool json);

}  // namespace sotto
