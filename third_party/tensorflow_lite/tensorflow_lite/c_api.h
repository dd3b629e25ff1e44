/* The few functions of the TensorFlow Lite C API that the project calls, declared by hand: the library comes as a
 * binary (libtensorflowlite_c.so of the PyPI wheel pymicro-wakeword) without its headers.
 *
 * Names, types and values follow tensorflow/lite/c/c_api.h and c_api_types.h of TensorFlow 2.17.1, which is the version
 * inside the library. The C API is stable within a major version; tests/unit/tflite calls every function below.
 *
 * Thread-safety: an interpreter has one caller. A model may be shared and must outlive its interpreters; the memory given
 * to TfLiteModelCreate must outlive the model. Options may be deleted once the interpreter exists.
 *
 * Resource variables, in which streaming models keep what they have heard, belong to the interpreter and have no function
 * that clears them (TfLiteInterpreterResetVariableTensors reaches variable tensors only): a fresh start is a new
 * interpreter.
 */
#ifndef SOTTO_THIRD_PARTY_TENSORFLOW_LITE_C_API_H
#define SOTTO_THIRD_PARTY_TENSORFLOW_LITE_C_API_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TfLiteModel TfLiteModel;
typedef struct TfLiteInterpreterOptions TfLiteInterpreterOptions;
typedef struct TfLiteInterpreter TfLiteInterpreter;
typedef struct TfLiteTensor TfLiteTensor;

typedef enum TfLiteStatus { kTfLiteOk = 0, kTfLiteError = 1 } TfLiteStatus;
typedef enum TfLiteType { kTfLiteUInt8 = 3, kTfLiteInt8 = 9 } TfLiteType;

/* real = scale * (quantised - zero_point) */
typedef struct TfLiteQuantizationParams {
  float scale;
  int32_t zero_point;
} TfLiteQuantizationParams;

typedef void (*TfLiteErrorReporter)(void* user_data, const char* format, va_list args);

const char* TfLiteVersion(void);

/* Verifies the bytes first: null when they are not a whole model of a known version. */
TfLiteModel* TfLiteModelCreateWithErrorReporter(const void* data, size_t size, TfLiteErrorReporter reporter,
                                                void* user_data);
void TfLiteModelDelete(TfLiteModel* model);

TfLiteInterpreterOptions* TfLiteInterpreterOptionsCreate(void);
void TfLiteInterpreterOptionsDelete(TfLiteInterpreterOptions* options);
void TfLiteInterpreterOptionsSetNumThreads(TfLiteInterpreterOptions* options, int32_t threads);
void TfLiteInterpreterOptionsSetErrorReporter(TfLiteInterpreterOptions* options, TfLiteErrorReporter reporter,
                                              void* user_data);

TfLiteInterpreter* TfLiteInterpreterCreate(const TfLiteModel* model, const TfLiteInterpreterOptions* options);
void TfLiteInterpreterDelete(TfLiteInterpreter* interpreter);
TfLiteStatus TfLiteInterpreterAllocateTensors(TfLiteInterpreter* interpreter);
TfLiteStatus TfLiteInterpreterInvoke(TfLiteInterpreter* interpreter);
int32_t TfLiteInterpreterGetInputTensorCount(const TfLiteInterpreter* interpreter);
int32_t TfLiteInterpreterGetOutputTensorCount(const TfLiteInterpreter* interpreter);
TfLiteTensor* TfLiteInterpreterGetInputTensor(const TfLiteInterpreter* interpreter, int32_t index);
const TfLiteTensor* TfLiteInterpreterGetOutputTensor(const TfLiteInterpreter* interpreter, int32_t index);

TfLiteType TfLiteTensorType(const TfLiteTensor* tensor);
int32_t TfLiteTensorNumDims(const TfLiteTensor* tensor);
int32_t TfLiteTensorDim(const TfLiteTensor* tensor, int32_t index);
size_t TfLiteTensorByteSize(const TfLiteTensor* tensor);
TfLiteQuantizationParams TfLiteTensorQuantizationParams(const TfLiteTensor* tensor);
TfLiteStatus TfLiteTensorCopyFromBuffer(TfLiteTensor* tensor, const void* data, size_t size);
TfLiteStatus TfLiteTensorCopyToBuffer(const TfLiteTensor* tensor, void* data, size_t size);

#ifdef __cplusplus
}
#endif

#endif
