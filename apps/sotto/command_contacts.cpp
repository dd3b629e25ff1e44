// sotto contacts: who may be written to, and whether their names can be told apart.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "people/import_people.hpp"
#include "sotto/commands.hpp"
#include "sotto/contacts_commands.hpp"
#include "sotto/contacts_sound.hpp"
#include "sotto/people_of_run.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

struct ContactsCommand {
  Common common;
  std::string name;
  bool yes = false;
};

std::string joined(const std::vector<std::string>& texts, const std::string& between) {
  std::string line;
  for (const std::string& text : texts) line += (line.empty() ? "" : between) + text;
  return line;
}

Json contact_json(const ListedContact& listed) {
  const ContactEntry& entry = listed.entry;
  return {{"type", "contact"},
          {"id", contact_id(entry.name)},
          {"name", entry.name},
          {"allowed", entry.allowed},
          {"nicknames", entry.nicknames},
          {"relation", entry.relation},
          {"emails", entry.emails},
          {"phones", entry.phones},
          {"channel", entry.channel},
          {"in_settings", listed.in_settings}};
}

void print_contact(const ListedContact& listed) {
  const ContactEntry& entry = listed.entry;
  std::vector<std::string> facts;
  for (const std::string& nickname : entry.nicknames) facts.push_back("\"" + nickname + "\"");
  if (!entry.relation.empty()) facts.push_back(entry.relation);
  facts.insert(facts.end(), entry.emails.begin(), entry.emails.end());
  facts.insert(facts.end(), entry.phones.begin(), entry.phones.end());
  if (!entry.channel.empty()) facts.push_back("by " + entry.channel);
  if (listed.in_settings && !listed.in_people) facts.emplace_back("in sotto.toml");
  std::cout << (entry.allowed ? "allowed      " : "not allowed  ") << entry.name;
  if (!facts.empty()) std::cout << " (" << joined(facts, ", ") << ")";
  std::cout << '\n';
}

int list(const ContactsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  auto listed = list_people(book.value().config, book.value().loaded.people);
  std::stable_sort(listed.begin(), listed.end(), [](const ListedContact& a, const ListedContact& b) {
    return std::pair(!a.entry.allowed, contact_id(a.entry.name)) <
           std::pair(!b.entry.allowed, contact_id(b.entry.name));
  });
  for (const ListedContact& each : listed) {
    if (options.common.json) {
      std::cout << contact_json(each).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    } else {
      print_contact(each);
    }
  }
  if (listed.empty() && !options.common.json) {
    std::cout << "There are no contacts. To bring some: sotto contacts import FILE.vcf\n";
  }
  return 0;
}

void say_change(const ContactsCommand& options, const std::string& name, bool allowed, bool changed) {
  if (options.common.json) {
    std::cout
        << Json({{"type", "contact"}, {"name", name}, {"allowed", allowed}, {"changed", changed}}).dump()
        << '\n';
    return;
  }
  std::cout << name << (allowed ? " is allowed" : " is not allowed") << (changed ? "." : " already.") << '\n';
}

// Whether the owner wants it although somebody could not be reached any more.
bool wants_it(const ContactsCommand& options, const std::vector<SoundFinding>& findings) {
  if (!makes_unreachable(findings) || options.yes) return true;
  if (says_yes("Allow " + options.name + " although somebody could not be reached by voice?")) return true;
  std::cerr << "sotto: nothing was changed: give a nickname that sounds different (sotto contacts set), "
               "or add --yes\n";
  return false;
}

int allow(const ContactsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const People& before = book.value().loaded.people;
  const auto listed = list_people(book.value().config, before);
  const auto chosen = choose_contact(listed, options.name);
  if (!chosen) return 1;
  const std::string name = listed[*chosen].entry.name;
  if (listed[*chosen].entry.allowed) {
    say_change(options, name, true, false);
    return 0;
  }
  People after = before;
  entry_in(after, listed[*chosen]).allowed = true;
  const auto sounds = ContactSounds::load(book.value().config);
  if (!sounds) return fail(sounds.error());
  const auto findings = sounds.value().check_change(book.value().config, before, after);
  print_findings(findings, options.common.json);
  if (!wants_it(options, findings)) return 1;
  if (auto saved = book.value().save(after); !saved) return fail(saved.error());
  say_change(options, name, true, true);
  if (!communications_on(book.value().config, after) && !options.common.json) {
    std::cout << "Messages are switched off. To switch them on: sotto comms on\n";
  }
  return 0;
}

int forbid(const ContactsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const auto listed = list_people(book.value().config, book.value().loaded.people);
  const auto chosen = choose_contact(listed, options.name);
  if (!chosen) return 1;
  const bool changes = listed[*chosen].entry.allowed;
  if (changes) {
    People after = book.value().loaded.people;
    entry_in(after, listed[*chosen]).allowed = false;
    if (auto saved = book.value().save(after); !saved) return fail(saved.error());
    report_sounds(book.value(), after, options.common.json);
  }
  say_change(options, listed[*chosen].entry.name, false, changes);
  return 0;
}

