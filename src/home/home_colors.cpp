#include "home/home_colors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "home/home_texts.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::array<NamedColor, 14> kColors = {{
    {"red", 255, 0, 0, 0},
    {"green", 0, 255, 0, 0},
    {"blue", 0, 0, 255, 0},
    {"yellow", 255, 255, 0, 0},
    {"orange", 255, 128, 0, 0},
    {"purple", 128, 0, 255, 0},
    {"violet", 128, 0, 255, 0},
    {"pink", 255, 96, 160, 0},
    {"turquoise", 0, 255, 200, 0},
    {"cyan", 0, 255, 255, 0},
    {"magenta", 255, 0, 255, 0},
    {"white", 255, 255, 255, 250},
    {"warm white", 255, 196, 120, 370},
    {"cold white", 220, 235, 255, 160},
}};

constexpr double kFull = 255.0;

struct HueSaturation {
  double hue = 0;         // degrees
  double saturation = 0;  // percent
};

HueSaturation hue_of(const NamedColor& color) {
  const double red = color.red / kFull;
  const double green = color.green / kFull;
  const double blue = color.blue / kFull;
  const double high = std::max({red, green, blue});
  const double range = high - std::min({red, green, blue});
  if (range <= 0) return {};
  double sixth = 0;
  if (high == red) {
    sixth = std::fmod((green - blue) / range + 6.0, 6.0);
  } else if (high == green) {
    sixth = (blue - red) / range + 2.0;
  } else {
    sixth = (red - green) / range + 4.0;
  }
  return {std::nearbyint(sixth * 60.0), std::nearbyint(range / high * 100.0)};
}

double linear(int channel) {
  const double c = channel / kFull;
  return c > 0.04045 ? std::pow((c + 0.055) / 1.055, 2.4) : c / 12.92;
}

struct Chromaticity {
  double x = 0.3127;
  double y = 0.329;
};

// sRGB with its white point D65, as IEC 61966-2-1 gives it.
Chromaticity chromaticity_of(const NamedColor& color) {
  const double red = linear(color.red);
  const double green = linear(color.green);
  const double blue = linear(color.blue);
  const double x = 0.4124 * red + 0.3576 * green + 0.1805 * blue;
  const double y = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const double z = 0.0193 * red + 0.1192 * green + 0.9505 * blue;
  const double sum = x + y + z;
  if (sum <= 0) return {};
  return {std::nearbyint(x / sum * 10000.0) / 10000.0, std::nearbyint(y / sum * 10000.0) / 10000.0};
}

}  // namespace

std::optional<NamedColor> find_color(std::string_view name) {
  const auto found = std::find_if(kColors.begin(), kColors.end(),
                                  [&](const NamedColor& color) { return color.name == name; });
  if (found == kColors.end()) return std::nullopt;
  return *found;
}

std::string color_payload(const HomeDevice& device, const NamedColor& color) {
  SOTTO_ASSERT(device.color != ColorMode::kNone);
  const HueSaturation hs = hue_of(color);
  if (!device.json_light) {
    if (device.color == ColorMode::kHs) return number_text(hs.hue) + "," + number_text(hs.saturation);
    return std::to_string(color.red) + "," + std::to_string(color.green) + "," + std::to_string(color.blue);
  }
  Json value;
  if (device.color == ColorMode::kRgb) {
    value = {{"r", color.red}, {"g", color.green}, {"b", color.blue}};
  } else if (device.color == ColorMode::kHs) {
    value = {{"h", hs.hue}, {"s", hs.saturation}};
  } else {
    const Chromaticity xy = chromaticity_of(color);
    value = {{"x", xy.x}, {"y", xy.y}};
  }
  return Json{{"state", "ON"}, {"color", value}}.dump();
}

std::vector<std::string> color_words(const HomeDevice& device, const NamedColor& color) {
  if (device.json_light) return {"rgb", "hs", "xy", "rgbw", "rgbww"};
  return {color_payload(device, color)};
}

}  // namespace sotto
