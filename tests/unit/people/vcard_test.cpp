// vCards in the shapes in which address books export them, and broken ones.
#include "people/vcard.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

namespace sotto {
namespace {

struct Read {
  std::vector<VCard> cards;
  std::vector<CardFault> faults;
};

Read read_cards(const std::string& text, std::size_t block = 4096) {
  Read read;
  VCardReader reader([&read](VCard card) { read.cards.push_back(std::move(card)); },
                     [&read](const CardFault& fault) { read.faults.push_back(fault); });
  for (std::size_t at = 0; at < text.size(); at += block)
    reader.read(std::string_view(text).substr(at, block));
  reader.finish();
  return read;
}

Read read_file(const std::string& name, std::size_t block = 4096) {
  std::ifstream stream(std::string(SOTTO_SOURCE_DIR) + "/tests/unit/people/cards/" + name, std::ios::binary);
  EXPECT_TRUE(stream) << name;
  return read_cards({std::istreambuf_iterator<char>(stream), {}}, block);
}

Read read_card(const std::string& lines) {
  return read_cards("BEGIN:VCARD\nVERSION:3.0\n" + lines + "END:VCARD\n");
}

using Texts = std::vector<std::string>;

TEST(VCard, Android) {
  for (const std::size_t block : {1U, 4096U}) {
    const Read read = read_file("android.vcf", block);
    EXPECT_TRUE(read.faults.empty());
    ASSERT_EQ(read.cards.size(), 2U);
    const VCard& maria = read.cards[0];
    EXPECT_EQ(maria.name, "Maria Elena Alvarez");
    EXPECT_EQ(maria.nicknames, (Texts{"Mia", "Maria Alvarez"}));
    EXPECT_EQ(maria.phones, (Texts{"+15550100123", "5550100188"}));
    EXPECT_EQ(maria.emails, Texts{"maria@example.org"});
    EXPECT_EQ(maria.relatives, (std::vector<Relative>{{"spouse", "Tom Alvarez"}}));
    EXPECT_EQ(read.cards[1].name, "J\xc3\xbcrgen G\xc3\xb6tz") << "quoted-printable, and no title";
    EXPECT_EQ(read.cards[1].phones, Texts{"+49305550123"});
  }
}

TEST(VCard, Ios) {
  const Read read = read_file("ios.vcf");
  EXPECT_TRUE(read.faults.empty());
  ASSERT_EQ(read.cards.size(), 1U);
  const VCard& ben = read.cards[0];
  EXPECT_EQ(ben.name, "Ben Okafor");
  EXPECT_EQ(ben.nicknames, Texts{"Benny"});
  EXPECT_EQ(ben.emails, (Texts{"ben@example.org", "b.okafor@example.com"}));
  EXPECT_EQ(ben.phones, Texts{"+15550100144"});
  EXPECT_EQ(ben.relatives, (std::vector<Relative>{{"spouse", "Ruth Okafor"}, {"goddaughter", "Lena"}}));
}

TEST(VCard, Google) {
  const Read read = read_file("google.vcf");
  ASSERT_EQ(read.cards.size(), 2U);
  EXPECT_EQ(read.cards[0].name, "Priya Natarajan");
  EXPECT_EQ(read.cards[0].emails, (Texts{"priya@example.org", "priya.n@example.net"}));
  EXPECT_EQ(read.cards[1].name, "Corner Bakery");
  ASSERT_EQ(read.faults.size(), 1U);
  EXPECT_EQ(read.faults[0].number, 2U);
  EXPECT_EQ(read.faults[0].what, "no name");
}

TEST(VCard, Nextcloud) {
  const Read read = read_file("nextcloud.vcf");
  EXPECT_TRUE(read.faults.empty());
  ASSERT_EQ(read.cards.size(), 3U) << "a group is nobody";
  EXPECT_EQ(read.cards[0].relatives,
            (std::vector<Relative>{{"spouse", "Tom Alvarez"},
                                   {"sister", "4d6f1b2a-7777-4888-8999-aaaabbbbcccc"},
                                   {"friend", "Nobody Here"}}));
  const VCard& lucia = read.cards[1];
  EXPECT_EQ(lucia.uid, "4d6f1b2a-7777-4888-8999-aaaabbbbcccc");
  EXPECT_EQ(lucia.name, "Luc\xc3\xad\x61 Reyes");
  EXPECT_EQ(lucia.emails, (Texts{"lucia@example.org", "lucia@example.com"})) << "PREF=1 first";
  EXPECT_EQ(lucia.phones, Texts{"+15550100155"});
  EXPECT_EQ(read.cards[2].name, "Tom Alvarez");
}

TEST(VCard, Thunderbird) {
  const Read read = read_file("thunderbird.vcf");
  EXPECT_TRUE(read.faults.empty());
  ASSERT_EQ(read.cards.size(), 1U);
  EXPECT_EQ(read.cards[0].nicknames, (Texts{"Kimmy", "Lindy"}));
  EXPECT_EQ(read.cards[0].emails, (Texts{"kim@example.org", "kim.lindqvist@example.com"}));
  EXPECT_EQ(read.cards[0].phones, Texts{"+46701740605"});
}

TEST(VCard, TitlesAndMiddleNames) {
  EXPECT_EQ(read_card("FN:Dr. Maria Alvarez\\, PhD\nN:Alvarez;Maria;;Dr.;PhD\n").cards.at(0).name,
            "Maria Alvarez");
  EXPECT_EQ(read_card("N:Alvarez;Maria;Elena;;\n").cards.at(0).name, "Maria Alvarez");
  EXPECT_EQ(read_card("FN:Dr.\nN:Alvarez;Maria;;Dr.;\n").cards.at(0).name, "Dr.") << "never nothing";
  EXPECT_EQ(read_cards("\xef\xbb\xbf"
                       "BEGIN:VCARD\nFN:Ben\nEND:VCARD")
                .cards.at(0)
                .name,
            "Ben")
      << "a byte order mark, and no end of the last line";
}

TEST(VCard, AFaultyCardIsNamedAndHurtsNoOther) {
  const std::vector<std::pair<std::string, std::string>> faulty = {
      {"N:;;;;\n", "no name"},
      {"FN:a\x01"
       "b\n",
       "control characters"},
      {"FN:\x1b[31mBen\n", "control characters"},
      {"FN:a\xe2\x80\xae"
       "b\n",
       "control characters"},
      {"FN:Ben\xff\n", "it is not in UTF-8"},
      {"FN;CHARSET=ISO-8859-1:J\xfcrgen\n", "it is not in UTF-8: export it again as vCard 3.0 or 4.0"},
      {"FN;ENCODING=QUOTED-PRINTABLE:=4\n", "its quoted-printable text is damaged"},
      {"FN;ENCODING=QUOTED-PRINTABLE:a=0Ab\n", "control characters"},
      {"FN;ENCODING=b:QmVu\n", "its text is in Base64"},
      {"FN:" + std::string(kCardNameBytesMax + 1, 'x') + "\n", "its name is too long"},
      {"FN:" + std::string(kLineBytesMax, 'x') + "\n", "a line of it is too long"},
      {"FN:Ben\nBEGIN:VCARD\nFN:Inner\n", "it has no end (END:VCARD)"},
  };
  const std::string good = "BEGIN:VCARD\nVERSION:4.0\nFN:Ana Reyes\nEND:VCARD\n";
  for (const auto& [lines, what] : faulty) {
    const Read read = read_cards(good + "BEGIN:VCARD\nVERSION:3.0\n" + lines + "END:VCARD\n" + good);
    ASSERT_EQ(read.faults.size(), 1U) << what;
    EXPECT_EQ(read.faults[0].number, 2U);
    EXPECT_EQ(read.faults[0].what, what);
    ASSERT_GE(read.cards.size(), 2U);
    EXPECT_EQ(read.cards.front().name, "Ana Reyes");
    EXPECT_EQ(read.cards.back().name, "Ana Reyes");
  }
  const Read cut = read_cards(good + "BEGIN:VCARD\nFN:Ben\n");
  ASSERT_EQ(cut.faults.size(), 1U);
  EXPECT_EQ(cut.faults[0].what, "the file ends within it");
}

TEST(VCard, WhatNobodyAsksForIsNotChecked) {
  const Read read = read_card("FN:Ben\nNOTE:\x01\xff\nX-FOO;ENCODING=b:!!\n" + std::string(3, '\n'));
  EXPECT_TRUE(read.faults.empty());
  EXPECT_EQ(read.cards.size(), 1U);
}

TEST(VCard, AddressesThatAreNoneAreLeftOutAndSaid) {
  const Read read = read_card("FN:Ben\nEMAIL:no address\nEMAIL:ben@example.org\nTEL:call me\n");
  ASSERT_EQ(read.cards.size(), 1U);
  EXPECT_EQ(read.cards[0].emails, Texts{"ben@example.org"});
  EXPECT_TRUE(read.cards[0].phones.empty());
  ASSERT_EQ(read.faults.size(), 1U);
  EXPECT_FALSE(read.faults[0].skipped);
}

TEST(VCard, KeepsNoMoreThanItsBounds) {
  std::string lines = "FN:Ben\n";
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    lines += "EMAIL:b" + n + "@example.org\nTEL:555010" + n + "\nNICKNAME:n" + n + "\nRELATED;TYPE=friend:f" +
             n + "\n";
  }
  const Read read = read_card(lines);
  ASSERT_EQ(read.cards.size(), 1U);
  EXPECT_EQ(read.cards[0].emails.size(), kCardAddressesMax);
  EXPECT_EQ(read.cards[0].phones.size(), kCardAddressesMax);
  EXPECT_EQ(read.cards[0].nicknames.size(), kCardAddressesMax);
  EXPECT_EQ(read.cards[0].relatives.size(), kCardAddressesMax);
  ASSERT_EQ(read.faults.size(), 1U);
  EXPECT_EQ(read.faults[0].what, "more addresses or names than are kept");
}

TEST(Phone, IsTidiedOrNone) {
  EXPECT_EQ(tidy_phone("+1 (555) 010-0199"), "+15550100199");
  EXPECT_EQ(tidy_phone("tel:+1-555-010-0199;ext=5"), "+15550100199");
  EXPECT_EQ(tidy_phone("030/5550.123"), "0305550123");
  for (const char* text : {"", "12", "+", "1+555", "call", "1234567890123456", "*100#", "-$(reboot)"}) {
    EXPECT_FALSE(tidy_phone(text)) << text;
  }
}

TEST(Email, IsTidiedOrNone) {
  EXPECT_EQ(tidy_email(" mailto:Ana.Reyes+home@example.org "), "Ana.Reyes+home@example.org");
  EXPECT_EQ(tidy_email("j\xc3\xbcrgen@example.org"), "j\xc3\xbcrgen@example.org");
  for (const char* text :
       {"", "ana", "@example.org", "ana@", "a b@example.org", "a@b@example.org", "-oQ/x@example.org",
        "a@example.org,b@example.org", "<a@example.org>", "a@example.org?bcc=b"}) {
    EXPECT_FALSE(tidy_email(text)) << text;
  }
  EXPECT_FALSE(tidy_email(std::string(250, 'a') + "@example.org"));
}

}  // namespace
}  // namespace sotto
