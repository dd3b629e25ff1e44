#include <fcntl.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "adapters/sndfile/file_shape.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "base/units.hpp"

namespace sotto {
namespace {

constexpr int kMinRateHz = 8000;
constexpr int kMaxRateHz = 192000;
constexpr int kMaxChannels = 8;
constexpr sf_count_t kBlockFrames = 4096;
constexpr float kLargest = 0x1.fffffep-1F;  // the largest float below 1

struct SoundFileCloser {
  void operator()(SNDFILE* file) const { sf_close(file); }
};
using SoundFileHandle = std::unique_ptr<SNDFILE, SoundFileCloser>;

float in_range(float sample) {
  if (!std::isfinite(sample)) return 0.0F;
  return std::clamp(sample, -1.0F, kLargest);
}

// Which channel carries low-frequency effects, if any. Files without a map use the order of WAV and FLAC,
// where it is the fourth of six or more.
std::optional<int> low_frequency_channel(SNDFILE* file, int channels) {
  std::array<int, kMaxChannels> map{};
  const auto bytes = static_cast<int>(sizeof(int)) * channels;
  if (sf_command(file, SFC_GET_CHANNEL_MAP_INFO, map.data(), bytes) != SF_FALSE) {
    for (int i = 0; i < channels; ++i) {
      if (map[static_cast<std::size_t>(i)] == SF_CHANNEL_MAP_LFE) return i;
    }
    return std::nullopt;
  }
  if (channels >= 6) return 3;
  return std::nullopt;
}

class SoundFileSource final : public AudioSource {
 public:
  SoundFileSource(SoundFileHandle file, const SF_INFO& info, bool truncated, std::filesystem::path path,
                  std::unique_ptr<Resampler> resampler)
      : file_(std::move(file)),
        channels_(info.channels),
        promised_frames_(info.frames),
        truncated_(truncated),
        path_(std::move(path)),
        resampler_(std::move(resampler)),
        low_frequency_(low_frequency_channel(file_.get(), info.channels)),
        block_(static_cast<std::size_t>(kBlockFrames * info.channels)) {}

  Result<std::size_t> read(std::span<float> frame) override {
    while (ready_.size() - taken_ < frame.size() && !ended_) {
      if (Result<void> done = read_block(); !done) return done.error();
    }
    const std::size_t count = std::min(frame.size(), ready_.size() - taken_);
    if (count == 0 && problem_ && !frame.empty()) return *problem_;
    for (std::size_t i = 0; i < count; ++i) frame[i] = in_range(ready_[taken_ + i]);
    taken_ += count;
    if (count < frame.size() && problem_) {
      std::fill(frame.begin() + static_cast<std::ptrdiff_t>(count), frame.end(), 0.0F);
      return frame.size();
    }
    return count;
  }

  [[nodiscard]] std::string name() const override { return path_.filename().string(); }

 private:
  // Decodes one block behind what is left in ready_; at the end of the file sets ended_ and, where it came
  // too early, problem_.
  Result<void> read_block() {
    ready_.erase(ready_.begin(), ready_.begin() + static_cast<std::ptrdiff_t>(taken_));
    taken_ = 0;
    const sf_count_t frames = sf_readf_float(file_.get(), block_.data(), kBlockFrames);
    if (frames > 0) {
      read_frames_ += frames;
      mix(frames);
      if (resampler_ == nullptr) {
        ready_.insert(ready_.end(), mixed_.begin(), mixed_.end());
        return {};
      }
      return resampler_->process(mixed_, ready_);
    }
    ended_ = true;
    const bool length_known = promised_frames_ < SF_COUNT_MAX;
    if (truncated_ || (length_known && read_frames_ < promised_frames_)) {
      problem_ = Error{ErrorCode::kFileTruncated, path_.string()};
    } else if (sf_error(file_.get()) != SF_ERR_NO_ERROR) {
      problem_ = Error{ErrorCode::kFileUnreadable, path_.string() + ": " + sf_strerror(file_.get())};
    }
    if (resampler_ == nullptr) return {};
    return resampler_->finish(ready_);
  }

