#include "runtime/journal_retention.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kDayMs = 24LL * 60 * 60 * 1000;

Result<std::optional<std::int64_t>> wall_of(const JournalReader& journal, std::uint64_t sequence) {
  std::optional<std::int64_t> wall;
  const RecordQuery query{sequence, sequence, "", false};
  auto read = journal.read(query, [&wall](const JournalRecord& record) {
    wall = record.header.stamp.wall_ms;
    return false;
  });
  if (!read) return read.error();
  return wall;
}

Result<void> add_overdue(const JournalReader& journal, bool words, int days, std::int64_t wall_ms,
                         std::vector<Forgetting>& overdue) {
  const auto to = last_before(journal, wall_ms - days * kDayMs);
  if (!to) return to.error();
  const auto from = let_go_until(journal, words);
  if (!from) return from.error();
  if (to.value() <= from.value()) return {};
  overdue.push_back({from.value() + 1, to.value(), words, !words, "retention"});
  return {};
}

// First and last record of the run in [from, to); 0, 0: none.
struct Stretch {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};
Result<Stretch> find_stretch(const JournalReader& journal, std::uint64_t began, Milliseconds from,
                             Milliseconds to) {
  Stretch stretch;
  RecordQuery query;
  query.from = began;
  query.newest_first = true;
  auto read = journal.read(query, [&](const JournalRecord& record) {
    if (record.header.at < from) return false;
    if (record.header.at >= to) return true;
    if (stretch.last == 0) stretch.last = record.header.sequence;
    stretch.first = record.header.sequence;
    return true;
  });
  if (!read) return read.error();
  return stretch;
}

}  // namespace

Result<std::uint64_t> last_before(const JournalReader& journal, std::int64_t wall_ms) {
  const auto size = journal.size();
  if (!size) return size.error();
  std::uint64_t low = 0;  // its wall time is earlier, or it is none
  std::uint64_t high = size.value() + 1;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    const auto wall = wall_of(journal, middle);
    if (!wall) return wall.error();
    if (!wall.value())
      return Error{ErrorCode::kJournalDamaged, "record " + std::to_string(middle) + " is missing"};
    (*wall.value() < wall_ms ? low : high) = middle;
  }
  return low;
}

Result<std::uint64_t> let_go_until(const JournalReader& journal, bool words) {
  std::uint64_t until = 0;
  RecordQuery query;
  query.kind = record_kind::kForgotten;
  query.newest_first = true;
  auto read = journal.read(query, [&](const JournalRecord& record) {
    const Json body = Json::parse(record.body, nullptr, false);
    if (!body.is_object() || body.value("why", "") != "retention") return true;
    if (!body.value(words ? "words" : "recordings", false)) return true;
    until = body.value("to", std::uint64_t{0});
    return false;
  });
  if (!read) return read.error();
  return until;
}

Result<std::vector<Forgetting>> list_overdue(const JournalReader& journal, const Retention& retention,
                                             std::int64_t wall_ms) {
  std::vector<Forgetting> overdue;
  if (auto added = add_overdue(journal, true, retention.text_days, wall_ms, overdue); !added)
    return added.error();
  if (auto added = add_overdue(journal, false, retention.audio_days, wall_ms, overdue); !added)
    return added.error();
  return overdue;
}

Result<std::vector<Forgetting>> list_heard(const JournalReader& journal, std::uint64_t began,
                                           Milliseconds from, Milliseconds to) {
  const auto stretch = find_stretch(journal, began, from, to);
  if (!stretch) return stretch.error();
  std::vector<Forgetting> heard;
  if (stretch.value().first == 0) return heard;
  heard.push_back({stretch.value().first, stretch.value().last, true, true, "asked-by-voice"});
  // The record of a recording comes after its dialog, so it may lie behind the stretch.
  RecordQuery query;
  query.from = stretch.value().last + 1;
  query.kind = record_kind::kRecording;
  auto read = journal.read(query, [&](const JournalRecord& record) {
    const Json body = Json::parse(record.body, nullptr, false);
    const std::uint64_t wake = body.is_object() ? body.value("wake", std::uint64_t{0}) : 0;
    if (wake >= stretch.value().first && wake <= stretch.value().last) {
      heard.push_back({record.header.sequence, record.header.sequence, false, true, "asked-by-voice"});
    }
    return true;
  });
  if (!read) return read.error();
  return heard;
}

}  // namespace sotto
