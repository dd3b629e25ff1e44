// sotto campaign: measures the gates on recordings in which nobody means to send anything.
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <thread>

#include "adapters/sodium/sha256.hpp"
#include "adapters/toml/policy_file.hpp"
#include "runtime/private_file.hpp"
#include "sotto/campaign_command.hpp"
#include "sotto/campaign_files.hpp"
#include "sotto/campaign_json.hpp"
#include "sotto/campaign_material.hpp"
#include "sotto/campaign_progress.hpp"
#include "sotto/campaign_report.hpp"
#include "sotto/campaign_shards.hpp"
#include "sotto/campaign_sound.hpp"
#include "sotto/commands.hpp"
#include "sotto/commit.hpp"
#include "sotto/model_files.hpp"
#include "sotto/paths.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {
namespace {

constexpr std::size_t kShardBytesMax = 64U << 20U;

struct CampaignCommand {
  Common common;
  std::vector<std::string> sounds;
  std::vector<std::string> policies = {"guarded", "portland-2018"};
  std::vector<std::string> faults;
  std::vector<std::string> gates = {"request", "contact", "confirm"};
  std::vector<std::string> contacts;
  std::string echo = "none";
  std::filesystem::path out = "campaign";
  std::string shard = "1/1";
  std::filesystem::path material;
  std::string part = "test";
  int household = 0;
  int dialogs = 0;
  unsigned jobs = 0;
  std::uint64_t seed = 1;
  bool resume = false;
};

// Invented people, so that a campaign does not depend on whom somebody knows; common names, so that talk is
// full of them.
const std::vector<std::string>& default_contacts() {
  static const std::vector<std::string> kContacts = {
      "Maria Alvarez", "Ben Okafor",     "Emma Johnson", "David Chen",    "Sarah Miller",
      "Michael Brown", "Anna Kowalska",  "James Wilson", "Linda Davis",   "Robert Garcia",
      "Karen Lee",     "Daniel Schmidt", "Lisa Nguyen",  "Mark Thompson", "Nina Petrova",
      "Paul Martin",   "Julia Rossi",    "Kevin Clark",  "Laura Novak",   "Tom Baker"};
  return kContacts;
}

struct Campaign {
  ShardWork work;
  CampaignFacts facts;
  std::unique_ptr<const CampaignMaterial> material;  // none: recordings only
};

Result<std::vector<Gate>> gates_to_try(const CampaignCommand& options) {
  std::vector<Gate> gates;
  if (options.gates == std::vector<std::string>{"none"}) return gates;
  const auto parsed = parse_gates(options.gates);
  if (!parsed) return parsed.error();
  if (parsed.value().contains(Gate::kWake)) {
    return Error{ErrorCode::kUsage, "the wake gate is measured from end to end: it is not among --gates"};
  }
  if (parsed.value().contains(Gate::kOpen)) {
    return Error{ErrorCode::kUsage, "the open gate is not measured yet: it is not among --gates"};
  }
  gates.assign(parsed.value().begin(), parsed.value().end());
  return gates;
}

Result<std::vector<Fault>> faults_to_try(const CampaignCommand& options) {
  std::vector<Fault> faults = {Fault::kNone};
  for (const std::string& name : options.faults) {
    if (name == "all") {
      faults.insert(faults.end(), kFaults.begin(), kFaults.end());
      continue;
    }
    const auto fault = parse_fault(name);
    if (!fault) {
      return Error{ErrorCode::kUsage,
                   "'" + name + "' is no fault: silence, speech, same-voice, echo, wanted-words or all"};
    }
    faults.push_back(*fault);
  }
  return faults;
}

Result<std::optional<double>> echo_gain(const std::string& text) {
  if (text == "none") return std::optional<double>{};
  double gain = 0.0;
  const auto [stop, trouble] = std::from_chars(text.data(), text.data() + text.size(), gain);
  if (trouble != std::errc() || stop != text.data() + text.size() || !(gain >= -120.0 && gain <= 0.0)) {
    return Error{ErrorCode::kUsage, "--echo takes decibels from -120 to 0, or none"};
  }
  return std::optional(gain);
}

struct Share {
  std::size_t index = 1;
  std::size_t count = 1;
};

Result<Share> parse_share(const std::string& text) {
  Share share;
  char rest = 0;
  if (std::sscanf(text.c_str(), "%zu/%zu%c", &share.index, &share.count, &rest) != 2 || share.index < 1 ||
      share.index > share.count) {
    return Error{ErrorCode::kUsage, "--shard takes I/N with I from 1 to N"};
  }
  return share;
}

// Every policy as it is, then with each fault.
Result<void> add_variants(const CampaignCommand& options, Campaign& campaign) {
  const auto faults = faults_to_try(options);
  if (!faults) return faults.error();
  for (const std::string& name : options.policies) {
    auto setup = make_setup(Config{}, name);
    if (!setup) return setup.error();
    setup.value().seed = options.seed;
    setup.value().communications_on = true;
    for (const std::string& contact : campaign.facts.contacts)
      setup.value().contacts.push_back({contact, {}, true});
    const Policy& policy = setup.value().policy;
    for (const Policy& other : campaign.facts.policies) {
      if (other.name == policy.name)
        return Error{ErrorCode::kUsage, "two policies are called " + policy.name + ": rename one"};
    }
    campaign.facts.policies.push_back(policy);
    for (const Fault fault : faults.value()) {
      const std::string fault_text = fault == Fault::kNone ? "" : " + " + std::string(fault_name(fault));
      campaign.work.variants.push_back({policy.name + fault_text, setup.value(), fault});
    }
  }
  return {};
}

// Whatever changes a result changes this, so shards of different campaigns never meet.
std::string plan_of(const Campaign& campaign, const CampaignCommand& options) {
  nlohmann::json plan;
  plan["commit"] = campaign.facts.commit;
  plan["models"] = campaign.facts.models;
  plan["contacts"] = campaign.facts.contacts;
  plan["gates"] = options.gates;
  plan["echo"] = options.echo;
  plan["seed"] = options.seed;
  for (const Variant& variant : campaign.work.variants) plan["variants"].push_back(variant.name);
  for (const Policy& policy : campaign.facts.policies) plan["policies"].push_back(format_policy(policy));
  for (const CampaignRecording& recording : campaign.work.recordings) {
    plan["sound"].push_back({recording.kind, recording.name, recording.length, recording.sha256});
  }
  if (campaign.material) {
    for (const IntendedDialog& dialog : campaign.material->dialogs)
      plan["dialogs"].push_back({dialog.dialog.name, dialog.take, dialog.voice, dialog.sha256});
  }
  const std::string text = plan.dump();
  std::string hex;
  for (const std::uint8_t byte : sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", byte);
    hex += digits;
  }
  return hex;
}

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) return line.substr(std::min(line.find(": ") + 2, line.size()));
  }
  return "unknown";
}

