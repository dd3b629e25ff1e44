#include "journal_file.hpp"

#include <fstream>
#include <nlohmann/json.hpp>

namespace sotto {

using nlohmann::json;

Result<MemoryJournal> read_journal_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) return Error{ErrorCode::kFileMissing, file.string()};
  MemoryJournal journal;
  for (std::string line; std::getline(in, line);) {
    const json record = json::parse(line, nullptr, false);
    if (!record.is_object()) return Error{ErrorCode::kFileInvalid, file.string()};
    Draft draft{record.at("kind"), record.at("at"), record.at("body").dump(), std::nullopt};
    if (!record.at("words").is_null()) draft.words = record.at("words").dump();
    if (auto written = journal.append({&draft, 1}); !written) return written.error();
  }
  return journal;
}

void write_journal_file(const std::filesystem::path& file, const MemoryJournal& journal) {
  std::ofstream out(file);
  for (const JournalRecord& record : journal.records) {
    json body = json::parse(record.body);
    if (record.header.kind == "event/vocabulary-changed") {
      json& vocabulary = body["body"]["vocabulary"];
      vocabulary = json{{"wake_word", vocabulary["wake_word"]}};
    }
    json line = {{"kind", record.header.kind}, {"at", record.header.at}, {"body", std::move(body)}};
    line["words"] = record.words ? json::parse(*record.words) : json();
    out << line.dump() << '\n';
  }
}

}  // namespace sotto
