// Lines of vCards: folding, quoted-printable, parameters, and bounds.
#include "people/content_line.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

std::vector<std::string> lines_in(const std::string& text, std::size_t block) {
  std::vector<std::string> lines;
  LineAssembler assembler([&lines](std::string_view line, bool cut) {
    lines.push_back(std::string(line) + (cut ? "[cut]" : ""));
  });
  for (std::size_t at = 0; at < text.size(); at += block) {
    assembler.read(std::string_view(text).substr(at, block));
  }
  assembler.finish();
  return lines;
}

TEST(LineAssembler, JoinsFoldedLinesHoweverTheyEndAndArrive) {
  const std::vector<std::string> expected = {"FN:Maria Alvarez", "NOTE:a b", "END:VCARD"};
  for (const std::string end : {"\r\n", "\n", "\r"}) {
    const std::string text =
        "FN:Mar" + end + " ia Alva" + end + "\trez" + end + "NOTE:a" + end + "  b" + end + end + "END:VCARD";
    for (const std::size_t block : {1U, 2U, 3U, 7U, 1000U}) {
      EXPECT_EQ(lines_in(text, block), expected) << end.size() << " " << block;
    }
  }
}

TEST(LineAssembler, JoinsSoftBreaksOfQuotedPrintableOnly) {
  EXPECT_EQ(lines_in("N;ENCODING=QUOTED-PRINTABLE:=4A=\r\n=6F\r\nX:1\r\n", 1),
            (std::vector<std::string>{"N;ENCODING=QUOTED-PRINTABLE:=4A=6F", "X:1"}));
  EXPECT_EQ(lines_in("PHOTO;ENCODING=BASE64:QUJD=\r\nX:1\r\n", 1),
            (std::vector<std::string>{"PHOTO;ENCODING=BASE64:QUJD=", "X:1"}));
}

TEST(LineAssembler, CutsWhatIsTooLongAndGoesOn) {
  const std::string text =
      "PHOTO:" + std::string(100'000, 'A') + "\n " + std::string(100'000, 'B') + "\nFN:Ben\n";
  const auto lines = lines_in(text, 4096);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].size(), kLineBytesMax + 5);
  EXPECT_TRUE(lines[0].ends_with("A[cut]"));
  EXPECT_EQ(lines[1], "FN:Ben");
}

TEST(ContentLine, TakesGroupParametersAndValueApart) {
  const auto line =
      parse_content_line(R"(item1.Email;type=INTERNET;TYPE="home,work";x="a;b:c":ben@example.org)");
  ASSERT_TRUE(line);
  EXPECT_EQ(line->group, "ITEM1");
  EXPECT_EQ(line->name, "EMAIL");
  EXPECT_EQ(line->value, "ben@example.org");
  EXPECT_TRUE(line->has("TYPE", "INTERNET"));
  EXPECT_TRUE(line->has("TYPE", "WORK"));
  EXPECT_FALSE(line->has("TYPE", "CELL"));
  EXPECT_EQ(line->parameter("X"), "a;b:c");
}

TEST(ContentLine, BareParametersAreTypesOrEncodings) {
  const auto line = parse_content_line("TEL;CELL;QUOTED-PRINTABLE:+1");
  ASSERT_TRUE(line);
  EXPECT_TRUE(line->has("TYPE", "CELL"));
  EXPECT_TRUE(line->has("ENCODING", "QUOTED-PRINTABLE"));
}

TEST(ContentLine, WhatIsNoLineIsNone) {
  for (const char* text : {"", "FN", ":Ben", "F N:Ben", ";X:Ben", "item1.:Ben", "\x01:Ben", "AAAA/BBB+=="}) {
    EXPECT_FALSE(parse_content_line(text)) << text;
  }
  // A quote that never ends hides no value.
  const auto odd = parse_content_line("TEL;X=\"a:5550100");
  ASSERT_TRUE(odd);
  EXPECT_EQ(odd->value, "5550100");
}

TEST(Value, IsUnescapedAndSplit) {
  EXPECT_EQ(unescape_value(R"(Sons\, Ltd.\; a\nb\N\\c\:)"), "Sons, Ltd.; a b \\c:");
  EXPECT_EQ(unescape_value("end\\"), "end\\");
  const auto parts = split_value(R"(a\;b;c;;)", ';');
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_EQ(parts[0], R"(a\;b)");
  EXPECT_EQ(parts[3], "");
}

TEST(QuotedPrintable, DecodesOrSaysThatItIsDamaged) {
  EXPECT_EQ(decode_quoted_printable("J=C3=BCrgen=3d"), "J\xc3\xbcrgen=");
  for (const char* text : {"=", "=4", "=4G", "a=\xff\xff"})
    EXPECT_FALSE(decode_quoted_printable(text)) << text;
}

}  // namespace
}  // namespace sotto
