#include "adapters/toml/people_file.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <span>

#include "adapters/toml/built_in.hpp"
#include "adapters/toml/toml_document.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileBytesMax = 1U << 20U;

std::string in_quotes(std::string_view value) {
  std::string text = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

void write_text(std::string& text, std::string_view key, const std::string& value) {
  if (!value.empty()) text += std::string(key) + " = " + in_quotes(value) + "\n";
}

void write_texts(std::string& text, std::string_view key, const std::vector<std::string>& values) {
  if (values.empty()) return;
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + in_quotes(value);
  text += std::string(key) + " = [" + list + "]\n";
}

void read_contact(const DocumentNode& node, People& people, DocumentFaults& faults) {
  TableReader reader(node, "[[contact]]", faults);
  ContactEntry entry;
  reader.read_text("name", entry.name, Need::kRequired);
  reader.read_texts("nicknames", entry.nicknames, Need::kOptional);
  reader.read_text("relation", entry.relation, Need::kOptional);
  reader.read_bool("allowed", entry.allowed, Need::kOptional);
  reader.read_texts("emails", entry.emails, Need::kOptional);
  reader.read_texts("phones", entry.phones, Need::kOptional);
  reader.read_text("channel", entry.channel, Need::kOptional);
  const std::string id = contact_id(entry.name);
  if (!entry.name.empty() && id.empty()) faults.add(node.line, "the contact's name has no letter");
  people.contacts.push_back(std::move(entry));
}

// Two of one id would be one to the core.
void find_twins(const DocumentNode& list, const People& people, DocumentFaults& faults) {
  std::vector<std::pair<std::string, std::size_t>> ids;
  for (std::size_t i = 0; i < people.contacts.size(); ++i)
    ids.emplace_back(contact_id(people.contacts[i].name), i);
  std::sort(ids.begin(), ids.end());
  for (std::size_t i = 1; i < ids.size(); ++i) {
    if (ids[i].first != ids[i - 1].first || ids[i].first.empty()) continue;
    const std::size_t second = ids[i].second;
    faults.add((*list.array())[second].line,
               "the contact " + in_quotes(people.contacts[second].name) + " stands twice");
  }
}

}  // namespace

Result<People> parse_people(std::string_view text, const std::string& name) {
  const Result<Document> document = parse_toml(text, name);
  if (!document) return document.error();
  DocumentFaults faults(name);
  People people;
  {
    TableReader root(document.value().root, "", faults);
    bool on = false;
    if (root.read_bool("communications", on, Need::kOptional)) people.communications = on;
    root.read_bool("settings_allow", people.settings_allow, Need::kOptional);
    if (const DocumentNode* list = root.take_tables("contact", Need::kOptional)) {
      for (const DocumentNode& node : *list->array()) read_contact(node, people, faults);
      find_twins(*list, people, faults);
    }
  }
  if (const Result<void> result = faults.result(); !result) return result.error();
  return people;
}

std::string format_people(const People& people) {
  std::string text = "# Kept by sotto contacts and sotto comms, which write it anew with every change.\n";
  if (people.communications) {
    text += std::string("communications = ") + (*people.communications ? "true" : "false") + "\n";
  }
  if (!people.settings_allow) text += "settings_allow = false\n";
  for (const ContactEntry& contact : people.contacts) {
    text += "\n[[contact]]\n";
    write_text(text, "name", contact.name);
    write_texts(text, "nicknames", contact.nicknames);
    write_text(text, "relation", contact.relation);
    if (contact.allowed) text += "allowed = true\n";
    write_texts(text, "emails", contact.emails);
    write_texts(text, "phones", contact.phones);
    write_text(text, "channel", contact.channel);
  }
  return text;
}

