#include "adapters/tflite/micro_wake_word.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "adapters/tflite/micro_features.hpp"
#include "adapters/tflite/streaming_model.hpp"
#include "base/assert.hpp"
#include "runtime/score_smoother.hpp"

namespace sotto {
namespace {

// A weak score waits this long for a higher one: twice the mean of five probabilities 30 ms apart.
constexpr SampleCount kLongestRise = to_samples(300);

struct StockSettings {
  Permille cutoff = 0;
  int sliding_window = 0;
};

Result<StockSettings> read_settings(const std::filesystem::path& file) {
  std::ifstream stream(file);
  if (!stream) return Error{ErrorCode::kModelMissing, file.string()};
  const nlohmann::json settings = nlohmann::json::parse(stream, nullptr, /*allow_exceptions=*/false);
  try {
    const nlohmann::json& micro = settings.at("micro");
    const StockSettings stock{.cutoff = to_permille(micro.at("probability_cutoff").get<double>()),
                              .sliding_window = micro.at("sliding_window_size").get<int>()};
    const bool known_step = micro.at("feature_step_size").get<int>() == to_milliseconds(kMicroStepSamples);
    if (known_step && stock.cutoff >= 1 && stock.sliding_window >= 1 && stock.sliding_window <= 100)
      return stock;
  } catch (const nlohmann::json::exception&) {
    // Falls through: a key is missing or of the wrong kind.
  }
  return Error{ErrorCode::kModelDamaged, file.string()};
}

class MicroWakeWord final : public WakeDetector {
 public:
  MicroWakeWord(std::unique_ptr<MicroFeatures> features, std::unique_ptr<StreamingModel> model,
                const ScoreSmootherSettings& settings)
      : features_(std::move(features)), model_(std::move(model)), smoother_(settings) {}

  Result<std::optional<WakeProposal>> process(std::span<const float> samples) override {
    std::optional<WakeProposal> best;
    while (!samples.empty()) {
      const std::size_t count = std::min(samples.size(), converted_.size());
      std::transform(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(count),
                     converted_.begin(), to_int16);
      const Result<void> done = take(std::span(converted_).first(count), best);
      if (!done) return done.error();
      samples = samples.subspan(count);
    }
    return best;
  }

  Permille take_peak() override { return smoother_.take_peak(); }

  void reset(SampleCount at) override {
    position_ = at;
    features_->reset();
    smoother_.reset();
    pending_.clear();
    // The model reports a failed restart at its next run().
    static_cast<void>(model_->reset());
  }

  std::string name() const override { return "micro"; }

 private:
  // -32768 has no positive counterpart, which the fixed-point window needs. What is not a number becomes
  // silence.
  static std::int16_t to_int16(float sample) {
    if (std::isnan(sample)) return 0;
    return static_cast<std::int16_t>(std::lround(std::clamp(sample * 32768.0F, -32767.0F, 32767.0F)));
  }

  Result<void> take(std::span<const std::int16_t> samples, std::optional<WakeProposal>& best) {
    while (!samples.empty()) {
      std::size_t used = 0;
      MicroFeatureFrame frame{};
      const bool complete = features_->process(samples, used, frame);
      position_ += static_cast<SampleCount>(used);
      samples = samples.subspan(used);
      if (!complete) continue;
      pending_.insert(pending_.end(), frame.begin(), frame.end());
      if (pending_.size() < model_->steps() * kMicroFeatures) continue;
      const Result<double> probability = model_->run(pending_);
      pending_.clear();
      if (!probability) return probability.error();
      const std::optional<WakeProposal> proposal = smoother_.add(probability.value(), position_ - 1);
      if (proposal && (!best || proposal->score > best->score)) best = proposal;
    }
    return {};
  }

  std::unique_ptr<MicroFeatures> features_;
  std::unique_ptr<StreamingModel> model_;
  ScoreSmoother smoother_;
  std::array<std::int16_t, 1024> converted_{};
  std::vector<float> pending_;  // features of the steps that the next run takes
  SampleCount position_ = 0;    // run position of the next sample
};

}  // namespace

Result<std::unique_ptr<WakeDetector>> make_micro_wake_word(const std::filesystem::path& models_folder,
                                                           std::string_view word,
                                                           const MicroWakeWordOptions& options) {
  SOTTO_ASSERT(!options.propose_at || (*options.propose_at >= 1 && *options.propose_at <= 1000));
  SOTTO_ASSERT(!options.sliding_window || (*options.sliding_window >= 1 && *options.sliding_window <= 100));
  const std::filesystem::path stem = models_folder / "wake" / word;
  const Result<StockSettings> stock = read_settings(stem.string() + ".json");
  if (!stock) return stock.error();
  const std::filesystem::path model_file = stem.string() + ".tflite";
  Result<std::unique_ptr<StreamingModel>> model = StreamingModel::load(model_file, kMicroFeatures);
  if (!model) return model.error();
  std::unique_ptr<MicroFeatures> features = MicroFeatures::make();
  if (!features) return Error{ErrorCode::kEngineFailed, model_file.string()};
  const ScoreSmootherSettings settings{
      .window = static_cast<std::size_t>(options.sliding_window.value_or(stock.value().sliding_window)),
      .propose_at = options.propose_at.value_or(stock.value().cutoff),
      .certain_at = stock.value().cutoff,
      .refractory = options.refractory,
      .longest_rise = kLongestRise};
  return std::unique_ptr<WakeDetector>(
      std::make_unique<MicroWakeWord>(std::move(features), std::move(model).value(), settings));
}

}  // namespace sotto
