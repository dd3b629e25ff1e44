#include "people/import_people.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "people/content_line.hpp"

namespace sotto {
namespace {

bool add_missing(std::vector<std::string>& texts, const std::vector<std::string>& more) {
  bool added = false;
  for (const std::string& text : more) {
    if (texts.size() >= kCardAddressesMax || std::find(texts.begin(), texts.end(), text) != texts.end())
      continue;
    texts.push_back(text);
    added = true;
  }
  return added;
}

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const std::string& each) {
    return std::find(b.begin(), b.end(), each) != b.end();
  });
}

// Two cards of one name are of one person when an address says so, or when one of them has none.
bool may_be_one(const ContactEntry& contact, const VCard& card) {
  const bool bare =
      (contact.emails.empty() && contact.phones.empty()) || (card.emails.empty() && card.phones.empty());
  return bare || share(contact.emails, card.emails) || share(contact.phones, card.phones);
}

bool brings_news(const ContactEntry& contact, const VCard& card) {
  ContactEntry copy = contact;
  const bool nicknames = add_missing(copy.nicknames, card.nicknames);
  const bool emails = add_missing(copy.emails, card.emails);
  return add_missing(copy.phones, card.phones) || nicknames || emails;
}

ContactEntry entry_of(const VCard& card) {
  ContactEntry entry;
  entry.name = card.name;
  entry.nicknames = card.nicknames;
  entry.emails = card.emails;
  entry.phones = card.phones;
  return entry;
}

std::string first_name(const std::string& name) {
  return name.substr(0, name.find(' '));
}

}  // namespace

Importer::Importer(std::vector<ContactEntry>& contacts, std::string me)
    : contacts_(contacts), me_(std::move(me)) {
  for (std::size_t i = 0; i < contacts_.size(); ++i) places_.emplace(contact_id(contacts_[i].name), i);
}

void Importer::note(const CardFault& fault) {
  if (fault.skipped) ++report_.left_out;
  if (report_.faults.size() < kFaultsKeptMax) report_.faults.push_back(fault);
}

void Importer::take(const VCard& card) {
  if (!me_.empty() && !own_ && upper_case(card.name) == upper_case(me_)) {
    own_ = card;
    return;
  }
  const std::string id = contact_id(card.name);
  if (id.empty()) return note({card.number, "its name has no letter"});
  const auto place = places_.find(id);
  if (place != places_.end()) {
    if (!card.uid.empty()) by_card_.emplace(card.uid, place->second);
    return extend(contacts_[place->second], card);
  }
  if (contacts_.size() >= kContactsMax) {
    return note({card.number, "there are " + std::to_string(kContactsMax) + " contacts already"});
  }
  places_.emplace(id, contacts_.size());
  if (!card.uid.empty()) by_card_.emplace(card.uid, contacts_.size());
  contacts_.push_back(entry_of(card));
  ++report_.added;
}

void Importer::extend(ContactEntry& contact, const VCard& card) {
  if (!may_be_one(contact, card)) {
    return note({card.number, "somebody else of the same name is a contact already: rename one"});
  }
  if (!brings_news(contact, card)) {
    ++report_.unchanged;
  } else if (contact.allowed) {
    note({card.number, "the contact is allowed and stays as it is: forbid it first"});
  } else {
    (void)add_missing(contact.nicknames, card.nicknames);
    (void)add_missing(contact.emails, card.emails);
    (void)add_missing(contact.phones, card.phones);
    ++report_.extended;
  }
}

ImportReport Importer::finish() {
  if (own_) take_relations();
  report_.own_card = own_.has_value();
  return report_;
}

void Importer::take_relations() {
  for (const Relative& relative : own_->relatives) {
    const auto card = by_card_.find(relative.who);
    const auto found = card == by_card_.end() ? find_contacts(contacts_, relative.who)
                                              : std::vector<std::size_t>{card->second};
    if (found.size() != 1) continue;
    ContactEntry& contact = contacts_[found.front()];
    // What an allowed contact is called by is never changed by a file.
    if (contact.allowed || contact.relation == relative.relation) continue;
    contact.relation = relative.relation;
    ++report_.relations;
  }
}

std::vector<std::size_t> find_contacts(const std::vector<ContactEntry>& contacts, const std::string& what) {
  const std::string wanted = upper_case(what);
  const std::string id = contact_id(what);
  const auto is = [&wanted](const std::string& text) { return upper_case(text) == wanted; };
  const std::function<bool(const ContactEntry&)> ways[] = {
      [&](const ContactEntry& contact) { return is(contact.name); },
      [&](const ContactEntry& contact) { return !id.empty() && contact_id(contact.name) == id; },
      [&](const ContactEntry& contact) {
        return std::any_of(contact.nicknames.begin(), contact.nicknames.end(), is) ||
               is(first_name(contact.name)) ||
               (!contact.relation.empty() && (is(contact.relation) || is("my " + contact.relation)));
      },
      [&](const ContactEntry& contact) {
        return upper_case(contact.name).find(wanted) != std::string::npos;
      }};
  std::vector<std::size_t> found;
  if (wanted.empty()) return found;
  for (const auto& way : ways) {
    for (std::size_t i = 0; i < contacts.size(); ++i) {
      if (way(contacts[i])) found.push_back(i);
    }
    if (!found.empty()) break;
  }
  return found;
}

}  // namespace sotto
