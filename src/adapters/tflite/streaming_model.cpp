#include "adapters/tflite/streaming_model.hpp"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <fstream>
#include <iterator>

#include "base/assert.hpp"
#include "tensorflow_lite/c_api.h"

namespace sotto {
namespace {

// The library would print to stderr; the Result says what the user needs.
void ignore_report(void*, const char*, va_list) {}

struct DeleteModel {
  void operator()(TfLiteModel* model) const { TfLiteModelDelete(model); }
};
struct DeleteOptions {
  void operator()(TfLiteInterpreterOptions* options) const { TfLiteInterpreterOptionsDelete(options); }
};
struct DeleteInterpreter {
  void operator()(TfLiteInterpreter* interpreter) const { TfLiteInterpreterDelete(interpreter); }
};

struct Quantisation {
  float scale = 1.0F;
  std::int32_t zero_point = 0;
  std::int32_t lowest = 0;  // int8 from -128, uint8 from 0

  // Rounds half to even as numpy does, so that scores equal those of pymicro-wakeword.
  [[nodiscard]] std::uint8_t quantise(float value) const {
    const float raw = std::nearbyint(value / scale + static_cast<float>(zero_point));
    const float low = static_cast<float>(lowest);
    return static_cast<std::uint8_t>(static_cast<std::int32_t>(std::clamp(raw, low, low + 255.0F)));
  }

  [[nodiscard]] double real(std::uint8_t byte) const {
    const std::int32_t raw = lowest < 0 ? static_cast<std::int8_t>(byte) : static_cast<std::int32_t>(byte);
    return static_cast<double>(scale) * (raw - zero_point);
  }
};

bool read_quantisation(const TfLiteTensor* tensor, Quantisation& out) {
  const TfLiteType type = TfLiteTensorType(tensor);
  if (type != kTfLiteInt8 && type != kTfLiteUInt8) return false;
  const TfLiteQuantizationParams params = TfLiteTensorQuantizationParams(tensor);
  out = {.scale = params.scale, .zero_point = params.zero_point, .lowest = type == kTfLiteInt8 ? -128 : 0};
  return params.scale > 0.0F;
}

}  // namespace

struct StreamingModel::Parts {
  std::string name;
  std::vector<char> bytes;
  std::unique_ptr<TfLiteModel, DeleteModel> model;
  std::unique_ptr<TfLiteInterpreter, DeleteInterpreter> interpreter;
  TfLiteTensor* input = nullptr;
  const TfLiteTensor* output = nullptr;
  Quantisation input_quantisation;
  Quantisation output_quantisation;
  std::size_t steps = 0;
  std::vector<std::uint8_t> quantised;

  [[nodiscard]] Error failure(ErrorCode code) const { return {code, name}; }

  // What was heard lies in resource variables, which only a new interpreter forgets.
  Result<void> restart() {
    input = nullptr;
    output = nullptr;
    interpreter.reset();
    std::unique_ptr<TfLiteInterpreterOptions, DeleteOptions> settings(TfLiteInterpreterOptionsCreate());
    if (!settings) return failure(ErrorCode::kEngineFailed);
    TfLiteInterpreterOptionsSetNumThreads(settings.get(), 1);
    TfLiteInterpreterOptionsSetErrorReporter(settings.get(), ignore_report, nullptr);
    interpreter.reset(TfLiteInterpreterCreate(model.get(), settings.get()));
    if (!interpreter || TfLiteInterpreterAllocateTensors(interpreter.get()) != kTfLiteOk ||
        TfLiteInterpreterGetInputTensorCount(interpreter.get()) != 1 ||
        TfLiteInterpreterGetOutputTensorCount(interpreter.get()) != 1) {
      interpreter.reset();
      return failure(ErrorCode::kEngineFailed);
    }
    input = TfLiteInterpreterGetInputTensor(interpreter.get(), 0);
    output = TfLiteInterpreterGetOutputTensor(interpreter.get(), 0);
    return {};
  }

  [[nodiscard]] bool read_shapes(std::size_t features) {
    if (TfLiteTensorNumDims(input) != 3 || TfLiteTensorDim(input, 0) != 1 || TfLiteTensorDim(input, 1) < 1)
      return false;
    if (TfLiteTensorDim(input, 2) != static_cast<std::int32_t>(features)) return false;
    steps = static_cast<std::size_t>(TfLiteTensorDim(input, 1));
    quantised.resize(steps * features);
    return TfLiteTensorByteSize(input) == quantised.size() && TfLiteTensorByteSize(output) == 1 &&
           read_quantisation(input, input_quantisation) && read_quantisation(output, output_quantisation);
  }
};

StreamingModel::StreamingModel() : parts_(std::make_unique<Parts>()) {}
StreamingModel::~StreamingModel() = default;

Result<std::unique_ptr<StreamingModel>> StreamingModel::load(const std::filesystem::path& file,
                                                             std::size_t features) {
  std::unique_ptr<StreamingModel> made(new StreamingModel());
  Parts& parts = *made->parts_;
  parts.name = file.string();
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return parts.failure(ErrorCode::kModelMissing);
  parts.bytes.assign(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  if (stream.bad() || parts.bytes.empty()) return parts.failure(ErrorCode::kModelDamaged);
  parts.model.reset(
      TfLiteModelCreateWithErrorReporter(parts.bytes.data(), parts.bytes.size(), ignore_report, nullptr));
  if (!parts.model || !parts.restart() || !parts.read_shapes(features)) {
    return parts.failure(ErrorCode::kModelDamaged);
  }
  return made;
}

std::size_t StreamingModel::steps() const {
  return parts_->steps;
}

Result<double> StreamingModel::run(std::span<const float> input) {
  Parts& parts = *parts_;
  SOTTO_ASSERT(input.size() == parts.quantised.size());
  if (!parts.interpreter) return parts.failure(ErrorCode::kEngineFailed);
  std::transform(input.begin(), input.end(), parts.quantised.begin(),
                 [&](float value) { return parts.input_quantisation.quantise(value); });
  std::uint8_t answer = 0;
  if (TfLiteTensorCopyFromBuffer(parts.input, parts.quantised.data(), parts.quantised.size()) != kTfLiteOk ||
      TfLiteInterpreterInvoke(parts.interpreter.get()) != kTfLiteOk ||
      TfLiteTensorCopyToBuffer(parts.output, &answer, sizeof(answer)) != kTfLiteOk) {
    return parts.failure(ErrorCode::kEngineFailed);
  }
  return parts.output_quantisation.real(answer);
}

Result<void> StreamingModel::reset() {
  return parts_->restart();
}

}  // namespace sotto
