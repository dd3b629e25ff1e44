#include "runtime/journal_keeper.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "journal/personal.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

// Drafts that wait while the journal cannot be written; some minutes of talk.
constexpr std::size_t kWaitingMax = 4096;
constexpr std::size_t kSealingMax = 8;
constexpr Milliseconds kMinute = 60'000;
constexpr int kMinutesBetweenLettingGo = 60;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

JournalKeeper::JournalKeeper(KeeperOptions options, const Beginning& beginning)
    : options_(std::move(options)), sealing_(std::make_unique<Worker>(kSealingMax)) {
  settle(open());
  begin(beginning);
  settle(write());
  pass_minute();
}

JournalKeeper::~JournalKeeper() {
  sealing_->wait_until_done();
  take_sealed();
  add({record_kind::kStopped, now_, "{}", std::nullopt});
  settle(write());
  // A checkpoint that fails now is made when the program starts again.
  if (journal_ && !trouble_) (void)journal_->checkpoint().ok();
}

void JournalKeeper::begin(const Beginning& beginning) {
  if (journal_) write_missed();
  add({record_kind::kStarted, 0, dump({{"mode", beginning.mode}, {"version", beginning.version}}),
       std::nullopt});
  add({record_kind::kSettings, 0, dump({{"text", nullptr}}), dump({{"/text", beginning.settings}})});
  Json models = Json::object();
  for (const auto& [name, sha256] : beginning.models) models[name] = sha256;
  add({record_kind::kModels, 0, dump(models), std::nullopt});
}

// The time since the program was last alive was not heard.
void JournalKeeper::write_missed() {
  std::optional<RecordHeader> last;
  RecordQuery query;
  query.newest_first = true;
  const auto read = journal_->read(query, [&last](const JournalRecord& record) {
    last = record.header;
    return false;
  });
  if (!read || !last || last->kind == record_kind::kOpened) return;
  const bool in_order = last->kind == record_kind::kStopped;
  add({record_kind::kMissed, 0,
       dump({{"from_wall_ms", last->stamp.wall_ms},
             {"to_wall_ms", options_.stamp().wall_ms},
             {"why", in_order ? "stopped" : "no-shutdown"}}),
       std::nullopt});
}

void JournalKeeper::add(Draft draft) {
  ++added_;
  if (waiting_.size() >= kWaitingMax) {
    ++lost_;
    return;
  }
  waiting_.push_back(std::move(draft));
}

void JournalKeeper::append(const Event& event) {
  if (const auto* wake = std::get_if<WakeProposed>(&event.body)) proposed_at_ = wake->at;
  now_ = std::max(now_, event.at);
  add(draft_event(event));
}

void JournalKeeper::append(const Effect& effect, Milliseconds at) {
  const auto* wake = std::get_if<ReportWake>(&effect);
  if (wake != nullptr && wake->judgement.passed()) {
    dialog_ = OpenDialog{kept_span(proposed_at_, proposed_at_).from, added_, 0};
  }
  add(draft_effect(effect, at));
}

Result<void> JournalKeeper::open() {
  auto journal = options_.open();
  if (!journal) return journal.error();
  journal_ = std::move(journal).value();
  if (options_.recordings == nullptr) return {};
  if (const auto removed = remove_orphans(options_.data_folder, *journal_); !removed) tell(removed.error());
  return {};
}

Result<void> JournalKeeper::write() {
  if (!journal_) return *trouble_;
  if (waiting_.empty()) return {};
  if (lost_ > 0) {
    waiting_.push_back({record_kind::kMissed, now_, dump({{"records", lost_}, {"why", "not-writable"}}), {}});
  }
  const std::vector<Draft> drafts(waiting_.begin(), waiting_.end());
  const auto first = journal_->append(drafts);
  if (!first) {
    if (lost_ > 0) waiting_.pop_back();
    return first.error();
  }
  note_sequences(first.value());
  waiting_.clear();
  lost_ = 0;
  return {};
}

