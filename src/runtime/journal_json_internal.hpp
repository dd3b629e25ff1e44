// Reads fields of records that may hold anything: a field that is missing or of another type gives nothing.
// Internal to the files that begin with "journal".
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace sotto {

[[nodiscard]] inline nlohmann::json parse_text(std::string_view text) {
  return nlohmann::json::parse(text, nullptr, false);
}

[[nodiscard]] inline std::uint64_t count_at(const nlohmann::json& object, const char* pointer) {
  const nlohmann::json::json_pointer place(pointer);
  if (!object.contains(place) || !object.at(place).is_number_unsigned()) return 0;
  return object.at(place).get<std::uint64_t>();
}

[[nodiscard]] inline std::int64_t whole_at(const nlohmann::json& object, const char* pointer) {
  const nlohmann::json::json_pointer place(pointer);
  if (!object.contains(place) || !object.at(place).is_number_integer()) return 0;
  return object.at(place).get<std::int64_t>();
}

[[nodiscard]] inline std::string text_at(const nlohmann::json& object, const char* pointer) {
  const nlohmann::json::json_pointer place(pointer);
  if (!object.contains(place) || !object.at(place).is_string()) return {};
  return object.at(place).get<std::string>();
}

// The id that the core counted for this effect; 0 where it needs none.
[[nodiscard]] inline std::uint64_t effect_id(const nlohmann::json& effect) {
  const std::uint64_t id = count_at(effect, "/id");
  return id != 0 ? id : count_at(effect, "/message_id");
}

}  // namespace sotto
