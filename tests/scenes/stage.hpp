// Stage: plays scenes with the real engines, which are loaded once for the whole program.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/verdict.hpp"
#include "sotto/engines.hpp"
#include "sotto/replaying.hpp"

namespace sotto {

// The repository's scenes/.
[[nodiscard]] std::filesystem::path scenes_folder();
// All of scenes/*.toml by name, without the ending.
[[nodiscard]] std::vector<std::string> list_scenes();
// The policies that the scene has expectations for; all where the scene cannot be read, so that its test
// fails.
[[nodiscard]] std::vector<std::string> judging_policies(const std::string& scene);

// REQUIRES: the models of the set-up are there. A program without them ends with what is missing.
[[nodiscard]] Engines& engines();
[[nodiscard]] Result<RunSetup> setup_for(const std::string& policy);

struct Performance {
  RunSummary summary;
  std::vector<std::string> differences;          // from what the scene demands
  std::vector<std::string> lines;                // as `sotto replay --json` prints them, without the summary
  std::vector<std::filesystem::path> delivered;  // recordings in the outbox
};

struct Staging {
  std::string policy = "guarded";
  std::set<Gate> forced;
  std::filesystem::path outbox;  // empty: a scratch folder that is gone when play() returns
  Recorder* recorder = nullptr;
};

[[nodiscard]] Result<Performance> play(const std::string& scene, const Staging& staging);

// The lines of one type, read.
[[nodiscard]] std::vector<nlohmann::json> lines_of_type(const Performance& performance,
                                                        const std::string& type);
// All lines below one another, for messages of failed tests.
[[nodiscard]] std::string story(const Performance& performance);

[[nodiscard]] std::set<Gate> every_gate();
[[nodiscard]] std::set<Gate> every_gate_but(Gate gate);

// "portland-request" -> "portland_request", since the names of tests may hold no hyphens.
[[nodiscard]] std::string test_name(std::string text);

}  // namespace sotto
