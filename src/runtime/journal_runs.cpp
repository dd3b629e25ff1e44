#include "runtime/journal_runs.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "core/state.hpp"

namespace sotto {
namespace {

constexpr std::uint64_t kPageRecords = 1024;

// Times with which the core can reckon: some thirty thousand years.
constexpr std::int64_t kEpochMax = 1'000'000'000'000'000;
constexpr int kDayMinutesMax = 24 * 60;

bool is_sound(const WallClockRead& clock) {
  return clock.epoch_ms >= 0 && clock.epoch_ms <= kEpochMax &&
         std::abs(clock.utc_offset_minutes) <= kDayMinutesMax;
}

bool is_sound(const RemindersLoaded& loaded) {
  const RingRules& rules = loaded.rules;
  const bool rings =
      rules.level >= 0 && rules.level <= 1000 && rules.quiet_level >= 0 && rules.quiet_level <= 1000;
  return rings && std::ranges::all_of(loaded.reminders.alerts, [](const Alert& alert) {
           return alert.due_ms >= 0 && alert.due_ms <= kEpochMax && alert.length_ms >= 0 &&
                  alert.length_ms <= kEpochMax && alert.days >= 0 && alert.days < 0x80;
         });
}

}  // namespace

bool is_event_record(const JournalRecord& record) {
  return record.header.kind.starts_with("event/");
}

bool is_effect_record(const JournalRecord& record) {
  return record.header.kind.starts_with("effect/");
}

bool begins_dialog(const RecordedStep& recorded) {
  return recorded.event.header.kind == "event/wake-proposed" && !recorded.effects.empty();
}

Error damaged_record(std::uint64_t sequence) {
  return {ErrorCode::kJournalDamaged, "record " + std::to_string(sequence)};
}

bool is_sound_event(const Event& event, Milliseconds now) {
  if (event.at < now) return false;
  if (const auto* clock = std::get_if<WallClockRead>(&event.body)) return is_sound(*clock);
  if (const auto* kept = std::get_if<RemindersLoaded>(&event.body)) return is_sound(*kept);
  const auto* words = std::get_if<VocabularyChanged>(&event.body);
  if (words == nullptr) return true;
  auto grammar = SentenceMatcher::compile(words->vocabulary.sentences);
  return grammar.ok() && NearestIntent::compile(std::move(grammar).value(), words->vocabulary.lexicon).ok();
}

RunReader::RunReader(const JournalReader& reader) : reader_(reader) {}

Result<const JournalRecord*> RunReader::peek() {
  if (!size_) {
    const auto size = reader_.size();
    if (!size) return size.error();
    size_ = size.value();
  }
  while (page_.empty() && asked_from_ <= *size_) {
    RecordQuery query;
    query.from = asked_from_;
    query.to = asked_from_ + kPageRecords - 1;
    const auto read = reader_.read(query, [this](const JournalRecord& record) {
      page_.push_back(record);
      return true;
    });
    if (!read) return read.error();
    asked_from_ += kPageRecords;
  }
  return page_.empty() ? nullptr : &page_.front();
}

JournalRecord RunReader::take() {
  JournalRecord record = std::move(page_.front());
  page_.pop_front();
  taken_ = record.header.sequence;
  return record;
}

// The event and what came of it. Records of other kinds may lie between, because they are written when they
// are due.
Result<RecordedStep> RunReader::gather() {
  RecordedStep recorded{take(), {}};
  while (true) {
    const auto record = peek();
    if (!record) return record.error();
    if (record.value() == nullptr || is_event_record(*record.value())) return recorded;
    if (record.value()->header.kind == record_kind::kStarted) return recorded;
    if (record.value()->header.boot != recorded.event.header.boot) return recorded;
    JournalRecord next = take();
    if (is_effect_record(next)) recorded.effects.push_back(std::move(next));
  }
}

Result<std::optional<RunItem>> RunReader::next() {
  while (true) {
    const auto record = peek();
    if (!record) return record.error();
    if (record.value() == nullptr) return std::optional<RunItem>();
    const RecordHeader& header = record.value()->header;
    const bool started = header.kind == record_kind::kStarted;
    const bool event = is_event_record(*record.value());
    if (started || (event && boot_ != header.boot)) {
      boot_ = header.boot;
      const RunStart start{++runs_, header.sequence, header.boot, header.stamp};
      if (started) (void)take();
      return std::optional<RunItem>(start);
    }
    if (event) {
      auto recorded = gather();
      if (!recorded) return recorded.error();
      return std::optional<RunItem>(std::move(recorded).value());
    }
    if (is_effect_record(*record.value())) return damaged_record(header.sequence);
    (void)take();
  }
}

}  // namespace sotto
