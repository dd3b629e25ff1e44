#include "journal/journal_verifier.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include "journal/chain.hpp"
#include "journal/checkpoint.hpp"
#include "journal/destroyed.hpp"
#include "journal/merkle.hpp"
#include "journal/record_bodies.hpp"

namespace sotto {
namespace {

constexpr std::size_t kMostFindings = 100;
constexpr std::int64_t kLongestUnsignedMs = 120'000;
constexpr std::int64_t kClockStepMs = 2'000;
constexpr std::uint64_t kProgressRecords = 4096;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

// A checkpoint that is to be compared when the journal has reached its size.
struct Mark {
  SignedCheckpoint note;
  bool stored = false;  // in the journal itself; otherwise held elsewhere
};

// A witness whose root is that of the journal.
struct Agreement {
  std::size_t mark = 0;
  std::int64_t next_wall_ms = 0;  // of the record after those that it speaks of; 0: there is none
};

}  // namespace

class JournalVerifier::Work {
 public:
  Work(VerifyOptions options, std::vector<StoredCheckpoint> checkpoints, std::vector<RecordingKey> keys,
       std::uint64_t settled);
  void take(const JournalRecord& record);
  void take_invalid(std::uint64_t sequence);
  VerifyReport finish();

 private:
  void find(std::uint64_t sequence, std::string reason, std::string words);
  void note(std::uint64_t sequence, std::string reason, std::string words);
  void break_chain(std::uint64_t sequence, std::string reason, std::string words);

  void begin(const JournalRecord& record);
  void check_order(const RecordHeader& header);
  void check_time(const RecordHeader& header);
  void check_content(const JournalRecord& record);
  void check_gap(const RecordHeader& header);
  void reach_marks(std::uint64_t sequence);
  void compare_stored(const SignedCheckpoint& note);
  void compare_witness(std::size_t mark);
  void check_left_marks();
  void count_witnesses();
  void describe_tails();

  [[nodiscard]] bool has_signed(const SignedCheckpoint& note) const {
    return key_ && signed_by(note, *key_, options_.verify, options_.hash);
  }
  [[nodiscard]] bool of_this_journal(const SignedCheckpoint& note) const {
    return report_.journal_id.empty() || note.checkpoint.origin == journal_origin(report_.journal_id);
  }

  [[nodiscard]] std::uint64_t size_of(const Agreement& agreement) const {
    return marks_[agreement.mark].note.checkpoint.size;
  }

  VerifyOptions options_;
  std::uint64_t settled_;
  VerifyReport report_;
  std::optional<PublicKey> key_;
  std::vector<Mark> marks_;  // by size
  std::size_t next_mark_ = 0;
  std::vector<Agreement> agreements_;  // by size

  MerkleFrontier frontier_;
  bool complete_ = true;  // every record was seen
  bool intact_ = true;    // no record is missing, out of place or changed in its header so far
  RecordHeader last_;
  Hash last_leaf_ = {};
  std::optional<std::uint64_t> broken_link_;  // the record that does not hang on the one before

