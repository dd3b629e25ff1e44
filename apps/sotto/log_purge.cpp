// sotto log purge: destroys what was said, and its sound, for ever; that it was destroyed stays written down.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "adapters/posix/folder_lock.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "explain/read_interaction.hpp"
#include "runtime/journal_retention.hpp"
#include "runtime/private_file.hpp"
#include "runtime/recording_keeper.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/journaling.hpp"
#include "sotto/log_commands.hpp"
#include "sotto/paths.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

constexpr const char* kWhy = "asked-by-hand";

struct PurgeCommand {
  LogOptions log;
  std::string words_before;
  std::string recordings_before;
  std::optional<std::uint64_t> id;
  bool everything = false;
  bool yes = false;
};

// What would go.
struct Toll {
  std::uint64_t records = 0;  // whose words go
  std::uint64_t recordings = 0;
};

Result<void> check_usage(const PurgeCommand& options) {
  const bool timed = !options.words_before.empty() || !options.recordings_before.empty();
  const int ways = (timed ? 1 : 0) + (options.id ? 1 : 0) + (options.everything ? 1 : 0);
  if (ways != 1) {
    return Error{ErrorCode::kUsage,
                 "say what to destroy: --words-before, --recordings-before, --id or --everything-said"};
  }
  for (const std::string& time : {options.words_before, options.recordings_before}) {
    if (time.empty()) continue;
    if (const auto parsed = parse_clock_time(time); !parsed) return parsed.error();
  }
  if (!options.yes && ::isatty(STDIN_FILENO) == 0) {
    return Error{ErrorCode::kUsage, "there is nobody to ask whether it is meant: add --yes"};
  }
  return {};
}

Result<Forgetting> before_time(const JournalReader& reader, const std::string& time, bool words) {
  const auto last = last_before(reader, parse_clock_time(time).value());
  if (!last) return last.error();
  return Forgetting{1, last.value(), words, !words, kWhy};
}

Result<std::vector<Forgetting>> of_interaction(const JournalReader& reader, std::uint64_t id) {
  Which which;
  which.id = id;
  const auto found = find_interaction(reader, which);
  if (!found) return found.error();
  if (!found.value()) return Error{ErrorCode::kNotFound, "interaction " + std::to_string(id)};
  const auto interaction = read_interaction(reader, *found.value());
  if (!interaction) return interaction.error();
  std::vector<Forgetting> wanted = {{interaction.value().from, interaction.value().to, true, true, kWhy}};
  // The record of a recording is written after the dialog.
  if (const auto& sound = interaction.value().sound; sound && sound->sequence > interaction.value().to) {
    wanted.push_back({sound->sequence, sound->sequence, false, true, kWhy});
  }
  return wanted;
}

Result<std::vector<Forgetting>> choose(const JournalReader& reader, const PurgeCommand& options) {
  if (options.id) return of_interaction(reader, *options.id);
  const auto size = reader.size();
  if (!size) return size.error();
  if (options.everything) return std::vector<Forgetting>{{1, size.value(), true, true, kWhy}};
  std::vector<Forgetting> wanted;
  for (const bool words : {true, false}) {
    const std::string& time = words ? options.words_before : options.recordings_before;
    if (time.empty()) continue;
    const auto forgetting = before_time(reader, time, words);
    if (!forgetting) return forgetting.error();
    wanted.push_back(forgetting.value());
  }
  return wanted;
}

bool lies_in(const Forgetting& forgetting, std::uint64_t sequence) {
  return sequence >= forgetting.from && sequence <= forgetting.to;
}

Result<Toll> count_toll(const JournalReader& reader, const std::vector<Forgetting>& wanted) {
  Toll toll;
  const auto keys = reader.recording_keys();
  if (!keys) return keys.error();
  const auto size = reader.size();
  if (!size) return size.error();
  RecordProgress progress(size.value());
  for (const Forgetting& forgetting : wanted) {
    if (forgetting.recordings) {
      toll.recordings += static_cast<std::uint64_t>(std::count_if(
          keys.value().begin(), keys.value().end(),
          [&forgetting](const RecordingKey& key) { return lies_in(forgetting, key.sequence); }));
    }
    if (!forgetting.words || forgetting.from > forgetting.to) continue;
    RecordQuery query;
    query.from = forgetting.from;
    query.to = forgetting.to;
    const auto read = reader.read(query, [&](const JournalRecord& record) {
      if (record.words) ++toll.records;
      progress.show(record.header.sequence);
      return true;
    });
    if (!read) return read.error();
  }
  return toll;
}