FileStamp stamp_of(const fs::path& file) {
  struct stat found = {};
  if (::stat(file.c_str(), &found) != 0) return {};
  return {static_cast<std::uint64_t>(found.st_ino), static_cast<std::int64_t>(found.st_size),
          static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1'000'000'000 + found.st_mtim.tv_nsec};
}

Result<LoadedPeople> load_people(const fs::path& file) {
  LoadedPeople loaded;
  // Taken before reading: what changes meanwhile shows as a change later.
  loaded.stamp = stamp_of(file);
  const Result<std::string> text = read_text_file(file);
  if (!text && text.error().code == ErrorCode::kFileMissing) return loaded;
  if (!text) return text.error();
  auto people = parse_people(text.value(), file.string());
  if (!people) return people.error();
  loaded.people = std::move(people).value();
  return loaded;
}

Result<void> save_people(const fs::path& file, const People& people, const FileStamp& before) {
  const std::string text = format_people(people);
  if (text.size() > kFileBytesMax)
    return Error{ErrorCode::kTooLong, file.string() + ": more contacts than it holds"};
  if (!file.parent_path().empty()) {
    if (auto made = make_private_folder(file.parent_path()); !made) return made;
  }
  if (stamp_of(file) != before) {
    return Error{ErrorCode::kRefused, file.string() + " was changed meanwhile by somebody else: try again"};
  }
  const std::span bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  return write_private_file(file, bytes, WhenPresent::kReplace);
}

std::vector<ListedContact> list_people(const Config& config, const People& people) {
  std::vector<ListedContact> listed;
  for (const ContactEntry& entry : config.contacts) {
    listed.push_back({entry, true, false});
    if (!people.settings_allow) listed.back().entry.allowed = false;
  }
  for (const ContactEntry& entry : people.contacts) {
    const std::string id = contact_id(entry.name);
    const auto same = std::find_if(listed.begin(), listed.end(), [&id](const ListedContact& each) {
      return each.in_settings && contact_id(each.entry.name) == id;
    });
    if (same == listed.end()) {
      listed.push_back({entry, false, true});
      continue;
    }
    // The program's entry wins; what only the owner wrote stays.
    std::vector<std::string> nicknames = same->entry.nicknames;
    same->entry = entry;
    for (const std::string& nickname : entry.nicknames) {
      if (std::find(nicknames.begin(), nicknames.end(), nickname) == nicknames.end())
        nicknames.push_back(nickname);
    }
    same->entry.nicknames = std::move(nicknames);
    same->in_people = true;
  }
  return listed;
}

bool communications_on(const Config& config, const People& people) {
  return people.communications.value_or(config.communications);
}

std::vector<std::string> PeopleWords::spoken(const std::string& relation) const {
  if (relation.empty()) return {};
  for (const auto& [name, forms] : relations) {
    if (name == relation) return forms;
  }
  return {"my " + relation};
}

Result<PeopleWords> parse_people_words(std::string_view text, const std::string& name) {
  const Result<Document> document = parse_toml(text, name);
  if (!document) return document.error();
  DocumentFaults faults(name);
  PeopleWords words;
  {
    TableReader root(document.value().root, "", faults);
    root.read_texts("common_names", words.common_names, Need::kRequired);
    root.read_texts("common_words", words.common_words, Need::kRequired);
    if (const DocumentNode* node = root.take_table("relations", Need::kRequired)) {
      TableReader relations(*node, "[relations]", faults);
      for (const DocumentEntry& entry : *node->table()) {
        std::vector<std::string> forms;
        if (relations.read_texts(entry.key, forms, Need::kRequired)) {
          words.relations.emplace_back(entry.key, std::move(forms));
        }
      }
    }
  }
  if (const Result<void> result = faults.result(); !result) return result.error();
  return words;
}

Result<PeopleWords> built_in_people_words(const std::string& language) {
  const std::string name = "data/people/" + language + ".toml";
  const Result<std::string_view> text = built_in_text(name);
  if (!text) return text.error();
  return parse_people_words(text.value(), name);
}

std::vector<ContactEntry> contacts_for_run(const Config& config, const People& people,
                                           const PeopleWords& words) {
  std::vector<ContactEntry> contacts;
  if (!communications_on(config, people)) return contacts;
  for (ListedContact& listed : list_people(config, people)) {
    for (std::string& form : words.spoken(listed.entry.relation)) {
      std::vector<std::string>& nicknames = listed.entry.nicknames;
      if (std::find(nicknames.begin(), nicknames.end(), form) == nicknames.end())
        nicknames.push_back(std::move(form));
    }
    contacts.push_back(std::move(listed.entry));
  }
  return contacts;
}

}  // namespace sotto
