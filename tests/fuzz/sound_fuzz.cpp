// Sound files over garbage: cut and garbled headers, absurd sizes. Always sound, the end, or an error; and
// never more memory than the size of a file can explain.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>
#include <cmath>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "../unit/sndfile/sound_file_testing.hpp"
#include "mutate.hpp"

namespace sotto {
namespace {

constexpr std::initializer_list<ErrorCode> kCodes = {ErrorCode::kFileEmpty, ErrorCode::kFileTruncated,
                                                     ErrorCode::kFileUnreadable};
// No change makes a file of a few kilobytes last longer than this; a file that does gives sound that it does
// not hold.
constexpr int kSecondsMax = 60;

std::string whole(const Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

std::string whole(const std::vector<std::byte>& bytes) {
  std::string text;
  for (const std::byte byte : bytes) text += static_cast<char>(byte);
  return text;
}

std::string number(std::uint64_t value, int size) {
  Bytes bytes;
  append_number(bytes, value, size);
  return whole(bytes);
}

// RF64: sizes of 64 bits in a chunk of their own.
std::string rf64_bytes(std::uint64_t data_bytes) {
  std::string bytes = "RF64" + number(0xFFFFFFFF, 4) + "WAVEds64" + number(28, 4) + number(1000, 8) +
                      number(data_bytes, 8) + number(data_bytes / 2, 8) + number(0, 4);
  bytes += "fmt " + number(16, 4) + number(1, 2) + number(1, 2) + number(16000, 4) + number(32000, 4) +
           number(2, 2) + number(16, 2) + "data" + number(0xFFFFFFFF, 4);
  return bytes + std::string(2000, '\x10');
}

std::vector<Seed> sound_seeds() {
  std::vector<Seed> seeds = read_corpus("sound");
  const auto tone = tone16(440.0, 16000, 1200);
  seeds.push_back({"mono.wav", whole(wav_bytes(tone, 16000, 1))});
  seeds.push_back({"surround.wav", whole(wav_bytes(tone, 48000, 6))});
  seeds.push_back({"pipe.wav", whole(wav_bytes(tone, 8000, 1, 0xFFFFFFFF))});
  seeds.push_back({"rf64.wav", rf64_bytes(2000)});
  seeds.push_back({"mono.flac", whole(encode_flac(to_float(tone), 16000).value())});
  seeds.push_back({"fast.flac", whole(encode_flac(to_float(tone), 44100).value())});
  return seeds;
}

Result<std::unique_ptr<Resampler>> fast(int from_hz, int to_hz) {
  return make_resampler(from_hz, to_hz, ResampleQuality::kFast);
}

class SoundFuzz : public testing::Test {
 protected:
  // Reads the file to its end; true when it was sound all through.
  bool read(const std::string& bytes) {
    const auto path = folder_ / "sound";
    // A file that is made anew is not waited for by the disk; one that is overwritten may be.
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary) << bytes;
    auto source = open_sound_file(path, fast);
    if (!source) {
      expect_presentable(source.error(), kCodes);
      return false;
    }
    std::array<float, 512> frame{};
    for (int i = 0; i < kSecondsMax * kSampleRate / static_cast<int>(frame.size()); ++i) {
      const auto count = source.value()->read(frame);
      if (!count) {
        expect_presentable(count.error(), kCodes);
        return false;
      }
      EXPECT_LE(count.value(), frame.size());
      for (std::size_t j = 0; j < count.value(); ++j) {
        EXPECT_TRUE(frame[j] >= -1.0F && frame[j] < 1.0F) << frame[j];
        if (testing::Test::HasFailure()) return false;
      }
      if (count.value() < frame.size()) return true;
    }
    ADD_FAILURE() << "it does not end";
    return false;
  }

  ScratchFolder folder_;
};

TEST_F(SoundFuzz, TheSeedsAreSound) {
  for (const Seed& seed : sound_seeds()) EXPECT_TRUE(read(seed.bytes)) << seed.name;
}

TEST_F(SoundFuzz, CutAnywhereInTheHeader) {
  for (const Seed& seed : sound_seeds()) {
    for (std::size_t length = 0; length < std::min<std::size_t>(seed.bytes.size(), 200); ++length) {
      read(seed.bytes.substr(0, length));
      ASSERT_FALSE(HasFailure()) << seed.name << " cut to " << length << " bytes";
    }
  }
}

TEST_F(SoundFuzz, AnyByteOfTheHeaderIsAnother) {
  for (const Seed& seed : sound_seeds()) {
    for (std::size_t at = 0; at < std::min<std::size_t>(seed.bytes.size(), 100); ++at) {
      for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
        std::string bytes = seed.bytes;
        bytes[at] = static_cast<char>(value);
        read(bytes);
        ASSERT_FALSE(HasFailure()) << seed.name << ", byte " << at << " is " << value;
      }
    }
  }
}

TEST_F(SoundFuzz, ChangedFiles) {
  const std::vector<Seed> seeds = sound_seeds();
  Mutator mutator(41, {"RIFF",
                       "RF64",
                       "RIFX",
                       "WAVE",
                       "fmt ",
                       "data",
                       "ds64",
                       "LIST",
                       "fact",
                       "PEAK",
                       "bext",
                       "fLaC",
                       "OggS",
                       "OpusHead",
                       "OpusTags",
                       std::string(4, '\xff'),
                       std::string(4, '\0'),
                       std::string(8, '\xff'),
                       "\x7f\xff\xff\xff",
                       std::string("\0\0\0\x80", 4)});
  int sound = 0;
  for (int i = 0; i < 4000; ++i) {
    const std::string bytes = mutator.next(seeds);
    if (read(bytes)) ++sound;
    ASSERT_FALSE(HasFailure()) << "change " << i;
  }
  EXPECT_GT(sound, 100);
}

long resident_kilobytes_max() {
  rusage usage{};
  EXPECT_EQ(getrusage(RUSAGE_SELF, &usage), 0);
  return usage.ru_maxrss;
}

TEST_F(SoundFuzz, AbsurdSizesCostNoMemory) {
  EXPECT_TRUE(read(rf64_bytes(2000)));
  const long before = resident_kilobytes_max();
  for (const std::uint64_t size : {0x7FFFFFFFULL, 0xFFFFFFFEULL, 0xFFFFFFFFULL, 0x7FFFFFFFFFFFFFFFULL,
                                   0x8000000000000000ULL, 0xFFFFFFFFFFFFFFFFULL}) {
    read(rf64_bytes(size));
    for (std::size_t at : {std::size_t{4}, std::size_t{16}, std::size_t{40}}) {
      std::string bytes = whole(wav_bytes(tone16(440.0, 16000, 1200), 16000, 1));
      bytes.replace(at, 4, number(size, 4));
      read(bytes);
    }
    // A chunk of that size before the sound.
    std::string bytes = whole(wav_bytes(tone16(440.0, 16000, 1200), 16000, 1));
    bytes.insert(12, "LIST" + number(size, 4) + "INFOICMT" + number(size, 4));
    read(bytes);
    // A picture, a comment and a seek table that fill the world.
    for (const char kind : {'\x03', '\x04', '\x06', '\x02', '\x7e'}) {
      std::string flac = whole(encode_flac(to_float(tone16(440.0, 16000, 1200)), 16000).value());
      flac.insert(42, std::string(1, kind) + "\xff\xff\xff");
      read(flac);
    }
    ASSERT_FALSE(HasFailure()) << size;
  }
#ifndef __SANITIZE_ADDRESS__  // which keeps what was freed
  EXPECT_LT(resident_kilobytes_max() - before, 48 * 1024);
#else
  static_cast<void>(before);
#endif
}

}  // namespace
}  // namespace sotto
