#include "sotto/setup_of_run.hpp"

#include <utility>

#include "adapters/toml/policy_file.hpp"
#include "adapters/toml/word_lists.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/paths.hpp"

namespace sotto {

Result<Config> find_config(const Common& common) {
  if (!common.config.empty() && !std::filesystem::exists(common.config)) {
    return Error{ErrorCode::kFileMissing, common.config.string()};
  }
  auto config = load_config(common.config.empty() ? default_config_file() : common.config);
  if (!config) return config;
  for (DeviceSetting& device : config.value().home.devices) {
    if (!device.code_file.empty()) device.code_file = keys_folder() / device.code_file;
  }
  return config;
}

Result<RunSetup> make_setup(const Config& config, const std::string& policy) {
  RunSetup setup;
  auto rules = load_policy(policy.empty() ? config.policy : policy);
  if (!rules) return rules.error();
  setup.policy = std::move(rules).value();
  if (config.hold_seconds && setup.policy.hold.hold_ms > 0)
    setup.policy.hold.hold_ms = *config.hold_seconds * 1000;
  if (config.trial) setup.policy.hold.trial = true;
  auto words = built_in_words("en");
  if (!words) return words.error();
  setup.words = std::move(words).value();
  if (config.wake_word != "alexa") {
    setup.words.wake_word = config.wake_word;
    setup.words.triggers.clear();  // they resemble "Alexa"
  }
  setup.rings = config.rings;
  // A Monday at noon, the same in every replay; whoever runs now says what time it is.
  constexpr std::int64_t kMondayNoonMs = 1'795'435'200'000;
  setup.wall_clock = WallClockRead{kMondayNoonMs, 0};
  setup.communications_on = config.communications;
  setup.contacts = config.contacts;
  return setup;
}

Result<std::set<Gate>> parse_gates(const std::vector<std::string>& names) {
  std::set<Gate> gates;
  for (const std::string& name : names) {
    const auto gate = parse_gate(name);
    if (!gate) {
      return Error{ErrorCode::kUsage,
                   "'" + name + "' is no gate: wake, request, contact, confirm, record or hold"};
    }
    gates.insert(*gate);
  }
  return gates;
}

Result<void> keep_contact_prompts(CachedSynthesizer& speech, const RunSetup& setup) {
  for (const ContactEntry& contact : setup.contacts) {
    if (!contact.allowed) continue;
    for (const std::string& text :
         list_contact_prompts(contact.name, static_cast<int>(setup.policy.hold.hold_ms / 1000))) {
      if (auto kept = speech.keep(text, ""); !kept) return kept;
    }
  }
  return {};
}

}  // namespace sotto
