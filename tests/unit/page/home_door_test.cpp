// Who is let in from the home network: codes, tries, devices.
#include "page/home_door.hpp"

#include <gtest/gtest.h>

#include <set>

#include "unit/page/doubles.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kNow = 1'795'000'000'000;

class HomeDoorTest : public testing::Test {
 protected:
  HomeDoorTest() : door_(options()) { door_.set_offer(PairingOffer{"12345678", kNow + kPairingMs, 0}); }

  HomeDoorOptions options() {
    HomeDoorOptions options;
    options.random = other_bytes;
    options.hash = sum_of;
    options.tried = [this](const PairingOffer& offer) {
      tries_.push_back(offer.tries);
      return writable_;
    };
    options.over = [this] { ++over_; };
    options.let_in = [this](const PairedDevice& device) {
      kept_.insert(device.hash);
      return device_writable_;
    };
    options.left = [this](const std::string& hash) { kept_.erase(hash); };
    return options;
  }

  // The n-th try, a second after the one before.
  Pairing try_code(const std::string& code, int n = 0) {
    return door_.pair(code, kNow + n * kPairingBetweenMs);
  }

  std::vector<int> tries_;
  int over_ = 0;
  bool writable_ = true;
  bool device_writable_ = true;
  std::set<std::string> kept_;
  HomeDoor door_;
};

TEST_F(HomeDoorTest, TheCodeLetsOneDeviceInOnce) {
  const Pairing pairing = try_code("1234 5678");
  ASSERT_EQ(pairing.answer, PairingAnswer::kLetIn);
  EXPECT_EQ(pairing.cookie.size(), 43U);
  EXPECT_TRUE(door_.holds(pairing.cookie, kNow));
  EXPECT_FALSE(door_.holds(pairing.cookie + "x", kNow));
  EXPECT_FALSE(door_.holds("", kNow));
  EXPECT_EQ(over_, 1);
  EXPECT_EQ(kept_.size(), 1U);
  EXPECT_FALSE(kept_.contains(pairing.cookie));
  EXPECT_EQ(try_code("12345678", 1).answer, PairingAnswer::kWrong);
  EXPECT_EQ(door_.count(kNow), 1U);
}

