#include "adapters/portaudio/loudspeaker.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "adapters/samplerate/samplerate_resampler.hpp"
#include "fake_hardware.hpp"

namespace sotto {
namespace {

using Ids = std::vector<std::uint64_t>;

class LoudspeakerOnFake : public testing::Test {
 protected:
  std::unique_ptr<AudioSink> loudspeaker(LoudspeakerOptions options = {.silent_device_ms = 60'000}) {
    auto made = make_loudspeaker(hardware_, make_good_resampler, std::move(options));
    EXPECT_TRUE(made.ok());
    return made.ok() ? std::move(made).value() : nullptr;
  }

  static Playback sound(std::uint64_t id, std::size_t samples, float value) {
    return {id, "tone", "", std::vector<float>(samples, value)};
  }

  std::shared_ptr<FakeHardware> hardware_ = std::make_shared<FakeHardware>();
};

TEST_F(LoudspeakerOnFake, SoundsFollowEachOtherWithoutAGapThenSilence) {
  const auto sink = loudspeaker();
  ASSERT_TRUE(sink->play(sound(1, 5, 0.1F), 0).ok());
  ASSERT_TRUE(sink->play(sound(2, 3, 0.2F), 0).ok());
  const auto first = hardware_->take(4, {.now_s = 0.0, .first_frame_s = 0.1, .glitch = false});
  const auto second = hardware_->take(6, {.now_s = 0.1, .first_frame_s = 0.2, .glitch = false});
  EXPECT_EQ(first, (std::vector<float>{0.1F, 0.1F, 0.1F, 0.1F}));
  EXPECT_EQ(second, (std::vector<float>{0.1F, 0.2F, 0.2F, 0.2F, 0.0F, 0.0F}));
}

TEST_F(LoudspeakerOnFake, FinishedIsReportedOnlyWhenTheDeviceSaysItCameOut) {
  const auto sink = loudspeaker();
  ASSERT_TRUE(sink->play(sound(1, 160, 0.1F), 0).ok());
  ASSERT_TRUE(sink->play(sound(2, 160, 0.1F), 0).ok());
  EXPECT_EQ(sink->take_finished(), Ids{});
  // All is handed over now; the first sound ends at 0.110 s of the device, the second at 0.120 s.
  hardware_->take(400, {.now_s = 0.0, .first_frame_s = 0.1, .glitch = false});
  EXPECT_EQ(sink->take_finished(), Ids{});
  hardware_->take(160, {.now_s = 0.109, .first_frame_s = 0.125, .glitch = false});
  EXPECT_EQ(sink->take_finished(), Ids{});
  hardware_->take(160, {.now_s = 0.111, .first_frame_s = 0.135, .glitch = false});
  EXPECT_EQ(sink->take_finished(), Ids{1});
  hardware_->take(160, {.now_s = 0.121, .first_frame_s = 0.145, .glitch = false});
  EXPECT_EQ(sink->take_finished(), Ids{2});
  EXPECT_EQ(sink->take_finished(), Ids{});
  EXPECT_EQ(sink->take_failed(), Ids{});
}

TEST_F(LoudspeakerOnFake, DeviceOfAnotherFormatGetsItsOwn) {
  hardware_->rate_hz = 48000;
  hardware_->channels = 2;
  const auto sink = loudspeaker();
  ASSERT_TRUE(sink->play(sound(1, 1600, 0.25F), 0).ok());
  const auto block = hardware_->take(5000, {});
  EXPECT_NEAR(block[2 * 2400], 0.25F, 0.001F);
  EXPECT_EQ(block[2 * 2400], block[2 * 2400 + 1]);
  EXPECT_EQ(block[2 * 4800], 0.0F) << "100 ms are 4800 frames here";
  EXPECT_NE(block[2 * 4799], 0.0F);
}

TEST_F(LoudspeakerOnFake, EmptySoundHasFinishedAtOnce) {
  const auto sink = loudspeaker();
  ASSERT_TRUE(sink->play(sound(1, 0, 0.0F), 0).ok());
  EXPECT_EQ(sink->take_finished(), Ids{1});
}

TEST_F(LoudspeakerOnFake, StopForgetsWithoutAWord) {
  const auto sink = loudspeaker();
  ASSERT_TRUE(sink->play(sound(1, 1000, 0.1F), 0).ok());
  ASSERT_TRUE(sink->play(sound(2, 1000, 0.1F), 0).ok());
  hardware_->take(100, {});
  sink->stop();
  EXPECT_EQ(hardware_->running, nullptr);
  ASSERT_TRUE(sink->play(sound(3, 2, 0.3F), 0).ok());
  EXPECT_EQ(hardware_->take(3, {}), (std::vector<float>{0.3F, 0.3F, 0.0F}));
  hardware_->take(3, {.now_s = 1.0, .first_frame_s = 1.1, .glitch = false});
  EXPECT_EQ(sink->take_finished(), Ids{3});
  EXPECT_EQ(sink->take_failed(), Ids{});
}

TEST_F(LoudspeakerOnFake, VanishedDeviceFailsEverythingThatWasNotOut) {
  const auto sink = loudspeaker();
  for (std::uint64_t id = 1; id <= 4; ++id) ASSERT_TRUE(sink->play(sound(id, 160, 0.1F), 0).ok());
  hardware_->take(330, {.now_s = 0.0, .first_frame_s = 0.1, .glitch = false});
  hardware_->take(10, {.now_s = 0.115, .first_frame_s = 0.13, .glitch = false});
  hardware_->pull_out();
  // The first came out; the second was handed over, the third half, the fourth not at all.
  EXPECT_EQ(sink->take_finished(), Ids{1});
  EXPECT_EQ(sink->take_failed(), (Ids{2, 3, 4}));
  const auto refused = sink->play(sound(5, 160, 0.1F), 0);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kSoundDeviceLost);
  EXPECT_GE(hardware_->refreshes, 1);
  hardware_->present = true;
  ASSERT_TRUE(sink->play(sound(6, 2, 0.6F), 0).ok());
  EXPECT_EQ(hardware_->take(2, {}), (std::vector<float>{0.6F, 0.6F})) << "nothing old may come out";
  EXPECT_EQ(sink->take_failed(), Ids{});
}

TEST_F(LoudspeakerOnFake, DeviceThatTakesNothingMoreIsLost) {
  const auto sink = loudspeaker({.silent_device_ms = 1});
  ASSERT_TRUE(sink->play(sound(1, 160, 0.1F), 0).ok());
  Ids failed;
  while (failed.empty()) failed = sink->take_failed();
  EXPECT_EQ(failed, Ids{1});
}

TEST_F(LoudspeakerOnFake, IdleDeviceIsClosedAndOpenedAgain) {
  const auto sink = loudspeaker({.silent_device_ms = 60'000, .idle_ms = 1});
  while (hardware_->running != nullptr) EXPECT_EQ(sink->take_finished(), Ids{});
  ASSERT_TRUE(sink->play(sound(1, 2, 0.1F), 0).ok());
  EXPECT_EQ(hardware_->opens, 2);
  EXPECT_EQ(hardware_->take(2, {}), (std::vector<float>{0.1F, 0.1F}));
}

TEST_F(LoudspeakerOnFake, MoreThanSixtyFourWaitingSoundsAreRefused) {
  const auto sink = loudspeaker();
  for (std::uint64_t id = 0; id < 64; ++id) ASSERT_TRUE(sink->play(sound(id, 10, 0.1F), 0).ok());
  EXPECT_EQ(sink->play(sound(64, 10, 0.1F), 0).error().code, ErrorCode::kTooLong);
  hardware_->take(15, {});
  EXPECT_TRUE(sink->play(sound(65, 10, 0.1F), 0).ok());
}

TEST_F(LoudspeakerOnFake, NoDeviceIsAnErrorAtOnce) {
  hardware_->present = false;
  const auto none = make_loudspeaker(hardware_, make_good_resampler, {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kNoSoundDevice);
}

TEST_F(LoudspeakerOnFake, EverySoundFinishesOnceWithADeviceThreadThatRunsFreely) {
  const auto sink = loudspeaker();
  StreamUser* const user = hardware_->running;
  std::atomic<bool> stop = false;
  std::thread device([&] {
    std::array<float, 64> block;
    for (int i = 0; !stop; ++i) {
      const double now_s = i * 0.004;
      user->on_output(block, {.now_s = now_s, .first_frame_s = now_s + 0.01, .glitch = false});
    }
  });
  Ids finished;
  std::uint64_t next = 0;
  while (finished.size() < 300) {
    if (next < 300 && sink->play(sound(next, 50, 0.1F), 0).ok()) ++next;
    const Ids more = sink->take_finished();
    finished.insert(finished.end(), more.begin(), more.end());
  }
  stop = true;
  device.join();
  for (std::uint64_t id = 0; id < 300; ++id) ASSERT_EQ(finished[id], id);
}

}  // namespace
}  // namespace sotto
