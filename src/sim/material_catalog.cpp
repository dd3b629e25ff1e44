#include "sim/material_catalog.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

std::optional<SpokenLine> read_object(std::string_view text) {
  try {
    const Json object = Json::parse(text);
    SpokenLine line;
    object.at("file").get_to(line.file);
    object.at("sha256").get_to(line.sha256);
    const auto part = object.at("part").get<std::string>();
    if (part != "test" && part != "tuning") return std::nullopt;
    line.part = part == "test" ? MaterialPart::kTest : MaterialPart::kTuning;
    object.at("set").get_to(line.set);
    object.at("kind").get_to(line.kind);
    object.at("block").get_to(line.block);
    object.at("take").get_to(line.take);
    object.at("line").get_to(line.line);
    const auto speaker = object.at("speaker").get<std::string>();
    if (speaker.size() != 1) return std::nullopt;
    line.speaker = speaker.front();
    object.at("voice").get_to(line.voice);
    object.at("speed").get_to(line.speed);
    object.at("seed").get_to(line.seed);
    object.at("samples").get_to(line.samples);
    object.at("text").get_to(line.text);
    return line;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

// A file of the material lies below its folder and nowhere else.
bool stays_below(const std::string& file) {
  return !file.empty() && file.front() != '/' && file.find("..") == std::string::npos;
}

}  // namespace

std::string format_spoken_line(const SpokenLine& line) {
  const Json object = {
      {"file", line.file},       {"sha256", line.sha256}, {"part", part_name(line.part)},
      {"set", line.set},         {"kind", line.kind},     {"block", line.block},
      {"take", line.take},       {"line", line.line},     {"speaker", std::string(1, line.speaker)},
      {"voice", line.voice},     {"speed", line.speed},   {"seed", line.seed},
      {"samples", line.samples}, {"text", line.text}};
  return object.dump();
}

Result<std::vector<SpokenLine>> parse_catalog(std::string_view text, const std::string& name,
                                              bool cut_is_fine) {
  std::vector<SpokenLine> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    const bool is_cut = end == std::string_view::npos;
    text.remove_prefix(is_cut ? text.size() : end + 1);
    if (row.empty()) continue;
    std::optional<SpokenLine> line = read_object(row);
    if (!line && is_cut && cut_is_fine) break;
    if (!line || line->samples <= 0 || !stays_below(line->file)) {
      return Error{ErrorCode::kFileInvalid, name + ":" + std::to_string(number) + ": not a spoken line"};
    }
    lines.push_back(std::move(*line));
  }
  return lines;
}

void sort_catalog(std::vector<SpokenLine>& lines) {
  std::set<std::string> seen;
  std::vector<SpokenLine> kept;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (seen.insert(line->file).second) kept.push_back(std::move(*line));
  }
  const auto key = [](const SpokenLine& line) {
    return std::tie(line.part, line.set, line.block, line.take, line.line, line.voice, line.file);
  };
  std::sort(kept.begin(), kept.end(),
            [&](const SpokenLine& a, const SpokenLine& b) { return key(a) < key(b); });
  lines = std::move(kept);
}

}  // namespace sotto
