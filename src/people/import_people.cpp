#include "people/import_people.hpp"

#include <algorithm>
#include <functional>
#include <map>

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

ImportReport import_cards(const std::vector<VCard>& cards, std::vector<ContactEntry>& contacts) {
  ImportReport report;
  std::map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < contacts.size(); ++i) places.emplace(contact_id(contacts[i].name), i);
  for (const VCard& card : cards) {
    const std::string id = contact_id(card.name);
    if (id.empty()) {
      report.left_out.push_back({card.number, "its name has no letter"});
      continue;
    }
    const auto place = places.find(id);
    if (place == places.end()) {
      if (contacts.size() >= kContactsMax) {
        report.left_out.push_back(
            {card.number, "there are " + std::to_string(kContactsMax) + " contacts already"});
        continue;
      }
      places.emplace(id, contacts.size());
      contacts.push_back(entry_of(card));
      ++report.added;
      continue;
    }
    ContactEntry& contact = contacts[place->second];
    if (!may_be_one(contact, card)) {
      report.left_out.push_back(
          {card.number, "somebody else of the same name is a contact already: rename one"});
    } else if (!brings_news(contact, card)) {
      ++report.unchanged;
    } else if (contact.allowed) {
      report.left_out.push_back({card.number, "the contact is allowed and stays as it is: forbid it first"});
    } else {
      (void)add_missing(contact.nicknames, card.nicknames);
      (void)add_missing(contact.emails, card.emails);
      (void)add_missing(contact.phones, card.phones);
      ++report.extended;
    }
  }
  return report;
}

std::size_t take_relations(const VCard& own, const std::vector<VCard>& cards,
                           std::vector<ContactEntry>& contacts) {
  std::size_t taken = 0;
  for (const Relative& relative : own.relatives) {
    const auto card = std::find_if(cards.begin(), cards.end(), [&relative](const VCard& each) {
      return !each.uid.empty() && each.uid == relative.who;
    });
    const auto found = find_contacts(contacts, card == cards.end() ? relative.who : card->name);
    if (found.size() != 1) continue;
    ContactEntry& contact = contacts[found.front()];
    // An allowed contact is called by what its owner knows.
    if (contact.allowed || contact.relation == relative.relation) continue;
    contact.relation = relative.relation;
    ++taken;
  }
  return taken;
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
