// sotto comms: whether messages are sent at all.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "runtime/private_file.hpp"
#include "sotto/commands.hpp"
#include "sotto/contacts_commands.hpp"
#include "sotto/paths.hpp"
#include "sotto/people_of_run.hpp"
#include "sotto/release_request.hpp"
#include "sotto/switching_off.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

struct CommsCommand {
  Common common;
  bool yes = false;
};

std::filesystem::path data_of(const CommsCommand& options) {
  return options.common.data.empty() ? default_data_folder() : options.common.data;
}

std::size_t count_allowed(const AddressBook& book, const People& people) {
  const auto listed = list_people(book.config, people);
  return static_cast<std::size_t>(std::count_if(
      listed.begin(), listed.end(), [](const ListedContact& each) { return each.entry.allowed; }));
}

int status(const CommsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const People& people = book.value().loaded.people;
  const bool on = communications_on(book.value().config, people);
  const std::size_t allowed = count_allowed(book.value(), people);
  if (options.common.json) {
    const Json line = {{"type", "comms"},
                       {"on", on},
                       {"by", people.communications ? "people.toml" : "sotto.toml"},
                       {"contacts", list_people(book.value().config, people).size()},
                       {"allowed", allowed}};
    std::cout << line.dump() << '\n';
    return 0;
  }
  std::cout << (on ? "Messages are switched on" : "Messages are switched off") << "; " << allowed
            << (allowed == 1 ? " contact is" : " contacts are") << " allowed.\n";
  if (!on) std::cout << "To switch them on: sotto comms on\n";
  if (on && allowed == 0) std::cout << "Nothing can be sent until somebody is: sotto contacts allow NAME\n";
  return 0;
}

// Switched off and nothing left that could send or be sent.
bool is_off_already(const AddressBook& book, const std::vector<std::filesystem::path>& secrets) {
  const People& people = book.loaded.people;
  return !communications_on(book.config, people) && people.contacts.empty() &&
         count_allowed(book, people) == 0 && secrets.empty();
}

void say_off(const CommsCommand& options, const AddressBook& book, std::size_t cancelled, bool journaled) {
  if (options.common.json) {
    const Json line = {{"type", "comms"},
                       {"on", false},
                       {"contacts_removed", book.loaded.people.contacts.size()},
                       {"cancelled", cancelled},
                       {"journaled", journaled}};
    std::cout << line.dump() << '\n';
    return;
  }
  std::cout << "Messages are switched off. The home still listens.\n";
  if (cancelled > 0) {
    std::cout << cancelled << (cancelled == 1 ? " message was" : " messages were") << " cancelled.\n";
  }
  if (!journaled) std::cout << "A running Sotto follows within a second, and writes it into the journal.\n";
  if (!book.config.contacts.empty()) {
    std::cout << "sotto.toml names " << book.config.contacts.size()
              << (book.config.contacts.size() == 1 ? " contact, who is" : " contacts, who are")
              << " not allowed any more; Sotto never changes that file: remove them there.\n";
  }
}

// The contacts and the switch first: whatever fails after that, nothing is sent any more.
int take_away(const CommsCommand& options, const AddressBook& book,
              const std::vector<std::filesystem::path>& secrets) {
  People after;
  after.communications = false;
  after.settings_allow = false;
  if (auto saved = book.save(after); !saved) return fail(saved.error());
  int code = 0;
  const auto note = [&code](const Error& error) { code = fail(error); };
  if (auto removed = remove_secrets(secrets); !removed) note(removed.error());
  const auto cancelled = cancel_messages(data_of(options));
  if (!cancelled) note(cancelled.error());
  const auto journaled = journal_people(data_of(options), book.config.witness, format_people(after));
  const bool running = !journaled && journaled.error().code == ErrorCode::kAlreadyRunning;
  if (!journaled && !running) note(journaled.error());
  say_off(options, book, cancelled ? cancelled.value() : 0, !running);
  return code;
}

