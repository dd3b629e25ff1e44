// sotto replay: hears a recording or a scene in virtual time and says what Sotto would have done.
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>

#include "sotto/commands.hpp"
#include "sotto/journaling.hpp"
#include "sotto/paths.hpp"
#include "sotto/progress.hpp"
#include "sotto/replaying.hpp"
#include "sotto/replaying_journal.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/stop_signal.hpp"
#include "sotto/timeline.hpp"

namespace sotto {
namespace {

struct ReplayCommand {
  Common common;
  std::filesystem::path file;
  std::string policy;
  std::vector<std::string> contacts;
  std::vector<std::string> forced;
  std::filesystem::path outbox;
  std::filesystem::path journal;
  std::uint64_t seed = 1;
  bool audio = false;           // of a journal
  std::optional<int> only_run;  // of a journal
};

Result<RunSetup> setup_of(const ReplayCommand& options) {
  const auto config = find_config(options.common);
  if (!config) return config.error();
  auto setup = make_setup(config.value(), options.policy);
  if (!setup) return setup.error();
  const auto forced = parse_gates(options.forced);
  if (!forced) return forced.error();
  setup.value().policy.forced = forced.value();
  setup.value().seed = options.seed;
  for (const std::string& name : options.contacts) {
    if (contact_id(name).empty()) return Error{ErrorCode::kUsage, "'" + name + "' is no name of a person"};
    setup.value().contacts.push_back({name, {}, true});
    setup.value().communications_on = true;
  }
  return setup;
}

JournalingRequest journal_of(const std::filesystem::path& folder) {
  JournalingRequest request;
  request.data = folder;
  request.keys = keys_folder();
  request.beginning = beginning_of("replay", "");
  request.on_notice = [](const std::string& notice) { std::cerr << "sotto: " << notice << '\n'; };
  return request;
}

// A journal brings its own contacts, and sends nothing.
int run_journal(const ReplayCommand& options) {
  const bool of_sound = !options.contacts.empty() || !options.forced.empty() || !options.outbox.empty() ||
                        !options.journal.empty();
  if (of_sound) {
    return fail({ErrorCode::kUsage, "--contact, --force, --outbox and --journal are for sound and scenes"});
  }
  return replay_recorded({options.common, options.file, options.policy, options.audio, options.only_run});
}

int run(const ReplayCommand& options) {
  if (is_journal(options.file)) return run_journal(options);
  if (options.audio || options.only_run) {
    return fail({ErrorCode::kUsage, "--audio and --run are for a journal"});
  }
  auto setup = setup_of(options);
  if (!setup) return fail(setup.error());
  if (auto checked = check_replay_file(options.file); !checked) return fail(checked.error());
  // From here on Ctrl-C ends the run in order, so that its scratch folder goes with it.
  const StopSignal signal;
  auto engines = Engines::load({});
  if (!engines) return fail(engines.error());

  Progress progress(isatty(STDERR_FILENO) != 0 && !options.common.json);
  ReplayRequest request;
  request.file = options.file;
  request.setup = std::move(setup).value();
  request.outbox = options.outbox;
  request.on_line = [&](const std::string& line) {
    progress.clear();
    std::cout << (options.common.json ? line : timeline_text(line)) << std::endl;
  };
  request.on_progress = [&progress](Milliseconds heard) { progress.show(heard); };
  request.stopped = [&signal] { return signal.raised() || !std::cout; };
  std::optional<Journaling> journaling;
  if (!options.journal.empty()) {
    journaling.emplace(journal_of(options.journal));
    request.recorder = journaling->recorder();
  }
  auto outcome = replay(*engines.value(), request);
  progress.clear();
  if (!outcome) return fail(outcome.error());
  if (signal.raised()) {
    std::cerr << "sotto: stopped before the end\n";
    return 1;
  }
  if (!std::cout) return 1;
  const std::string summary = summary_line(outcome.value().summary);
  std::cout << (options.common.json ? summary : timeline_text(summary)) << std::endl;
  for (const std::string& difference : outcome.value().failed_expectations) {
    std::cerr << "sotto: " << options.file.string() << ": " << difference << '\n';
  }
  for (const Error& error : outcome.value().undelivered) fail(error);
  return outcome.value().failed_expectations.empty() && outcome.value().undelivered.empty() ? 0 : 1;
}

}  // namespace

void add_replay(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<ReplayCommand>();
  CLI::App* command = app.add_subcommand("replay", "hear a recording or a scene, faster than real time");
  command->add_option("FILE", options->file, "a WAV or FLAC file, a scene (.toml), or a journal")->required();
  command->add_option("--policy", options->policy, "guarded (default), portland-2018 or a file");
  command->add_option("--contact", options->contacts, "allow this person for a recording; repeatable");
  command->add_option("--force", options->forced, "let these gates pass whatever they find: a measurement")
      ->delimiter(',');
  command->add_option("--outbox", options->outbox, "keep what was sent in this folder");
  command->add_option("--journal", options->journal, "write a journal of this run into this folder");
  command->add_flag("--audio", options->audio, "of a journal: hear again the sound that was kept");
  command->add_option("--run", options->only_run, "of a journal: only this run, the oldest is 1");
  command->add_option("--seed", options->seed, "of the random choices");
  add_common(*command, options->common, "sotto replay --policy portland-2018 scenes/portland.toml");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
