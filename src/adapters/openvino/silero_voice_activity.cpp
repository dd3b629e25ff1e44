#include "adapters/openvino/silero_voice_activity.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <openvino/openvino.hpp>
#include <string>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::size_t kContextSamples = 64;
const ov::Shape kInputShape{1, kContextSamples + kFrameSamples};
const ov::Shape kStateShape{2, 1, 128};

class SileroVoiceActivity final : public VoiceActivity {
 public:
  // May throw ov::Exception.
  SileroVoiceActivity(ov::CompiledModel model, std::string name)
      : name_(std::move(name)),
        request_(model.create_infer_request()),
        input_(ov::element::f32, kInputShape),
        state_(ov::element::f32, kStateShape) {
    request_.set_input_tensor(0, input_);
    request_.set_input_tensor(1, state_);
    clear();
  }

  Result<Permille> process(std::span<const float> frame) override {
    SOTTO_ASSERT(frame.size() == kFrameSamples);
    float* const input = input_.data<float>();
    std::transform(frame.begin(), frame.end(), input + kContextSamples,
                   [](float sample) { return std::isfinite(sample) ? sample : 0.0F; });
    try {
      request_.infer();
      const ov::Tensor next_state = request_.get_output_tensor(1);
      std::copy_n(next_state.data<const float>(), state_.get_size(), state_.data<float>());
      std::copy_n(input + kFrameSamples, kContextSamples, input);
      return to_permille(static_cast<double>(*request_.get_output_tensor(0).data<const float>()));
    } catch (const std::exception&) {
      return Error{ErrorCode::kEngineFailed, name_};
    }
  }

  void reset() override { clear(); }

 private:
  void clear() {
    std::fill_n(input_.data<float>(), input_.get_size(), 0.0F);
    std::fill_n(state_.data<float>(), state_.get_size(), 0.0F);
  }

  std::string name_;
  ov::InferRequest request_;
  ov::Tensor input_;  // 64 samples of context, then the frame
  ov::Tensor state_;
};

bool has_expected_ports(const ov::Model& model) {
  return model.inputs().size() == 2 && model.outputs().size() == 2 &&
         model.input(0).get_partial_shape().compatible(kInputShape) &&
         model.input(1).get_partial_shape().compatible(kStateShape);
}

}  // namespace

Result<std::unique_ptr<VoiceActivity>> make_silero_voice_activity(
    const std::filesystem::path& models_folder) {
  const std::filesystem::path file = models_folder / "vad" / "silero_vad.onnx";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return Error{ErrorCode::kModelMissing, file.string()};
  try {
    ov::Core core;
    const std::shared_ptr<ov::Model> model = core.read_model(file.string());
    if (!has_expected_ports(*model)) return Error{ErrorCode::kModelDamaged, file.string()};
    // Fixed shapes let the engine plan its memory once; in f32 the scores are the same on every machine of a
    // kind.
    model->reshape({{model->input(0), kInputShape}, {model->input(1), kStateShape}});
    ov::CompiledModel compiled =
        core.compile_model(model, "CPU", ov::inference_num_threads(1), ov::num_streams(1),
                           ov::hint::inference_precision(ov::element::f32),
                           ov::hint::performance_mode(ov::hint::PerformanceMode::LATENCY));
    return std::unique_ptr<VoiceActivity>(
        std::make_unique<SileroVoiceActivity>(std::move(compiled), file.string()));
  } catch (const std::exception&) {
    return Error{ErrorCode::kModelDamaged, file.string()};
  }
}

}  // namespace sotto
