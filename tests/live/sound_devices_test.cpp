#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "adapters/portaudio/loudspeaker.hpp"
#include "adapters/portaudio/microphone.hpp"
#include "adapters/portaudio/sound_devices.hpp"
#include "adapters/samplerate/samplerate_resampler.hpp"
#include "base/units.hpp"
#include "pulse.hpp"

namespace sotto {
namespace {

using Clock = Child::Clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

double level(std::span<const float> sound) {
  double sum = 0;
  for (const float sample : sound) sum += static_cast<double>(sample) * sample;
  return sound.empty() ? 0 : std::sqrt(sum / static_cast<double>(sound.size()));
}

class SoundDevices : public testing::Test {
 protected:
  void SetUp() override {
    if (!PulseServer::available()) GTEST_SKIP() << "pulseaudio or its tools are not installed";
    server_ = std::make_unique<PulseServer>();
    ASSERT_TRUE(server_->running()) << server_->log();
    server_->use_here();
  }

  // Reads for so long, in frames as the program does, and gives back what was heard.
  static std::vector<float> hear(AudioSource& microphone, double length_s) {
    std::vector<float> heard;
    std::array<float, 512> frame;
    while (static_cast<double>(heard.size()) < length_s * kSampleRate) {
      const auto count = microphone.read(frame);
      EXPECT_TRUE(count.ok()) << count.error().line();
      if (!count.ok()) break;
      heard.insert(heard.end(), frame.begin(), frame.end());
    }
    return heard;
  }

  // Hears until the pattern was played into the microphone and has been found.
  void expect_heard(AudioSource& microphone, double likeness) {
    const auto pattern = chirp(0.5);
    const auto player = server_->play(pattern);
    std::vector<float> heard;
    Match match;
    for (int second = 0; second < 6 && match.likeness < likeness; ++second) {
      const auto more = hear(microphone, 1.0);
      heard.insert(heard.end(), more.begin(), more.end());
      match = find_pattern(heard, pattern);
    }
    EXPECT_GT(match.likeness, likeness);
  }

  // Waits for the id among the finished ones; false at the deadline.
  static bool finished(AudioSink& loudspeaker, std::uint64_t id, Clock::time_point deadline) {
    while (Clock::now() < deadline) {
      const auto ids = loudspeaker.take_finished();
      if (std::find(ids.begin(), ids.end(), id) != ids.end()) return true;
      wait_a_little();
    }
    return false;
  }

  // The loudspeaker is asked now and then, as the runtime does between two frames of the microphone.
  static void wait_a_little() { usleep(5000); }

