#include "adapters/openvino/embedding_wake_word.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <openvino/openvino.hpp>
#include <string>
#include <utility>

#include "adapters/openvino/speech_embedding.hpp"
#include "base/assert.hpp"
#include "runtime/score_smoother.hpp"

namespace sotto {
namespace {

constexpr std::size_t kPoints = 16;
const ov::Shape kHeadShape{1, kPoints, kEmbeddingSize};
// A weak score waits this long for a higher one.
constexpr SampleCount kLongestRise = to_samples(320);

class EmbeddingWakeWord final : public WakeDetector {
 public:
  // May throw ov::Exception.
  EmbeddingWakeWord(std::unique_ptr<SpeechEmbedding> embedding, ov::CompiledModel head, std::string name,
                    const ScoreSmootherSettings& settings)
      : name_(std::move(name)),
        embedding_(std::move(embedding)),
        head_(head.create_infer_request()),
        points_(ov::element::f32, kHeadShape),
        smoother_(settings) {
    head_.set_input_tensor(points_);
    clear();
  }

  Result<std::optional<WakeProposal>> process(std::span<const float> samples) override {
    std::optional<WakeProposal> best;
    while (!samples.empty()) {
      const std::size_t count = std::min(samples.size(), step_.size() - filled_);
      std::copy_n(samples.begin(), count, step_.begin() + static_cast<std::ptrdiff_t>(filled_));
      filled_ += count;
      position_ += static_cast<SampleCount>(count);
      samples = samples.subspan(count);
      if (filled_ < step_.size()) break;
      filled_ = 0;
      const auto proposal = judge_step();
      if (!proposal) return proposal.error();
      if (proposal.value() && (!best || proposal.value()->score > best->score)) best = proposal.value();
    }
    return best;
  }

  Permille take_peak() override { return smoother_.take_peak(); }

  void reset(SampleCount at) override {
    position_ = at;
    filled_ = 0;
    embedding_->reset();
    smoother_.reset();
    clear();
  }

  std::string name() const override { return "own"; }

 private:
  void clear() {
    float* to = points_.data<float>();
    for (std::size_t point = 0; point < kPoints; ++point, to += kEmbeddingSize) {
      std::copy(embedding_->silence().begin(), embedding_->silence().end(), to);
    }
  }

  Result<std::optional<WakeProposal>> judge_step() {
    const auto point = embedding_->take(step_);
    if (!point) return point.error();
    float* const points = points_.data<float>();
    std::copy_n(points + kEmbeddingSize, (kPoints - 1) * kEmbeddingSize, points);
    std::copy(point.value().begin(), point.value().end(), points + (kPoints - 1) * kEmbeddingSize);
    try {
      head_.infer();
      const auto probability = static_cast<double>(*head_.get_output_tensor().data<const float>());
      return smoother_.add(probability, position_ - 1);
    } catch (const std::exception&) {
      return Error{ErrorCode::kEngineFailed, name_};
    }
  }

  std::string name_;
  std::unique_ptr<SpeechEmbedding> embedding_;
  ov::InferRequest head_;
  ov::Tensor points_;  // the oldest first
  ScoreSmoother smoother_;
  std::array<float, kEmbeddingStepSamples> step_{};
  std::size_t filled_ = 0;
  SampleCount position_ = 0;  // run position of the next sample
};

}  // namespace

Result<std::unique_ptr<WakeDetector>> make_embedding_wake_word(const std::filesystem::path& models_folder,
                                                               const std::filesystem::path& head,
                                                               const EmbeddingWakeWordOptions& options) {
  SOTTO_ASSERT(options.propose_at >= 1 && options.propose_at <= 1000);
  std::error_code ignored;
  if (!std::filesystem::exists(head, ignored)) return Error{ErrorCode::kModelMissing, head.string()};
  auto embedding = make_speech_embedding(models_folder);
  if (!embedding) return embedding.error();
  const ScoreSmootherSettings settings{.window = 1,
                                       .propose_at = options.propose_at,
                                       .certain_at = options.certain_at,
                                       .refractory = options.refractory,
                                       .longest_rise = kLongestRise};
  try {
    ov::Core core;
    const std::shared_ptr<ov::Model> model = core.read_model(head.string());
    if (model->inputs().size() != 1 || model->outputs().size() != 1 ||
        model->input().get_partial_shape() != kHeadShape || shape_size(model->output().get_shape()) != 1) {
      return Error{ErrorCode::kModelDamaged, head.string()};
    }
    ov::CompiledModel compiled =
        core.compile_model(model, "CPU", ov::inference_num_threads(1), ov::num_streams(1),
                           ov::hint::inference_precision(ov::element::f32),
                           ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY));
    return std::unique_ptr<WakeDetector>(std::make_unique<EmbeddingWakeWord>(
        std::move(embedding).value(), std::move(compiled), head.string(), settings));
  } catch (const std::exception&) {
    return Error{ErrorCode::kModelDamaged, head.string()};
  }
}

}  // namespace sotto
