// A journal in memory for tests, without hashes: what is written can be read again, and it can be told to
// fail.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal_store.hpp"

namespace sotto {

class MemoryJournal final : public JournalWriter {
 public:
  std::vector<JournalRecord> records;
  std::vector<RecordingKey> keys;
  std::vector<Forgetting> forgotten;
  std::optional<Error> failure;  // of every append from now on

  [[nodiscard]] Result<void> read(const RecordQuery& query,
                                  const std::function<bool(const JournalRecord&)>& take) const override {
    std::vector<const JournalRecord*> found;
    for (const JournalRecord& record : records) {
      const std::uint64_t sequence = record.header.sequence;
      if (sequence < query.from || sequence > query.to) continue;
      if (query.kind.empty() || query.kind == record.header.kind) found.push_back(&record);
    }
    if (query.newest_first) std::reverse(found.begin(), found.end());
    for (const JournalRecord* record : found) {
      if (!take(*record)) break;
    }
    return {};
  }
  [[nodiscard]] Result<std::vector<StoredCheckpoint>> checkpoints() const override {
    return std::vector<StoredCheckpoint>();
  }
  [[nodiscard]] Result<std::vector<RecordingKey>> recording_keys() const override { return keys; }
  [[nodiscard]] Result<std::uint64_t> size() const override { return records.size(); }

  [[nodiscard]] Result<std::uint64_t> append(std::span<const Draft> drafts) override {
    if (failure) return *failure;
    const std::uint64_t first = records.size() + 1;
    for (const Draft& draft : drafts) {
      JournalRecord record;
      record.header.sequence = records.size() + 1;
      record.header.at = draft.at;
      record.header.stamp = {1'700'000'000'000 + draft.at, draft.at};
      record.header.kind = draft.kind;
      record.body = draft.body;
      record.words = draft.words;
      if (draft.words) record.header.words_hash.fill(1);
      records.push_back(std::move(record));
    }
    return first;
  }
  [[nodiscard]] Result<std::uint64_t> append_recording(const Draft& draft, const Bytes& sealed_key) override {
    auto sequence = append({&draft, 1});
    if (sequence) keys.push_back({sequence.value(), sealed_key});
    return sequence;
  }
  [[nodiscard]] Result<std::vector<std::string>> forget(const Forgetting& forgetting, Milliseconds) override {
    if (failure) return *failure;
    forgotten.push_back(forgetting);
    for (JournalRecord& record : records) {
      const std::uint64_t sequence = record.header.sequence;
      if (forgetting.words && sequence >= forgetting.from && sequence <= forgetting.to) record.words.reset();
    }
    return std::vector<std::string>();
  }
  [[nodiscard]] Result<std::string> checkpoint() override { return std::string(); }
};

}  // namespace sotto
