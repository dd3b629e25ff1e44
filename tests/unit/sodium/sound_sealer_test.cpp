#include "adapters/sodium/sound_sealer.hpp"

#include <algorithm>

#include "adapters/sodium/sha256.hpp"
#include "keys_folder.hpp"

namespace sotto {
namespace {

class Sealer : public KeysFolder {
 protected:
  void SetUp() override {
    KeysFolder::SetUp();
    sealer_ = sealer_of(keys_);
    ASSERT_NE(sealer_, nullptr);
  }
  static std::unique_ptr<SoundSealer> sealer_of(const std::filesystem::path& keys) {
    EXPECT_TRUE(load_or_make_owner_key(keys).ok());
    auto sealer = make_sound_sealer(keys);
    EXPECT_TRUE(sealer.ok());
    return sealer ? std::move(sealer).value() : nullptr;
  }

  std::vector<std::byte> sound_ = std::vector<std::byte>(100'000, std::byte{42});
  std::unique_ptr<SoundSealer> sealer_;
};

TEST_F(Sealer, TheOwnerHearsIt) {
  const auto sealed = sealer_->seal("a", sound_);
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(sealed.value().sha256, sha256(sealed.value().file));
  EXPECT_EQ(sealer_->open("a", sealed.value()).value(), sound_);
}

TEST_F(Sealer, EachRecordingHasAKeyOfItsOwn) {
  const auto one = sealer_->seal("a", sound_);
  const auto two = sealer_->seal("a", sound_);
  ASSERT_TRUE(one.ok() && two.ok());
  SealedSound mixed = one.value();
  mixed.sealed_key = two.value().sealed_key;
  EXPECT_EQ(sealer_->open("a", mixed).error().code, ErrorCode::kFileUnreadable);
  EXPECT_EQ(sealer_->open("b", one.value()).error().code, ErrorCode::kFileUnreadable);
}

TEST_F(Sealer, AFileOtherThanTheJournalsIsRefusedBeforeItIsOpened) {
  const auto one = sealer_->seal("a", sound_);
  const auto two = sealer_->seal("a", sound_);
  ASSERT_TRUE(one.ok() && two.ok());
  // Whole, for this owner, under this id, and still not what was written down.
  SealedSound other = two.value();
  other.sha256 = one.value().sha256;
  EXPECT_EQ(sealer_->open("a", other).error(),
            (Error{ErrorCode::kFileUnreadable, "recording a: the file is not the one in the journal"}));
}

TEST_F(Sealer, AnotherOwnerDoesNotHearIt) {
  const auto sealed = sealer_->seal("a", sound_);
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(sealer_of(top_ / "other")->open("a", sealed.value()).error().code, ErrorCode::kKeyInvalid);
}

TEST_F(Sealer, KeepsSoundWhileTheSecretIsAway) {
  std::filesystem::rename(keys_ / "owner.key", top_ / "owner.key");
  auto sealer = make_sound_sealer(keys_);
  ASSERT_TRUE(sealer.ok()) << sealer.error().line();
  const auto sealed = sealer.value()->seal("a", sound_);
  ASSERT_TRUE(sealed.ok());
  EXPECT_EQ(sealer.value()->open("a", sealed.value()).error().code, ErrorCode::kKeyMissing);
  std::filesystem::rename(top_ / "owner.key", keys_ / "owner.key");
  EXPECT_EQ(sealer.value()->open("a", sealed.value()).value(), sound_);
}

std::string bytes_of_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

// The example of docs/format/recording.md; what was once kept stays readable. The key opens nothing else.
TEST_F(Sealer, OpensWhatTheFirstReleaseKept) {
  const std::filesystem::path keys = top_ / "first";
  ASSERT_EQ(::mkdir(keys.c_str(), 0700), 0);
  const auto write_secret = [&](const std::string& name, const std::string& content) {
    std::ofstream(keys / name, std::ios::binary) << content;
    chmod(keys / name, 0600);
  };
  write_secret("owner.key", bytes_of_hex("534f54544f4f4b3118f86710dbe07c9b9794fd7fc945418e34e07beef2d539ce"
                                         "19eaeec4a3d5c442ca5c5b5580374035e728f6bb89e2514444c4383854030df9"
                                         "fd1a94966e888779"));
  write_secret("owner.pub", "sotto-owner+43ca6678+/8pcW1WAN0A15yj2u4niUURExDg4VAMN+f0alJZuiId5\n");
  const std::string file = bytes_of_hex(
      "534f54544f5352316927921a79a7b1396254e382713aa18ceeeeb555d66625fe"
      "aeeabbd2e2ec11bb763c37485a5b561c87c0abb0fd1d0a31767e6eab58cbc732"
      "d46b5a48c8b0b585d410a506a62578f59dbb8a63a872");
  const std::string key = bytes_of_hex(
      "0d4f8ac0cab3298c1875737097260f070e8781349055b245521e6cb245316e4b"
      "e3262365a58c8e08dfebc7c033eba8ae683b88adff8e3baf23f78c0692d98c77"
      "e14f854fb60a539f4000354077722311");
  SealedSound sealed{{file.begin(), file.end()}, {key.begin(), key.end()}, {}};
  sealed.sha256 = sha256(sealed.file);
  const auto sealer = make_sound_sealer(keys);
  ASSERT_TRUE(sealer.ok()) << sealer.error().line();
  const auto opened = sealer.value()->open("000000000041", sealed);
  ASSERT_TRUE(opened.ok()) << opened.error().line();
  std::string text;
  for (const std::byte byte : opened.value()) text += static_cast<char>(byte);
  EXPECT_EQ(text, "Sealed by the first release of Sotto.");
}

TEST_F(Sealer, IsNotMadeWithoutAKey) {
  EXPECT_EQ(make_sound_sealer(top_ / "none").error().code, ErrorCode::kKeyMissing);
}

TEST_F(Sealer, WipesWhatItIsTold) {
  sealer_->wipe(sound_);
  EXPECT_TRUE(std::all_of(sound_.begin(), sound_.end(), [](std::byte b) { return b == std::byte{0}; }));
}

}  // namespace
}  // namespace sotto
