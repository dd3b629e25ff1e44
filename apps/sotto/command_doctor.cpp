// sotto doctor: looks at each thing that a run needs, and says what to do about what is not right.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/portaudio/loudspeaker.hpp"
#include "adapters/portaudio/microphone.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "adapters/toml/config_page.hpp"
#include "adapters/toml/policy_file.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/journaling.hpp"
#include "sotto/machine_checks.hpp"
#include "sotto/model_files.hpp"
#include "sotto/pairing_files.hpp"
#include "sotto/paths.hpp"
#include "sotto/people_of_run.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

// While listening 700 MB, and 500 MB more while it speaks something for the first time.
constexpr std::uint64_t kMemoryNeededMb = 1200;
constexpr std::uint64_t kDiskNeededMb = 200;

// Prints each finding at once, because loading the engines and asking the sound devices takes a moment.
class Findings {
 public:
  explicit Findings(bool json) : json_(json) {}

  void add(const Check& check) {
    problems_ += check.ok ? 0 : 1;
    if (json_) {
      const Json advice = check.advice.empty() ? Json(nullptr) : Json(check.advice);
      const Json line = {{"type", "check"},
                         {"check", check.what},
                         {"ok", check.ok},
                         {"detail", check.detail},
                         {"advice", advice}};
      std::cout << line.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
      return;
    }
    char head[64];
    std::snprintf(head, sizeof head, "%-8s %-15s ", check.ok ? "ok" : "problem", check.what.c_str());
    std::cout << head << check.detail << (check.advice.empty() ? "" : ": " + check.advice) << std::endl;
  }

  void add_error(const std::string& what, const Error& error) {
    add({what, false, error.detail + " (" + std::string(code_name(error.code)) + ")",
         std::string(advice(error.code))});
  }

  int finish() {
    if (json_) {
      std::cout << Json({{"type", "summary"}, {"ok", problems_ == 0}, {"problems", problems_}}).dump()
                << std::endl;
    } else if (problems_ > 0) {
      std::cout << problems_ << (problems_ == 1 ? " problem" : " problems") << std::endl;
    } else {
      std::cout << "All is well." << std::endl;
    }
    return problems_ == 0 ? 0 : 1;
  }

 private:
  bool json_;
  int problems_ = 0;
};

bool check_models(Findings& findings) {
  const std::filesystem::path models = models_folder();
  const auto files = list_model_files(models);
  if (!files) {
    findings.add_error("models", files.error());
    return false;
  }
  bool all = true;
  std::uintmax_t bytes = 0;
  for (const ModelFile& file : files.value()) {
    bytes += file.bytes;
    if (const auto checked = check_model_file(models, file); !checked) {
      findings.add_error("models", checked.error());
      all = false;
    }
  }
  if (all) {
    findings.add({"models", true,
                  std::to_string(files.value().size()) + " files, " + std::to_string(bytes / 1'000'000) +
                      " MB, every checksum right",
                  ""});
  }
  return all;
}

Check check_prompts(const CachedSynthesizer& speech, const std::vector<std::string>& challenges) {
  std::vector<std::string> texts = list_fixed_prompts();
  const std::vector<std::string> phrases = list_challenge_prompts(challenges);
  texts.insert(texts.end(), phrases.begin(), phrases.end());
  const auto kept = std::count_if(texts.begin(), texts.end(),
                                  [&speech](const std::string& text) { return speech.holds(text, ""); });
  const std::string detail =
      std::to_string(kept) + " of " + std::to_string(texts.size()) + " fixed prompts are spoken already";
  const bool all = kept == static_cast<std::ptrdiff_t>(texts.size());
  return {"prompts", all, detail, all ? "" : "run: sotto prepare"};
}

void check_engines(const Config& config, Findings& findings) {
  EngineChoice choice;
  choice.wake_word = config.wake_word;
  const auto engines = Engines::load(choice);
  if (!engines) return findings.add_error("engines", engines.error());
  if (engines.value()->speaks_with_fallback()) {
    findings.add(
        {"engines", false, "the speaking model does not load, flite speaks instead", "run: make setup"});
  } else {
    findings.add({"engines", true, "all load; the wake word is \"" + config.wake_word + "\"", ""});
  }
  if (const auto setup = make_setup(config, "guarded"); setup) {
    findings.add(check_prompts(*engines.value()->speech(), setup.value().words.challenges));
  }
}

Check check_policy(const Policy& policy) {
  const std::string name = policy.name + " version " + std::to_string(policy.version);
  if (!policy.live) return {"policy", false, name + " is for replay only", "choose guarded in the settings"};
  return {"policy", true, name, ""};
}

