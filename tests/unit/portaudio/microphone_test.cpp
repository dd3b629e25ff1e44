#include "adapters/portaudio/microphone.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <numbers>
#include <thread>
#include <vector>

#include "adapters/portaudio/capture_buffer.hpp"
#include "adapters/samplerate/samplerate_resampler.hpp"
#include "fake_hardware.hpp"

namespace sotto {
namespace {

std::vector<float> ramp(std::size_t samples, int from = 0) {
  std::vector<float> sound(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    sound[i] = static_cast<float>(from + static_cast<int>(i)) / 65536.0F;
  }
  return sound;
}

class MicrophoneOnFake : public testing::Test {
 protected:
  // The limits are short where a test waits for them, and long where a busy machine must not run into them.
  std::unique_ptr<AudioSource> microphone(MicrophoneOptions options = {.silent_device_ms = 60'000,
                                                                       .retry_ms = 1}) {
    auto made = make_microphone(hardware_, make_good_resampler, std::move(options));
    EXPECT_TRUE(made.ok());
    return made.ok() ? std::move(made).value() : nullptr;
  }

  std::shared_ptr<FakeHardware> hardware_ = std::make_shared<FakeHardware>();
};

TEST_F(MicrophoneOnFake, GivesWhatTheDeviceGaveInFrames) {
  hardware_->first_block = ramp(700);
  const auto source = microphone();
  hardware_->give(ramp(400, 700));
  std::array<float, 512> frame;
  std::vector<float> heard;
  for (int i = 0; i < 2; ++i) {
    const auto count = source->read(frame);
    ASSERT_TRUE(count.ok());
    ASSERT_EQ(count.value(), 512U);
    heard.insert(heard.end(), frame.begin(), frame.end());
  }
  EXPECT_EQ(heard, ramp(1024));
  EXPECT_EQ(source->take_lost(), 0);
  EXPECT_EQ(source->name(), "microphone");
}

TEST_F(MicrophoneOnFake, DeviceThatOnlyDoesStereoAt48kHzIsConverted) {
  hardware_->rate_hz = 48000;
  hardware_->channels = 2;
  std::vector<float> stereo;
  for (int i = 0; i < 48000; ++i) {
    const auto sample = static_cast<float>(0.5 * std::sin(2 * std::numbers::pi * 440 * i / 48000));
    stereo.push_back(sample);
    stereo.push_back(sample * 0.5F);
  }
  hardware_->first_block = stereo;
  const auto source = microphone();
  std::array<float, 8000> frame;
  ASSERT_TRUE(source->read(frame).ok());
  for (std::size_t i = 1000; i < frame.size(); ++i) {
    const double wanted = 0.375 * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(i) / 16000);
    ASSERT_NEAR(frame[i], wanted, 0.002) << i;
  }
}

TEST_F(MicrophoneOnFake, OverrunIsCountedWhereItHappened) {
  // Five seconds into a buffer of four (rounded up to 65536 samples): the reader was too slow.
  hardware_->first_block = ramp(80000);
  const auto source = microphone();
  std::array<float, 512> frame;
  for (int i = 0; i < 127; ++i) {
    ASSERT_TRUE(source->read(frame).ok());
    ASSERT_EQ(source->take_lost(), 0) << "reading has not arrived at the gap after frame " << i;
  }
  ASSERT_TRUE(source->read(frame).ok());
  EXPECT_EQ(frame[511], 65535 / 65536.0F);
  hardware_->give(ramp(512, 1));
  ASSERT_TRUE(source->read(frame).ok());
  EXPECT_EQ(source->take_lost(), 80000 - 65536);
  EXPECT_EQ(frame[0], 1 / 65536.0F);
  EXPECT_EQ(source->take_lost(), 0);
}

TEST_F(MicrophoneOnFake, GlitchOfTheDeviceIsCountedByItsClock) {
  hardware_->first_block = ramp(512);
  const auto source = microphone();
  std::array<float, 512> frame;
  ASSERT_TRUE(source->read(frame).ok());
  hardware_->give(ramp(512), {.now_s = 10.0, .first_frame_s = 10.0, .glitch = false});
  hardware_->give(ramp(512), {.now_s = 10.1, .first_frame_s = 10.132, .glitch = true});
  EXPECT_EQ(source->take_lost(), 0);
  ASSERT_TRUE(source->read(frame).ok());
  EXPECT_EQ(source->take_lost(), 1600) << "reading stands at the gap, between the two blocks";
  ASSERT_TRUE(source->read(frame).ok());
  EXPECT_EQ(source->take_lost(), 0);
}

TEST_F(MicrophoneOnFake, VanishedDeviceGivesItsRestThenErrorsThenGoesOn) {
  hardware_->first_block = ramp(700);
  const auto source = microphone();
  std::array<float, 512> frame;
  ASSERT_TRUE(source->read(frame).ok());
  hardware_->pull_out();
  const auto rest = source->read(frame);
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest.value(), 512U);
  EXPECT_EQ(frame[187], 699 / 65536.0F);
  EXPECT_EQ(frame[188], 0.0F);
  EXPECT_EQ(hardware_->running, nullptr) << "the dead stream is still open";
  for (int i = 0; i < 3; ++i) {
    const auto lost = source->read(frame);
    ASSERT_FALSE(lost.ok());
    EXPECT_EQ(lost.error().code, ErrorCode::kSoundDeviceLost);
  }
  EXPECT_GE(hardware_->refreshes, 1);
  hardware_->present = true;
  hardware_->first_block = ramp(512, 1000);
  const auto back = source->read(frame);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(frame[0], 1000 / 65536.0F);
}

