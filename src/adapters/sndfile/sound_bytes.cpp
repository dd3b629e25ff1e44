#include "adapters/sndfile/sound_file.hpp"

#include <sndfile.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

#include "base/assert.hpp"
#include "base/units.hpp"

namespace sotto {
namespace {

constexpr const char* kName = "sound in memory";
constexpr int kMaxChannels = 8;
constexpr int kMaxRateHz = 192'000;
constexpr float kLargest = 0x1.fffffep-1F;  // the largest float below 1

// What libsndfile reads in place of a file.
struct Memory {
  std::span<const std::byte> bytes;
  sf_count_t position = 0;
};

Memory& memory_of(void* user) {
  return *static_cast<Memory*>(user);
}

sf_count_t length_of(void* user) {
  return static_cast<sf_count_t>(memory_of(user).bytes.size());
}

sf_count_t seek_in(sf_count_t offset, int whence, void* user) {
  Memory& memory = memory_of(user);
  sf_count_t from = 0;
  if (whence == SEEK_CUR) from = memory.position;
  if (whence == SEEK_END) from = length_of(user);
  if (from + offset < 0 || from + offset > length_of(user)) return -1;
  memory.position = from + offset;
  return memory.position;
}

sf_count_t read_from(void* to, sf_count_t count, void* user) {
  Memory& memory = memory_of(user);
  const sf_count_t there = std::min(count, length_of(user) - memory.position);
  if (there <= 0) return 0;
  std::memcpy(to, memory.bytes.data() + memory.position, static_cast<std::size_t>(there));
  memory.position += there;
  return there;
}

sf_count_t write_to(const void*, sf_count_t, void*) {
  return 0;
}

sf_count_t tell_in(void* user) {
  return memory_of(user).position;
}

struct Closer {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

Error problem(ErrorCode code) {
  return {code, kName};
}

Result<std::vector<float>> read_mono(SNDFILE* file, const SF_INFO& info, std::size_t frames_max) {
  const auto channels = static_cast<std::size_t>(info.channels);
  std::vector<float> mono;
  std::vector<float> block(4096 * channels);
  for (;;) {
    const sf_count_t frames = sf_readf_float(file, block.data(), 4096);
    if (frames <= 0) break;
    for (std::size_t i = 0; i < static_cast<std::size_t>(frames); ++i) {
      float sum = 0.0F;
      for (std::size_t channel = 0; channel < channels; ++channel) sum += block[i * channels + channel];
      sum /= static_cast<float>(channels);
      mono.push_back(std::isfinite(sum) ? std::clamp(sum, -1.0F, kLargest) : 0.0F);
    }
    if (mono.size() > frames_max) return problem(ErrorCode::kTooLong);
  }
  if (sf_error(file) != SF_ERR_NO_ERROR) return problem(ErrorCode::kFileUnreadable);
  if (mono.empty()) return problem(ErrorCode::kFileEmpty);
  return mono;
}

}  // namespace

Result<std::vector<float>> read_sound_bytes(std::span<const std::byte> bytes,
                                            const ResamplerFactory& resampler, int max_seconds) {
  SOTTO_ASSERT(resampler);
  if (bytes.empty()) return problem(ErrorCode::kFileEmpty);
  Memory memory{bytes, 0};
  SF_VIRTUAL_IO calls = {length_of, seek_in, read_from, write_to, tell_in};
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, Closer> file(sf_open_virtual(&calls, SFM_READ, &info, &memory));
  const bool suitable = file != nullptr && info.channels >= 1 && info.channels <= kMaxChannels &&
                        info.samplerate >= 8000 && info.samplerate <= kMaxRateHz;
  if (!suitable) return problem(ErrorCode::kFileUnreadable);
  auto mono = read_mono(file.get(), info,
                        static_cast<std::size_t>(max_seconds) * static_cast<std::size_t>(info.samplerate));
  if (!mono || info.samplerate == kSampleRate) return mono;
  auto converter = resampler(info.samplerate, kSampleRate);
  if (!converter) return converter.error();
  std::vector<float> sound;
  if (auto done = converter.value()->process(mono.value(), sound); !done) return done.error();
  if (auto done = converter.value()->finish(sound); !done) return done.error();
  for (float& sample : sound) sample = std::clamp(sample, -1.0F, kLargest);
  return sound;
}

}  // namespace sotto