Check check_communications(const PeopleOfRun& people) {
  const auto allowed = std::count_if(people.contacts.begin(), people.contacts.end(),
                                     [](const ContactEntry& contact) { return contact.allowed; });
  const std::string contacts =
      std::to_string(allowed) + " of " + std::to_string(people.contacts.size()) + " contacts allowed";
  return {"communications", true, (people.communications_on ? "on, " : "off, ") + contacts, ""};
}

Check check_microphone(const std::string& device) {
  MicrophoneOptions options;
  options.device = device;
  const auto microphone = make_microphone(resampler_factory(), options);
  if (microphone) return {"microphone", true, microphone.value()->name(), ""};
  return {"microphone", false, device.empty() ? "none gives sound" : "no '" + device + "' gives sound",
          std::string(advice(microphone.error().code))};
}

Check check_loudspeaker(const std::string& device) {
  LoudspeakerOptions options;
  options.device = device;
  const auto loudspeaker = make_loudspeaker(resampler_factory(), options);
  if (loudspeaker) return {"loudspeaker", true, device.empty() ? "the system's default" : device, ""};
  return {"loudspeaker", false, device.empty() ? "none takes sound" : "no '" + device + "' takes sound",
          "connect one; without it Sotto answers on screen only"};
}

// Whether it can be read at all; `sotto log verify` looks at every record.
Check check_journal(const std::filesystem::path& data) {
  const std::filesystem::path file = journal_file(data);
  const auto journal = open_journal_reader(file);
  if (!journal && journal.error().code == ErrorCode::kFileMissing) {
    return {"journal", true, file.string() + " (made when first needed)", ""};
  }
  const auto size = journal ? journal.value()->size() : Result<std::uint64_t>(journal.error());
  if (!size) return {"journal", false, size.error().detail, std::string(advice(size.error().code))};
  return {"journal", true, std::to_string(size.value()) + " records; sotto log verify looks at each", ""};
}

// Who can reach the page, as the run that goes on has it.
Check check_page(const Config& config) {
  const PageSettings settings = page_settings(config);
  if (!settings.enabled) return {"page", true, "none, by the settings", ""};
  const PairingFiles files(keys_folder());
  const std::size_t count = files.devices().size();
  const std::string devices = std::to_string(count) + (count == 1 ? " device" : " devices") + " paired";
  if (const auto place = files.place())
    return {"page", true,
            "open on the home network (" + *place + ", " + devices + "); sotto page unpair ends it", ""};
  if (count > 0) return {"page", true, "open on the home network in the next run, " + devices, ""};
  return {"page", true, "for this machine only", ""};
}

// Settings, and what they name. Defaults stand in for settings that cannot be read.
Config check_settings(const Common& common, Findings& findings) {
  const std::filesystem::path file = common.config.empty() ? default_config_file() : common.config;
  const auto config = find_config(common);
  if (!config) {
    findings.add_error("settings", config.error());
    return {};
  }
  const bool there = std::filesystem::exists(file);
  findings.add({"settings", true, file.string() + (there ? "" : " is not there, so the defaults hold"), ""});
  findings.add(check_private_folder("keys", keys_folder()));
  if (const auto policy = load_policy(config.value().policy); policy) {
    findings.add(check_policy(policy.value()));
  } else {
    findings.add_error("policy", policy.error());
  }
  if (const auto people = load_people_of_run(config.value(), people_file(common)); people) {
    findings.add(check_communications(people.value()));
  } else {
    findings.add_error("communications", people.error());
  }
  return config.value();
}

int doctor(const Common& common) {
  Findings findings(common.json);
  const std::filesystem::path data = common.data.empty() ? default_data_folder() : common.data;
  findings.add(check_processor());
  findings.add(check_memory(kMemoryNeededMb));
  findings.add(check_disk(data, kDiskNeededMb));
  findings.add(check_confinement());
  const Config config = check_settings(common, findings);
  findings.add(check_private_folder("data folder", data));
  findings.add(check_writable_folder("outbox", config.outbox.empty() ? data / "outbox" : config.outbox));
  findings.add(check_journal(data));
  findings.add({"devices", true,
                config.broker.host.empty()
                    ? "no broker in the settings; Sotto says so when asked for a device"
                    : "over the broker at " + config.broker.host + "; sotto devices list asks it",
                ""});
  findings.add(check_page(config));
  findings.add(check_microphone(config.microphone));
  findings.add(check_loudspeaker(config.loudspeaker));
  if (check_models(findings)) check_engines(config, findings);
  return findings.finish();
}

}  // namespace

void add_doctor(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Common>();
  CLI::App* command =
      app.add_subcommand("doctor", "check what a run needs: models, sound, settings, folders");
  add_common(*command, *options, "sotto doctor");
  command->callback([options, &exit_code] { exit_code = doctor(*options); });
}

}  // namespace sotto
