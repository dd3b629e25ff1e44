// The table behind built_in.hpp, written by embed_texts.cmake. Internal to this adapter. Immutable, any
// thread.
#pragma once

#include <cstddef>
#include <span>

namespace sotto {

struct BuiltInText {
  const char* name;  // "policies/guarded.toml"
  const unsigned char* bytes;
  std::size_t size;
};

[[nodiscard]] std::span<const BuiltInText> built_in_texts();

}  // namespace sotto
