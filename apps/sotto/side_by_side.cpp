#include "sotto/side_by_side.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/assert.hpp"
#include "sotto/timeline.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTimeWidth = 9;
constexpr std::size_t kBetween = 3;
constexpr std::size_t kWidthMin = 60;
constexpr std::array<const char*, 6> kGateNames = {"wake", "request", "contact", "confirm", "record", "hold"};

// Characters on a terminal: continuation bytes of UTF-8 take no room.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::vector<std::string> wrap(const std::string& text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find(' ', from), text.size());
    const std::string word = text.substr(from, end - from);
    if (!lines.back().empty() && width_of(lines.back()) + 1 + width_of(word) > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    from = end + 1;
  }
  return lines;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t taken = width_of(text);
  return taken < width ? text + std::string(width - taken, ' ') : text;
}

// One row: what is left of the bar and right of it, wrapped.
void add_row(std::vector<std::string>& lines, const std::string& head, const std::string& left,
             const std::string& right, std::size_t width) {
  const std::vector<std::string> first = wrap(left, width);
  const std::vector<std::string> second = wrap(right, width);
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    std::string line = padded(i == 0 ? head : "", kTimeWidth) +
                       padded(i < first.size() ? first[i] : "", width) + " | " +
                       (i < second.size() ? second[i] : "");
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
}

std::string time_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%7.2f", seconds);
  return text;
}

}  // namespace

SideBySide::SideBySide(std::string left_name, std::string right_name)
    : names_{std::move(left_name), std::move(right_name)} {}

void SideBySide::add(std::size_t column, std::string_view json_line) {
  SOTTO_ASSERT(column < names_.size());
  const TimelineEntry entry = timeline_entry(json_line);
  if (entry.is_summary) {
    summaries_[column] = entry.text;
    return;
  }
  entries_[column].push_back({entry.seconds, entry.text});
  const Json line = Json::parse(json_line, nullptr, false);
  if (!line.is_object()) return;
  const std::string type = line.value("type", "");
  const auto reason = line.find("reason");
  const std::string because =
      reason != line.end() && reason->is_string() ? ": " + reason->get<std::string>() : "";
  if (type == "gate") gates_[column][line.value("gate", "")] = line.value("verdict", "") + because;
  if (type == "wake") gates_[column]["wake"] = (line.value("accepted", false) ? "pass" : "refuse") + because;
}

std::vector<std::string> SideBySide::lines(std::size_t width) const {
  const std::size_t column_width = (std::max(width, kWidthMin) - kTimeWidth - kBetween) / 2;
  std::vector<std::string> lines;
  add_row(lines, "seconds", names_[0], names_[1], column_width);
  add_row(lines, "", std::string(column_width, '-'), std::string(column_width, '-'), column_width);
  add_rows(lines, column_width);
  lines.emplace_back();
  add_row(lines, "gate", names_[0], names_[1], column_width);
  add_row(lines, "", std::string(column_width, '-'), std::string(column_width, '-'), column_width);
  add_gates(lines, column_width);
  lines.emplace_back();
  add_row(lines, "in all", summaries_[0], summaries_[1], column_width);
  return lines;
}

// In order of time; what happened in the same hundredth of a second stands in one row.
void SideBySide::add_rows(std::vector<std::string>& lines, std::size_t column_width) const {
  std::array<std::size_t, 2> next = {0, 0};
  const auto has = [&](std::size_t column) { return next[column] < entries_[column].size(); };
  const auto time = [&](std::size_t column) {
    return has(column) ? entries_[column][next[column]].seconds : HUGE_VAL;
  };
  while (has(0) || has(1)) {
    const double now = std::min(time(0), time(1));
    std::array<std::string, 2> texts;
    for (std::size_t column = 0; column < 2; ++column) {
      if (has(column) && time(column) - now < 0.01) texts[column] = entries_[column][next[column]++].text;
    }
    add_row(lines, time_text(now), texts[0], texts[1], column_width);
  }
}

void SideBySide::add_gates(std::vector<std::string>& lines, std::size_t column_width) const {
  const auto verdict = [this](std::size_t column, const std::string& gate) {
    const auto found = gates_[column].find(gate);
    return found == gates_[column].end() ? std::string("not reached") : found->second;
  };
  for (const std::string gate : kGateNames) {
    add_row(lines, gate, verdict(0, gate), verdict(1, gate), column_width);
  }
}

}  // namespace sotto
