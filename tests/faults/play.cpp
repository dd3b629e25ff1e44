#include "faults/play.hpp"

#include <algorithm>
#include <cmath>

namespace sotto {
namespace {

constexpr float kStep = 1.0F / 256.0F;

}  // namespace

float level_of(std::size_t line) {
  return static_cast<float>(line + 1) * kStep;
}

std::optional<std::size_t> line_at(float level) {
  const auto number = static_cast<std::size_t>(std::lround(std::abs(level) / kStep));
  if (number == 0) return std::nullopt;
  return number - 1;
}

std::vector<std::size_t> lines_in(std::span<const float> samples) {
  std::vector<std::size_t> lines;
  for (const float sample : samples) {
    const auto line = line_at(sample);
    if (line && std::find(lines.begin(), lines.end(), *line) == lines.end()) lines.push_back(*line);
  }
  return lines;
}

bool wakes(const PlayLine& line) {
  return line.text.starts_with("Alexa");
}

Play intended_message() {
  return {{"Alexa, send a message", "start", 500, 2000, 0},
          {"Maria Alvarez", "after:to-whom", 500, 1300, 0},
          {"right, send it", "after:confirm", 500, 1300, 0},
          {"dinner is ready", "after:message", 500, 2000, 0}};
}

RunSetup setup_of_plays() {
  RunSetup setup;
  setup.policy.name = "guarded";
  setup.policy.version = 1;
  setup.policy.confirm.accepted = {"right send it", "yes send it"};
  setup.policy.confirm.bare = {"right", "yes"};
  setup.policy.confirm.rejected = {"no"};
  setup.words.triggers = {"election"};
  setup.words.challenges = {"harbor cabin", "walnut pilot"};
  SentenceFile& file = setup.words.sentences;
  file.lists = {{"device", {{{"kitchen light", 0}, "kitchen_light"}}}};
  file.intents = {{"send-message", {{"send a message [to {contact}]", 0}}, {}},
                  {"switch-on", {{"turn on the {device}", 0}}, {}},
                  {"cancel", {{"cancel", 0}}, {}},
                  {"set-timer", {{"set a timer for {duration}", 0}}, {}},
                  {"stop", {{"stop", 0}}, {}},
                  {"explain-last", {{"what did you just do", 0}}, {}}};
  setup.communications_on = true;
  setup.contacts = {{"Maria Alvarez", {}, true}, {"Ben Okafor", {}, true}};
  return setup;
}

}  // namespace sotto
