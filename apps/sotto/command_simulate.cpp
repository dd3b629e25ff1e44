// sotto simulate: many dialogs through the core without sound, to look for one that must not be.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "journal/codec.hpp"
#include "sim/simulation.hpp"
#include "sotto/campaign_command.hpp"
#include "sotto/engines.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t kBlock = 1024;
constexpr std::uintmax_t kReportBytesMax = 64U << 20U;
// The share of what a gate wants in the dialogs that are drawn, where it is rarer than this in the talk.
constexpr double kDrawnWanted = 0.5;

struct SimulateCommand {
  Common common;
  std::int64_t dialogs = 1'000'000;
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> only;
  std::string policy;
  std::filesystem::path report;
  unsigned jobs = 0;
};

// What a campaign's report says about talk.
struct MeasuredTalk {
  TalkModel talk;
  double wakes_per_hour = 0.0;  // upper bound
};

Result<TurnModel> turn_of(const Json& forced, const char* gate) {
  const auto found = forced.find(gate);
  if (found == forced.end()) {
    return Error{ErrorCode::kFileInvalid, std::string("the report has no trials of the gate ") + gate};
  }
  const Json& all = found->at("all");
  return fit_turn(all.at("upper").get<double>(),
                  all.at("reasons").get<std::map<std::string, std::int64_t>>());
}

Result<MeasuredTalk> measured_talk(const Json& report, const std::string& variant) {
  if (report.value("format", "") != "sotto-campaign" || report.value("version", 0) != 1) {
    return Error{ErrorCode::kFileInvalid, "no report of sotto campaign"};
  }
  if (!report.contains("forced") || !report["forced"].contains(variant)) {
    return Error{ErrorCode::kFileInvalid, "the report has no trials under the policy " + variant};
  }
  const Json& forced = report["forced"][variant];
  const auto request = turn_of(forced, "request");
  const auto contact = turn_of(forced, "contact");
  const auto confirm = turn_of(forced, "confirm");
  for (const auto* turn : {&request, &contact, &confirm}) {
    if (!*turn) return turn->error();
  }
  // Neither the message nor the hold gets any credit: somebody talks after the tone and nobody cancels.
  const TurnModel goes_well = fit_turn(1.0, {});
  return MeasuredTalk{{request.value(), contact.value(), confirm.value(), goes_well, goes_well},
                      report.at("end_to_end").at(variant).at("all").at("wakes").at("upper").get<double>()};
}

Result<MeasuredTalk> read_report(const std::filesystem::path& file, const std::string& variant) {
  std::error_code trouble;
  const auto size = std::filesystem::file_size(file, trouble);
  if (trouble) return Error{ErrorCode::kFileMissing, file.string()};
  if (size > kReportBytesMax) return Error{ErrorCode::kFileInvalid, file.string() + ": too large"};
  std::ifstream stream(file);
  const Json report = Json::parse(stream, nullptr, false);
  if (report.is_discarded()) return Error{ErrorCode::kFileInvalid, file.string() + ": no JSON"};
  try {
    return measured_talk(report, variant);
  } catch (const Json::exception&) {
    return Error{ErrorCode::kFileInvalid, file.string() + ": not as docs/campaign.md describes it"};
  }
}

TurnModel easier(const TurnModel& turn) {
  return with_wanted(turn, std::max(turn[TurnSort::kWanted], kDrawnWanted));
}

SimulationPlan plan_of(const std::optional<MeasuredTalk>& measured, std::uint64_t seed) {
  if (!measured) return {searching_talk(), searching_talk(), seed};
  const TalkModel& talk = measured->talk;
  return {talk,
          {easier(talk.request), easier(talk.contact), easier(talk.confirm), talk.message, talk.hold},
          seed};
}

// Blocks are shared out among the threads and added in their order, so that the sums do not depend on it.
SimulationCounts play_all(const SimulatedHouse& house, const SimulationPlan& plan,
                          const SimulateCommand& options, const StopSignal& signal) {
  const auto blocks = static_cast<std::size_t>((options.dialogs + kBlock - 1) / kBlock);
  std::vector<SimulationCounts> results(blocks);
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t block = next++; block < blocks && !signal.raised(); block = next++) {
      const auto from = static_cast<std::int64_t>(block) * kBlock;
      results[block] = simulate(house, plan, from, std::min(from + kBlock, options.dialogs));
    }
  };
  std::vector<std::thread> threads;
  const unsigned jobs = options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < jobs; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  SimulationCounts sum;
  for (const SimulationCounts& result : results) merge(sum, result);
  return sum;
}

Json summary_json(const SimulateCommand& options, const Policy& policy, const SimulationCounts& counts,
                  double wall_s, const std::optional<MeasuredTalk>& measured) {
  Json json = {{"policy", policy.name},     {"version", policy.version},   {"seed", options.seed},
               {"dialogs", counts.dialogs}, {"events", counts.events},     {"wall_s", wall_s},
               {"sent", counts.sent},       {"breaches", counts.breaches}, {"passed", Json::object()}};
  for (int gate = 0; gate < kGateCount; ++gate)
    json["passed"][std::string(gate_name(static_cast<Gate>(gate)))] =
        counts.passed[static_cast<std::size_t>(gate)];
  if (counts.breaches > 0) {
    json["first_breach"] = {{"what", counts.first_breach}, {"dialog", counts.first_breach_seed}};
  }
  if (measured) {
    const Estimate estimate = estimate_sent(counts);
    json["talk"] = {{"wakes_per_hour", measured->wakes_per_hour},
                    {"sends_per_wake", estimate.share},
                    {"standard_error", estimate.error},
                    {"sends_per_hour", measured->wakes_per_hour * estimate.share}};
  }
  return json;
}