TEST_F(MicrophoneOnFake, DeviceThatFallsSilentWithoutAWordIsLost) {
  hardware_->first_block = ramp(600);
  const auto source = microphone({.silent_device_ms = 20, .retry_ms = 1});
  std::array<float, 512> frame;
  ASSERT_TRUE(source->read(frame).ok());
  hardware_->present = false;
  ASSERT_TRUE(source->read(frame).ok());
  const auto lost = source->read(frame);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().code, ErrorCode::kSoundDeviceLost);
}

TEST_F(MicrophoneOnFake, TimeWithoutADeviceIsLostSound) {
  hardware_->first_block = ramp(512);
  const auto source = microphone({.silent_device_ms = 60'000, .retry_ms = 20});
  const auto began = std::chrono::steady_clock::now();
  std::array<float, 512> frame;
  ASSERT_TRUE(source->read(frame).ok());
  hardware_->pull_out();
  for (int i = 0; i < 5; ++i) ASSERT_FALSE(source->read(frame).ok());
  const double passed_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  const auto lost = source->take_lost();
  EXPECT_LE(static_cast<double>(lost), passed_s * 16000 + 1);  // counted in whole samples
  // The first error tells of the loss, the second of a try at once, each further one of a try after a pause
  // of 20 ms.
  EXPECT_GE(lost, 3 * 20 * 16);
}

TEST_F(MicrophoneOnFake, NoDeviceOrASilentOneIsAnErrorAtOnce) {
  const auto mute = make_microphone(hardware_, make_good_resampler, {.first_sound_ms = 1});
  ASSERT_FALSE(mute.ok());
  EXPECT_EQ(mute.error().code, ErrorCode::kNoSoundDevice);
  hardware_->present = false;
  const auto none = make_microphone(hardware_, make_good_resampler, {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kNoSoundDevice);
}

TEST_F(MicrophoneOnFake, SamplesArriveInOrderFromAnotherThread) {
  hardware_->first_block = ramp(160);
  const auto source = microphone();
  constexpr int kSamples = 160 * 400;
  std::thread device([this] {
    for (int at = 160; at < kSamples; at += 160) hardware_->give(ramp(160, at));
  });
  std::array<float, 500> frame;
  int next = 0;
  while (next + 500 <= kSamples) {
    const auto count = source->read(frame);
    if (!count.ok()) break;
    for (const float sample : frame) {
      if (sample != static_cast<float>(next) / 65536.0F) break;
      ++next;
    }
    if (next % 500 != 0) break;
  }
  device.join();
  EXPECT_EQ(next, kSamples / 500 * 500);
  EXPECT_EQ(source->take_lost(), 0);
}

}  // namespace
}  // namespace sotto
