// sotto contacts set: what somebody is called, and where messages reach them, by hand.
#include <algorithm>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "people/plain_text.hpp"
#include "people/vcard.hpp"
#include "sotto/contacts_commands.hpp"

namespace sotto {
namespace {

struct SetCommand {
  Common common;
  std::string name;
  std::vector<std::string> nicknames;
  std::optional<std::string> relation;
  std::vector<std::string> emails;
  std::vector<std::string> phones;
  std::optional<std::string> channel;
};

Error refuse(const std::string& text, const std::string& what) {
  return {ErrorCode::kUsage, "'" + text + "' is " + what};
}

Result<void> check_name(const std::string& text) {
  const bool well = is_utf8(text) && is_plain(text) && text.size() <= kCardNameBytesMax;
  if (!well)
    return Error{ErrorCode::kUsage, "a name is one line of at most 120 bytes, without control characters"};
  return {};
}

// Puts the first address first, the ones that were there after it.
void put_first(std::vector<std::string>& texts, const std::vector<std::string>& first) {
  std::vector<std::string> all = first;
  for (const std::string& text : texts) {
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  }
  all.resize(std::min(all.size(), kCardAddressesMax));
  texts = std::move(all);
}

Result<void> apply(const SetCommand& options, ContactEntry& entry) {
  for (const std::string& text : options.nicknames) {
    if (auto checked = check_name(text); !checked) return checked;
  }
  for (const auto& text : {options.relation, options.channel}) {
    if (!text) continue;
    if (auto checked = check_name(*text); !checked) return checked;
  }
  std::vector<std::string> emails;
  for (const std::string& text : options.emails) {
    const auto email = tidy_email(text);
    if (!email) return refuse(text, "no e-mail address");
    emails.push_back(*email);
  }
  std::vector<std::string> phones;
  for (const std::string& text : options.phones) {
    const auto phone = tidy_phone(text);
    if (!phone) return refuse(text, "no telephone number");
    phones.push_back(*phone);
  }
  put_first(entry.nicknames, options.nicknames);
  put_first(entry.emails, emails);
  put_first(entry.phones, phones);
  if (options.relation) entry.relation = *options.relation;
  if (options.channel) entry.channel = *options.channel;
  return {};
}

int set(const SetCommand& options) {
  const auto book = open_address_book(options.common);
  if (!book) return fail(book.error());
  const auto listed = list_people(book.value().config, book.value().loaded.people);
  const auto chosen = choose_contact(listed, options.name);
  if (!chosen) return 1;
  People after = book.value().loaded.people;
  if (auto applied = apply(options, entry_in(after, listed[*chosen])); !applied) return fail(applied.error());
  if (auto saved = book.value().save(after); !saved) return fail(saved.error());
  report_sounds(book.value(), after, options.common.json);
  const std::string& name = listed[*chosen].entry.name;
  if (options.common.json) {
    std::cout << nlohmann::ordered_json({{"type", "contact"}, {"name", name}, {"changed", true}}).dump()
              << '\n';
  } else {
    std::cout << name << " is changed.\n";
  }
  return 0;
}

}  // namespace

void add_contacts_set(CLI::App& contacts, int& exit_code) {
  auto options = std::make_shared<SetCommand>();
  CLI::App* command = contacts.add_subcommand("set", "give somebody a nickname, a relation or an address");
  command->add_option("NAME", options->name, "a name, a nickname, a relation or a part of a name")
      ->required();
  command->add_option("--nickname", options->nicknames, "what somebody is called as well");
  command->add_option("--relation", options->relation, "husband, mother ...: understood as \"my husband\"");
  command->add_option("--email", options->emails, "where mail goes; put before the other addresses");
  command->add_option("--phone", options->phones, "for channels that need a number");
  command->add_option("--channel", options->channel, "file, smtp or command; \"\": as sotto.toml says");
  add_common(*command, options->common, "sotto contacts set \"Maria Alvarez\" --nickname Mia");
  command->callback([options, &exit_code] { exit_code = set(*options); });
}

}  // namespace sotto