  void mix(sf_count_t frames) {
    const auto channels = static_cast<std::size_t>(channels_);
    const float share = 1.0F / static_cast<float>(low_frequency_ ? channels_ - 1 : channels_);
    mixed_.resize(static_cast<std::size_t>(frames));
    for (std::size_t i = 0; i < mixed_.size(); ++i) {
      float sum = 0.0F;
      for (std::size_t channel = 0; channel < channels; ++channel) {
        if (low_frequency_ && channel == static_cast<std::size_t>(*low_frequency_)) continue;
        sum += block_[i * channels + channel];
      }
      // The filter of the resampler would spread one bad number over its whole length.
      mixed_[i] = in_range(sum * share);
    }
  }

  SoundFileHandle file_;
  int channels_;
  sf_count_t promised_frames_;
  sf_count_t read_frames_ = 0;
  bool truncated_;
  std::filesystem::path path_;
  std::unique_ptr<Resampler> resampler_;
  std::optional<int> low_frequency_;
  std::vector<float> block_;
  std::vector<float> mixed_;
  std::vector<float> ready_;  // 16 kHz mono, [taken_, end) not yet delivered
  std::size_t taken_ = 0;
  bool ended_ = false;
  std::optional<Error> problem_;
};

Result<int> open_for_reading(const std::filesystem::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return Error{missing ? ErrorCode::kFileMissing : ErrorCode::kFileUnreadable, path.string()};
  }
  struct stat info {};
  if (::fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    ::close(fd);
    return Error{ErrorCode::kFileUnreadable, path.string() + ": not a regular file"};
  }
  if (info.st_size == 0) {
    ::close(fd);
    return Error{ErrorCode::kFileEmpty, path.string()};
  }
  return fd;
}

std::optional<Error> unsuitable(const SF_INFO& info, const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorCode::kFileUnreadable, path.string() + ": " + why};
  };
  if (info.samplerate < kMinRateHz || info.samplerate > kMaxRateHz) {
    return refuse("a rate of " + std::to_string(info.samplerate) + " Hz is not between 8 and 192 kHz");
  }
  if (info.channels < 1 || info.channels > kMaxChannels) {
    return refuse(std::to_string(info.channels) + " channels are not between 1 and 8");
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<AudioSource>> open_sound_file(const std::filesystem::path& path,
                                                     const ResamplerFactory& resampler) {
  SOTTO_ASSERT(resampler);
  const Result<int> fd = open_for_reading(path);
  if (!fd) return fd.error();
  const FileShape shape = inspect_sound_file(fd.value());
  if (shape.container == SoundContainer::kUnknown) {
    ::close(fd.value());
    return Error{ErrorCode::kFileUnreadable, path.string() + ": neither WAV nor FLAC nor Ogg"};
  }
  SF_INFO info{};
  // From here on libsndfile owns the descriptor, also where opening fails.
  SoundFileHandle file(sf_open_fd(fd.value(), SFM_READ, &info, 1));
  if (file == nullptr) {
    if (shape.truncated) return Error{ErrorCode::kFileTruncated, path.string()};
    return Error{ErrorCode::kFileUnreadable, path.string() + ": " + sf_strerror(nullptr)};
  }
  if (auto refusal = unsuitable(info, path)) return *refusal;
  if (info.frames == 0) {
    return Error{shape.truncated ? ErrorCode::kFileTruncated : ErrorCode::kFileEmpty, path.string()};
  }
  std::unique_ptr<Resampler> converter;
  if (info.samplerate != kSampleRate) {
    auto made = resampler(info.samplerate, kSampleRate);
    if (!made) return made.error();
    converter = std::move(made).value();
  }
  return std::unique_ptr<AudioSource>(
      new SoundFileSource(std::move(file), info, shape.truncated, path, std::move(converter)));
}

Result<std::vector<float>> read_sound_file(const std::filesystem::path& path,
                                           const ResamplerFactory& resampler, int max_seconds) {
  auto source = open_sound_file(path, resampler);
  if (!source) return source.error();
  std::vector<float> sound;
  std::array<float, 4096> block{};
  const auto limit = static_cast<std::size_t>(max_seconds) * kSampleRate;
  for (;;) {
    const auto count = source.value()->read(block);
    if (!count) return count.error();
    sound.insert(sound.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count.value()));
    if (sound.size() > limit) {
      return Error{ErrorCode::kTooLong,
                   path.string() + ": longer than " + std::to_string(max_seconds) + " s"};
    }
    if (count.value() < block.size()) return sound;
  }
}

}  // namespace sotto
