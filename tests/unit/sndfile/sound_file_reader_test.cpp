#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>

#include "base/units.hpp"
#include "sound_file_testing.hpp"

namespace sotto {
namespace {

Result<std::unique_ptr<AudioSource>> open(const std::filesystem::path& path) {
  return open_sound_file(path, make_good_resampler);
}

ErrorCode open_error(const std::filesystem::path& path) {
  const auto source = open(path);
  EXPECT_FALSE(source.ok()) << path;
  return source.ok() ? ErrorCode::kUsage : source.error().code;
}

double level_db(std::span<const float> sound) {
  double sum = 0;
  for (const float sample : sound) sum += static_cast<double>(sample) * sample;
  return 10 * std::log10(sum / static_cast<double>(sound.size()) + 1e-12);
}

// Writes interleaved floats through libsndfile, for the kinds of file that are not built by hand.
void write_with_engine(const std::filesystem::path& path, int format, int rate_hz, int channels,
                       std::span<const float> interleaved) {
  SF_INFO info{};
  info.samplerate = rate_hz;
  info.channels = channels;
  info.format = format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  ASSERT_NE(file, nullptr) << sf_strerror(nullptr);
  const auto frames = static_cast<sf_count_t>(interleaved.size() / static_cast<std::size_t>(channels));
  ASSERT_EQ(sf_writef_float(file, interleaved.data(), frames), frames);
  sf_close(file);
}

TEST(SoundFileReader, WavAt16kHzComesOutExactly) {
  const ScratchFolder folder;
  const auto tone = tone16(440, 16000, 20001);
  write_bytes(folder / "a.wav", wav_bytes(tone, 16000, 1));
  auto source = open(folder / "a.wav");
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(source.value()->name(), "a.wav");
  const Heard heard = hear(*source.value());
  EXPECT_FALSE(heard.error);
  EXPECT_EQ(heard.sound, to_float(tone));
  std::array<float, 16> more{};
  const auto after = source.value()->read(more);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after.value(), 0U);
  EXPECT_EQ(source.value()->take_lost(), 0);
}

class SoundFileRates : public testing::TestWithParam<int> {};

TEST_P(SoundFileRates, EveryRateBecomes16kHz) {
  const ScratchFolder folder;
  const int rate_hz = GetParam();
  write_bytes(folder / "a.wav",
              wav_bytes(tone16(1000, rate_hz, static_cast<std::size_t>(rate_hz)), rate_hz, 1));
  const auto sound = read_sound_file(folder / "a.wav", make_good_resampler, 10);
  ASSERT_TRUE(sound.ok());
  ASSERT_EQ(sound.value().size(), 16000U);
  const auto wanted = to_float(tone16(1000, 16000, 16000));
  for (std::size_t i = 1000; i < 15000; ++i) ASSERT_NEAR(sound.value()[i], wanted[i], 0.003) << i;
}

INSTANTIATE_TEST_SUITE_P(AnyRate, SoundFileRates,
                         testing::Values(8000, 11025, 22050, 44100, 48000, 96000, 192000));

TEST(SoundFileReader, StereoIsTheMeanOfItsChannels) {
  const ScratchFolder folder;
  std::vector<std::int16_t> stereo;
  for (int i = 0; i < 1000; ++i) {
    stereo.push_back(8000);
    stereo.push_back(-4000);
  }
  write_bytes(folder / "a.wav", wav_bytes(stereo, 16000, 2));
  const auto sound = read_sound_file(folder / "a.wav", make_good_resampler, 10);
  ASSERT_TRUE(sound.ok());
  ASSERT_EQ(sound.value().size(), 1000U);
  for (const float sample : sound.value()) ASSERT_FLOAT_EQ(sample, 2000.0F / 32768.0F);
}

// In each kind of file, five channels carry 0.1 and the low-frequency one carries 0.9; it must not be heard.
void expect_low_frequency_left_out(const std::filesystem::path& path, int format, std::size_t low_frequency) {
  std::vector<float> sound(16000 * 6, 0.1F);
  for (std::size_t i = low_frequency; i < sound.size(); i += 6) sound[i] = 0.9F;
  write_with_engine(path, format, 16000, 6, sound);
  const auto heard = read_sound_file(path, make_good_resampler, 10);
  ASSERT_TRUE(heard.ok()) << heard.error().line();
  EXPECT_NEAR(heard.value()[8000], 0.1F, 0.02F) << path;
}

TEST(SoundFileReader, LowFrequencyChannelOf51IsLeftOut) {
  const ScratchFolder folder;
  expect_low_frequency_left_out(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 3);
  expect_low_frequency_left_out(folder / "x.wav", SF_FORMAT_WAVEX | SF_FORMAT_PCM_24, 3);
  expect_low_frequency_left_out(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 3);
}

TEST(SoundFileReader, FlacAndOggAreReadToTheirEnd) {
  const ScratchFolder folder;
  const auto tone = to_float(tone16(440, 48000, 48000));
  write_with_engine(folder / "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 48000, 1, tone);
  write_with_engine(folder / "v.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 48000, 1, tone);
  write_with_engine(folder / "o.ogg", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 1, tone);
  for (const char* name : {"a.flac", "v.ogg", "o.ogg"}) {
    const auto sound = read_sound_file(folder / name, make_good_resampler, 10);
    ASSERT_TRUE(sound.ok()) << sound.error().line();
    EXPECT_NEAR(static_cast<double>(sound.value().size()), 16000, 1) << name;
    EXPECT_NEAR(level_db(std::span(sound.value()).subspan(2000, 12000)), -9.03, 0.3) << name;
  }
}

TEST(SoundFileReader, FloatsOutOfRangeAreClampedAndNonNumbersSilenced) {
  const ScratchFolder folder;
  std::vector<float> wild(48000, 0.25F);
  wild[100] = 7.5F;
  wild[101] = -7.5F;
  wild[20000] = std::numeric_limits<float>::quiet_NaN();
  wild[30000] = std::numeric_limits<float>::infinity();
  for (const int rate_hz : {16000, 48000}) {
    write_with_engine(folder / "a.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate_hz, 1, wild);
    const auto sound = read_sound_file(folder / "a.wav", make_good_resampler, 10);
    ASSERT_TRUE(sound.ok());
    for (const float sample : sound.value()) ASSERT_TRUE(sample >= -1.0F && sample < 1.0F) << sample;
    EXPECT_NEAR(sound.value().back(), rate_hz == 16000 ? 0.25F : sound.value().back(), 1e-6);
    EXPECT_NEAR(sound.value()[sound.value().size() / 2], 0.25F, 1e-3);
  }
}

TEST(SoundFileReader, MissingEmptyAndForeignFilesAreNamedErrors) {
  const ScratchFolder folder;
  EXPECT_EQ(open_error(folder / "none.wav"), ErrorCode::kFileMissing);
  EXPECT_EQ(open_error(folder / "none" / "none.wav"), ErrorCode::kFileMissing);
  EXPECT_EQ(open_error(folder.path()), ErrorCode::kFileUnreadable);
  write_bytes(folder / "zero.wav", Bytes{});
  EXPECT_EQ(open_error(folder / "zero.wav"), ErrorCode::kFileEmpty);
  write_bytes(folder / "silent.wav", wav_bytes({}, 16000, 1));
  EXPECT_EQ(open_error(folder / "silent.wav"), ErrorCode::kFileEmpty);
  Bytes text;
  append_text(text, "this is no sound at all, only text that somebody renamed");
  write_bytes(folder / "text.wav", text);
  EXPECT_EQ(open_error(folder / "text.wav"), ErrorCode::kFileUnreadable);
  const std::vector<std::int16_t> some(6000);
  write_bytes(folder / "slow.wav", wav_bytes(some, 4000, 1));
  EXPECT_EQ(open_error(folder / "slow.wav"), ErrorCode::kFileUnreadable);
  write_bytes(folder / "wide.wav", wav_bytes(some, 16000, 12));
  EXPECT_EQ(open_error(folder / "wide.wav"), ErrorCode::kFileUnreadable);
  ASSERT_EQ(mkfifo((folder / "pipe.wav").c_str(), 0600), 0);
  EXPECT_EQ(open_error(folder / "pipe.wav"), ErrorCode::kFileUnreadable);
}

TEST(SoundFileReader, CutWavIsHeardAsFarAsItGoesThenReported) {
  const ScratchFolder folder;
  const auto tone = tone16(440, 16000, 10000);
  write_bytes(folder / "cut.wav", wav_bytes(tone, 16000, 1, 32000));
  auto source = open(folder / "cut.wav");
  ASSERT_TRUE(source.ok());
  const Heard heard = hear(*source.value(), 512);
  ASSERT_TRUE(heard.error);
  EXPECT_EQ(heard.error->code, ErrorCode::kFileTruncated);
  EXPECT_NE(heard.error->detail.find("cut.wav"), std::string::npos);
  // 10000 samples end inside the twentieth frame, which silence fills up.
  ASSERT_EQ(heard.sound.size(), 20U * 512U);
  const auto wanted = to_float(tone);
  EXPECT_TRUE(std::equal(wanted.begin(), wanted.end(), heard.sound.begin()));
  EXPECT_TRUE(std::all_of(heard.sound.begin() + 10000, heard.sound.end(), [](float s) { return s == 0.0F; }));
  std::array<float, 16> more{};
  EXPECT_FALSE(source.value()->read(more).ok());
  EXPECT_EQ(read_sound_file(folder / "cut.wav", make_good_resampler, 10).error().code,
            ErrorCode::kFileTruncated);
}

TEST(SoundFileReader, WavFromAPipeHasNoLengthAndIsWhole) {
  const ScratchFolder folder;
  const auto tone = tone16(440, 16000, 10000);
  for (const std::int64_t promised : {0xFFFFFFFFLL, 0x7FFFFFFFLL, 0x7FFFF000LL}) {
    write_bytes(folder / "a.wav", wav_bytes(tone, 16000, 1, promised));
    const auto sound = read_sound_file(folder / "a.wav", make_good_resampler, 10);
    ASSERT_TRUE(sound.ok()) << sound.error().line();
    EXPECT_EQ(sound.value(), to_float(tone));
  }
}

// Cuts a file at many places: it must never crash, never be taken for whole, and never give sound that was
// not in it.
void expect_every_cut_is_reported(const std::filesystem::path& path, float tolerance) {
  const Bytes whole = read_bytes(path);
  const auto sound = read_sound_file(path, make_good_resampler, 10);
  ASSERT_TRUE(sound.ok());
  std::size_t longest = 0;
  for (std::size_t length = 1; length < whole.size(); length += length < 200 ? 1 : 97) {
    const std::filesystem::path cut = path.parent_path() / ("cut" + path.extension().string());
    write_bytes(cut, std::span(whole).first(length));
    auto source = open(cut);
    if (!source) {
      const bool known = source.error().code == ErrorCode::kFileTruncated ||
                         (length < 12 && source.error().code == ErrorCode::kFileUnreadable);
      ASSERT_TRUE(known) << length << ": " << source.error().line();
      continue;
    }
    const Heard heard = hear(*source.value(), 160);
    ASSERT_TRUE(heard.error) << "taken for whole at " << length << " of " << whole.size() << " bytes";
    ASSERT_EQ(heard.error->code, ErrorCode::kFileTruncated) << length;
    longest = std::max(longest, heard.sound.size());
    for (std::size_t i = 0; i + 160 < std::min(heard.sound.size(), sound.value().size()); ++i) {
      ASSERT_NEAR(heard.sound[i], sound.value()[i], tolerance) << "cut at " << length << ", sample " << i;
    }
  }
  EXPECT_GT(longest, sound.value().size() / 2);
}

TEST(SoundFileReader, EveryCutOfAFlacIsReported) {
  const ScratchFolder folder;
  std::vector<float> sound = to_float(tone16(440, 16000, 24000));
  std::uint32_t noise = 1;
  for (float& sample : sound) {
    noise = noise * 1664525 + 1013904223;
    sample = sample * 0.5F + static_cast<float>(noise >> 16) / 65536.0F * 0.1F;
  }
  ASSERT_TRUE(write_flac(folder / "a.flac", sound).ok());
  expect_every_cut_is_reported(folder / "a.flac", 0.0F);
}

TEST(SoundFileReader, EveryCutOfAWavIsReported) {
  const ScratchFolder folder;
  write_bytes(folder / "a.wav", wav_bytes(tone16(440, 16000, 8000), 16000, 1));
  expect_every_cut_is_reported(folder / "a.wav", 0.0F);
}

TEST(SoundFileReader, CutOggIsReported) {
  const ScratchFolder folder;
  write_with_engine(folder / "a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 16000, 1,
                    to_float(tone16(440, 16000, 160000)));
  const Bytes whole = read_bytes(folder / "a.ogg");
  write_bytes(folder / "cut.ogg", std::span(whole).first(whole.size() * 3 / 4));
  EXPECT_EQ(read_sound_file(folder / "cut.ogg", make_good_resampler, 60).error().code,
            ErrorCode::kFileTruncated);
}

TEST(SoundFileReader, TooLongIsRefused) {
  const ScratchFolder folder;
  write_bytes(folder / "a.wav", wav_bytes(tone16(440, 16000, 32001), 16000, 1));
  EXPECT_EQ(read_sound_file(folder / "a.wav", make_good_resampler, 2).error().code, ErrorCode::kTooLong);
  EXPECT_TRUE(read_sound_file(folder / "a.wav", make_good_resampler, 3).ok());
}

long resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
  }
  return 0;
}

TEST(SoundFileReader, TwoHoursTakeNoMoreMemoryThanTwoSeconds) {
  const ScratchFolder folder;
  constexpr std::int64_t kSamples = 2LL * 3600 * 16000;
  write_bytes(folder / "long.wav", wav_bytes({}, 16000, 1, kSamples * 2));
  // A sparse file: two hours of zeros that take no room on the disk.
  ASSERT_EQ(truncate((folder / "long.wav").c_str(), 44 + kSamples * 2), 0);
  auto source = open(folder / "long.wav");
  ASSERT_TRUE(source.ok());
  std::array<float, 512> frame;
  std::int64_t samples = 0;
  long before = 0;
  for (;;) {
    const auto count = source.value()->read(frame);
    ASSERT_TRUE(count.ok());
    samples += static_cast<std::int64_t>(count.value());
    if (samples == 32768) before = resident_kib();
    if (count.value() < frame.size()) break;
  }
  EXPECT_EQ(samples, kSamples);
  EXPECT_LT(resident_kib() - before, 4096);
}

std::vector<std::byte> bytes_in(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(SoundBytes, AreHeardAsTheFileIs) {
  const ScratchFolder folder;
  const auto tone = tone16(440, 16000, 20001);
  write_bytes(folder / "a.wav", wav_bytes(tone, 16000, 1));
  const auto sound = read_sound_bytes(bytes_in(folder / "a.wav"), make_good_resampler, 10);
  ASSERT_TRUE(sound.ok());
  EXPECT_EQ(sound.value(), to_float(tone));
}

TEST(SoundBytes, OggOpusComesOutAt16kHzAndInStep) {
  const ScratchFolder folder;
  std::vector<float> sound(48000 * 2, 0.0F);
  for (std::size_t i = 48000; i < 48480; ++i) sound[i] = i % 48 < 24 ? 0.5F : -0.5F;  // 10 ms in the middle
  write_with_engine(folder / "a.ogg", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 1, sound);
  const auto heard = read_sound_bytes(bytes_in(folder / "a.ogg"), make_good_resampler, 10);
  ASSERT_TRUE(heard.ok()) << heard.error().line();
  EXPECT_NEAR(static_cast<double>(heard.value().size()), 32000, 16);
  const auto loudest = std::max_element(heard.value().begin(), heard.value().end());
  EXPECT_NEAR(static_cast<double>(loudest - heard.value().begin()), 16080, 120);
}

TEST(SoundBytes, WhatIsNoSoundIsSaidToBeNone) {
  const auto error = [](std::vector<std::byte> bytes, int max_seconds) {
    const auto sound = read_sound_bytes(bytes, make_good_resampler, max_seconds);
    return sound.ok() ? ErrorCode::kUsage : sound.error().code;
  };
  EXPECT_EQ(error({}, 10), ErrorCode::kFileEmpty);
  EXPECT_EQ(error(std::vector<std::byte>(3000, std::byte{'x'}), 10), ErrorCode::kFileUnreadable);
  const ScratchFolder folder;
  write_bytes(folder / "a.wav", wav_bytes(tone16(440, 16000, 40000), 16000, 1));
  EXPECT_EQ(error(bytes_in(folder / "a.wav"), 2), ErrorCode::kTooLong);
  // Cut at any place it gives sound or an error, and never more than there was.
  const std::vector<std::byte> whole = bytes_in(folder / "a.wav");
  for (std::size_t size = 0; size < whole.size(); size += 997) {
    const auto sound = read_sound_bytes(std::span(whole).first(size), make_good_resampler, 10);
    EXPECT_LE(sound.ok() ? sound.value().size() : 0, size / 2);
  }
}

}  // namespace
}  // namespace sotto
