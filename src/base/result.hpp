// Result<T>: a value or an Error. The one error model of the project (C++20 has no std::expected).
//
// Both the class and every function returning it are [[nodiscard]]. Reading the wrong side is a programmer
// error and asserts. Thread-safety: as T.
#pragma once

#include <utility>
#include <variant>

#include "base/assert.hpp"
#include "base/error.hpp"

namespace sotto {

template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: a function returns a value or an Error as it stands.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  [[nodiscard]] T& value() & {
    SOTTO_ASSERT(ok());
    return std::get<0>(held_);
  }
  [[nodiscard]] const T& value() const& {
    SOTTO_ASSERT(ok());
    return std::get<0>(held_);
  }
  [[nodiscard]] T&& value() && {
    SOTTO_ASSERT(ok());
    return std::get<0>(std::move(held_));
  }

  // REQUIRES: !ok().
  [[nodiscard]] const Error& error() const {
    SOTTO_ASSERT(!ok());
    return std::get<1>(held_);
  }

 private:
  std::variant<T, Error> held_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: !ok().
  [[nodiscard]] const Error& error() const {
    SOTTO_ASSERT(!ok());
    return std::get<1>(held_);
  }

 private:
  std::variant<std::monostate, Error> held_;
};

}  // namespace sotto