int forget(const ContactsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const auto listed = list_people(book.value().config, book.value().loaded.people);
  const auto chosen = choose_contact(listed, options.name);
  if (!chosen) return 1;
  const std::string name = listed[*chosen].entry.name;
  if (listed[*chosen].in_settings) {
    std::cerr << "sotto: " << name << " stands in sotto.toml, which Sotto never changes: remove it there, or "
              << "use sotto contacts forbid\n";
    return 1;
  }
  People after = book.value().loaded.people;
  std::erase_if(after.contacts, [&name](const ContactEntry& each) { return each.name == name; });
  if (auto saved = book.value().save(after); !saved) return fail(saved.error());
  report_sounds(book.value(), after, options.common.json);
  if (options.common.json) {
    std::cout << Json({{"type", "contact"}, {"name", name}, {"forgotten", true}}).dump() << '\n';
  } else {
    std::cout << name << " is forgotten.\n";
  }
  return 0;
}

int check(const ContactsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const auto sounds = ContactSounds::load(book.value().config);
  if (!sounds) return fail(sounds.error());
  const auto findings = sounds.value().check(book.value().config, book.value().loaded.people);
  print_findings(findings, options.common.json);
  if (findings.empty() && !options.common.json) {
    std::cout << "The names of all allowed contacts can be told apart.\n";
  }
  return 0;
}

using Action = int (*)(const ContactsCommand& options);

CLI::App* add_named(CLI::App& contacts, int& exit_code, const std::string& name, const std::string& what,
                    Action action, const std::shared_ptr<ContactsCommand>& options) {
  CLI::App* command = contacts.add_subcommand(name, what);
  command->add_option("NAME", options->name, "a name, a nickname, a relation or a part of a name")
      ->required();
  add_common(*command, options->common, "sotto contacts " + name + " \"Maria Alvarez\"");
  command->callback([options, action, &exit_code] { exit_code = action(*options); });
  return command;
}

void add_plain(CLI::App& contacts, int& exit_code, const std::string& name, const std::string& what,
               Action action) {
  auto options = std::make_shared<ContactsCommand>();
  CLI::App* command = contacts.add_subcommand(name, what);
  add_common(*command, options->common, "sotto contacts " + name);
  command->callback([options, action, &exit_code] { exit_code = action(*options); });
}

}  // namespace

Result<AddressBook> open_address_book(const Common& common) {
  auto config = find_config(common);
  if (!config) return config.error();
  AddressBook book;
  book.config = std::move(config).value();
  book.file = people_file(common);
  auto loaded = load_people(book.file);
  if (!loaded) return loaded.error();
  book.loaded = std::move(loaded).value();
  return book;
}

bool says_yes(const std::string& question) {
  if (::isatty(STDIN_FILENO) == 0) return false;
  std::cout << question << " Type yes: " << std::flush;
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

std::optional<std::size_t> choose_contact(const std::vector<ListedContact>& listed, const std::string& name) {
  std::vector<ContactEntry> entries;
  entries.reserve(listed.size());
  for (const ListedContact& each : listed) entries.push_back(each.entry);
  const auto found = find_contacts(entries, name);
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    std::cerr << "sotto: there is no contact '" << name << "' (see sotto contacts list)\n";
    return std::nullopt;
  }
  constexpr std::size_t kShown = 8;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(found.size(), kShown); ++i) names.push_back(entries[found[i]].name);
  if (found.size() > kShown) names.push_back(std::to_string(found.size() - kShown) + " more");
  std::cerr << "sotto: '" << name << "' may be " << joined(names, " or ") << ": say which\n";
  return std::nullopt;
}

ContactEntry& entry_in(People& people, const ListedContact& listed) {
  const std::string id = contact_id(listed.entry.name);
  const auto same = std::find_if(people.contacts.begin(), people.contacts.end(),
                                 [&id](const ContactEntry& each) { return contact_id(each.name) == id; });
  if (same != people.contacts.end()) return *same;
  people.contacts.push_back(listed.entry);
  return people.contacts.back();
}

void report_sounds(const AddressBook& book, const People& after, bool json) {
  const auto sounds = ContactSounds::load(book.config);
  if (!sounds) {
    std::cerr << "sotto: the names were not checked by sound: " << sounds.error().line() << '\n';
    return;
  }
  print_findings(sounds.value().check_change(book.config, book.loaded.people, after), json);
}

void add_contacts(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("contacts", "say who may be written to");
  command->require_subcommand(1);
  add_contacts_import(*command, exit_code);
  add_plain(*command, exit_code, "list", "everybody that Sotto knows, those who are allowed first", list);
  auto options = std::make_shared<ContactsCommand>();
  add_named(*command, exit_code, "allow", "let messages go to somebody", allow, options)
      ->add_flag("--yes", options->yes, "also where somebody could not be reached by voice any more");
  add_named(*command, exit_code, "forbid", "let no more messages go to somebody", forbid,
            std::make_shared<ContactsCommand>());
  add_plain(*command, exit_code, "check", "whether names can be told apart, and what they sound like", check);
  add_contacts_set(*command, exit_code);
  add_named(*command, exit_code, "forget", "remove somebody", forget, std::make_shared<ContactsCommand>());
}

}  // namespace sotto