  std::set<BootId> boots_;
  bool boot_started_ = false;            // this boot has its "started"
  std::uint64_t covered_ = 0;            // size of the last checkpoint that is signed, whatever its root
  bool gap_told_ = false;                // of the stretch since then
  std::optional<RecordHeader> open_;     // first record of this boot in that stretch
  std::optional<std::int64_t> late_ms_;  // when a checkpoint was overdue
  std::int64_t signed_wall_ms_ = 0;      // of the first record after the last good checkpoint
  DestroyedThings destroyed_;
};

JournalVerifier::Work::Work(VerifyOptions options, std::vector<StoredCheckpoint> checkpoints,
                            std::vector<RecordingKey> keys, std::uint64_t settled)
    : options_(std::move(options)),
      settled_(settled),
      key_(options_.trusted_key),
      frontier_(options_.hash),
      destroyed_(std::move(keys), settled) {
  for (const StoredCheckpoint& stored : checkpoints) {
    auto parsed = parse_checkpoint(stored.note);
    if (!parsed || stored.size == 0 || parsed.value().checkpoint.size != stored.size ||
        parsed.value().signatures.size() != 1) {
      find(std::max<std::uint64_t>(1, stored.size), "checkpoint-invalid",
           "The checkpoint for " + number(stored.size) + " records cannot be read: it was changed.");
      continue;
    }
    marks_.push_back({std::move(parsed).value(), true});
  }
  for (const std::string& witness : options_.witnesses) {
    auto parsed = parse_checkpoint(witness);
    if (parsed && parsed.value().checkpoint.size > 0) {
      marks_.push_back({std::move(parsed).value(), false});
    } else {
      note(0, "witness-unreadable", "One checkpoint held elsewhere cannot be read and was left out.");
    }
  }
  std::stable_sort(marks_.begin(), marks_.end(), [](const Mark& a, const Mark& b) {
    return a.note.checkpoint.size < b.note.checkpoint.size;
  });
}

void JournalVerifier::Work::find(std::uint64_t sequence, std::string reason, std::string words) {
  if (report_.findings.size() < kMostFindings) {
    report_.findings.push_back({sequence, std::move(reason), std::move(words)});
  } else {
    ++report_.left_out;
  }
}

void JournalVerifier::Work::note(std::uint64_t sequence, std::string reason, std::string words) {
  if (report_.notes.size() < kMostFindings) {
    report_.notes.push_back({sequence, std::move(reason), std::move(words)});
  } else {
    ++report_.left_out;
  }
}

void JournalVerifier::Work::break_chain(std::uint64_t sequence, std::string reason, std::string words) {
  intact_ = false;
  find(sequence, std::move(reason), std::move(words));
}

void JournalVerifier::Work::take(const JournalRecord& record) {
  const RecordHeader& header = record.header;
  if (report_.records == 0) begin(record);
  check_order(header);
  reach_marks(header.sequence - 1);  // those of records that are missing
  check_time(header);
  check_content(record);
  last_leaf_ = leaf_hash(options_.hash, encode_header(header));
  frontier_.add(last_leaf_);
  last_ = header;
  ++report_.records;
  if (report_.records == report_.signed_records + 1) signed_wall_ms_ = header.stamp.wall_ms;
  if (!agreements_.empty() && report_.records == size_of(agreements_.back()) + 1)
    agreements_.back().next_wall_ms = header.stamp.wall_ms;
  check_gap(header);
  reach_marks(header.sequence);
  if (options_.progress && report_.records % kProgressRecords == 0) options_.progress(report_.records);
}

void JournalVerifier::Work::begin(const JournalRecord& record) {
  report_.first_wall_ms = record.header.stamp.wall_ms;
  const auto opened = record.header.kind == record_kind::kOpened ? read_opened(record.body) : std::nullopt;
  if (!opened || record.header.sequence != 1) {
    break_chain(1, "start-missing", "The journal does not begin with the record that opened it.");
    return;
  }
  report_.journal_id = opened->journal_id;
  if (!key_) key_ = opened->key;
  if (*key_ != opened->key)
    break_chain(1, "foreign-key", "The journal was begun with another key than the one that is trusted.");
}

void JournalVerifier::Work::check_order(const RecordHeader& header) {
  if (header.sequence > last_.sequence + 1) {
    complete_ = false;
    const bool one = header.sequence == last_.sequence + 2;
    const std::string from = number(last_.sequence + 1);
    break_chain(last_.sequence + 1, "record-missing",
                one ? "Record " + from + " is missing."
                    : "Records " + from + " to " + number(header.sequence - 1) + " are missing.");
    broken_link_.reset();
    return;
  }
  if (header.sequence <= last_.sequence) {
    break_chain(header.sequence, "record-out-of-place",
                "Record " + number(header.sequence) + " stands after record " + number(last_.sequence) + ".");
    broken_link_.reset();
    return;
  }
  const bool hangs = header.previous == last_leaf_;
  // A link holds two records together. The next link tells which of the two was changed.
  if (broken_link_) {
    const std::uint64_t bad = hangs ? *broken_link_ - 1 : *broken_link_;
    break_chain(bad, "header-changed", "The header of record " + number(bad) + " was changed.");
    broken_link_.reset();
  } else if (!hangs && header.sequence == 1) {
    break_chain(1, "header-changed", "The header of record 1 was changed.");
  } else if (!hangs) {
    intact_ = false;
    broken_link_ = header.sequence;
  }
}

void JournalVerifier::Work::check_time(const RecordHeader& header) {
  if (report_.records == 0 || header.boot != last_.boot) {
    if (boot_started_ && last_.kind != record_kind::kStopped) {
      note(last_.sequence, "ended-abruptly",
           "The program ended after record " + number(last_.sequence) + " without writing so.");
    }
    if (!boots_.insert(header.boot).second)
      find(header.sequence, "boot-repeated", "An earlier start of the program comes a second time.");
    if (report_.records > 0 && header.stamp.wall_ms < last_.stamp.wall_ms)
      note(header.sequence, "clock-stepped", "The clock was set back between two starts.");
    boot_started_ = false;
  } else {
    const std::int64_t passed_ms = header.stamp.monotonic_ms - last_.stamp.monotonic_ms;
    if (passed_ms < 0)
      find(header.sequence, "time-went-back", "Time goes back within one start of the program.");
    const std::int64_t step_ms = header.stamp.wall_ms - last_.stamp.wall_ms - passed_ms;
    if (step_ms > kClockStepMs || step_ms < -kClockStepMs) {
      note(header.sequence, "clock-stepped",
           "The clock moved by " + std::to_string(step_ms / 1000) +
               " s beside the time that passed: it was set, or the machine slept.");
    }
  }
  if (header.kind == record_kind::kStarted) {
    boot_started_ = true;
    ++report_.boots;
  }
  report_.last_wall_ms = header.stamp.wall_ms;
}

void JournalVerifier::Work::check_content(const JournalRecord& record) {
  const RecordHeader& header = record.header;
  if (options_.hash(bytes_of(record.body)) != header.body_hash)
    find(header.sequence, "body-changed",
         "The content of record " + number(header.sequence) + " was changed.");
  const bool committed = header.words_hash != Hash{};
  const bool whole = record.words.has_value() == record.salt.has_value();
  const bool right =
      !record.words ||
      (committed && whole && commit_words(options_.hash, *record.salt, *record.words) == header.words_hash);
  if (!whole || !right) {
    find(header.sequence, "words-changed",
         "What was said or named in record " + number(header.sequence) + " was changed.");
  }
  destroyed_.take(record);
}

// Checkpoints that were taken out show by the gap that they leave.
void JournalVerifier::Work::check_gap(const RecordHeader& header) {
  if (open_ && open_->boot != header.boot) {
    if (late_ms_ && !gap_told_) {
      find(covered_ + 1, "checkpoints-missing", "For more than two minutes there is no checkpoint.");
      gap_told_ = true;
    }
    open_.reset();
    late_ms_.reset();
  }
  if (!open_) open_ = header;
  if (gap_told_ || header.sequence > settled_) return;
  if (header.sequence > covered_ + kCheckpointRecords) {
    find(covered_ + 1, "checkpoints-missing",
         "More than " + number(kCheckpointRecords) + " records have no checkpoint.");
    gap_told_ = true;
  } else if (late_ms_ && header.stamp.monotonic_ms > *late_ms_) {
    find(covered_ + 1, "checkpoints-missing", "For more than two minutes there is no checkpoint.");
    gap_told_ = true;
  } else if (!late_ms_ && header.stamp.monotonic_ms - open_->stamp.monotonic_ms > kLongestUnsignedMs) {
    late_ms_ = header.stamp.monotonic_ms;
  }
}

void JournalVerifier::Work::reach_marks(std::uint64_t sequence) {
  for (; next_mark_ < marks_.size() && marks_[next_mark_].note.checkpoint.size <= sequence; ++next_mark_) {
    if (!key_) continue;  // told as start-missing
    if (marks_[next_mark_].stored) {
      compare_stored(marks_[next_mark_].note);
    } else {
      compare_witness(next_mark_);
    }
  }
}

void JournalVerifier::Work::compare_stored(const SignedCheckpoint& note) {
  const std::uint64_t size = note.checkpoint.size;
  if (!of_this_journal(note)) {
    find(size, "checkpoint-of-another-journal",
         "The checkpoint for " + number(size) + " records is one of another journal.");
    return;
  }
  if (!has_signed(note)) {
    find(size, "checkpoint-forged",
         "The checkpoint for " + number(size) + " records was not signed with the journal's key.");
    return;
  }
  covered_ = size;
  gap_told_ = false;
  open_.reset();
  late_ms_.reset();
  if (!intact_ || size != report_.records) return;
  if (frontier_.root() == note.checkpoint.root) {
    report_.signed_records = size;
    ++report_.checkpoints;
    return;
  }
  break_chain(report_.signed_records + 1, "checkpoint-mismatch",
              "Of the records " + number(report_.signed_records + 1) + " to " + number(size) +
                  " at least one is not what was signed.");
}

void JournalVerifier::Work::compare_witness(std::size_t mark) {
  const SignedCheckpoint& note = marks_[mark].note;
  if (!intact_ || !of_this_journal(note) || note.checkpoint.size != report_.records) return;
  if (frontier_.root() == note.checkpoint.root) {
    agreements_.push_back({mark, 0});
    return;
  }
  // Whoever may write into the witness file could have put this one there.
  if (!has_signed(note)) return;
  std::uint64_t from = 1;
  for (const Agreement& agreement : agreements_) {
    if (size_of(agreement) < note.checkpoint.size) from = size_of(agreement) + 1;
  }
  break_chain(from, "witness-differs",
              "A checkpoint held elsewhere was signed for other records " + number(from) + " to " +
                  number(note.checkpoint.size) +
                  ": the journal was continued from an earlier state, or changed.");
}

// Checkpoints that speak of more records than there are.
void JournalVerifier::Work::check_left_marks() {
  bool told = false;
  for (; key_ && next_mark_ < marks_.size(); ++next_mark_) {
    const Mark& mark = marks_[next_mark_];
    const std::uint64_t size = mark.note.checkpoint.size;
    if (!of_this_journal(mark.note) || !has_signed(mark.note)) {
      if (mark.stored) compare_stored(mark.note);
      continue;
    }
    if (std::exchange(told, true)) continue;
    break_chain(last_.sequence + 1, "records-cut-off",
                std::string(mark.stored ? "A checkpoint" : "A checkpoint held elsewhere") + " speaks of " +
                    number(size) + " records, and the journal ends with record " + number(last_.sequence) +
                    ": the rest was cut off, or an older state was put back.");
  }
}

void JournalVerifier::Work::count_witnesses() {
  while (!agreements_.empty() && !has_signed(marks_[agreements_.back().mark].note)) agreements_.pop_back();
  report_.witnesses = agreements_.size();
  if (!agreements_.empty()) report_.held_elsewhere = size_of(agreements_.back());
  // The newest one tells which journal was the last to be written.
  const Mark* newest = nullptr;
  bool any = false;
  for (const Mark& mark : marks_) {
    if (mark.stored) continue;
    any = true;
    if (newest != nullptr && mark.note.checkpoint.wall_ms <= newest->note.checkpoint.wall_ms) continue;
    if (has_signed(mark.note)) newest = &mark;
  }
  if (newest != nullptr && !of_this_journal(newest->note)) {
    find(1, "witness-of-another-journal",
         "The newest checkpoint held elsewhere is one of another journal: this one took its place.");
  }
  if (!any || newest != nullptr || !key_) return;
  const std::string words = "No checkpoint held elsewhere was signed with the journal's key.";
  report_.key_trusted ? note(0, "witness-foreign", words) : find(1, "witness-foreign", words);
}

void JournalVerifier::Work::describe_tails() {
  const auto tail = [&](std::uint64_t known, std::int64_t wall_ms) {
    return Tail{report_.records - known, report_.records > known ? wall_ms : 0};
  };
  report_.unsigned_tail = tail(report_.signed_records, signed_wall_ms_);
  report_.unwitnessed_tail = tail(
      report_.held_elsewhere, agreements_.empty() ? report_.first_wall_ms : agreements_.back().next_wall_ms);
  if (!report_.key_trusted) {
    note(0, "key-not-trusted",
         "Only consistency was checked: without the owner's journal.pub a journal that somebody wrote anew "
         "from "
         "its first record on is not found.");
  }
  if (report_.unsigned_tail.records > 0) {
    note(report_.signed_records + 1, "tail-unsigned",
         "No checkpoint covers the records from " + number(report_.signed_records + 1) +
             " on: whoever can write the file could have written them.");
  }
  if (report_.held_elsewhere == 0) {
    note(0, "no-witness",
         "No checkpoint held elsewhere confirms this journal: whether records were cut off its end cannot be "
         "known.");
  } else {
    note(report_.held_elsewhere + 1, "tail-unwitnessed",
         "Up to record " + number(report_.held_elsewhere) +
             " a checkpoint held elsewhere confirms the journal. Whether anything after it was cut off "
             "cannot be "
             "known.");
  }
}

void JournalVerifier::Work::take_invalid(std::uint64_t sequence) {
  if (report_.records == 0 && sequence > 1)
    find(1, "start-missing", "The journal's first record is missing.");
  break_chain(sequence, "record-invalid",
              "Record " + number(sequence) + " cannot be read or stands in another's place.");
  note(sequence, "not-looked-further", "What follows record " + number(sequence) + " was not looked at.");
  // What is beyond cannot be compared, so nothing may be said about it.
  complete_ = false;
  next_mark_ = marks_.size();
  late_ms_.reset();
  covered_ = std::max(covered_, report_.records);
}

VerifyReport JournalVerifier::Work::finish() {
  report_.key_trusted = options_.trusted_key.has_value();
  if (broken_link_) {
    const std::string bad = number(*broken_link_ - 1);
    break_chain(*broken_link_ - 1, "header-changed", "The header of record " + bad + " was changed.");
  }
  if (report_.records == 0 && intact_) find(1, "start-missing", "The journal is empty.");
  check_left_marks();
  if (!gap_told_ && (late_ms_ || (report_.records > 0 && covered_ == 0)))
    find(covered_ + 1, "checkpoints-missing", "The journal's last records should have a checkpoint.");
  destroyed_.finish(complete_, options_.recording_sha256, report_,
                    [this](std::uint64_t sequence, std::string reason, std::string words) {
                      find(sequence, std::move(reason), std::move(words));
                    });
  count_witnesses();
  describe_tails();
  std::stable_sort(report_.findings.begin(), report_.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.sequence < b.sequence; });
  return std::move(report_);
}

