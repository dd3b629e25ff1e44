// field_count: how many fields a plain struct has, so that a test notices a field which the codec has not
// been told of.
#pragma once

#include <cstddef>
#include <type_traits>

namespace sotto {

// Stands for a value of any type where nothing is evaluated.
struct Anything {
  template <typename T>
  // NOLINTNEXTLINE(google-explicit-constructor)
  operator T() const;
};

// REQUIRES: an aggregate without base classes and arrays.
template <typename T, typename... Given>
constexpr std::size_t field_count() {
  static_assert(std::is_aggregate_v<T>);
  if constexpr (std::is_empty_v<T>) {
    return 0;
  } else if constexpr (requires { T{Given{}..., Anything{}}; }) {
    return field_count<T, Given..., Anything>();
  } else {
    return sizeof...(Given);
  }
}

}  // namespace sotto
