// Colours by name, in the form that a lamp takes them. Pure functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "home/device.hpp"

namespace sotto {

struct NamedColor {
  std::string_view name;
  int red = 0;
  int green = 0;
  int blue = 0;
  int white_mireds = 0;  // a white has a colour temperature instead
};

[[nodiscard]] std::optional<NamedColor> find_color(std::string_view name);

// REQUIRES: device.color is not kNone.
[[nodiscard]] std::string color_payload(const HomeDevice& device, const NamedColor& color);

// What the lamp may report afterwards. A lamp with the JSON schema names the mode only: what it makes of a
// colour is not the colour itself.
[[nodiscard]] std::vector<std::string> color_words(const HomeDevice& device, const NamedColor& color);

}  // namespace sotto
