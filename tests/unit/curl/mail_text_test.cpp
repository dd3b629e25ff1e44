#include "adapters/curl/mail_text.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

// A header line that a text got into: only line ends that are followed by a blank stay inside one header.
bool stays_one_header(const std::string& line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\r' && line.compare(i, 3, "\r\n ") == 0) {
      i += 2;
      continue;
    }
    if (static_cast<unsigned char>(c) < ' ' || static_cast<unsigned char>(c) >= 0x7F) return false;
  }
  return true;
}

TEST(MailAddress, IsOnePlainAddress) {
  for (const char* good : {"a@b", "maria.alvarez+x@mail.example.org", "m_a%b@example.org"}) {
    EXPECT_TRUE(is_mail_address(good)) << good;
  }
  for (const std::string& bad :
       {std::string(""), std::string("maria"), std::string("@example.org"), std::string("maria@"),
        std::string("a@b@c"), std::string("a@b,c@d"), std::string("<a@b>"), std::string("a b@c"),
        std::string("a@b\r\nRCPT TO:<c@d>"), std::string("a@b\n"), std::string("\"a\"@b"),
        std::string("-oX@b"), std::string("a@b\0c", 5), std::string("m\xC3\xA1ria@b"),
        std::string(255, 'a') + "@b"}) {
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  }
}

TEST(HeaderText, IsPlainWhereItIsAscii) {
  EXPECT_EQ(header_text("Voice message"), "Voice message");
  EXPECT_EQ(header_mailbox("Maria Alvarez", "m@example.org"), "\"Maria Alvarez\"\r\n <m@example.org>");
  EXPECT_EQ(header_mailbox("Maria \"Mia\" \\ Alvarez", "m@e"),
            "\"Maria \\\"Mia\\\" \\\\ Alvarez\"\r\n <m@e>");
  EXPECT_EQ(header_mailbox("", "m@e"), "<m@e>");
}

TEST(HeaderText, CannotBecomeAnotherHeader) {
  for (const std::string& evil :
       {std::string("Maria\r\nBcc: spy@example.org"), std::string("Maria\nBcc: spy@example.org"),
        std::string("Maria\rBcc: x"), std::string("a\0b", 3), std::string("a\x0B\x0C\x85z"),
        std::string("\xC2\x85 Bcc: x"), std::string("\xE2\x80\xA8 Bcc: x"), std::string("\xE2\x80\xAE evil"),
        std::string("\xFF\xFE\xC3"), std::string("=?UTF-8?Q?=0D=0ABcc:_x?=")}) {
    EXPECT_TRUE(stays_one_header(header_text(evil))) << header_text(evil);
    const std::string mailbox = header_mailbox(evil, "m@example.org");
    EXPECT_TRUE(stays_one_header(mailbox)) << mailbox;
    EXPECT_TRUE(mailbox.ends_with("<m@example.org>"));
  }
  EXPECT_EQ(header_text("Maria\r\nBcc: spy@example.org"), "Maria Bcc: spy@example.org");
}

TEST(HeaderText, EncodesOtherLettersInWordsOfBoundedLength) {
  EXPECT_EQ(header_text("J\xC3\xBCrgen"), "=?UTF-8?B?SsO8cmdlbg==?=");
  std::string name;
  for (int i = 0; i < 60; ++i) name += "\xE4\xB8\xAD";
  const std::string text = header_text(name);
  EXPECT_TRUE(stays_one_header(text));
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find("\r\n ", begin), text.size());
    EXPECT_LE(end - begin, 75U);
    begin = end + 3;
  }
  EXPECT_EQ(header_text("=?x?= plain"), "=?UTF-8?B?PT94Pz0gcGxhaW4=?=")
      << "no encoded word of somebody else's";
}

TEST(MailDate, IsTheOneOfRfc5322) {
  EXPECT_EQ(mail_date(0), "Thu, 1 Jan 1970 00:00:00 +0000");
  EXPECT_EQ(mail_date(1'795'450'209'999), "Mon, 23 Nov 2026 16:10:09 +0000");
}

TEST(MessageId, ComesFromTheKeyAndNothingElse) {
  EXPECT_EQ(message_id("4f1c-17", "home@example.org"), "<sotto.4f1c-17@example.org>");
  EXPECT_EQ(message_id("a>\r\nb", "home@example.org"), "<sotto.ab@example.org>");
}

TEST(BodyText, HoldsTheTranscriptOnLinesThatMailMayHave) {
  Parcel parcel;
  parcel.contact = "Maria\r\n.\r\nRCPT";
  parcel.transcript = "bring milk\r\n.\r\nQUIT";
  for (int i = 0; i < 300; ++i) parcel.transcript += " and more";
  parcel.file_name = "message.ogg";
  parcel.length_ms = 12'400;
  const std::string text = body_text(parcel);
  EXPECT_NE(text.find("12 seconds long"), std::string::npos);
  EXPECT_NE(text.find("bring milk . QUIT and more"), std::string::npos);
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find("\r\n", begin);
    ASSERT_NE(end, std::string::npos);
    const std::string line = text.substr(begin, end - begin);
    EXPECT_LE(line.size(), 78U) << line;
    EXPECT_NE(line, ".");
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    begin = end + 2;
  }
  parcel.transcript.clear();
  EXPECT_EQ(body_text(parcel).find("understood"), std::string::npos);
}

}  // namespace
}  // namespace sotto
