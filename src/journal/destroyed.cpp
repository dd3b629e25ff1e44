#include "journal/destroyed.hpp"

#include <algorithm>

namespace sotto {

DestroyedThings::DestroyedThings(std::vector<RecordingKey> keys, std::uint64_t settled) : settled_(settled) {
  keys_.reserve(keys.size());
  for (const RecordingKey& key : keys) keys_.push_back(key.sequence);
  std::sort(keys_.begin(), keys_.end());
}

void DestroyedThings::take(const JournalRecord& record) {
  const std::uint64_t sequence = record.header.sequence;
  if (record.words_gone()) words_gone_.push_back(sequence);
  if (record.words) words_there_.push_back(sequence);
  if (record.header.kind == record_kind::kRecording)
    recordings_.push_back({sequence, read_recording(record.body)});
  if (record.header.kind != record_kind::kForgotten) return;
  const auto forgetting = read_forgotten(record.body);
  // It cannot speak of what was written later.
  if (!forgetting || forgetting->from > forgetting->to || forgetting->to >= sequence) return;
  const Stretch stretch{forgetting->from, forgetting->to};
  if (forgetting->words) forgotten_words_.push_back(stretch);
  if (!forgetting->recordings) return;
  forgotten_recordings_.push_back(stretch);
  if (sequence <= settled_) settled_recordings_.push_back(stretch);
}

void DestroyedThings::merge(Stretches& stretches) {
  std::sort(stretches.begin(), stretches.end(),
            [](const Stretch& a, const Stretch& b) { return a.from < b.from; });
  Stretches merged;
  for (const Stretch& stretch : stretches) {
    if (!merged.empty() && stretch.from <= merged.back().to + 1) {
      merged.back().to = std::max(merged.back().to, stretch.to);
    } else {
      merged.push_back(stretch);
    }
  }
  stretches = std::move(merged);
}

bool DestroyedThings::covered(const Stretches& merged, std::uint64_t sequence) {
  const auto after = std::upper_bound(merged.begin(), merged.end(), sequence,
                                      [](std::uint64_t value, const Stretch& s) { return value < s.from; });
  return after != merged.begin() && sequence <= std::prev(after)->to;
}

void DestroyedThings::finish_words(bool complete, VerifyReport& report, const Find& find) {
  for (const std::uint64_t sequence : words_gone_) {
    if (covered(forgotten_words_, sequence)) {
      ++report.words_destroyed;
    } else if (complete) {
      find(sequence, "words-missing",
           "What was said or named in record " + std::to_string(sequence) +
               " was taken out, and no deletion says so.");
    }
  }
  for (const std::uint64_t sequence : words_there_) {
    if (!covered(forgotten_words_, sequence)) continue;
    find(sequence, "words-not-destroyed",
         "What was said or named in record " + std::to_string(sequence) +
             " was deleted, and is there all the same.");
  }
}

void DestroyedThings::finish_recording(
    bool complete, const Recording& recording,
    const std::function<std::optional<std::string>(const std::string&)>& recording_sha256,
    VerifyReport& report, const Find& find) {
  const std::uint64_t sequence = recording.sequence;
  const std::string name = "The recording of record " + std::to_string(sequence);
  const bool has_key = std::binary_search(keys_.begin(), keys_.end(), sequence);
  const bool forgotten = covered(forgotten_recordings_, sequence);
  if (!has_key) {
    if (forgotten) ++report.recordings_destroyed;
    if (!forgotten && complete && sequence <= settled_)
      find(sequence, "recording-key-missing", name + " has lost its key, and no deletion says so.");
    return;
  }
  ++report.recordings;
  if (covered(settled_recordings_, sequence)) {
    find(sequence, "recording-not-destroyed", name + " was deleted, and its key is there all the same.");
    return;
  }
  if (forgotten || !recording_sha256 || !recording.file) return;
  const auto sha256 = recording_sha256(recording.file->file);
  if (!sha256) {
    find(sequence, "recording-file-missing", name + " has lost its file, and no deletion says so.");
  } else if (*sha256 != recording.file->sha256) {
    find(sequence, "recording-file-changed",
         name + " is not the sound that was recorded: its file was changed.");
  }
}

void DestroyedThings::finish(
    bool complete, const std::function<std::optional<std::string>(const std::string& file)>& recording_sha256,
    VerifyReport& report, const Find& find) {
  merge(forgotten_words_);
  merge(forgotten_recordings_);
  merge(settled_recordings_);
  finish_words(complete, report, find);
  std::vector<std::uint64_t> known;
  for (const Recording& recording : recordings_) {
    finish_recording(complete, recording, recording_sha256, report, find);
    known.push_back(recording.sequence);
  }
  std::sort(known.begin(), known.end());
  for (const std::uint64_t key : keys_) {
    if (!complete || std::binary_search(known.begin(), known.end(), key)) continue;
    find(key, "recording-key-unknown", "There is a key for a recording that the journal does not know.");
  }
}

}  // namespace sotto