JournalVerifier::JournalVerifier(VerifyOptions options, std::vector<StoredCheckpoint> checkpoints,
                                 std::vector<RecordingKey> keys, std::uint64_t settled)
    : work_(std::make_unique<Work>(std::move(options), std::move(checkpoints), std::move(keys), settled)) {}

JournalVerifier::~JournalVerifier() = default;

void JournalVerifier::take(const JournalRecord& record) {
  work_->take(record);
}

void JournalVerifier::take_invalid(std::uint64_t sequence) {
  work_->take_invalid(sequence);
}

VerifyReport JournalVerifier::finish() {
  return work_->finish();
}

Result<VerifyReport> verify_journal(const JournalReader& reader, VerifyOptions options) {
  // In this order, so that what the program writes meanwhile is not taken for a change.
  const auto settled = reader.size();
  if (!settled) return settled.error();
  auto checkpoints = reader.checkpoints();
  if (!checkpoints) return checkpoints.error();
  auto keys = reader.recording_keys();
  if (!keys) return keys.error();
  JournalVerifier verifier(std::move(options), std::move(checkpoints).value(), std::move(keys).value(),
                           settled.value());
  const auto read = reader.read({}, [&](const JournalRecord& record) {
    verifier.take(record);
    return true;
  });
  if (!read) {
    std::uint64_t sequence = 0;
    const std::string& detail = read.error().detail;
    const auto [end, wrong] = std::from_chars(detail.data(), detail.data() + detail.size(), sequence);
    if (read.error().code != ErrorCode::kFileInvalid || wrong != std::errc()) return read.error();
    verifier.take_invalid(sequence);
  }
  return verifier.finish();
}

}  // namespace sotto
