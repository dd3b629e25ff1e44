#include "journal/checkpoint.hpp"

#include <gtest/gtest.h>

#include <random>

#include "adapters/sodium/sha256.hpp"
#include "journal/base64.hpp"
#include "signing.hpp"

namespace sotto {
namespace {

Checkpoint example() {
  Checkpoint checkpoint{journal_origin("00112233445566778899aabbccddeeff"), 4711, {}, 1'700'000'000'123};
  for (std::size_t i = 0; i < checkpoint.root.size(); ++i) checkpoint.root[i] = static_cast<std::uint8_t>(i);
  return checkpoint;
}

// The signature is Ed25519's and so always the same; the key's name and hash stand in its first bytes.
TEST(Checkpoint, HasTheDocumentedForm) {
  const std::string note = sign_checkpoint(example(), test_signer(), &sha256);
  const std::string text =
      "sotto.local/journal/00112233445566778899aabbccddeeff\n"
      "4711\n"
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
      "wall-ms 1700000000123\n";
  ASSERT_TRUE(note.starts_with(text + "\n\xE2\x80\x94 sotto-journal ")) << note;
  const auto parsed = parse_checkpoint(note);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed.value().checkpoint, example());
  EXPECT_EQ(parsed.value().text, text);
  ASSERT_EQ(parsed.value().signatures.size(), 1U);
  EXPECT_EQ(parsed.value().signatures[0].bytes.size(), 64U);
  // C2SP signed-note: the start of SHA-256 over name, line break, kind and key.
  Bytes key = {'s', 'o', 't', 't', 'o', '-', 'j', 'o', 'u', 'r', 'n', 'a', 'l', '\n', 1};
  const Signer signer = test_signer();
  key.insert(key.end(), signer.public_key.begin(), signer.public_key.end());
  const Hash hash = sha256(key);
  EXPECT_EQ(parsed.value().signatures[0].key_id, (std::uint32_t{hash[0]} << 24U) |
                                                     (std::uint32_t{hash[1]} << 16U) |
                                                     (std::uint32_t{hash[2]} << 8U) | hash[3]);
}

TEST(Checkpoint, IsSignedByItsKeyOnly) {
  const auto note = parse_checkpoint(sign_checkpoint(example(), test_signer(1), &sha256));
  ASSERT_TRUE(note);
  EXPECT_TRUE(signed_by(note.value(), test_signer(1).public_key, &verify_signature, &sha256));
  EXPECT_FALSE(signed_by(note.value(), test_signer(2).public_key, &verify_signature, &sha256));
}

// No byte of it can be changed: it no longer parses, or no longer has this key's signature.
TEST(Checkpoint, ShowsEveryChangedByte) {
  const Signer signer = test_signer();
  const std::string note = sign_checkpoint(example(), signer, &sha256);
  std::mt19937 random(7);
  for (std::size_t at = 0; at < note.size(); ++at) {
    for (int round = 0; round < 4; ++round) {
      std::string changed = note;
      changed[at] = static_cast<char>(random());
      if (changed == note) continue;
      const auto parsed = parse_checkpoint(changed);
      EXPECT_FALSE(parsed && signed_by(parsed.value(), signer.public_key, &verify_signature, &sha256)) << at;
    }
  }
}

TEST(Checkpoint, IsRefusedWhenItIsNotWhole) {
  const std::string note = sign_checkpoint(example(), test_signer(), &sha256);
  for (std::size_t size = 0; size < note.size(); ++size)
    EXPECT_FALSE(parse_checkpoint(note.substr(0, size))) << size;
  EXPECT_FALSE(parse_checkpoint(note + "\n"));
  EXPECT_FALSE(parse_checkpoint(note + "x\n"));
}

TEST(Checkpoint, RefusesOtherWaysToWriteTheSame) {
  const std::string note = sign_checkpoint(example(), test_signer(), &sha256);
  const auto with = [&](const std::string& old, const std::string& changed) {
    std::string text = note;
    text.replace(text.find(old), old.size(), changed);
    return parse_checkpoint(text).ok();
  };
  EXPECT_FALSE(with("4711", "04711"));
  EXPECT_FALSE(with("4711", "+4711"));
  EXPECT_FALSE(with("4711", "99999999999999999999999"));
  EXPECT_FALSE(with("wall-ms 17", "wall-ms  17"));
  EXPECT_FALSE(with("wall-ms 1700000000123\n", ""));
  EXPECT_FALSE(with("Hh8=", "Hh9="));  // bits that nothing stands for
  EXPECT_FALSE(with("Hh8=", "Hh8"));
  EXPECT_TRUE(with("4711", "4712"));
}

// Another machine may sign it too, to say that it has seen it.
TEST(Checkpoint, MayBearOtherSignatures) {
  const Signer signer = test_signer();
  const std::string other = "\xE2\x80\x94 witness.example " + encode_base64(Bytes(76, 9)) + "\n";
  std::string note = sign_checkpoint(example(), signer, &sha256) + other;
  auto parsed = parse_checkpoint(note);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed.value().signatures.size(), 2U);
  EXPECT_TRUE(signed_by(parsed.value(), signer.public_key, &verify_signature, &sha256));
  for (int i = 0; i < 15; ++i) note += other;
  EXPECT_FALSE(parse_checkpoint(note));
}

TEST(Checkpoint, NotesAreFoundInAFileOfThem) {
  const std::string first = sign_checkpoint(example(), test_signer(1), &sha256);
  const std::string second = sign_checkpoint(example(), test_signer(2), &sha256);
  EXPECT_EQ(split_notes(""), std::vector<std::string>());
  EXPECT_EQ(split_notes(first + second), (std::vector{first, second}));
  EXPECT_EQ(split_notes("\n" + first + "\n\n" + second + "\n"), (std::vector{first, second}));
  const std::string torn = second.substr(0, second.size() / 2);
  const auto notes = split_notes(first + torn);
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0], first);
  EXPECT_FALSE(parse_checkpoint(notes[1]));
}

TEST(Base64, AgreesWithItsStandard) {
  const auto bytes = [](std::string_view text) { return Bytes(text.begin(), text.end()); };
  const std::pair<std::string_view, std::string_view> examples[] = {{"", ""},
                                                                    {"f", "Zg=="},
                                                                    {"fo", "Zm8="},
                                                                    {"foo", "Zm9v"},
                                                                    {"foob", "Zm9vYg=="},
                                                                    {"fooba", "Zm9vYmE="},
                                                                    {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, encoded] : examples) {
    EXPECT_EQ(encode_base64(bytes(plain)), encoded);
    EXPECT_EQ(decode_base64(encoded), bytes(plain));
  }
  for (const char* wrong : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "Zg==Zg==", "=", "====", "Zm9v\n", "Zm-v"})
    EXPECT_EQ(decode_base64(wrong), std::nullopt) << wrong;
}

}  // namespace
}  // namespace sotto