std::string now_text() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

// Generated sound and dialogs, where they are asked for.
Result<void> add_material(const CampaignCommand& options, Campaign& campaign) {
  if (options.household == 0 && options.dialogs == 0) {
    if (options.sounds.empty())
      return Error{ErrorCode::kUsage, "nothing to hear: name recordings, --household or --dialogs"};
    return {};
  }
  MaterialChoice choice;
  choice.folder = options.material.empty() ? cache_folder() / "material" : options.material;
  choice.part = options.part == "tuning" ? MaterialPart::kTuning : MaterialPart::kTest;
  choice.household = options.household;
  choice.dialogs = options.dialogs;
  choice.seed = options.seed;
  auto found = find_material(choice);
  if (!found) return found.error();
  campaign.material = std::make_unique<const CampaignMaterial>(std::move(found).value());
  campaign.work.material = campaign.material.get();
  for (CampaignRecording& recording : household_recordings(*campaign.material))
    campaign.work.recordings.push_back(std::move(recording));
  MaterialFacts facts;
  facts.part = options.part;
  facts.dialogs = campaign.material->dialogs.size();
  std::set<std::string> lines;
  for (const ShardPlan& plan : campaign.material->household) {
    for (const SpokenLine& line : plan.lines) {
      lines.insert(line.line);
      facts.voices.insert(line.voice);
    }
  }
  for (const IntendedDialog& dialog : campaign.material->dialogs) facts.voices.insert(dialog.voice);
  facts.household_lines = lines.size();
  campaign.facts.material = std::move(facts);
  return {};
}

