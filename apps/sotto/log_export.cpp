// sotto log export: the journal for analysis elsewhere, as JSON lines or as CSV.
#include <algorithm>
#include <functional>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "adapters/sqlite/sqlite_journal.hpp"
#include "explain/read_interaction.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/draft_file.hpp"
#include "sotto/log_commands.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

struct ExportCommand {
  LogOptions log;
  LogFilter filter;
  std::string format = "jsonl";
  std::filesystem::path output;
  bool redact = false;
};

struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

using Sink = std::function<Result<void>(const std::string& line)>;

constexpr const char* kCsvHead =
    "record,time,at_ms,boot,kind,gate,verdict,reason,turn,confidence,text,contact,body";

std::string csv_field(const std::string& text) {
  if (text.find_first_of("\",\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) {
    quoted += letter;
    if (letter == '"') quoted += '"';
  }
  return quoted + "\"";
}

// What lies at the first of these places, as text; empty where there is nothing.
std::string field_at(const Json& body, std::initializer_list<const char*> pointers) {
  for (const char* pointer : pointers) {
    const Json::json_pointer place(pointer);
    if (!body.contains(place) || body.at(place).is_null()) continue;
    const Json& value = body.at(place);
    return value.is_string() ? value.get<std::string>()
                             : value.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return {};
}

Result<std::string> record_csv(const JournalRecord& record, bool with_words) {
  const auto json = record_json(record, with_words);
  if (!json) return json.error();
  const Json line = Json::parse(json.value());
  const Json& body = line.at("body");
  std::string text = std::to_string(record.header.sequence);
  for (const std::string& field :
       {utc_time(record.header.stamp.wall_ms), std::to_string(record.header.at), to_hex(record.header.boot),
        record.header.kind, field_at(body, {"/judgement/gate"}), field_at(body, {"/judgement/verdict"}),
        field_at(body, {"/judgement/reason", "/reason"}), field_at(body, {"/turn"}),
        field_at(body, {"/confidence", "/body/transcript/confidence"}),
        field_at(body, {"/text", "/body/transcript/text"}), field_at(body, {"/contact", "/body/contact"}),
        body.dump(-1, ' ', false, Json::error_handler_t::replace)}) {
    text += "," + csv_field(field);
  }
  return text;
}

// The records that are wanted, as ranges that do not overlap, oldest first.
Result<std::vector<Range>> choose(const JournalReader& reader, const ExportCommand& options) {
  const auto filter = make_filter(reader, options.filter);
  if (!filter) return filter.error();
  std::vector<Range> ranges;
  if (!chooses_interactions(options.filter)) {
    ranges.push_back({filter.value().from, filter.value().to});
    return ranges;
  }
  std::vector<std::uint64_t> ids;
  const auto listed = list_interactions(reader, filter.value(), [&ids](const InteractionEntry& entry) {
    ids.push_back(entry.id);
    return true;
  });
  if (!listed) return listed.error();
  std::reverse(ids.begin(), ids.end());
  for (const std::uint64_t id : ids) {
    const auto interaction = read_interaction(reader, id);
    if (!interaction) return interaction.error();
    const std::uint64_t from =
        ranges.empty() ? interaction.value().from : std::max(interaction.value().from, ranges.back().to + 1);
    ranges.push_back({from, std::max(interaction.value().to, ranges.empty() ? 0 : ranges.back().to)});
  }
  return ranges;
}

Result<std::uint64_t> write_records(const JournalReader& reader, const ExportCommand& options,
                                    const std::vector<Range>& ranges, const Sink& sink) {
  const bool csv = options.format == "csv";
  if (csv) {
    if (auto written = sink(kCsvHead); !written) return written.error();
  }
  const auto size = reader.size();
  if (!size) return size.error();
  RecordProgress progress(size.value());
  std::optional<Error> problem;
  std::uint64_t count = 0;
  for (const Range& range : ranges) {
    RecordQuery query;
    query.from = range.from;
    query.to = range.to;
    const auto read = reader.read(query, [&](const JournalRecord& record) {
      const auto line = csv ? record_csv(record, !options.redact) : record_json(record, !options.redact);
      if (!line) {
        problem = line.error();
      } else if (auto written = sink(line.value()); !written) {
        problem = written.error();
      }
      progress.show(record.header.sequence);
      ++count;
      return !problem;
    });
    if (!read) return read.error();
    if (problem) return *problem;
  }
  return count;
}

Result<std::uint64_t> write_file(const JournalReader& reader, const ExportCommand& options,
                                 const std::vector<Range>& ranges) {
  auto file = DraftFile::begin(options.output);
  if (!file) return file.error();
  auto count = write_records(reader, options, ranges,
                             [&file](const std::string& line) { return file.value().write(line + "\n"); });
  if (!count) return count;
  if (auto finished = file.value().finish(); !finished) return finished.error();
  return count;
}

int run(const ExportCommand& options) {
  if (auto checked = check_filter(options.filter); !checked) return fail(checked.error());
  const auto reader = open_journal_reader(journal_path(options.log));
  if (!reader) return fail(reader.error());
  const auto ranges = choose(*reader.value(), options);
  if (!ranges) return fail(ranges.error());
  if (!options.output.empty()) {
    const auto count = write_file(*reader.value(), options, ranges.value());
    if (!count) return fail(count.error());
    std::cout << (options.log.common.json
                      ? Json{{"type", "export"}, {"records", count.value()}}.dump()
                      : std::to_string(count.value()) + " records written to " + options.output.string())
              << '\n';
    return 0;
  }
  bool gone = false;  // whoever read standard output; main says what is to be said about it
  const auto count = write_records(*reader.value(), options, ranges.value(),
                                   [&gone](const std::string& line) -> Result<void> {
                                     std::cout << line << '\n';
                                     gone = !std::cout;
                                     if (gone) return Error{ErrorCode::kWriteFailed, "standard output"};
                                     return {};
                                   });
  if (gone) return 1;
  return count ? 0 : fail(count.error());
}

}  // namespace

void add_log_export(CLI::App& log, int& exit_code) {
  auto options = std::make_shared<ExportCommand>();
  CLI::App* command = log.add_subcommand("export", "write records out for analysis elsewhere");
  command->add_option("--format", options->format, "jsonl (default) or csv")
      ->check(CLI::IsMember({"jsonl", "csv"}));
  command->add_option("-o,--output", options->output, "into this file, whole or not at all");
  command->add_flag("--redact", options->redact, "leave out what was said and who was named");
  add_log_filter(*command, options->filter);
  add_log_options(*command, options->log, "sotto log export --format csv --redact -o november.csv");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
