#include "trace.hpp"

#include <fstream>

#include "core/step.hpp"
#include "journal/codec.hpp"

namespace sotto {

Result<std::vector<Event>> read_events(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return Error{ErrorCode::kFileMissing, file.string()};
  std::vector<Event> events;
  for (const std::string& line : read_lines(file)) {
    auto event = decode_event(line);
    if (!event) {
      return Error{event.error().code, file.string() + ":" + std::to_string(events.size() + 1)};
    }
    events.push_back(std::move(event).value());
  }
  return events;
}

std::vector<std::string> effect_lines(const std::vector<Event>& events) {
  std::vector<std::string> lines;
  DialogState state;
  for (const Event& event : events) {
    Step next = step(state, event);
    state = std::move(next.state);
    if (next.effects.empty()) continue;
    std::string line = "{\"after\":" + std::to_string(event.sequence) + ",\"effects\":[";
    for (const Effect& effect : next.effects) {
      if (line.back() != '[') line += ',';
      line += encode_effect(effect);
    }
    lines.push_back(line + "]}");
  }
  return lines;
}

std::vector<std::string> read_lines(const std::filesystem::path& file) {
  std::vector<std::string> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void write_lines(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::ofstream stream(file, std::ios::trunc);
  for (const std::string& line : lines) stream << line << '\n';
}

}  // namespace sotto
