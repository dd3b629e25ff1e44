#include "manifest.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace sotto {
namespace {

std::vector<std::string> split(std::string_view line) {
  std::vector<std::string> fields;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t end = std::min(line.find('\t', at), line.size());
    fields.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return fields;
}

// False if the field is there and is no whole number within the bounds.
template <typename Number>
bool read_optional(const std::vector<std::string>& fields, std::size_t index, Number low, Number high,
                   Number& out) {
  if (index >= fields.size() || fields[index].empty()) return true;
  const std::string& field = fields[index];
  const auto [stop, error] = std::from_chars(field.data(), field.data() + field.size(), out);
  return error == std::errc() && stop == field.data() + field.size() && out >= low && out <= high;
}

std::optional<ManifestLine> read_line(const std::vector<std::string>& fields) {
  constexpr std::size_t kFieldsMin = 3;
  constexpr std::size_t kFieldsMax = 6;
  if (fields.size() < kFieldsMin || fields.size() > kFieldsMax) return std::nullopt;
  ManifestLine line;
  line.voice = fields[1];
  line.text = fields[2];
  const bool right = !fields[0].empty() && !line.voice.empty() && !line.text.empty() &&
                     read_optional(fields, 3, -40, 10, line.gain_db) &&
                     read_optional(fields, 4, 500, 2000, line.speed) &&
                     read_optional<Milliseconds>(fields, 5, -60'000, 600'000, line.pause_ms);
  return right ? std::optional(line) : std::nullopt;
}

}  // namespace

Result<Manifest> parse_manifest(std::string_view text, const std::string& name) {
  Manifest manifest;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    const std::vector<std::string> fields = split(line);
    std::optional<ManifestLine> read = read_line(fields);
    if (!read) return Error{ErrorCode::kFileInvalid, name + " line " + std::to_string(number)};
    read->number = number;
    manifest[fields[0]].push_back(std::move(*read));
  }
  return manifest;
}

}  // namespace sotto