int off(const CommsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const auto secrets = channel_secrets(keys_folder());
  const auto messages = count_messages(data_of(options));
  // An outbox that cannot be read is no reason to leave everything on: its error is told below.
  const bool none_open = messages && messages.value() == 0;
  if (none_open && is_off_already(book.value(), secrets)) {
    if (options.common.json) {
      std::cout << Json({{"type", "comms"}, {"on", false}, {"changed", false}}).dump() << '\n';
    } else {
      std::cout << "Messages are switched off already. The home still listens.\n";
    }
    return 0;
  }
  if (!options.yes) {
    if (::isatty(STDIN_FILENO) == 0) {
      return fail({ErrorCode::kUsage, "there is nobody to ask whether it is meant: add --yes"});
    }
    if (!says_yes("This forgets all contacts, the channels' passwords and every message not sent yet.")) {
      std::cerr << "sotto: nothing was changed\n";
      return 1;
    }
  }
  return take_away(options, book.value(), secrets);
}

int on(const CommsCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const bool was_on = communications_on(book.value().config, book.value().loaded.people);
  People after = book.value().loaded.people;
  after.communications = true;
  if (!was_on) {
    if (auto saved = book.value().save(after); !saved) return fail(saved.error());
  }
  Result<void> journaled;
  if (!was_on)
    journaled = journal_people(data_of(options), book.value().config.witness, format_people(after));
  const bool running = !journaled && journaled.error().code == ErrorCode::kAlreadyRunning;
  const std::size_t allowed = count_allowed(book.value(), after);
  if (options.common.json) {
    std::cout << Json({{"type", "comms"}, {"on", true}, {"changed", !was_on}, {"allowed", allowed}}).dump()
              << '\n';
  } else {
    std::cout << "Messages are switched on" << (was_on ? " already" : "") << "; " << allowed
              << (allowed == 1 ? " contact is" : " contacts are") << " allowed.\n";
    if (allowed == 0) {
      std::cout << "Next: sotto contacts import FILE.vcf, then sotto contacts allow NAME for everybody whom "
                   "messages may go to.\n";
    }
    if (running) std::cout << "A running Sotto follows within a second, and writes it into the journal.\n";
  }
  return !journaled && !running ? fail(journaled.error()) : 0;
}

int release(const CommsCommand& options) {
  if (const auto asked = ask_release(data_of(options)); !asked) return fail(asked.error());
  if (options.common.json) {
    std::cout << Json({{"type", "comms"}, {"released", true}}).dump() << '\n';
  } else {
    std::cout << "Sending is released within a second, and the near-misses are forgotten.\n";
  }
  return 0;
}

using Action = int (*)(const CommsCommand& options);

CLI::App* add_action(CLI::App& comms, int& exit_code, const std::string& name, const std::string& what,
                     Action action, const std::shared_ptr<CommsCommand>& options) {
  CLI::App* command = comms.add_subcommand(name, what);
  add_common(*command, options->common, "sotto comms " + name);
  command->callback([options, action, &exit_code] { exit_code = action(*options); });
  return command;
}

}  // namespace

void add_comms(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("comms", "switch messages on, or take them out of the house");
  command->require_subcommand(1);
  add_action(*command, exit_code, "status", "whether messages can be sent", status,
             std::make_shared<CommsCommand>());
  add_action(*command, exit_code, "on", "switch messages on; nobody is allowed by it", on,
             std::make_shared<CommsCommand>());
  add_action(*command, exit_code, "release", "send again after many near-misses had locked it", release,
             std::make_shared<CommsCommand>());
  auto options = std::make_shared<CommsCommand>();
  add_action(*command, exit_code, "off",
             "forget contacts, passwords and messages; the home goes on listening", off, options)
      ->add_flag("--yes", options->yes, "do not ask whether it is meant");
}

}  // namespace sotto
