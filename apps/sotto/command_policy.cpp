// sotto policy: show a policy whole, or check a file.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/toml/policy_file.hpp"
#include "adapters/toml/toml_document.hpp"
#include "sotto/commands.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

struct PolicyOptions {
  Common common;
  std::string policy = "guarded";
};

Json to_json(const DocumentNode& node) {
  if (const auto* table = node.table()) {
    Json object = Json::object();
    for (const DocumentEntry& entry : *table) object[entry.key] = to_json(entry.node);
    return object;
  }
  if (const auto* array = node.array()) {
    Json list = Json::array();
    for (const DocumentNode& each : *array) list.push_back(to_json(each));
    return list;
  }
  if (const auto* text = node.text()) return *text;
  if (const auto* truth = std::get_if<bool>(&node.value)) return *truth;
  if (const auto* whole = std::get_if<std::int64_t>(&node.value)) return *whole;
  return std::get<double>(node.value);
}

int show(const PolicyOptions& options) {
  const auto policy = load_policy(options.policy);
  if (!policy) return fail(policy.error());
  const std::string text = format_policy(policy.value());
  if (!options.common.json) {
    std::cout << text;
    return 0;
  }
  const auto document = parse_toml(text, policy.value().name);
  if (!document) return fail(document.error());
  std::cout << to_json(document.value().root).dump() << '\n';
  return 0;
}

int check(const PolicyOptions& options) {
  const auto policy = load_policy(options.policy);
  if (!policy) return fail(policy.error());
  if (options.common.json) {
    const Json line = {{"type", "policy"},
                       {"name", policy.value().name},
                       {"version", policy.value().version},
                       {"live", policy.value().live}};
    std::cout << line.dump() << '\n';
    return 0;
  }
  std::cout << policy.value().name << " version " << policy.value().version << ": sound"
            << (policy.value().live ? "" : ", for replay only") << '\n';
  return 0;
}

}  // namespace

void add_policy(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("policy", "show or check the rules of the gates");
  command->require_subcommand(1);
  auto options = std::make_shared<PolicyOptions>();
  CLI::App* shows = command->add_subcommand("show", "print a policy whole");
  shows->add_option("POLICY", options->policy, "guarded, portland-2018 or a file");
  add_common(*shows, options->common, "sotto policy show portland-2018");
  shows->callback([options, &exit_code] { exit_code = show(*options); });
  CLI::App* checks = command->add_subcommand("check", "read a policy and say what is wrong with it");
  checks->add_option("POLICY", options->policy, "guarded, portland-2018 or a file")->required();
  add_common(*checks, options->common, "sotto policy check my-policy.toml");
  checks->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace sotto
