#include "adapters/openvino/whisper_model.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <openvino/core/preprocess/pre_post_process.hpp>
#include <openvino/openvino.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr int kLayers = 6;
constexpr std::size_t kVocabularySize = static_cast<std::size_t>(whisper::kVocabulary);

// The keys and values of the cross attention, which go from the encoder to the decoder.
std::vector<std::string> cross_names() {
  std::vector<std::string> names;
  for (int layer = 0; layer < kLayers; ++layer) {
    names.push_back("cross_k" + std::to_string(layer));
    names.push_back("cross_v" + std::to_string(layer));
  }
  return names;
}

bool has_native_bfloat16(ov::Core& core) {
  const std::vector<std::string> abilities = core.get_property("CPU", ov::device::capabilities);
  return std::find(abilities.begin(), abilities.end(), "BF16") != abilities.end();
}

ov::AnyMap settings(const WhisperOptions& options, ov::element::Type precision) {
  return {ov::inference_num_threads(options.threads), ov::num_streams(1),
          ov::hint::inference_precision(precision),
          // The default may squeeze the decoder's memory to 8 bits, which moves probabilities.
          ov::hint::kv_cache_precision(precision == ov::element::bf16 ? ov::element::f16 : ov::element::f32),
          // Pinned threads wait for their core when other work sits on it; free ones move.
          ov::hint::enable_cpu_pinning(false)};
}

Result<std::shared_ptr<ov::Model>> read(ov::Core& core, const std::filesystem::path& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return Error{ErrorCode::kModelMissing, path.string()};
  try {
    return core.read_model(path.string());
  } catch (const std::exception&) {
    return Error{ErrorCode::kModelDamaged, path.string()};
  }
}

// Handing the cross keys and values over as bfloat16 spares the decoder from converting them again for every
// token.
void exchange_as(ov::preprocess::PrePostProcessor& processor, bool outputs, ov::element::Type type) {
  for (const std::string& name : cross_names()) {
    if (outputs) {
      processor.output(name).tensor().set_element_type(type);
    } else {
      processor.input(name).tensor().set_element_type(type);
    }
  }
}

}  // namespace

struct WhisperModel::Impl {
  ov::Core core;
  ov::InferRequest mel;
  ov::InferRequest encoder;
  ov::InferRequest decoder;
  WhisperPrecision precision = WhisperPrecision::kFloat32;
  std::vector<float> padded;  // the sound with silence behind it
  std::array<std::int32_t, 1> beam{0};
  int context = 0;
  int slots = 0;

  Result<void> build(const std::filesystem::path& folder, const WhisperOptions& options);
  Result<void> build_graphs(const std::filesystem::path& folder, const WhisperOptions& options);
  void listen(std::span<const float> samples, int steps);
  Output infer(std::span<const std::int64_t> tokens, std::span<const std::int64_t> positions,
               std::span<const float> mask);
};

Result<void> WhisperModel::Impl::build_graphs(const std::filesystem::path& folder,
                                              const WhisperOptions& options) {
  const bool half = options.precision == WhisperPrecision::kBfloat16 && has_native_bfloat16(core);
  precision = half ? WhisperPrecision::kBfloat16 : WhisperPrecision::kFloat32;
  const ov::element::Type type = half ? ov::element::bf16 : ov::element::f32;

  Result<std::shared_ptr<ov::Model>> mel_graph = read(core, folder / "mel.xml");
  if (!mel_graph) return mel_graph.error();
  Result<std::shared_ptr<ov::Model>> encoder_graph = read(core, folder / "encoder.xml");
  if (!encoder_graph) return encoder_graph.error();
  Result<std::shared_ptr<ov::Model>> decoder_graph = read(core, folder / "decoder.xml");
  if (!decoder_graph) return decoder_graph.error();

  mel = core.compile_model(mel_graph.value(), "CPU", settings(options, ov::element::f32))
            .create_infer_request();
  ov::preprocess::PrePostProcessor encoder_ends(encoder_graph.value());
  exchange_as(encoder_ends, true, type);
  encoder = core.compile_model(encoder_ends.build(), "CPU", settings(options, type)).create_infer_request();
  ov::preprocess::PrePostProcessor decoder_ends(decoder_graph.value());
  exchange_as(decoder_ends, false, type);
  decoder = core.compile_model(decoder_ends.build(), "CPU", settings(options, type)).create_infer_request();
  decoder.set_tensor("beam_idx", ov::Tensor(ov::element::i32, {1}, beam.data()));
  return {};
}

