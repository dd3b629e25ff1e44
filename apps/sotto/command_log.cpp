// sotto log: looks into the journal, checks it, and lets parts of it go.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "adapters/sqlite/sqlite_journal.hpp"
#include "journal/checkpoint.hpp"
#include "journal/personal.hpp"
#include "runtime/journal_retention.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/journaling.hpp"
#include "sotto/log_commands.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

constexpr std::int64_t kShowAfterMs = 2000;
constexpr std::int64_t kShowEveryMs = 200;

std::int64_t monotonic_ms() {
  return stamp_now().monotonic_ms;
}

std::optional<Verdict> find_verdict(const std::string& name) {
  for (const Verdict verdict : {Verdict::kPass, Verdict::kRefuse, Verdict::kAskAgain, Verdict::kEscalate}) {
    if (verdict_name(verdict) == name) return verdict;
  }
  return std::nullopt;
}

int print_checkpoint(const LogOptions& options) {
  const auto reader = open_journal_reader(journal_path(options));
  if (!reader) return fail(reader.error());
  const auto checkpoints = reader.value()->checkpoints();
  if (!checkpoints) return fail(checkpoints.error());
  if (checkpoints.value().empty()) {
    std::cerr << "sotto: " << journal_path(options).string() << " holds no checkpoint yet\n";
    return 1;
  }
  const StoredCheckpoint& latest = checkpoints.value().back();
  if (options.common.json) {
    const nlohmann::ordered_json line = {
        {"type", "checkpoint"}, {"size", latest.size}, {"note", latest.note}};
    std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  } else {
    std::cout << latest.note;
  }
  return 0;
}

}  // namespace

void add_log_options(CLI::App& command, LogOptions& options, const std::string& example) {
  command.add_option(
      "--journal", options.journal,
      "a journal's file, also one of another machine (default: journal.db in the data folder)");
  add_common(command, options.common, example);
}

std::filesystem::path journal_path(const LogOptions& options) {
  if (!options.journal.empty()) return options.journal;
  return journal_file(options.common.data.empty() ? default_data_folder() : options.common.data);
}

std::filesystem::path data_of_journal(const LogOptions& options) {
  const std::filesystem::path folder = journal_path(options).parent_path();
  return folder.empty() ? "." : folder;
}

void add_log_filter(CLI::App& command, LogFilter& filter) {
  command.add_option("--from", filter.from, "from this time on: 2026-11-23, \"2026-11-23 19:04\"");
  command.add_option("--to", filter.to, "before this time");
  command.add_option("--gate", filter.gate, "interactions judged by this gate: wake, request, contact ...");
  command.add_option("--verdict", filter.verdict, "with this verdict: pass, refuse, ask-again, escalate");
  command.add_option("--contact", filter.contact, "whose message went to somebody with this in the name");
  command.add_flag("--all", filter.refused_too, "wakes that were refused at once as well");
}

bool chooses_interactions(const LogFilter& filter) {
  return !filter.gate.empty() || !filter.verdict.empty() || !filter.contact.empty();
}

Result<void> check_filter(const LogFilter& filter) {
  for (const std::string& time : {filter.from, filter.to}) {
    if (time.empty()) continue;
    if (const auto parsed = parse_clock_time(time); !parsed) return parsed.error();
  }
  if (!filter.gate.empty() && !parse_gate(filter.gate)) {
    return Error{ErrorCode::kUsage,
                 "'" + filter.gate + "' is no gate: wake, request, contact, confirm, record or hold"};
  }
  if (!filter.verdict.empty() && !find_verdict(filter.verdict)) {
    return Error{ErrorCode::kUsage,
                 "'" + filter.verdict + "' is no verdict: pass, refuse, ask-again or escalate"};
  }
  return {};
}

Result<InteractionFilter> make_filter(const JournalReader& reader, const LogFilter& filter) {
  if (auto checked = check_filter(filter); !checked) return checked.error();
  InteractionFilter made;
  const auto size = reader.size();
  if (!size) return size.error();
  made.to = size.value();
  if (!filter.from.empty()) {
    const auto before = last_before(reader, parse_clock_time(filter.from).value());
    if (!before) return before.error();
    made.from = before.value() + 1;
  }
  if (!filter.to.empty()) {
    const auto before = last_before(reader, parse_clock_time(filter.to).value());
    if (!before) return before.error();
    made.to = before.value();
  }
  // Nothing lies in the range where it ends before it begins, and 0 would stand for no end.
  if (made.to == 0) made.from = made.to = size.value() + 1;
  if (!filter.gate.empty()) made.gate = parse_gate(filter.gate);
  if (!filter.verdict.empty()) made.verdict = find_verdict(filter.verdict);
  made.contact = filter.contact;
  made.refused_too = filter.refused_too;
  return made;
}

Result<std::string> record_json(const JournalRecord& record, bool with_words) {
  using Json = nlohmann::ordered_json;
  const RecordHeader& header = record.header;
  const auto text = join_words(record.body, with_words ? record.words : std::nullopt);
  const Json body = text ? Json::parse(text.value(), nullptr, false) : Json(Json::value_t::discarded);
  if (body.is_discarded()) {
    return Error{ErrorCode::kJournalDamaged, "record " + std::to_string(header.sequence)};
  }
  Json line;
  line["record"] = header.sequence;
  line["time"] = utc_time(header.stamp.wall_ms);
  line["at_ms"] = header.at;
  line["boot"] = to_hex(header.boot);
  line["kind"] = header.kind;
  line["body"] = body;
  if (record.words_gone()) line["words"] = "deleted";
  if (record.words && !with_words) line["words"] = "left out";
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

RecordProgress::RecordProgress(std::uint64_t size)
    : size_(size), began_ms_(monotonic_ms()), shown_ms_(0), on_(::isatty(STDERR_FILENO) != 0) {}

RecordProgress::~RecordProgress() {
  clear();
}

void RecordProgress::show(std::uint64_t done) {
  if (!on_ || size_ == 0) return;
  const std::int64_t now = monotonic_ms();
  if (now - began_ms_ < kShowAfterMs || now - shown_ms_ < kShowEveryMs) return;
  shown_ms_ = now;
  std::fprintf(stderr, "\rrecord %llu of %llu, %llu %%", static_cast<unsigned long long>(done),
               static_cast<unsigned long long>(size_), static_cast<unsigned long long>(done * 100 / size_));
  dirty_ = true;
}

void RecordProgress::clear() {
  if (dirty_) std::fputs("\r\033[K", stderr);
  dirty_ = false;
}

void add_log_checkpoint(CLI::App& log, int& exit_code) {
  auto options = std::make_shared<LogOptions>();
  CLI::App* command =
      log.add_subcommand("checkpoint", "print the latest checkpoint, for another machine to keep");
  add_log_options(*command, *options, "sotto log checkpoint | mosquitto_pub -t sotto/checkpoint -s -r");
  command->callback([options, &exit_code] { exit_code = print_checkpoint(*options); });
}

void add_log(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("log", "look into the journal, check it, let parts of it go");
  command->require_subcommand(1);
  add_log_list(*command, exit_code);
  add_log_show(*command, exit_code);
  add_log_verify(*command, exit_code);
  add_log_export(*command, exit_code);
  add_log_purge(*command, exit_code);
  add_log_checkpoint(*command, exit_code);
}

}  // namespace sotto
