#include "sotto/campaign_facts.hpp"

#include <fstream>

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t kBytesMax = std::uintmax_t{64} << 20U;

Json rate(const Json& heard, const char* name) {
  const Json& found = heard.at(name);
  return {{"count", found.at("count")}, {"upper", found.at("upper")}};
}

Json variant_facts(const Json& report, const std::string& name, const Json& heard) {
  const Json& all = heard.at("all");
  Json facts = {{"name", name}, {"hours", all.at("hours")}, {"gates", Json::array()}, {"composed", nullptr}};
  // Nothing was heard yet: there is no rate.
  if (!all.contains("wakes")) return facts;
  facts["wakes"] = rate(all, "wakes");
  facts["sent"] = rate(all, "sent");
  if (report.contains("forced") && report["forced"].contains(name)) {
    for (const auto& [gate, trials] : report["forced"][name].items()) {
      const Json& sum = trials.at("all");
      facts["gates"].push_back({{"gate", gate},
                                {"passed", sum.at("passed")},
                                {"tried", sum.at("tried")},
                                {"upper", sum.at("upper")}});
    }
  }
  if (report.contains("composed") && report["composed"].contains(name))
    facts["composed"] = report["composed"][name].at("per_hour");
  return facts;
}

Json facts_of(const Json& report) {
  Json facts = {{"made", report.at("made")},
                {"commit", report.at("commit")},
                {"hours", report.at("sound").at("hours")},
                {"recordings", report.at("sound").at("recordings")},
                {"complete", report.at("complete")},
                {"variants", Json::array()}};
  if (!report.contains("end_to_end")) return facts;
  for (const auto& [name, heard] : report["end_to_end"].items())
    facts["variants"].push_back(variant_facts(report, name, heard));
  return facts;
}

}  // namespace

Json campaign_facts(const std::filesystem::path& report) {
  std::error_code trouble;
  const auto size = std::filesystem::file_size(report, trouble);
  if (trouble || size > kBytesMax) return nullptr;
  std::ifstream file(report);
  try {
    const Json read = Json::parse(file);
    if (read.at("format") != "sotto-campaign" || read.at("version") != 1) return nullptr;
    return facts_of(read);
  } catch (const Json::exception&) {
    return nullptr;
  }
}

}  // namespace sotto