void JournalKeeper::note_sequences(std::uint64_t first) {
  if (began_ == 0) began_ = first;
  if (!dialog_ || dialog_->wake != 0) return;
  const std::uint64_t oldest = added_ - lost_ - waiting_.size() + (lost_ > 0 ? 1 : 0);
  if (dialog_->place >= oldest && dialog_->place < oldest + waiting_.size()) {
    dialog_->wake = first + (dialog_->place - oldest);
  } else {
    dialog_.reset();  // its wake was lost, so nothing could say what the sound belongs to
  }
}

void JournalKeeper::settle(const Result<void>& result) {
  const bool changed = result.ok() == trouble_.has_value();
  trouble_ = result ? std::nullopt : std::optional(result.error());
  if (changed && options_.on_trouble) options_.on_trouble(trouble_);
}

void JournalKeeper::tell(const Error& error) const {
  if (options_.on_trouble) options_.on_trouble(error);
}

Result<void> JournalKeeper::commit() {
  const auto written = write();
  settle(written);
  return written;
}

Result<void> JournalKeeper::forget(Milliseconds from, Milliseconds to) {
  if (!journal_) return *trouble_;
  sealing_->wait_until_done();
  take_sealed();
  const auto heard = list_heard(*journal_, began_, from, to);
  if (!heard) return heard.error();
  return destroy(heard.value());
}

Result<void> JournalKeeper::destroy(const std::vector<Forgetting>& all) {
  for (const Forgetting& each : all) {
    const auto files = journal_->forget(each, now_);
    if (!files) return files.error();
    if (auto removed = remove_recordings(options_.data_folder, files.value()); !removed) return removed;
  }
  return {};
}

void JournalKeeper::tick(Milliseconds now, bool at_rest, const AudioHistory& history) {
  now_ = std::max(now_, now);
  take_sealed();
  if (at_rest && dialog_ && dialog_->wake != 0) keep_sound(history);
  if (now_ < minute_ends_) return;
  if (!journal_) settle(open());
  add({record_kind::kAlive, now_, "{}", std::nullopt});
  settle(write());
  pass_minute();
}

// Once a minute there is a checkpoint, also where nothing happened, so that gaps show.
void JournalKeeper::pass_minute() {
  minute_ends_ = now_ + kMinute;
  if (!journal_ || trouble_) return;
  if (const auto note = journal_->checkpoint(); !note) settle(note.error());
  if (minutes_++ % kMinutesBetweenLettingGo != 0) return;
  const auto overdue = list_overdue(*journal_, options_.retention, options_.stamp().wall_ms);
  const Result<void> destroyed = overdue ? destroy(overdue.value()) : Result<void>(overdue.error());
  if (!destroyed) tell(destroyed.error());
}

void JournalKeeper::keep_sound(const AudioHistory& history) {
  const OpenDialog dialog = *std::exchange(dialog_, std::nullopt);
  if (options_.recordings == nullptr || options_.retention.audio_days == 0) return;
  const SampleSpan span{std::max(dialog.from, history.oldest()), history.position()};
  auto samples = history.copy(span);
  if (!samples) return;
  auto held = std::make_shared<std::vector<float>>(std::move(samples).value());
  const bool posted = sealing_->post([this, span, held, wake = dialog.wake] {
    auto sealed = options_.recordings->seal(std::move(*held), span, wake);
    const std::lock_guard lock(mutex_);
    sealed_.push_back(std::move(sealed));
  });
  if (!posted) tell({ErrorCode::kTooLong, "recordings"});
}

void JournalKeeper::take_sealed() {
  std::deque<Result<SealedRecording>> ready;
  {
    const std::lock_guard lock(mutex_);
    ready.swap(sealed_);
  }
  for (Result<SealedRecording>& sealed : ready) {
    // A recording that is not kept is no reason to stop sending.
    if (!sealed) {
      tell(sealed.error());
    } else if (!journal_) {
      (void)remove_recordings(options_.data_folder, {sealed.value().file}).ok();
    } else if (auto kept = options_.recordings->record(sealed.value(), *journal_, now_); !kept) {
      tell(kept.error());
    }
  }
}

}  // namespace sotto
