// vCards over garbage: whatever a file holds, what comes out may be kept, shown and given to a program.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "mutate.hpp"
#include "people/import_people.hpp"
#include "people/plain_text.hpp"
#include "people/vcard.hpp"

namespace sotto {
namespace {

const std::vector<std::string>& vcard_pieces() {
  static const std::vector<std::string> kPieces = {"BEGIN:VCARD\r\n",
                                                   "END:VCARD\r\n",
                                                   "VERSION:4.0\n",
                                                   "\r\n ",
                                                   "\n\t",
                                                   "\r",
                                                   "\n\n",
                                                   ":",
                                                   ";",
                                                   ",",
                                                   "\\",
                                                   "\\n",
                                                   "\"",
                                                   "=\n",
                                                   "=00",
                                                   "=0A",
                                                   ";ENCODING=QUOTED-PRINTABLE",
                                                   ";CHARSET=UTF-16",
                                                   ";ENCODING=b",
                                                   ";VALUE=uri",
                                                   ";PREF=0",
                                                   ";TYPE=pref",
                                                   "item1.",
                                                   "N:;;;;\n",
                                                   "FN:\n",
                                                   "FN:Ben\n",
                                                   "EMAIL:ben@example.org\n",
                                                   "TEL:tel:+1-555-010-0155;ext=5\n",
                                                   "RELATED;TYPE=spouse:urn:uuid:1\n",
                                                   "X-ABLabel:_$!<>!$_\n",
                                                   "KIND:group\n",
                                                   "\xef\xbb\xbf",
                                                   "\xc3",
                                                   "\xed\xa0\x80",
                                                   "\xe2\x80\xae",
                                                   std::string(1, '\0'),
                                                   "\x1b[2J"};
  return kPieces;
}

void expect_text(const std::string& text) {
  EXPECT_FALSE(text.empty());
  EXPECT_LE(text.size(), 254U);
  EXPECT_TRUE(is_utf8(text) && is_plain(text)) << testing::PrintToString(text);
}

void expect_keepable(const VCard& card) {
  expect_text(card.name);
  for (const auto* texts : {&card.nicknames, &card.emails, &card.phones}) {
    // One more nickname: the name without middle names.
    EXPECT_LE(texts->size(), kCardAddressesMax);
    for (const std::string& text : *texts) expect_text(text);
  }
  for (const std::string& email : card.emails) EXPECT_EQ(tidy_email(email), email);
  for (const std::string& phone : card.phones) EXPECT_EQ(tidy_phone(phone), phone);
  for (const Relative& relative : card.relatives) expect_text(relative.who);
}

// Cards read and faults told; the same whatever the size of the pieces in which the file comes.
std::vector<std::size_t> feed(const std::string& bytes, std::size_t block) {
  std::vector<std::size_t> numbers;
  std::vector<ContactEntry> contacts;
  Importer importer(contacts, "Ana Reyes");
  VCardReader reader(
      [&](const VCard& card) {
        expect_keepable(card);
        numbers.push_back(card.number);
        importer.take(card);
      },
      [&](const CardFault& fault) {
        EXPECT_FALSE(fault.what.empty());
        EXPECT_TRUE(is_plain(fault.what));
        numbers.push_back(1000 + fault.number);
        importer.note(fault);
      });
  for (std::size_t at = 0; at < bytes.size(); at += block) {
    reader.read(std::string_view(bytes).substr(at, block));
  }
  reader.finish();
  static_cast<void>(importer.finish());
  for (const ContactEntry& contact : contacts) EXPECT_FALSE(contact.allowed);
  return numbers;
}

std::vector<Seed> all_seeds() {
  std::vector<Seed> seeds = read_corpus("vcard");
  for (Seed& seed : read_seeds(std::string(SOTTO_SOURCE_DIR) + "/tests/unit/people/cards", ".vcf")) {
    seeds.push_back(std::move(seed));
  }
  return seeds;
}

TEST(VCardFuzz, WhateverComesIn) {
  const std::vector<Seed> seeds = all_seeds();
  for (const Seed& seed : seeds) static_cast<void>(feed(seed.bytes, 4096));
  Mutator mutator(31, vcard_pieces());
  std::size_t cards = 0;
  for (int i = 0; i < 20'000 && !testing::Test::HasFailure(); ++i) {
    const std::string bytes = mutator.next(seeds);
    const auto numbers = feed(bytes, 4096);
    cards += numbers.size();
    if (i % 20 == 0) {
      EXPECT_EQ(feed(bytes, 1), numbers);
      EXPECT_EQ(feed(bytes, 13), numbers);
    }
    if (testing::Test::HasFailure()) ADD_FAILURE() << "change " << i << ":\n" << bytes;
  }
  EXPECT_GT(cards, 10'000U);
}

// What never ends costs no memory and no time beyond its length.
TEST(VCardFuzz, WhatNeverEnds) {
  for (const char* piece : {"BEGIN:VCARD\n", "FN:a\n", "A", "\n ", "=\n", "\"", ";", "N:a\n\t",
                            "TEL;ENCODING=QUOTED-PRINTABLE:=\n"}) {
    std::string bytes = "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:";
    while (bytes.size() < 2'000'000) bytes += piece;
    static_cast<void>(feed(bytes, 65536));
  }
}

}  // namespace
}  // namespace sotto
