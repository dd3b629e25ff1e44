#include "adapters/samplerate/samplerate_resampler.hpp"

#include <samplerate.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

namespace sotto {
namespace {

constexpr int kMaxRateHz = 768000;
constexpr float kLargest = 0x1.fffffep-1F;  // the largest float below 1

struct StateDeleter {
  void operator()(SRC_STATE* state) const { src_delete(state); }
};

Error engine_error(int code) {
  return {ErrorCode::kEngineFailed, std::string("libsamplerate: ") + src_strerror(code)};
}

class SamplerateResampler final : public Resampler {
 public:
  SamplerateResampler(SRC_STATE* state, int from_hz, int to_hz)
      : state_(state), from_hz_(from_hz), to_hz_(to_hz) {}

  Result<void> process(std::span<const float> input, std::vector<float>& out) override {
    SOTTO_ASSERT(!finished_);
    taken_ += static_cast<std::int64_t>(input.size());
    return run(input, false, out);
  }

  Result<void> finish(std::vector<float>& out) override {
    SOTTO_ASSERT(!finished_);
    finished_ = true;
    if (Result<void> done = run({}, true, out); !done) return done;
    // The engine may stop a few samples early or late; the promise about the length is kept here.
    if (const std::int64_t missing = wanted() - given_; missing > 0) {
      out.insert(out.end(), static_cast<std::size_t>(missing), 0.0F);
      given_ += missing;
    }
    return {};
  }

  void reset() override {
    src_reset(state_.get());
    finished_ = false;
    taken_ = 0;
    given_ = 0;
  }

 private:
  // Samples that all output together must have by the end: input length times ratio, rounded up.
  [[nodiscard]] std::int64_t wanted() const { return (taken_ * to_hz_ + from_hz_ - 1) / from_hz_; }

  Result<void> run(std::span<const float> input, bool last, std::vector<float>& out) {
    std::array<float, 4096> block{};
    const float nothing = 0.0F;  // the engine wants an address even where there is no input
    for (;;) {
      SRC_DATA data{};
      data.data_in = input.empty() ? &nothing : input.data();
      data.input_frames = static_cast<long>(input.size());
      data.data_out = block.data();
      data.output_frames = static_cast<long>(block.size());
      data.src_ratio = static_cast<double>(to_hz_) / static_cast<double>(from_hz_);
      data.end_of_input = last ? 1 : 0;
      if (const int code = src_process(state_.get(), &data); code != 0) return engine_error(code);
      append(std::span(block).first(static_cast<std::size_t>(data.output_frames_gen)), last, out);
      input = input.subspan(static_cast<std::size_t>(data.input_frames_used));
      const bool stuck = data.input_frames_used == 0 && data.output_frames_gen == 0;
      if (stuck && !input.empty())
        return Error{ErrorCode::kEngineFailed, "libsamplerate takes no more input"};
      if (stuck || (input.empty() && data.output_frames_gen < data.output_frames && !last)) return {};
    }
  }

  void append(std::span<const float> block, bool last, std::vector<float>& out) {
    if (last) {
      const std::int64_t room = std::max<std::int64_t>(0, wanted() - given_);
      block = block.first(std::min(block.size(), static_cast<std::size_t>(room)));
    }
    out.insert(out.end(), block.begin(), block.end());
    given_ += static_cast<std::int64_t>(block.size());
  }

  std::unique_ptr<SRC_STATE, StateDeleter> state_;
  std::int64_t from_hz_;
  std::int64_t to_hz_;
  std::int64_t taken_ = 0;
  std::int64_t given_ = 0;
  bool finished_ = false;
};

}  // namespace

Result<std::unique_ptr<Resampler>> make_resampler(int from_hz, int to_hz, ResampleQuality quality) {
  const bool possible = from_hz > 0 && to_hz > 0 && from_hz <= kMaxRateHz && to_hz <= kMaxRateHz &&
                        src_is_valid_ratio(static_cast<double>(to_hz) / from_hz) != 0;
  if (!possible) {
    return Error{ErrorCode::kEngineFailed, "cannot change a rate of " + std::to_string(from_hz) + " Hz to " +
                                               std::to_string(to_hz) + " Hz"};
  }
  int code = 0;
  const int converter = quality == ResampleQuality::kFast ? SRC_SINC_FASTEST : SRC_SINC_MEDIUM_QUALITY;
  SRC_STATE* state = src_new(converter, 1, &code);
  if (state == nullptr) return engine_error(code);
  return std::unique_ptr<Resampler>(new SamplerateResampler(state, from_hz, to_hz));
}

Result<std::unique_ptr<Resampler>> make_good_resampler(int from_hz, int to_hz) {
  return make_resampler(from_hz, to_hz, ResampleQuality::kGood);
}

Result<std::vector<float>> resample(std::span<const float> samples, int from_hz, int to_hz,
                                    ResampleQuality quality) {
  std::vector<float> out;
  if (from_hz == to_hz) {
    out.assign(samples.begin(), samples.end());
  } else {
    auto resampler = make_resampler(from_hz, to_hz, quality);
    if (!resampler) return resampler.error();
    if (auto done = resampler.value()->process(samples, out); !done) return done.error();
    if (auto done = resampler.value()->finish(out); !done) return done.error();
  }
  for (float& sample : out) sample = std::clamp(sample, -1.0F, kLargest);
  return out;
}

}  // namespace sotto