Result<Campaign> plan_campaign(const CampaignCommand& options) {
  Campaign campaign;
  CampaignFacts& facts = campaign.facts;
  facts.contacts = options.contacts.empty() ? default_contacts() : options.contacts;
  for (const std::string& name : facts.contacts) {
    if (contact_id(name).empty()) return Error{ErrorCode::kUsage, "'" + name + "' is no name of a person"};
  }
  const auto gates = gates_to_try(options);
  if (!gates) return gates.error();
  const auto echo = echo_gain(options.echo);
  if (!echo) return echo.error();
  campaign.work.hearing.gates = gates.value();
  campaign.work.hearing.echo_db = echo.value();
  if (auto added = add_variants(options, campaign); !added) return added.error();
  auto recordings = find_recordings(options.sounds);
  if (!recordings) return recordings.error();
  const auto models = list_model_files(models_folder());
  if (!models) return models.error();
  for (const ModelFile& model : models.value()) facts.models.emplace_back(model.name, model.sha256);
  campaign.work.recordings = std::move(recordings).value();
  if (auto added = add_material(options, campaign); !added) return added.error();
  campaign.work.shards = cut_shards(campaign.work.recordings);
  campaign.work.folder = options.out;
  campaign.work.jobs = options.jobs == 0 ? std::max(1U, std::thread::hardware_concurrency()) : options.jobs;
  facts.commit = built_commit();
  facts.processor = processor_name();
  facts.cores = std::thread::hardware_concurrency();
  facts.seed = options.seed;
  facts.echo = options.echo;
  for (const Gate gate : gates.value()) facts.gates.emplace_back(gate_name(gate));
  facts.recordings = campaign.work.recordings;
  facts.shards_planned = shard_count(campaign.work);
  facts.plan = plan_of(campaign, options);
  campaign.work.plan = facts.plan;
  return campaign;
}

// A shard of this campaign that is done already; nothing where there is none. Errors: file-invalid.
Result<std::optional<ShardResult>> find_shard(const Campaign& campaign, std::size_t shard) {
  const std::filesystem::path file = shard_file(campaign.work.folder, shard);
  const auto bytes = read_private_file(file, kShardBytesMax);
  if (!bytes) {
    if (bytes.error().code == ErrorCode::kFileMissing) return std::optional<ShardResult>{};
    return bytes.error();
  }
  auto result =
      parse_shard({reinterpret_cast<const char*>(bytes.value().data()), bytes.value().size()}, file.string());
  if (!result) return result.error();
  if (result.value().plan != campaign.work.plan || result.value().shard != shard)
    return std::optional<ShardResult>{};
  return std::optional(std::move(result).value());
}

// What is left to do of this machine's share.
Result<std::vector<std::size_t>> list_todo(const Campaign& campaign, const Share& share, bool resume) {
  std::vector<std::size_t> todo;
  for (std::size_t i = share.index - 1; i < campaign.facts.shards_planned; i += share.count) {
    if (resume) {
      const auto found = find_shard(campaign, i);
      if (!found) return found.error();
      if (found.value()) continue;
    }
    todo.push_back(i);
  }
  return todo;
}

Result<nlohmann::ordered_json> write_report(Campaign& campaign) {
  CampaignTally sum;
  for (std::size_t i = 0; i < campaign.facts.shards_planned; ++i) {
    const auto found = find_shard(campaign, i);
    if (!found) return found.error();
    if (!found.value()) continue;
    merge(sum, found.value()->tally);
    ++campaign.facts.shards_done;
  }
  campaign.facts.made = now_text();
  auto report = campaign_report(campaign.facts, sum);
  if (auto written = write_report_files(campaign.work.folder, report); !written) return written.error();
  return report;
}

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g %%", 100.0 * share);
  return text;
}

void print_intended(const nlohmann::ordered_json& intended) {
  for (const auto& [policy, kinds] : intended.items()) {
    for (const auto& [kind, conditions] : kinds.items()) {
      for (const auto& [condition, counts] : conditions.items()) {
        std::printf("%s, %s meant, %s: %lld of %lld done (95 %%: at least %s)\n", policy.c_str(),
                    kind.c_str(), condition.c_str(), counts["passed"].get<long long>(),
                    counts["tried"].get<long long>(), percent(counts["lower"].get<double>()).c_str());
      }
    }
  }
}

