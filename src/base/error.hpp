// Error: what went wrong outside the program, as a value.
//
// Operating errors (missing files, full disks, engines that fail) travel as Result<T>; programmer errors are
// SOTTO_ASSERT. Codes are stable kebab-case strings listed in error_codes.def and nowhere else.
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace sotto {

enum class ErrorCode {
#define SOTTO_ERROR(enumerator, code, advice) enumerator,
#include "base/error_codes.def"
#undef SOTTO_ERROR
};

// The stable kebab-case name, for example "file-missing".
[[nodiscard]] std::string_view code_name(ErrorCode code);

// What the user can do about it, a clause without a full stop.
[[nodiscard]] std::string_view advice(ErrorCode code);

struct Error {
  ErrorCode code;
  std::string detail;  // names the file, device or key concerned; never anything that was heard

  // One line for the user: "DETAIL: CODE (ADVICE)".
  [[nodiscard]] std::string line() const;

  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace sotto
