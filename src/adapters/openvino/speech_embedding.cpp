#include "adapters/openvino/speech_embedding.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <openvino/openvino.hpp>
#include <string>
#include <utility>

namespace sotto {
namespace {

// A mel frame looks 400 samples wide on a grid of 160, so the frames of a step begin 480 samples before it.
constexpr std::size_t kLeadSamples = 480;
constexpr std::size_t kBands = 32;
constexpr std::size_t kFramesOfStep = 8;
constexpr std::size_t kFramesOfPoint = 76;
// By then the window of the embedding holds nothing from before.
constexpr int kStepsToSilence = 12;

const ov::Shape kSoundShape{1, kLeadSamples + kEmbeddingStepSamples};
const ov::Shape kMelShape{1, 1, kFramesOfStep, kBands};
const ov::Shape kWindowShape{1, kFramesOfPoint, kBands, 1};
const ov::Shape kPointShape{1, 1, 1, kEmbeddingSize};

class OnnxSpeechEmbedding final : public SpeechEmbedding {
 public:
  // May throw ov::Exception.
  OnnxSpeechEmbedding(ov::CompiledModel mel, ov::CompiledModel embedding, std::string name)
      : name_(std::move(name)),
        mel_(mel.create_infer_request()),
        embedding_(embedding.create_infer_request()),
        sound_(ov::element::f32, kSoundShape),
        window_(ov::element::f32, kWindowShape) {
    mel_.set_input_tensor(sound_);
    embedding_.set_input_tensor(window_);
    std::fill_n(sound_.data<float>(), sound_.get_size(), 0.0F);
    std::fill_n(window_.data<float>(), window_.get_size(), 0.0F);
  }

  // Hears silence until nothing else is left, and keeps what that is.
  [[nodiscard]] Result<void> settle() {
    const std::array<float, kEmbeddingStepSamples> nothing{};
    for (int step = 0; step < kStepsToSilence; ++step) {
      const auto point = take(nothing);
      if (!point) return point.error();
      silence_ = point.value();
    }
    const float* const window = window_.data<const float>();
    silent_window_.assign(window, window + window_.get_size());
    return {};
  }

  Result<SpeechPoint> take(std::span<const float, kEmbeddingStepSamples> samples) override {
    float* const sound = sound_.data<float>();
    std::copy_n(sound + kEmbeddingStepSamples, kLeadSamples, sound);
    std::transform(samples.begin(), samples.end(), sound + kLeadSamples, [](float sample) {
      return std::isfinite(sample) ? std::clamp(sample, -1.0F, 1.0F) * 32768.0F : 0.0F;
    });
    try {
      mel_.infer();
      push_frames(mel_.get_output_tensor().data<const float>());
      embedding_.infer();
      SpeechPoint point{};
      std::copy_n(embedding_.get_output_tensor().data<const float>(), point.size(), point.begin());
      return point;
    } catch (const std::exception&) {
      return Error{ErrorCode::kEngineFailed, name_};
    }
  }

  void reset() override {
    std::fill_n(sound_.data<float>(), sound_.get_size(), 0.0F);
    std::copy(silent_window_.begin(), silent_window_.end(), window_.data<float>());
  }

  const SpeechPoint& silence() const override { return silence_; }

 private:
  void push_frames(const float* frames) {
    float* const window = window_.data<float>();
    constexpr std::size_t kNew = kFramesOfStep * kBands;
    std::copy_n(window + kNew, window_.get_size() - kNew, window);
    std::transform(frames, frames + kNew, window + window_.get_size() - kNew,
                   [](float decibel) { return decibel / 10.0F + 2.0F; });
  }

  std::string name_;
  ov::InferRequest mel_;
  ov::InferRequest embedding_;
  ov::Tensor sound_;   // the lead, then the step
  ov::Tensor window_;  // mel frames, the oldest first
  std::vector<float> silent_window_;
  SpeechPoint silence_{};
};

// A model whose shapes are fixed, so that the engine plans its memory once. May throw ov::Exception.
std::optional<ov::CompiledModel> compile(ov::Core& core, const std::filesystem::path& file,
                                         const ov::Shape& input, const ov::Shape& output) {
  const std::shared_ptr<ov::Model> model = core.read_model(file.string());
  if (model->inputs().size() != 1 || model->outputs().size() != 1) return std::nullopt;
  if (!model->input().get_partial_shape().compatible(input)) return std::nullopt;
  model->reshape(input);
  if (!model->output().get_partial_shape().compatible(output)) return std::nullopt;
  return core.compile_model(model, "CPU", ov::inference_num_threads(1), ov::num_streams(1),
                            ov::hint::inference_precision(ov::element::f32),
                            ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY));
}

}  // namespace

Result<std::unique_ptr<SpeechEmbedding>> make_speech_embedding(const std::filesystem::path& models_folder) {
  const std::filesystem::path folder = models_folder / "embedding";
  const std::filesystem::path mel_file = folder / "melspectrogram.onnx";
  const std::filesystem::path embedding_file = folder / "embedding_model.onnx";
  for (const auto& file : {mel_file, embedding_file}) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return Error{ErrorCode::kModelMissing, file.string()};
  }
  try {
    ov::Core core;
    const auto mel = compile(core, mel_file, kSoundShape, kMelShape);
    if (!mel) return Error{ErrorCode::kModelDamaged, mel_file.string()};
    const auto embedding = compile(core, embedding_file, kWindowShape, kPointShape);
    if (!embedding) return Error{ErrorCode::kModelDamaged, embedding_file.string()};
    auto made = std::make_unique<OnnxSpeechEmbedding>(*mel, *embedding, embedding_file.string());
    if (auto settled = made->settle(); !settled) return settled.error();
    return std::unique_ptr<SpeechEmbedding>(std::move(made));
  } catch (const std::exception&) {
    return Error{ErrorCode::kModelDamaged, folder.string()};
  }
}

}  // namespace sotto
