// sotto log list, sotto log show: what happened, in a line each, and all that was written down about it.
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "adapters/sqlite/sqlite_journal.hpp"
#include "explain/read_interaction.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/log_commands.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

struct ListCommand {
  LogOptions log;
  LogFilter filter;
  std::size_t count = 20;
};

struct ShowCommand {
  LogOptions log;
  std::optional<std::uint64_t> id;
  std::optional<std::uint64_t> record;
};

std::string entry_json(const InteractionEntry& entry) {
  Json line;
  line["type"] = "interaction";
  line["id"] = entry.id;
  line["time"] = utc_time(entry.stamp.wall_ms);
  line["at_ms"] = entry.at;
  line["accepted"] = entry.accepted;
  line["outcome"] = entry.outcome();
  const JudgedGate* refused = entry.refused_by();
  line["gate"] = refused != nullptr ? Json(gate_name(refused->gate)) : Json();
  line["verdict"] = refused != nullptr ? Json(verdict_name(refused->verdict)) : Json();
  line["reason"] = refused != nullptr ? Json(reason_code(refused->reason)) : Json();
  line["contact"] = entry.contact ? Json(*entry.contact) : Json();
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string entry_text(const InteractionEntry& entry) {
  char id[24];
  std::snprintf(id, sizeof id, "%8llu", static_cast<unsigned long long>(entry.id));
  std::string text = std::string(id) + "  " + clock_time(entry.stamp.wall_ms) + "  " + entry.outcome();
  if (entry.contact) text += ", to " + *entry.contact;
  if (const JudgedGate* refused = entry.refused_by()) {
    text += "; " + std::string(gate_name(refused->gate)) + ": " +
            std::string(verdict_name(refused->verdict)) + " (" + std::string(reason_code(refused->reason)) +
            ": " + std::string(reason_words(refused->reason)) + ")";
  }
  return text;
}

int list(const ListCommand& options) {
  if (auto checked = check_filter(options.filter); !checked) return fail(checked.error());
  const auto reader = open_journal_reader(journal_path(options.log));
  if (!reader) return fail(reader.error());
  auto filter = make_filter(*reader.value(), options.filter);
  if (!filter) return fail(filter.error());
  filter.value().count = options.count;
  std::size_t shown = 0;
  const auto listed = list_interactions(*reader.value(), filter.value(), [&](const InteractionEntry& entry) {
    ++shown;
    std::cout << (options.log.common.json ? entry_json(entry) : entry_text(entry)) << '\n';
    return static_cast<bool>(std::cout);
  });
  if (!listed) return fail(listed.error());
  if (shown == 0 && !options.log.common.json) {
    std::cout << "Nothing of that kind"
              << (options.filter.refused_too ? "." : "; --all looks at refused wakes too.") << '\n';
  }
  return 0;
}

struct Range {
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

Result<Range> range_of(const JournalReader& reader, const ShowCommand& options) {
  if (options.record) return Range{*options.record, *options.record};
  Which which;
  which.id = options.id;
  const auto id = find_interaction(reader, which);
  if (!id) return id.error();
  if (!id.value()) return Error{ErrorCode::kNotFound, "interaction " + std::to_string(*options.id)};
  const auto interaction = read_interaction(reader, *id.value());
  if (!interaction) return interaction.error();
  return Range{interaction.value().from, interaction.value().to};
}

Result<std::string> record_text(const JournalRecord& record) {
  const auto json = record_json(record, true);
  if (!json) return json.error();
  const Json line = Json::parse(json.value());
  char time[64];
  std::snprintf(time, sizeof time, "%8llu  %9.3f s  ",
                static_cast<unsigned long long>(record.header.sequence),
                static_cast<double>(record.header.at) / 1000.0);
  std::string text = time + clock_time(record.header.stamp.wall_ms) + "  " + record.header.kind;
  if (record.words_gone()) text += "  (words deleted)";
  return text + "\n          " + line["body"].dump(-1, ' ', false, Json::error_handler_t::replace);
}

int show(const ShowCommand& options) {
  if (options.id.has_value() == options.record.has_value()) {
    return fail({ErrorCode::kUsage, "give the ID of an interaction, or --record with a number"});
  }
  const auto reader = open_journal_reader(journal_path(options.log));
  if (!reader) return fail(reader.error());
  const auto range = range_of(*reader.value(), options);
  if (!range) return fail(range.error());
  std::optional<Error> damage;
  std::uint64_t shown = 0;
  RecordQuery query;
  query.from = range.value().from;
  query.to = range.value().to;
  const auto read = reader.value()->read(query, [&](const JournalRecord& record) {
    const auto line = options.log.common.json ? record_json(record, true) : record_text(record);
    if (!line) {
      damage = line.error();
      return false;
    }
    ++shown;
    std::cout << line.value() << '\n';
    return static_cast<bool>(std::cout);
  });
  if (!read) return fail(read.error());
  if (damage) return fail(*damage);
  if (shown == 0) return fail({ErrorCode::kNotFound, "record " + std::to_string(query.from)});
  return 0;
}

}  // namespace

void add_log_list(CLI::App& log, int& exit_code) {
  auto options = std::make_shared<ListCommand>();
  CLI::App* command = log.add_subcommand("list", "what happened, newest first");
  add_log_filter(*command, options->filter);
  command->add_option("-n", options->count, "so many at most (default 20; 0: all)");
  add_log_options(*command, options->log, "sotto log list --gate contact --verdict refuse");
  command->callback([options, &exit_code] { exit_code = list(*options); });
}

void add_log_show(CLI::App& log, int& exit_code) {
  auto options = std::make_shared<ShowCommand>();
  CLI::App* command = log.add_subcommand("show", "every record of an interaction");
  command->add_option("ID", options->id, "its number in the list");
  command->add_option("--record", options->record, "one record of the journal instead");
  add_log_options(*command, options->log, "sotto log show 1234");
  command->callback([options, &exit_code] { exit_code = show(*options); });
}

}  // namespace sotto
