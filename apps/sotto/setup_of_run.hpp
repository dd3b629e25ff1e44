// From files and options to a RunSetup: policy, words, contacts.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "adapters/toml/config_file.hpp"
#include "base/result.hpp"
#include "runtime/run_setup.hpp"
#include "runtime/speech_cache.hpp"
#include "sotto/commands.hpp"

namespace sotto {

// The settings file; its defaults where there is none. Errors: file-missing when one was asked for by name.
[[nodiscard]] Result<Config> find_config(const Common& common);

// Words, contacts and rules as the settings say. `policy` overrides the settings' policy when not empty.
[[nodiscard]] Result<RunSetup> make_setup(const Config& config, const std::string& policy);

// Gate names. Errors: usage.
[[nodiscard]] Result<std::set<Gate>> parse_gates(const std::vector<std::string>& names);

// Makes sure that what the run may have to say to these contacts lies in the cache. Errors: those of the
// synthesiser.
[[nodiscard]] Result<void> keep_contact_prompts(CachedSynthesizer& speech, const RunSetup& setup);

}  // namespace sotto
