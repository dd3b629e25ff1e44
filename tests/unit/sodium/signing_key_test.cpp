#include "adapters/sodium/signing_key.hpp"

#include "adapters/sodium/sha256.hpp"
#include "journal/base64.hpp"
#include "journal/checkpoint.hpp"
#include "keys_folder.hpp"

namespace sotto {
namespace {

Bytes bytes_of_hex(std::string_view hex) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

template <typename Array>
Array array_of_hex(std::string_view hex) {
  Array array = {};
  const Bytes bytes = bytes_of_hex(hex);
  EXPECT_EQ(bytes.size(), array.size());
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

using SigningKey = KeysFolder;

// RFC 8032, 7.1, test 3.
TEST(VerifySignature, AgreesWithTheStandard) {
  const auto key =
      array_of_hex<PublicKey>("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
  const auto signature = array_of_hex<Signature>(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  const Bytes message = bytes_of_hex("af82");
  EXPECT_TRUE(verify_signature(key, message, signature));
  for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
    Signature changed = signature;
    changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(verify_signature(key, message, changed)) << bit;
  }
  EXPECT_FALSE(verify_signature(key, bytes_of_hex("af83"), signature));
  EXPECT_FALSE(verify_signature(PublicKey{}, message, signature));
}

TEST_F(SigningKey, IsMadeOnceAndKept) {
  const auto first = load_or_make_signing_key(keys_);
  ASSERT_TRUE(first.ok()) << first.error().line();
  const Bytes text = {1, 2, 3};
  const Signature signature = first.value().sign(text);
  EXPECT_TRUE(verify_signature(first.value().public_key, text, signature));

  const auto again = load_or_make_signing_key(keys_);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value().public_key, first.value().public_key);
  EXPECT_EQ(again.value().sign(text), signature);
  const auto loaded = load_signing_key(keys_);
  ASSERT_TRUE(loaded.ok());
  EXPECT_EQ(loaded.value().sign(text), signature);
  EXPECT_EQ(read_public_key(keys_ / "journal.pub").value(), first.value().public_key);
}

TEST_F(SigningKey, LiesThereForTheOwnerOnly) {
  const auto before = ::umask(0);
  const auto made = load_or_make_signing_key(keys_);
  ::umask(before);
  ASSERT_TRUE(made.ok());
  EXPECT_EQ(mode_of(keys_), 0700U);
  EXPECT_EQ(mode_of(keys_ / "journal.key"), 0600U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(keys_), {}), 2) << "a draft was left";
}

TEST_F(SigningKey, ThePublicFileIsAVerifierKeyThatOtherProgramsRead) {
  const auto signer = load_or_make_signing_key(keys_);
  ASSERT_TRUE(signer.ok());
  const std::string line = read("journal.pub");
  ASSERT_TRUE(line.starts_with("sotto-journal+"));
  ASSERT_EQ(line.substr(22, 1), "+");
  const auto typed = decode_base64(line.substr(23, line.size() - 24));
  ASSERT_TRUE(typed);
  ASSERT_EQ(typed->size(), 33U);
  EXPECT_EQ(typed->front(), 1);
  EXPECT_TRUE(std::equal(typed->begin() + 1, typed->end(), signer.value().public_key.begin()));
  // The same key id stands in every note that this key signs.
  const std::string id = "00112233445566778899aabbccddeeff";
  const auto note = parse_checkpoint(sign_checkpoint({journal_origin(id), 1, {}, 0}, signer.value(), sha256));
  ASSERT_TRUE(note.ok());
  EXPECT_EQ(note.value().signatures.front().key_id, std::stoul(line.substr(14, 8), nullptr, 16));
  EXPECT_TRUE(signed_by(note.value(), signer.value().public_key, verify_signature, sha256));
}

TEST_F(SigningKey, IsNotMadeUnasked) {
  EXPECT_EQ(load_signing_key(keys_).error(),
            (Error{ErrorCode::kKeyMissing, (keys_ / "journal.key").string()}));
  EXPECT_FALSE(std::filesystem::exists(keys_));
  EXPECT_EQ(read_public_key(keys_ / "journal.pub").error().code, ErrorCode::kKeyMissing);
}

TEST_F(SigningKey, ALostSecretIsNotReplaced) {
  ASSERT_TRUE(load_or_make_signing_key(keys_).ok());
  const std::string before = read("journal.pub");
  std::filesystem::remove(keys_ / "journal.key");
  EXPECT_EQ(load_or_make_signing_key(keys_).error(),
            (Error{ErrorCode::kKeyMissing, (keys_ / "journal.key").string()}));
  EXPECT_EQ(read("journal.pub"), before);
}

TEST_F(SigningKey, ACrashBetweenTheTwoFilesIsMadeGood) {
  const auto first = load_or_make_signing_key(keys_);
  ASSERT_TRUE(first.ok());
  const std::string line = read("journal.pub");
  std::filesystem::remove(keys_ / "journal.pub");
  const auto again = load_or_make_signing_key(keys_);
  ASSERT_TRUE(again.ok()) << again.error().line();
  EXPECT_EQ(again.value().public_key, first.value().public_key);
  EXPECT_EQ(read("journal.pub"), line);
}

TEST_F(SigningKey, OneThatOthersMayReadIsRefused) {
  ASSERT_TRUE(load_or_make_signing_key(keys_).ok());
  for (const unsigned mode : {0640U, 0604U, 0620U, 0601U}) {
    chmod(keys_ / "journal.key", mode);
    EXPECT_EQ(load_signing_key(keys_).error().line(),
              (keys_ / "journal.key").string() +
                  ": others may use it, chmod 600 it: key-invalid (this is not the key, or the file was "
                  "changed)");
    EXPECT_EQ(load_or_make_signing_key(keys_).error().code, ErrorCode::kKeyInvalid);
  }
  chmod(keys_ / "journal.key", 0600);
  chmod(keys_, 0755);
  EXPECT_EQ(load_signing_key(keys_).error().code, ErrorCode::kKeyInvalid);
  EXPECT_EQ(load_or_make_signing_key(keys_).error(),
            (Error{ErrorCode::kKeyInvalid, keys_.string() + ": others may use it, chmod 700 it"}));
  chmod(keys_, 0700);
  EXPECT_TRUE(load_signing_key(keys_).ok());
}

TEST_F(SigningKey, EveryChangedByteOfItsFilesIsFound) {
  ASSERT_TRUE(load_or_make_signing_key(keys_).ok());
  for (const char* name : {"journal.key", "journal.pub"}) {
    const std::string good = read(name);
    for (std::size_t i = 0; i < good.size(); ++i) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 4);
      write(name, bad);
      EXPECT_EQ(load_signing_key(keys_).error().code, ErrorCode::kKeyInvalid) << name << ' ' << i;
      write(name, good.substr(0, i));
      EXPECT_EQ(load_signing_key(keys_).error().code, ErrorCode::kKeyInvalid) << name << ' ' << i;
    }
    write(name, good + "\n");
    EXPECT_EQ(load_signing_key(keys_).error().code, ErrorCode::kKeyInvalid);
    write(name, std::string(100'000, 'x'));
    EXPECT_EQ(load_signing_key(keys_).error().code, ErrorCode::kKeyInvalid);
    write(name, good);
  }
  EXPECT_TRUE(load_signing_key(keys_).ok());
}

TEST_F(SigningKey, AnothersPublicKeyDoesNotFit) {
  ASSERT_TRUE(load_or_make_signing_key(keys_).ok());
  ASSERT_TRUE(load_or_make_signing_key(top_ / "other").ok());
  std::filesystem::copy_file(top_ / "other" / "journal.pub", keys_ / "journal.pub",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(
      load_signing_key(keys_).error(),
      (Error{ErrorCode::kKeyInvalid, (keys_ / "journal.pub").string() + ": does not belong to journal.key"}));
}

TEST_F(SigningKey, AFolderThatCannotBeMadeIsAnError) {
  std::ofstream(top_ / "config") << "in the way";
  EXPECT_EQ(load_or_make_signing_key(keys_).error().code, ErrorCode::kWriteFailed);
}

}  // namespace
}  // namespace sotto
