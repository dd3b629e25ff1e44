#include "adapters/openvino/ge2e_voice_identifier.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <openvino/openvino.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::size_t kBands = 40;
constexpr std::size_t kWindowFrames = 160;  // 1.6 s
constexpr std::size_t kWindowSamples = kWindowFrames * 160;
constexpr std::size_t kWindowStep = 77;
constexpr std::size_t kUnheardFrames = 10;  // so few at the end need no window of their own
constexpr double kLoudness = 0.0316227766;  // -30 dBFS as a root mean square
constexpr double kInaudible = 1e-7;         // -140 dBFS: far below the last bit of 16
constexpr std::size_t kShortest = static_cast<std::size_t>(to_samples(100));
constexpr std::size_t kLongest = static_cast<std::size_t>(to_samples(60'000));

// Speech shorter than one window is said again until it fills one.
std::vector<float> filled_window(std::span<const float> samples) {
  std::vector<float> filled(std::max(samples.size(), kWindowSamples));
  for (std::size_t i = 0; i < filled.size(); ++i) {
    const float sample = samples[i % samples.size()];
    filled[i] = std::isfinite(sample) ? sample : 0.0F;
  }
  return filled;
}

// Brings the sound to the loudness that the network was trained at. False if there is no sound.
bool normalise(std::vector<float>& samples) {
  double energy = 0.0;
  for (const float sample : samples) energy += static_cast<double>(sample) * static_cast<double>(sample);
  const double rms = std::sqrt(energy / static_cast<double>(samples.size()));
  if (rms < kInaudible) return false;
  const auto gain = static_cast<float>(kLoudness / rms);
  for (float& sample : samples) sample *= gain;
  return true;
}

// mel: (frames, 40), frames >= 160. Returns windows (N, 160, 40); the last one ends where the sound ends.
ov::Tensor cut_windows(const ov::Tensor& mel) {
  const std::size_t last = mel.get_shape().at(0) - kWindowFrames;
  std::vector<std::size_t> starts;
  for (std::size_t start = 0; start <= last; start += kWindowStep) starts.push_back(start);
  if (last - starts.back() > kUnheardFrames) starts.push_back(last);
  ov::Tensor windows(ov::element::f32, {starts.size(), kWindowFrames, kBands});
  float* out = windows.data<float>();
  for (const std::size_t start : starts) {
    out = std::copy_n(mel.data<const float>() + start * kBands, kWindowFrames * kBands, out);
  }
  return windows;
}

// Mean of N embeddings, brought to unit length; nothing if there is no direction in it.
bool average(const ov::Tensor& embeddings, VoiceEmbedding& out) {
  const std::size_t count = embeddings.get_shape().at(0);
  const float* const rows = embeddings.data<const float>();
  std::array<double, std::tuple_size_v<VoiceEmbedding>> sum{};
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += static_cast<double>(rows[i * sum.size() + k]);
  }
  double squares = 0.0;
  for (const double value : sum) squares += value * value;
  const double length = std::sqrt(squares);
  if (!std::isfinite(length) || length < 1e-6) return false;
  std::transform(sum.begin(), sum.end(), out.begin(),
                 [&](double value) { return static_cast<float>(value / length); });
  return true;
}

class Ge2eVoiceIdentifier final : public VoiceIdentifier {
 public:
  // May throw ov::Exception.
  Ge2eVoiceIdentifier(ov::CompiledModel mel, ov::CompiledModel network, std::string name)
      : name_(std::move(name)), mel_(mel.create_infer_request()), network_(network.create_infer_request()) {}

  Result<VoiceSample> embed(std::span<const float> samples) override {
    SOTTO_ASSERT(samples.size() >= kShortest);
    if (samples.size() > kLongest) return Error{ErrorCode::kTooLong, "speech to identify"};
    try {
      std::vector<float> sound = filled_window(samples);
      if (!normalise(sound)) return Error{ErrorCode::kEngineFailed, "silence has no voice"};
      const ov::Tensor audio(ov::element::f32, {1, sound.size()}, sound.data());
      mel_.set_input_tensor(audio);
      mel_.infer();
      network_.set_input_tensor(cut_windows(mel_.get_output_tensor()));
      network_.infer();
      VoiceSample sample{.voiced_ms = to_milliseconds(static_cast<SampleCount>(samples.size()))};
      if (average(network_.get_output_tensor(), sample.embedding)) return sample;
    } catch (const std::exception&) {
      // Falls through: the engine's text may be many lines and tells the user nothing.
    }
    return Error{ErrorCode::kEngineFailed, name_};
  }

 private:
  std::string name_;
  ov::InferRequest mel_;
  ov::InferRequest network_;
};

Result<ov::CompiledModel> load(ov::Core& core, const std::filesystem::path& file,
                               const ov::PartialShape& expected_input,
                               const ov::PartialShape& expected_output) {
  std::error_code ignored;
  std::filesystem::path weights = file;
  weights.replace_extension(".bin");
  for (const std::filesystem::path& part : {file, weights}) {
    if (!std::filesystem::exists(part, ignored)) return Error{ErrorCode::kModelMissing, part.string()};
  }
  try {
    const std::shared_ptr<ov::Model> model = core.read_model(file.string());
    if (model->inputs().size() == 1 && model->outputs().size() == 1 &&
        model->input().get_partial_shape().compatible(expected_input) &&
        model->output().get_partial_shape().compatible(expected_output)) {
      return core.compile_model(model, "CPU", ov::inference_num_threads(1), ov::num_streams(1),
                                ov::hint::inference_precision(ov::element::f32),
                                ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY));
    }
  } catch (const std::exception&) {
    // Falls through: unreadable, or cut short.
  }
  return Error{ErrorCode::kModelDamaged, file.string()};
}

}  // namespace

Result<std::unique_ptr<VoiceIdentifier>> make_ge2e_voice_identifier(
    const std::filesystem::path& models_folder) {
  const std::filesystem::path folder = models_folder / "voice";
  const std::filesystem::path network_file = folder / "ge2e.xml";
  try {
    ov::Core core;
    constexpr auto kFree = -1;
    const auto bands = static_cast<std::int64_t>(kBands);
    const auto frames = static_cast<std::int64_t>(kWindowFrames);
    Result<ov::CompiledModel> mel = load(core, folder / "mel.xml", {1, kFree}, {kFree, bands});
    if (!mel) return mel.error();
    Result<ov::CompiledModel> network = load(core, network_file, {kFree, frames, bands},
                                             {kFree, std::int64_t{std::tuple_size_v<VoiceEmbedding>}});
    if (!network) return network.error();
    return std::unique_ptr<VoiceIdentifier>(std::make_unique<Ge2eVoiceIdentifier>(
        std::move(mel).value(), std::move(network).value(), network_file.string()));
  } catch (const std::exception&) {
    return Error{ErrorCode::kEngineFailed, network_file.string()};
  }
}

}  // namespace sotto