void print_summary(const Json& json) {
  const auto dialogs = json["dialogs"].get<double>();
  const auto wall_s = json["wall_s"].get<double>();
  std::printf(
      "%.0f dialogs, %lld events in %.1f s (%.2f million dialogs a minute), policy %s version %d, seed "
      "%llu\n",
      dialogs, json["events"].get<long long>(), wall_s, dialogs / wall_s * 60.0 / 1e6,
      json["policy"].get<std::string>().c_str(), json["version"].get<int>(),
      json["seed"].get<unsigned long long>());
  std::printf("passed:");
  for (const auto& [gate, count] : json["passed"].items())
    std::printf(" %s %lld", gate.c_str(), count.get<long long>());
  std::printf("; sent %lld\n", json["sent"].get<long long>());
  std::printf("a witness looked on after every event: %lld breaches\n", json["breaches"].get<long long>());
  if (json.contains("first_breach")) {
    std::printf("  the first: %s; see it with --only %llu\n",
                json["first_breach"]["what"].get<std::string>().c_str(),
                json["first_breach"]["dialog"].get<unsigned long long>());
  }
  if (json.contains("talk")) {
    const Json& talk = json["talk"];
    std::printf(
        "with the report's upper bounds as its shares: %.2g sends a wake (standard error %.1g), at most %.3g "
        "wakes an hour: %.2g sends an hour, were the gates independent\n",
        talk["sends_per_wake"].get<double>(), talk["standard_error"].get<double>(),
        talk["wakes_per_hour"].get<double>(), talk["sends_per_hour"].get<double>());
  }
}

// The events of one dialog, as the journal has them.
int print_dialog(const SimulatedHouse& house, const SimulationPlan& plan, std::uint64_t seed) {
  std::vector<Event> events;
  const DialogOutcome outcome = play_dialog(house, plan.talk, plan.drawn, seed, &events);
  for (const Event& event : events) std::cout << encode_event(event) << '\n';
  if (outcome.complaint.empty()) return 0;
  std::cerr << "sotto: " << outcome.complaint << '\n';
  return 1;
}

RunSetup with_people(RunSetup setup) {
  setup.communications_on = true;
  setup.contacts.clear();
  for (const char* name : {"Maria Alvarez", "Ben Okafor", "Emma Johnson", "David Chen"}) {
    ContactEntry entry;
    entry.name = name;
    entry.allowed = true;
    setup.contacts.push_back(entry);
  }
  return setup;
}

int run(const SimulateCommand& options) {
  const auto config = find_config(options.common);
  if (!config) return fail(config.error());
  const auto made = make_setup(config.value(), options.policy);
  if (!made) return fail(made.error());
  const RunSetup setup = with_people(made.value());
  std::optional<MeasuredTalk> measured;
  if (!options.report.empty()) {
    auto read = read_report(options.report, setup.policy.name);
    if (!read) return fail(read.error());
    measured = std::move(read).value();
  }
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = choice.speech = false;
  const auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  const auto pronouncer = engines.value()->pronouncer();
  const auto opening = opening_events(setup, *pronouncer);
  if (!opening) return fail(opening.error());
  const SimulatedHouse house(opening.value(), *pronouncer);
  const SimulationPlan plan = plan_of(measured, options.seed);
  if (options.only) return print_dialog(house, plan, *options.only);
  const StopSignal signal;
  const auto began = Clock::now();
  const SimulationCounts counts = play_all(house, plan, options, signal);
  const double wall_s = std::chrono::duration<double>(Clock::now() - began).count();
  const Json summary = summary_json(options, setup.policy, counts, wall_s, measured);
  if (options.common.json) {
    std::cout << summary.dump() << '\n';
  } else {
    print_summary(summary);
  }
  return counts.breaches > 0 || signal.raised() ? 1 : 0;
}

}  // namespace

void add_simulate(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SimulateCommand>();
  CLI::App* command = app.add_subcommand("simulate", "play many dialogs through the core without sound");
  command->add_option("--dialogs", options->dialogs, "how many (1000000)")
      ->check(CLI::Range(1, 2'000'000'000));
  command->add_option("--seed", options->seed, "of the random choices");
  command->add_option("--policy", options->policy, "guarded (default) or a file");
  command->add_option("--report", options->report, "report.json of a campaign: how its talk behaves");
  command->add_option("--only", options->only,
                      "print the events of the dialog with this number, as a breach names it");
  command->add_option("--jobs", options->jobs, "cores to use (all)");
  add_common(*command, options->common, "sotto simulate --dialogs 100000 --report measured/report.json");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
