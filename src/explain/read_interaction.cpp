#include "explain/read_interaction.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "explain/interaction_builder_internal.hpp"

namespace sotto {
namespace {

// Speech shortly before the wake is part of the picture.
constexpr Milliseconds kBefore = 6000;
constexpr std::uint64_t kBeforeRecordsMax = 200;
// Once nothing of the dialog has happened for this long, nothing will: the longest message, prompts and holds
// are shorter.
constexpr Milliseconds kQuietMax = 150'000;
// What is still open when the next wake comes (a delivery, a prompt) is followed this long.
constexpr Milliseconds kOpenMax = 60'000;

constexpr std::uint64_t kSoundRecordsMax = 2000;

const std::string kWakeKind = "effect/report-wake";
const std::string kProposalKind = "event/wake-proposed";

// What a record's text says, or null where it is no JSON.
nlohmann::json body_of(const JournalRecord& record) {
  return nlohmann::json::parse(record.body, nullptr, false);
}

bool accepted(const JournalRecord& record) {
  const nlohmann::json body = body_of(record);
  const auto judgement = body.find("judgement");
  return judgement != body.end() && judgement->is_object() && judgement->value("verdict", "") == "pass";
}

RecordQuery newest(const std::string& kind, std::uint64_t to) {
  RecordQuery query;
  query.kind = kind;
  query.to = to;
  query.newest_first = true;
  return query;
}

// The newest record of that kind up to `to`.
Result<std::optional<JournalRecord>> newest_record(const JournalReader& journal, const std::string& kind,
                                                   std::uint64_t to) {
  std::optional<JournalRecord> found;
  const auto read = journal.read(newest(kind, to), [&found](const JournalRecord& record) {
    found = record;
    return false;
  });
  if (!read) return read.error();
  return found;
}

// The proposal that this wake judged: the latest before it with the same scores. A second detector may have
// proposed meanwhile, and was not asked.
Result<std::optional<JournalRecord>> proposal_of(const JournalReader& journal, const JournalRecord& wake) {
  const nlohmann::json scores = body_of(wake).value("scores", nlohmann::json::array());
  std::optional<JournalRecord> latest;
  std::optional<JournalRecord> same;
  int looked_at = 0;
  const auto read =
      journal.read(newest(kProposalKind, wake.header.sequence), [&](const JournalRecord& record) {
        if (!latest) latest = record;
        const nlohmann::json body = body_of(record);
        const auto event = body.find("body");
        if (event != body.end() && same_scores(event->value("scores", nlohmann::json::array()), scores)) {
          same = record;
        }
        return !same && ++looked_at < 20;
      });
  if (!read) return read.error();
  return same ? same : latest;
}

// Records from the beginning of the interaction to its end go to the builder.
Result<void> read_range(const JournalReader& journal, std::uint64_t from, InteractionBuilder& builder) {
  RecordQuery query;
  query.from = from;
  bool next_began = false;
  bool damaged = false;
  const auto read = journal.read(query, [&](const JournalRecord& record) {
    const RecordHeader& header = record.header;
    if (header.boot != builder.boot() || header.kind == record_kind::kStarted) return false;
    if (header.at > builder.last_at() + kQuietMax) return false;
    const bool other_wake = header.kind == kWakeKind && header.sequence != builder.id();
    if (other_wake && header.sequence > builder.id()) next_began = true;
    if (next_began && (!builder.open() || header.at > builder.last_at() + kOpenMax)) return false;
    const bool fine = next_began ? builder.finish_open(record) : builder.take(record);
    damaged = damaged || !fine;
    return fine;
  });
  if (!read) return read.error();
  if (damaged) return Error{ErrorCode::kJournalDamaged, "record " + std::to_string(builder.reached())};
  return {};
}

Result<void> read_before(const JournalReader& journal, const JournalRecord& first,
                         InteractionBuilder& builder) {
  RecordQuery query;
  query.to = first.header.sequence - 1;
  query.from = query.to > kBeforeRecordsMax ? query.to - kBeforeRecordsMax : 1;
  if (query.to == 0) return {};
  return journal.read(query, [&](const JournalRecord& record) {
    const bool near =
        record.header.boot == first.header.boot && record.header.at >= first.header.at - kBefore;
    return !near || builder.take_before(record);
  });
}

// What lies outside the range and bears on it: rules, names, kept sound, deletions.
Result<void> read_around(const JournalReader& journal, InteractionBuilder& builder) {
  for (const char* kind : {"event/policy-changed", "event/contacts-changed", "event/vocabulary-changed",
                           record_kind::kSettings}) {
    const auto record = newest_record(journal, kind, builder.id());
    if (!record) return record.error();
    if (record.value()) builder.take_rules(*record.value());
  }
  for (const char* kind : {record_kind::kRecording, record_kind::kForgotten}) {
    RecordQuery query;
    query.kind = kind;
    query.from = builder.first();
    const bool sound = query.kind == record_kind::kRecording;
    const auto read = journal.read(query, [&](const JournalRecord& record) {
      // The sound of a dialog is written down soon after its end; words may be deleted at any time.
      if (sound && record.header.sequence > builder.reached() + kSoundRecordsMax) return false;
      builder.take_kept(record);
      return true;
    });
    if (!read) return read.error();
  }
  const auto keys = journal.recording_keys();
  if (!keys) return keys.error();
  builder.take_keys(keys.value());
  return {};
}

// The newest record of all.
Result<std::optional<JournalRecord>> last_record(const JournalReader& journal) {
  const auto size = journal.size();
  if (!size) return size.error();
  return newest_record(journal, "", size.value());
}

Result<std::optional<std::uint64_t>> find_by_id(const JournalReader& journal, std::uint64_t id) {
  RecordQuery query;
  query.from = id;
  query.to = id;
  std::optional<std::string> kind;
  const auto read = journal.read(query, [&kind](const JournalRecord& record) {
    kind = record.header.kind;
    return false;
  });
  if (!read) return read.error();
  if (!kind) return Error{ErrorCode::kNotFound, "record " + std::to_string(id)};
  if (*kind != kWakeKind) {
    return Error{ErrorCode::kNotFound, "record " + std::to_string(id) + " is no wake but \"" + *kind + "\""};
  }
  return std::optional(id);
}

}  // namespace

Result<std::optional<std::uint64_t>> find_interaction(const JournalReader& journal, const Which& which) {
  if (which.id) return find_by_id(journal, *which.id);
  const auto last = last_record(journal);
  if (!last) return last.error();
  if (!last.value()) return std::optional<std::uint64_t>();
  std::optional<std::uint64_t> found;
  const auto read =
      journal.read(newest(kWakeKind, last.value()->header.sequence), [&](const JournalRecord& record) {
        const RecordHeader& header = record.header;
        if (which.run_at && header.boot != last.value()->header.boot) return false;
        if (which.wall_ms && header.stamp.wall_ms > *which.wall_ms) return true;
        if (which.run_at && header.at > *which.run_at) return true;
        if (which.refused_too || accepted(record)) found = header.sequence;
        return !found.has_value();
      });
  if (!read) return read.error();
  return found;
}

Result<Interaction> read_interaction(const JournalReader& journal, std::uint64_t id) {
  const auto wake = newest_record(journal, kWakeKind, id);
  if (!wake) return wake.error();
  if (!wake.value() || wake.value()->header.sequence != id) {
    return Error{ErrorCode::kNotFound, "record " + std::to_string(id)};
  }
  const auto proposal = proposal_of(journal, *wake.value());
  if (!proposal) return proposal.error();
  const JournalRecord& first = proposal.value() ? *proposal.value() : *wake.value();
  InteractionBuilder builder(first, id);
  if (auto read = read_before(journal, first, builder); !read) return read.error();
  if (auto read = read_range(journal, first.header.sequence, builder); !read) return read.error();
  if (auto read = read_around(journal, builder); !read) return read.error();
  return std::move(builder).build();
}

}  // namespace sotto
