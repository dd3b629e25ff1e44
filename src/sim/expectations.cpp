#include "sim/expectations.hpp"

namespace sotto {
namespace {

void compare(const char* key, const std::optional<int>& expected, int found,
             std::vector<std::string>& differences) {
  if (!expected || *expected == found) return;
  differences.push_back(std::string(key) + ": " + std::to_string(found) + ", expected " +
                        std::to_string(*expected));
}

void compare(const char* key, const std::optional<std::string>& expected, const std::string& found,
             std::vector<std::string>& differences) {
  if (!expected || *expected == found) return;
  differences.push_back(std::string(key) + ": " + (found.empty() ? "none" : found) + ", expected " +
                        *expected);
}

}  // namespace

const Expectation* find_expectation(const Scene& scene, const std::string& policy) {
  const auto found = scene.expect.find(policy);
  return found == scene.expect.end() ? nullptr : &found->second;
}

std::vector<std::string> list_differences(const Expectation& expected, const RunSummary& summary) {
  std::vector<std::string> differences;
  compare("sent", expected.sent, summary.sent, differences);
  compare("held", expected.held, summary.held, differences);
  compare("cancelled", expected.cancelled, summary.cancelled, differences);
  compare("refused", expected.refused, summary.refused, differences);
  compare("wakes", expected.wakes, summary.wakes, differences);
  compare("devices", expected.devices, summary.devices, differences);
  compare("refused_by", expected.refused_by, summary.refused_by, differences);
  compare("reason", expected.reason, summary.reason, differences);
  return differences;
}

}  // namespace sotto
