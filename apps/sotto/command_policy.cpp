// sotto policy: show a policy whole, or check a file.
#include <iostream>
#include <memory>

#include "adapters/toml/policy_file.hpp"
#include "sotto/commands.hpp"

namespace sotto {
namespace {

struct PolicyOptions {
  Common common;
  std::string policy = "guarded";
};

int show(const PolicyOptions& options) {
  const auto policy = load_policy(options.policy);
  if (!policy) return fail(policy.error());
  std::cout << format_policy(policy.value());
  return 0;
}

int check(const PolicyOptions& options) {
  const auto policy = load_policy(options.policy);
  if (!policy) return fail(policy.error());
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
