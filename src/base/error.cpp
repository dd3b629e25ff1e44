#include "base/error.hpp"

#include "base/assert.hpp"

namespace sotto {

std::string_view code_name(ErrorCode code) {
  switch (code) {
#define SOTTO_ERROR(enumerator, code, advice) \
  case ErrorCode::enumerator:                 \
    return code;
#include "base/error_codes.def"
#undef SOTTO_ERROR
  }
  SOTTO_UNREACHABLE("error code without a name");
}

std::string_view advice(ErrorCode code) {
  switch (code) {
#define SOTTO_ERROR(enumerator, code, advice) \
  case ErrorCode::enumerator:                 \
    return advice;
#include "base/error_codes.def"
#undef SOTTO_ERROR
  }
  SOTTO_UNREACHABLE("error code without advice");
}

std::string Error::line() const {
  return detail + ": " + std::string(code_name(code)) + " (" + std::string(advice(code)) + ")";
}

}  // namespace sotto