Result<void> WhisperModel::Impl::build(const std::filesystem::path& folder, const WhisperOptions& options) {
  try {
    return build_graphs(folder, options);
  } catch (const std::exception&) {
    // The files could be read but hold other graphs than set-up makes.
    return Error{ErrorCode::kModelDamaged, folder.string()};
  }
}

void WhisperModel::Impl::listen(std::span<const float> samples, int steps) {
  const std::size_t length = static_cast<std::size_t>(steps) * kWhisperStepSamples;
  padded.assign(length, 0.0F);
  std::copy(samples.begin(), samples.end(), padded.begin());
  mel.set_tensor("audio", ov::Tensor(ov::element::f32, {1, length}, padded.data()));
  mel.infer();
  encoder.set_tensor("mel", mel.get_tensor("mel"));
  encoder.infer();
  for (const std::string& name : cross_names()) decoder.set_tensor(name, encoder.get_tensor(name));
  std::fill(padded.begin(), padded.end(), 0.0F);
}

WhisperModel::Output WhisperModel::Impl::infer(std::span<const std::int64_t> tokens,
                                               std::span<const std::int64_t> positions,
                                               std::span<const float> mask) {
  // The tensors are views that OpenVINO only reads; its interface has no const ones for these types.
  const auto count = tokens.size();
  const auto seen = static_cast<std::size_t>(slots) + count;
  decoder.set_tensor("tokens",
                     ov::Tensor(ov::element::i64, {1, count}, const_cast<std::int64_t*>(tokens.data())));
  decoder.set_tensor("positions",
                     ov::Tensor(ov::element::i64, {count}, const_cast<std::int64_t*>(positions.data())));
  decoder.set_tensor("mask",
                     ov::Tensor(ov::element::f32, {1, 1, count, seen}, const_cast<float*>(mask.data())));
  decoder.infer();
  slots += static_cast<int>(count);
  const ov::Tensor logits = decoder.get_tensor("logits");
  const ov::Tensor attention = decoder.get_tensor("attention");
  return {{logits.data<float>(), count * kVocabularySize},
          {attention.data<float>(), count * static_cast<std::size_t>(context)}};
}

WhisperModel::WhisperModel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
WhisperModel::~WhisperModel() = default;

Result<std::unique_ptr<WhisperModel>> WhisperModel::load(const std::filesystem::path& folder,
                                                         const WhisperOptions& options) {
  SOTTO_ASSERT(options.threads >= 1);
  std::unique_ptr<Impl> impl;
  try {
    impl = std::make_unique<Impl>();
  } catch (const std::exception&) {
    return Error{ErrorCode::kEngineFailed, "OpenVINO could not be started"};
  }
  Result<void> built = impl->build(folder, options);
  if (!built) return built.error();
  return std::unique_ptr<WhisperModel>(new WhisperModel(std::move(impl)));
}

Result<void> WhisperModel::encode(std::span<const float> samples, int context) {
  SOTTO_ASSERT(context >= 10 && context <= kWhisperFullContext);
  SOTTO_ASSERT(samples.size() <= static_cast<std::size_t>(context) * kWhisperStepSamples);
  try {
    impl_->context = 0;
    impl_->listen(samples, context);
    impl_->decoder.reset_state();
    impl_->slots = 0;
  } catch (const std::exception&) {
    return Error{ErrorCode::kEngineFailed, "the speech encoder"};
  }
  impl_->context = context;
  return {};
}

Result<WhisperModel::Output> WhisperModel::decode(std::span<const std::int64_t> tokens,
                                                  std::span<const std::int64_t> positions,
                                                  std::span<const float> mask) {
  SOTTO_ASSERT(impl_->context > 0 && !tokens.empty() && tokens.size() == positions.size());
  SOTTO_ASSERT(mask.size() == tokens.size() * (static_cast<std::size_t>(impl_->slots) + tokens.size()));
  try {
    return impl_->infer(tokens, positions, mask);
  } catch (const std::exception&) {
    return Error{ErrorCode::kEngineFailed, "the speech decoder"};
  }
}

int WhisperModel::slots() const {
  return impl_->slots;
}
int WhisperModel::context() const {
  return impl_->context;
}
WhisperPrecision WhisperModel::precision() const {
  return impl_->precision;
}

}  // namespace sotto
