#include "adapters/sodium/owner_key.hpp"

#include "adapters/sodium/owner_key_internal.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "keys_folder.hpp"

namespace sotto {
namespace {

using OwnersKey = KeysFolder;

TEST_F(OwnersKey, SealsWithThePublicHalfAndOpensWithTheSecretOne) {
  const auto owner = load_or_make_owner_key(keys_);
  ASSERT_TRUE(owner.ok()) << owner.error().line();
  const std::vector<std::uint8_t> key(32, 7);
  const auto sealed = seal_key(owner.value(), key);
  EXPECT_NE(sealed, seal_key(owner.value(), key)) << "the same key must not look the same twice";
  const auto opened = open_key(keys_, sealed);
  ASSERT_TRUE(opened.ok()) << opened.error().line();
  EXPECT_TRUE(std::equal(key.begin(), key.end(), opened.value()->bytes().begin()));
}

TEST_F(OwnersKey, TheSecretMayBeMovedAway) {
  const auto owner = load_or_make_owner_key(keys_);
  ASSERT_TRUE(owner.ok());
  const auto sealed = seal_key(owner.value(), std::vector<std::uint8_t>(32, 7));
  std::filesystem::rename(keys_ / "owner.key", top_ / "owner.key");
  EXPECT_EQ(load_owner_key(keys_).value(), owner.value());
  EXPECT_EQ(load_or_make_owner_key(keys_).value(), owner.value());
  EXPECT_FALSE(std::filesystem::exists(keys_ / "owner.key")) << "made another one";
  EXPECT_EQ(open_key(keys_, sealed).error(), (Error{ErrorCode::kKeyMissing, (keys_ / "owner.key").string()}));
  std::filesystem::rename(top_ / "owner.key", keys_ / "owner.key");
  EXPECT_TRUE(open_key(keys_, sealed).ok());
}

TEST_F(OwnersKey, EverythingElseDoesNotOpen) {
  const auto owner = load_or_make_owner_key(keys_);
  const auto other = load_or_make_owner_key(top_ / "other");
  ASSERT_TRUE(owner.ok() && other.ok());
  EXPECT_NE(owner.value(), other.value());
  const auto sealed = seal_key(owner.value(), std::vector<std::uint8_t>(32, 7));
  EXPECT_EQ(open_key(top_ / "other", sealed).error().code, ErrorCode::kKeyInvalid);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= 1;
    EXPECT_EQ(open_key(keys_, changed).error().code, ErrorCode::kKeyInvalid) << i;
    changed = sealed;
    changed.resize(i);
    EXPECT_EQ(open_key(keys_, changed).error().code, ErrorCode::kKeyInvalid) << i;
  }
}

TEST_F(OwnersKey, LiesThereForTheOwnerOnly) {
  ASSERT_TRUE(load_or_make_owner_key(keys_).ok());
  EXPECT_EQ(mode_of(keys_), 0700U);
  EXPECT_EQ(mode_of(keys_ / "owner.key"), 0600U);
  chmod(keys_ / "owner.key", 0644);
  EXPECT_EQ(
      load_owner_key(keys_).error(),
      (Error{ErrorCode::kKeyInvalid, (keys_ / "owner.key").string() + ": others may use it, chmod 600 it"}));
}

TEST_F(OwnersKey, ADamagedPublicKeyNeverSealsToNobody) {
  EXPECT_EQ(load_owner_key(keys_).error().code, ErrorCode::kKeyMissing);
  ASSERT_TRUE(load_or_make_owner_key(keys_).ok());
  std::filesystem::remove(keys_ / "owner.key");
  const std::string good = read("owner.pub");
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 4);
    write("owner.pub", bad);
    EXPECT_EQ(load_owner_key(keys_).error().code, ErrorCode::kKeyInvalid) << i;
  }
  write("owner.pub", good);
  EXPECT_TRUE(load_owner_key(keys_).ok());
}

TEST_F(OwnersKey, TheJournalsKeyIsNoOwnersKey) {
  ASSERT_TRUE(load_or_make_signing_key(keys_).ok());
  std::filesystem::copy_file(keys_ / "journal.key", keys_ / "owner.key");
  EXPECT_EQ(load_or_make_owner_key(keys_).error(),
            (Error{ErrorCode::kKeyInvalid, (keys_ / "owner.key").string() + ": not such a key"}));
  std::filesystem::copy_file(keys_ / "journal.pub", keys_ / "owner.pub");
  EXPECT_EQ(load_owner_key(keys_).error().code, ErrorCode::kKeyInvalid);
}

}  // namespace
}  // namespace sotto
