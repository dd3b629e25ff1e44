#include "stage.hpp"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <memory>
#include <utility>

#include "adapters/toml/toml_document.hpp"
#include "base/assert.hpp"
#include "sim/expectations.hpp"
#include "sotto/scratch_folder.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

const std::vector<std::string> kPolicies = {"guarded", "portland-2018"};

std::filesystem::path scene_file(const std::string& scene) {
  return scenes_folder() / (scene + ".toml");
}

std::vector<std::filesystem::path> recordings_in(const std::filesystem::path& outbox) {
  std::vector<std::filesystem::path> files;
  std::error_code missing;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(outbox, missing)) {
    if (entry.is_regular_file() && entry.path().extension() != ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::filesystem::path scenes_folder() {
  return std::filesystem::path(SOTTO_SOURCE_DIR) / "scenes";
}

std::vector<std::string> list_scenes() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(scenes_folder())) {
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> judging_policies(const std::string& scene) {
  const auto document = read_toml_file(scene_file(scene));
  if (!document) return kPolicies;
  const auto parsed = parse_scene(document.value());
  if (!parsed) return kPolicies;
  std::vector<std::string> policies;
  for (const std::string& policy : kPolicies) {
    if (find_expectation(parsed.value(), policy) != nullptr) policies.push_back(policy);
  }
  return policies;
}

Engines& engines() {
  static const std::unique_ptr<Engines> kEngines = [] {
    auto loaded = Engines::load(EngineChoice{});
    if (!loaded) std::cerr << "scene_test: " << loaded.error().line() << std::endl;
    SOTTO_ASSERT(loaded.ok());
    return std::move(loaded).value();
  }();
  return *kEngines;
}

Result<RunSetup> setup_for(const std::string& policy) {
  return make_setup(Config{}, policy);
}

Result<Performance> play(const std::string& scene, const Staging& staging) {
  auto setup = setup_for(staging.policy);
  if (!setup) return setup.error();
  setup.value().policy.forced = staging.forced;
  auto scratch = ScratchFolder::make();
  if (!scratch) return scratch.error();
  Performance performance;
  ReplayRequest request;
  request.file = scene_file(scene);
  request.setup = std::move(setup).value();
  request.outbox = staging.outbox.empty() ? scratch.value().path() / "outbox" : staging.outbox;
  request.recorder = staging.recorder;
  request.on_line = [&performance](const std::string& line) { performance.lines.push_back(line); };
  auto outcome = replay(engines(), request);
  if (!outcome) return outcome.error();
  performance.summary = outcome.value().summary;
  performance.differences = outcome.value().failed_expectations;
  performance.delivered = recordings_in(request.outbox);
  return performance;
}

std::vector<nlohmann::json> lines_of_type(const Performance& performance, const std::string& type) {
  std::vector<nlohmann::json> lines;
  for (const std::string& text : performance.lines) {
    nlohmann::json line = nlohmann::json::parse(text);
    if (line.at("type") == type) lines.push_back(std::move(line));
  }
  return lines;
}

std::string story(const Performance& performance) {
  std::string text;
  for (const std::string& line : performance.lines) text += line + '\n';
  return text + summary_line(performance.summary);
}

std::set<Gate> every_gate() {
  std::set<Gate> gates;
  for (int i = 0; i < kGateCount; ++i) gates.insert(static_cast<Gate>(i));
  return gates;
}

std::set<Gate> every_gate_but(Gate gate) {
  std::set<Gate> gates = every_gate();
  gates.erase(gate);
  return gates;
}

std::string test_name(std::string text) {
  for (char& letter : text) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return text;
}

}  // namespace sotto