TEST_F(HomeDoorTest, FiveTriesInAllEndIt) {
  for (int i = 0; i < kPairingTriesMax; ++i)
    EXPECT_EQ(try_code("00000000", i).answer, PairingAnswer::kWrong) << i;
  EXPECT_EQ(tries_, (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(over_, 1);
  EXPECT_EQ(try_code("12345678", 9).answer, PairingAnswer::kWrong);
  EXPECT_FALSE(door_.is_wanted(kNow));
}

TEST_F(HomeDoorTest, TheFifthTryMayBeRight) {
  for (int i = 0; i < kPairingTriesMax - 1; ++i) (void)try_code("1234567", i);
  EXPECT_EQ(try_code("12345678", kPairingTriesMax).answer, PairingAnswer::kLetIn);
}

TEST_F(HomeDoorTest, TriesOutliveTheProcess) {
  door_.set_offer(PairingOffer{"12345678", kNow + kPairingMs, kPairingTriesMax - 1});
  EXPECT_EQ(try_code("00000000").answer, PairingAnswer::kWrong);
  EXPECT_EQ(over_, 1);
  door_.set_offer(PairingOffer{"12345678", kNow + kPairingMs, kPairingTriesMax});
  EXPECT_EQ(try_code("12345678", 1).answer, PairingAnswer::kWrong);
}

TEST_F(HomeDoorTest, LooksAtOneCodeASecond) {
  EXPECT_EQ(try_code("00000000").answer, PairingAnswer::kWrong);
  EXPECT_EQ(door_.pair("12345678", kNow + kPairingBetweenMs - 1).answer, PairingAnswer::kTooSoon);
  EXPECT_EQ(tries_.size(), 1U);
  EXPECT_EQ(door_.pair("12345678", kNow + kPairingBetweenMs).answer, PairingAnswer::kLetIn);
}

TEST_F(HomeDoorTest, TheCodeEndsAfterFiveMinutes) {
  EXPECT_TRUE(door_.is_wanted(kNow + kPairingMs - 1));
  EXPECT_FALSE(door_.is_wanted(kNow + kPairingMs));
  EXPECT_EQ(door_.pair("12345678", kNow + kPairingMs).answer, PairingAnswer::kWrong);
  EXPECT_TRUE(tries_.empty());
  // One that says it holds for longer is none of ours.
  door_.set_offer(PairingOffer{"12345678", kNow + kPairingMs + 1, 0});
  EXPECT_EQ(try_code("12345678").answer, PairingAnswer::kWrong);
}

TEST_F(HomeDoorTest, NobodyComesInWhileNothingCanBeWrittenDown) {
  device_writable_ = false;
  const Pairing pairing = try_code("12345678");
  EXPECT_EQ(pairing.answer, PairingAnswer::kWrong);
  EXPECT_EQ(door_.count(kNow), 0U);
  door_.set_offer(PairingOffer{"12345678", kNow + kPairingMs, 0});
  device_writable_ = true;
  writable_ = false;
  EXPECT_EQ(try_code("12345678", 1).answer, PairingAnswer::kWrong);
  EXPECT_EQ(door_.count(kNow), 0U);
}

TEST_F(HomeDoorTest, ADeviceEndsAfterThirtyDaysOrWhenItIsTakenAway) {
  const Pairing pairing = try_code("12345678");
  EXPECT_TRUE(door_.holds(pairing.cookie, kNow + kSessionMs - 1));
  EXPECT_FALSE(door_.holds(pairing.cookie, kNow + kSessionMs));
  EXPECT_FALSE(door_.is_wanted(kNow + kSessionMs));
  door_.set_devices({});
  EXPECT_FALSE(door_.holds(pairing.cookie, kNow));
  EXPECT_FALSE(door_.is_wanted(kNow));
}

TEST_F(HomeDoorTest, ADeviceMayForgetItself) {
  const Pairing pairing = try_code("12345678");
  door_.close("another cookie");
  EXPECT_TRUE(door_.holds(pairing.cookie, kNow));
  door_.close(pairing.cookie);
  EXPECT_FALSE(door_.holds(pairing.cookie, kNow));
  EXPECT_TRUE(kept_.empty());
}

TEST_F(HomeDoorTest, TheOldestOfSixteenMakesRoom) {
  std::vector<Pairing> all;
  for (int i = 0; i <= static_cast<int>(kPairedMax); ++i) {
    door_.set_offer(PairingOffer{"12345678", kNow + kPairingMs, 0});
    all.push_back(try_code("12345678", i));
  }
  EXPECT_FALSE(door_.holds(all.front().cookie, kNow));
  EXPECT_TRUE(door_.holds(all.back().cookie, kNow));
  EXPECT_EQ(kept_.size(), kPairedMax);
}

TEST(Pairing, CodesAreEightDigitsAndAllOfThemComeUp) {
  std::set<char> digits;
  std::set<std::string> codes;
  for (int i = 0; i < 200; ++i) {
    const PairingOffer offer = new_pairing(other_bytes, kNow);
    EXPECT_EQ(offer.code.size(), kPairingDigits);
    EXPECT_TRUE(holds_at(offer, kNow));
    digits.insert(offer.code.begin(), offer.code.end());
    codes.insert(offer.code);
  }
  EXPECT_EQ(digits, (std::set<char>{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9'}));
  EXPECT_EQ(codes.size(), 200U);
}

TEST(Pairing, IsReadBackOrNotAtAll) {
  const PairingOffer offer{"00001234", kNow, 3};
  EXPECT_EQ(parse_pairing(format_pairing(offer)), offer);
  for (const std::string text :
       {"", "00001234", "00001234 5", "00001234 5 6 7", "0000123 5 6", "0000123a 5 6", "00001234 -5 6",
        "00001234 5 99999999999999999999", "00001234 5 "}) {
    EXPECT_EQ(parse_pairing(text), std::nullopt) << text;
  }
  const PairedDevice device{std::string(64, 'a'), kNow, kNow + kSessionMs};
  EXPECT_EQ(parse_paired(device.hash, format_paired(device)), device);
  EXPECT_EQ(parse_paired("page.key", format_paired(device)), std::nullopt);
  EXPECT_EQ(parse_paired(device.hash, "5"), std::nullopt);
}

}  // namespace
}  // namespace sotto