  std::unique_ptr<PulseServer> server_;
};

TEST_F(SoundDevices, DefaultDevicesAreListed) {
  const auto devices = list_sound_devices();
  const auto is_input = [](const SoundDevice& device) {
    return device.default_input && device.input_channels > 0;
  };
  const auto is_output = [](const SoundDevice& device) {
    return device.default_output && device.output_channels > 0;
  };
  EXPECT_EQ(std::count_if(devices.begin(), devices.end(), is_input), 1);
  EXPECT_EQ(std::count_if(devices.begin(), devices.end(), is_output), 1);
}

TEST_F(SoundDevices, MicrophoneHearsWhatIsPlayed) {
  auto microphone = make_microphone(make_good_resampler);
  ASSERT_TRUE(microphone.ok()) << microphone.error().line();
  expect_heard(*microphone.value(), 0.95);
  EXPECT_EQ(microphone.value()->take_lost(), 0);
}

TEST_F(SoundDevices, MicrophoneOfAnotherRateIsConverted) {
  auto microphone = make_microphone(make_good_resampler, {.device = "pulse", .capture_rate_hz = 44100});
  ASSERT_TRUE(microphone.ok()) << microphone.error().line();
  expect_heard(*microphone.value(), 0.95);
}

TEST_F(SoundDevices, UnknownDeviceIsNamed) {
  const auto microphone = make_microphone(make_good_resampler, {.device = "gramophone"});
  ASSERT_FALSE(microphone.ok());
  EXPECT_EQ(microphone.error().code, ErrorCode::kNoSoundDevice);
  EXPECT_NE(microphone.error().detail.find("gramophone"), std::string::npos);
}

TEST_F(SoundDevices, LoudspeakerPlaysAndSaysWhenItHasFinished) {
  Recording room(*server_, "speaker.monitor");
  auto loudspeaker = make_loudspeaker(make_good_resampler);
  ASSERT_TRUE(loudspeaker.ok()) << loudspeaker.error().line();
  const auto pattern = chirp(1.0);
  const auto began = Clock::now();
  ASSERT_TRUE(loudspeaker.value()->play({1, "confirm", "", pattern}, 0).ok());
  ASSERT_TRUE(loudspeaker.value()->play({2, "tone", "", std::vector<float>(1600, 0.0F)}, 0).ok());
  ASSERT_TRUE(finished(*loudspeaker.value(), 1, began + seconds(10)));
  const double first_s = seconds_between(began, Clock::now());
  ASSERT_TRUE(finished(*loudspeaker.value(), 2, began + seconds(10)));
  const double second_s = seconds_between(began, Clock::now());
  EXPECT_GE(first_s, 1.0) << "reported before it can have come out";
  EXPECT_LE(first_s, 2.5);
  EXPECT_GE(second_s, 1.1);
  // The recorder began before the sound; its own buffers may bring the end a little later.
  const auto wanted = static_cast<std::size_t>((second_s + 1.0) * kSampleRate);
  const auto& heard = room.until(wanted, Clock::now() + seconds(10));
  const Match match = find_pattern(heard, pattern);
  EXPECT_GT(match.likeness, 0.95);
  EXPECT_TRUE(loudspeaker.value()->take_failed().empty());
}

TEST_F(SoundDevices, StopSilencesAtOnce) {
  Recording room(*server_, "speaker.monitor");
  auto loudspeaker = make_loudspeaker(make_good_resampler);
  ASSERT_TRUE(loudspeaker.ok());
  ASSERT_TRUE(loudspeaker.value()->play({1, "long", "", chirp(20.0)}, 0).ok());
  std::size_t heard = 0;
  const auto deadline = Clock::now() + seconds(10);
  do {
    heard = room.until(heard + 1600, deadline).size();
  } while (Clock::now() < deadline && level(std::span(room.until(0, deadline)).last(1600)) < 0.1);
  ASSERT_LT(Clock::now(), deadline) << "the sound never began";
  loudspeaker.value()->stop();
  // What was on its way to the recorder comes first, then silence; the sound had seconds left.
  std::size_t silent_from = heard;
  while (Clock::now() < deadline && level(std::span(room.until(0, deadline)).last(1600)) > 1e-4) {
    silent_from = room.until(silent_from + 1600, deadline).size();
  }
  EXPECT_LT(silent_from - heard, 16000U * 3);
  EXPECT_LT(level(std::span(room.until(silent_from + 1600, deadline)).last(1600)), 1e-4);
  EXPECT_TRUE(loudspeaker.value()->take_finished().empty());
  EXPECT_TRUE(loudspeaker.value()->take_failed().empty());
  ASSERT_TRUE(loudspeaker.value()->play({2, "tone", "", std::vector<float>(1600, 0.1F)}, 0).ok());
  EXPECT_TRUE(finished(*loudspeaker.value(), 2, Clock::now() + seconds(10)));
}

TEST_F(SoundDevices, MicrophoneThatVanishesIsWaitedForAndHeardAgain) {
  auto microphone = make_microphone(make_good_resampler, {.retry_ms = 200});
  ASSERT_TRUE(microphone.ok()) << microphone.error().line();
  const auto began = Clock::now();
  SampleCount samples = static_cast<SampleCount>(hear(*microphone.value(), 1.0).size());
  server_->kill();
  std::array<float, 512> frame;
  int errors = 0;
  for (const auto deadline = began + seconds(60); errors < 4 && Clock::now() < deadline;) {
    const auto asked = Clock::now();
    const auto count = microphone.value()->read(frame);
    EXPECT_LT(seconds_between(asked, Clock::now()), 1.5) << "the port promises about a second";
    if (count.ok()) {
      ASSERT_EQ(count.value(), frame.size()) << "a short count would be the end";
      samples += 512;
      continue;
    }
    ASSERT_EQ(count.error().code, ErrorCode::kSoundDeviceLost);
    ++errors;
  }
  ASSERT_EQ(errors, 4);
  ASSERT_TRUE(server_->restart()) << server_->log();
  bool back = false;
  for (const auto deadline = Clock::now() + seconds(30); !back && Clock::now() < deadline;) {
    back = microphone.value()->read(frame).ok();
  }
  ASSERT_TRUE(back);
  samples += 512;
  expect_heard(*microphone.value(), 0.95);
  EXPECT_GT(microphone.value()->take_lost(), 4 * kSampleRate / 10);
}

TEST_F(SoundDevices, ReadAndLostSamplesKeepStepWithTime) {
  auto microphone = make_microphone(make_good_resampler, {.retry_ms = 200});
  ASSERT_TRUE(microphone.ok()) << microphone.error().line();
  std::array<float, 512> frame;
  ASSERT_TRUE(microphone.value()->read(frame).ok());
  const auto began = Clock::now();
  SampleCount samples = 0;
  server_->kill();
  int errors = 0;
  while (errors < 3) {
    if (microphone.value()->read(frame).ok()) {
      samples += 512;
    } else {
      ++errors;
    }
    samples += microphone.value()->take_lost();
    ASSERT_LT(seconds_between(began, Clock::now()), 60);
  }
  ASSERT_TRUE(server_->restart()) << server_->log();
  int frames = 0;
  while (frames < 60) {
    if (microphone.value()->read(frame).ok()) {
      ++frames;
      samples += 512;
    }
    samples += microphone.value()->take_lost();
    ASSERT_LT(seconds_between(began, Clock::now()), 60);
  }
  // The buffers of the old and the new stream may hold different amounts of sound.
  EXPECT_NEAR(static_cast<double>(samples) / kSampleRate, seconds_between(began, Clock::now()), 0.5);
}

TEST_F(SoundDevices, LoudspeakerThatVanishesFailsWhatItWasPlaying) {
  auto loudspeaker = make_loudspeaker(make_good_resampler);
  ASSERT_TRUE(loudspeaker.ok());
  ASSERT_TRUE(loudspeaker.value()->play({7, "confirm", "", chirp(5.0)}, 0).ok());
  ASSERT_TRUE(loudspeaker.value()->play({8, "tone", "", chirp(0.1)}, 0).ok());
  server_->kill();
  std::vector<std::uint64_t> failed;
  for (const auto deadline = Clock::now() + seconds(10); failed.empty() && Clock::now() < deadline;) {
    EXPECT_TRUE(loudspeaker.value()->take_finished().empty());
    failed = loudspeaker.value()->take_failed();
    wait_a_little();
  }
  EXPECT_EQ(failed, (std::vector<std::uint64_t>{7, 8}));
  const auto refused = loudspeaker.value()->play({9, "tone", "", chirp(0.1)}, 0);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kSoundDeviceLost);
  ASSERT_TRUE(server_->restart()) << server_->log();
  ASSERT_TRUE(loudspeaker.value()->play({10, "tone", "", chirp(0.1)}, 0).ok());
  EXPECT_TRUE(finished(*loudspeaker.value(), 10, Clock::now() + seconds(10)));
}

TEST_F(SoundDevices, NoDeviceIsOneQuietError) {
  server_->kill();
  testing::internal::CaptureStderr();
  const auto microphone = make_microphone(make_good_resampler);
  const auto loudspeaker = make_loudspeaker(make_good_resampler);
  const bool listed = list_sound_devices().empty();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(listed);
  ASSERT_FALSE(microphone.ok());
  EXPECT_EQ(microphone.error().code, ErrorCode::kNoSoundDevice);
  ASSERT_FALSE(loudspeaker.ok());
  EXPECT_EQ(loudspeaker.error().code, ErrorCode::kNoSoundDevice);
}

}  // namespace
}  // namespace sotto