void print_heard(const nlohmann::ordered_json& report) {
  for (const auto& [variant, heard] : report["end_to_end"].items()) {
    const auto& all = heard["all"];
    std::printf("%s: %lld wakes (95 %%: below %.3g an hour), %lld sent (below %.3g an hour)\n",
                variant.c_str(), all["wakes"]["count"].get<long long>(), all["wakes"]["upper"].get<double>(),
                all["sent"]["count"].get<long long>(), all["sent"]["upper"].get<double>());
    if (report.contains("forced") && report["forced"].contains(variant)) {
      for (const auto& [gate, trials] : report["forced"][variant].items()) {
        std::printf("  %s forced: %lld of %lld passed (95 %%: below %s)\n", gate.c_str(),
                    trials["all"]["passed"].get<long long>(), trials["all"]["tried"].get<long long>(),
                    percent(trials["all"]["upper"].get<double>()).c_str());
      }
    }
    if (report.contains("composed") && report["composed"].contains(variant)) {
      for (const auto& [dependence, rate] : report["composed"][variant]["per_hour"].items()) {
        std::printf("  composed, dependence %s: below %.2g sends an hour (95 %%)\n", dependence.c_str(),
                    rate.get<double>());
      }
    }
  }
}

// What a person wants to know first; the rest stands in the report.
void print_summary(const nlohmann::ordered_json& report, const std::filesystem::path& folder) {
  std::printf("%.2f h of sound in %zu recordings, %zu of %zu shards\n",
              report["sound"]["hours"].get<double>(), report["sound"]["recordings"].get<std::size_t>(),
              report["shards"]["done"].get<std::size_t>(), report["shards"]["planned"].get<std::size_t>());
  if (report.contains("end_to_end")) print_heard(report);
  if (report.contains("intended")) print_intended(report["intended"]);
  std::printf("report: %s and report.json beside it\n", (folder / "report.html").string().c_str());
}

int run(const CampaignCommand& options) {
  const auto share = parse_share(options.shard);
  if (!share) return fail(share.error());
  auto planned = plan_campaign(options);
  if (!planned) return fail(planned.error());
  Campaign& campaign = planned.value();
  if (auto made = make_private_folder(options.out); !made) return fail(made.error());
  auto todo = list_todo(campaign, share.value(), options.resume);
  if (!todo) return fail(todo.error());
  campaign.work.todo = std::move(todo).value();

  const StopSignal signal;
  SampleCount all = 0;
  for (const std::size_t number : campaign.work.todo) all += shard_length(campaign.work, number);
  CampaignProgress progress(isatty(STDERR_FILENO) != 0 && !options.common.json, all);
  campaign.work.on_progress = [&progress](SampleCount heard) { progress.add(heard); };
  campaign.work.hearing.stopped = [&signal] { return signal.raised(); };
  const auto worked = work_on_shards(campaign.work);
  progress.clear();
  if (!worked) return fail(worked.error());
  if (signal.raised()) {
    std::cerr << "sotto: stopped before the end; go on with --resume\n";
    return 1;
  }
  const auto report = write_report(campaign);
  if (!report) return fail(report.error());
  if (options.common.json) {
    std::cout << report.value().dump() << '\n';
  } else {
    print_summary(report.value(), options.out);
  }
  return 0;
}

}  // namespace

void add_campaign(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<CampaignCommand>();
  CLI::App* command = app.add_subcommand("campaign", "measure the gates on recordings");
  command->add_option("SOUND", options->sounds, "WAV, FLAC or Ogg files and folders of them, or KIND=PATH");
  command->add_option("--household", options->household, "shards of 20 minutes of generated household talk")
      ->check(CLI::Range(0, 1000));
  command->add_option("--dialogs", options->dialogs, "the first N intended dialogs of the spoken material")
      ->check(CLI::Range(0, 9999));
  command->add_option("--material", options->material, "folder of the spoken material (that of the cache)");
  command->add_option("--part", options->part, "of the material: test (default) or tuning")
      ->check(CLI::IsMember({"test", "tuning"}));
  command->add_option("--policy", options->policies,
                      "guarded and portland-2018 (default), or files; repeatable");
  command->add_option("--fault", options->faults,
                      "also with this part at fault: silence, speech, same-voice, echo, wanted-words, all");
  command->add_option("--gates", options->gates, "try these gates at windows of the sound, or none")
      ->delimiter(',');
  command->add_option("--echo", options->echo,
                      "our own prompts in the microphone, in dB, while a gate is tried");
  command->add_option("--contact", options->contacts, "people that could be written to; repeatable");
  command->add_option("--out", options->out, "folder for the report and what it rests on (campaign)");
  command->add_option("--jobs", options->jobs, "cores to use (all)");
  command->add_option("--shard", options->shard,
                      "I/N: every N-th shard from the I-th on; machines share the work");
  command->add_flag("--resume", options->resume, "keep the shards that are done already");
  command->add_option("--seed", options->seed, "of the random choices");
  add_common(*command, options->common, "sotto campaign --out measured talk/");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
