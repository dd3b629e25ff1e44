// The code of an alarm panel or a lock, put into what is published and nowhere else. Internal to the adapter.
// Thread-safety: no state.
#pragma once

#include <optional>
#include <string>

#include "home/home_orders.hpp"

namespace sotto {

// Letters, digits and "-_.#*", nothing that ends a JSON string.
inline constexpr std::size_t kCodeMax = 32;

// The payload with its code. None where the file is missing, others may use it, or it holds no code. Nothing
// of the file is in any error. Wipe what comes back.
[[nodiscard]] std::optional<std::string> with_code(const HomePublish& publish);

// Overwrites the text and empties it.
void wipe(std::string& text);

}  // namespace sotto