std::string toll_text(const Toll& toll) {
  return "what was said in " + std::to_string(toll.records) +
         (toll.records == 1 ? " record and " : " records and ") + std::to_string(toll.recordings) +
         (toll.recordings == 1 ? " recording" : " recordings");
}

bool is_meant(const Toll& toll) {
  std::cout << "This destroys " << toll_text(toll) << ", for ever. Type yes: " << std::flush;
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

Result<void> destroy(JournalWriter& journal, const std::filesystem::path& data,
                     const std::vector<Forgetting>& wanted) {
  std::vector<std::string> files;
  for (const Forgetting& forgetting : wanted) {
    if (forgetting.from > forgetting.to) continue;
    const auto gone = journal.forget(forgetting, 0);
    if (!gone) return gone.error();
    files.insert(files.end(), gone.value().begin(), gone.value().end());
  }
  if (auto removed = remove_recordings(data, files); !removed) return removed;
  if (auto signed_now = journal.checkpoint(); !signed_now) return signed_now.error();
  return {};
}

void print_toll(const PurgeCommand& options, const Toll& toll) {
  if (options.log.common.json) {
    const nlohmann::ordered_json line = {
        {"type", "purge"}, {"records", toll.records}, {"recordings", toll.recordings}};
    std::cout << line.dump() << '\n';
  } else if (toll.records == 0 && toll.recordings == 0) {
    std::cout << "There is nothing to destroy.\n";
  } else {
    std::cout << "Destroyed: " << toll_text(toll) << ". That it happened stays in the journal.\n";
  }
}

int run(const PurgeCommand& options) {
  if (auto checked = check_usage(options); !checked) return fail(checked.error());
  const auto config = find_config(options.log.common);
  if (!config) return fail(config.error());
  const std::filesystem::path file = journal_path(options.log);
  // Says what is wrong with the file before anything is made or locked in its folder.
  if (const auto looked = open_journal_reader(file); !looked) return fail(looked.error());
  const std::filesystem::path data = data_of_journal(options.log);
  const auto lock = lock_folder(data);
  if (!lock) return fail(lock.error());
  const auto journal =
      open_journal_by_hand(file, config.value().witness, [](const Error& error) { (void)fail(error); });
  if (!journal) return fail(journal.error());
  const auto wanted = choose(*journal.value(), options);
  if (!wanted) return fail(wanted.error());
  const auto toll = count_toll(*journal.value(), wanted.value());
  if (!toll) return fail(toll.error());
  const bool nothing = toll.value().records == 0 && toll.value().recordings == 0;
  if (!nothing) {
    if (!options.yes && !is_meant(toll.value())) {
      std::cerr << "sotto: nothing was destroyed\n";
      return 1;
    }
    if (auto done = destroy(*journal.value(), data, wanted.value()); !done) return fail(done.error());
  }
  print_toll(options, toll.value());
  return 0;
}

}  // namespace

void add_log_purge(CLI::App& log, int& exit_code) {
  auto options = std::make_shared<PurgeCommand>();
  CLI::App* command = log.add_subcommand("purge", "destroy what was said, and its sound, for ever");
  command->add_option("--words-before", options->words_before,
                      "what was said and who was named before this time");
  command->add_option("--recordings-before", options->recordings_before, "sound of before this time");
  command->add_option("--id", options->id, "words and sound of this interaction");
  command->add_flag("--everything-said", options->everything, "all words and all sound");
  command->add_flag("--yes", options->yes, "do not ask whether it is meant");
  add_log_options(*command, options->log, "sotto log purge --words-before 2026-11-01");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
