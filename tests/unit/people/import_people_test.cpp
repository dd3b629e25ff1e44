// Cards become contacts; nobody is allowed by it, and nothing of an allowed contact changes.
#include "people/import_people.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

VCard card(std::size_t number, const std::string& name, std::vector<std::string> emails = {}) {
  VCard made;
  made.number = number;
  made.name = name;
  made.emails = std::move(emails);
  return made;
}

ImportReport import_all(const std::vector<VCard>& cards, std::vector<ContactEntry>& contacts,
                        const std::string& me = "") {
  Importer importer(contacts, me);
  for (const VCard& each : cards) importer.take(each);
  return importer.finish();
}

TEST(Import, AddsContactsThatAreNotAllowed) {
  std::vector<ContactEntry> contacts;
  const ImportReport report =
      import_all({card(1, "Maria Alvarez", {"maria@example.org"}), card(2, "Ben")}, contacts);
  EXPECT_EQ(report.added, 2U);
  ASSERT_EQ(contacts.size(), 2U);
  EXPECT_EQ(contacts[0].name, "Maria Alvarez");
  EXPECT_EQ(contacts[0].emails, std::vector<std::string>{"maria@example.org"});
  for (const ContactEntry& contact : contacts) EXPECT_FALSE(contact.allowed);
}

TEST(Import, ExtendsTheSamePersonOnce) {
  std::vector<ContactEntry> contacts;
  const std::vector<VCard> cards = {card(1, "Maria Alvarez", {"a@example.org"}),
                                    card(2, "maria alvarez", {"a@example.org", "b@example.org"})};
  EXPECT_EQ(import_all(cards, contacts).extended, 1U);
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].emails.size(), 2U);
  EXPECT_EQ(import_all(cards, contacts).unchanged, 2U);
}

TEST(Import, TwoOfOneNameAreNeverJoined) {
  std::vector<ContactEntry> contacts;
  const ImportReport report = import_all(
      {card(1, "John Smith", {"old@example.org"}), card(2, "John Smith", {"young@example.org"})}, contacts);
  ASSERT_EQ(contacts.size(), 1U);
  EXPECT_EQ(contacts[0].emails, std::vector<std::string>{"old@example.org"});
  EXPECT_EQ(report.left_out, 1U);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_EQ(report.faults[0].number, 2U);
}

TEST(Import, AnAllowedContactStaysAsItIs) {
  std::vector<ContactEntry> contacts = {{"Maria Alvarez", {}, true}};
  const std::vector<ContactEntry> before = contacts;
  VCard forged = card(1, "Maria Alvarez", {"mallory@example.org"});
  forged.nicknames = {"Ben"};
  const ImportReport report = import_all({forged}, contacts);
  EXPECT_EQ(contacts, before);
  EXPECT_EQ(report.left_out, 1U);
}

TEST(Import, TakesRelationsFromTheOwnersCard) {
  VCard own = card(1, "Ana Reyes", {"ana@example.org"});
  own.relatives = {{"spouse", "Tom Alvarez"}, {"sister", "uid-7"}, {"friend", "Maria"}, {"boss", "Nobody"}};
  VCard lucia = card(3, "Lucia Reyes");
  lucia.uid = "uid-7";
  std::vector<ContactEntry> contacts = {{"Maria Okafor", {}, true}};
  const ImportReport report = import_all({own, card(2, "Tom Alvarez"), lucia}, contacts, "ana reyes");
  EXPECT_TRUE(report.own_card);
  EXPECT_EQ(report.relations, 2U);
  ASSERT_EQ(contacts.size(), 3U) << "the owner is no contact";
  EXPECT_EQ(contacts[0].relation, "") << "an allowed one is called by what its owner knows";
  EXPECT_EQ(contacts[1].relation, "spouse");
  EXPECT_EQ(contacts[2].relation, "sister");
}

TEST(Import, IsBounded) {
  std::vector<ContactEntry> contacts;
  Importer importer(contacts, "");
  for (std::size_t i = 1; i <= kContactsMax + 500; ++i) importer.take(card(i, "Person " + std::to_string(i)));
  const ImportReport report = importer.finish();
  EXPECT_EQ(contacts.size(), kContactsMax);
  EXPECT_EQ(report.left_out, 500U);
  EXPECT_EQ(report.faults.size(), kFaultsKeptMax);
}

TEST(FindContacts, PrefersTheExactName) {
  std::vector<ContactEntry> contacts = {{"Maria Alvarez", {"Mia"}, false},
                                        {"Maria Okafor", {}, false},
                                        {"Maria", {}, false},
                                        {"Tom Alvarez", {}, false}};
  contacts[3].relation = "husband";
  using Found = std::vector<std::size_t>;
  EXPECT_EQ(find_contacts(contacts, "maria"), Found{2});
  EXPECT_EQ(find_contacts(contacts, "MARIA ALVAREZ"), Found{0});
  EXPECT_EQ(find_contacts(contacts, "maria-alvarez"), Found{0});
  EXPECT_EQ(find_contacts(contacts, "mia"), Found{0});
  EXPECT_EQ(find_contacts(contacts, "my husband"), Found{3});
  EXPECT_EQ(find_contacts(contacts, "husband"), Found{3});
  EXPECT_EQ(find_contacts(contacts, "alvarez"), (Found{0, 3}));
  EXPECT_TRUE(find_contacts(contacts, "Zoe").empty());
  EXPECT_TRUE(find_contacts(contacts, "").empty());
  contacts.pop_back();
  contacts.erase(contacts.begin() + 2);
  EXPECT_EQ(find_contacts(contacts, "Maria"), (Found{0, 1}));
}

}  // namespace
}  // namespace sotto
