#include "runtime/journal_sound.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include "journal/personal.hpp"
#include "runtime/journal_json_internal.hpp"
#include "runtime/recording_keeper.hpp"

namespace sotto {
namespace {

using nlohmann::json;

constexpr std::uint64_t kProgressEvery = 64;
constexpr std::size_t kPendingMax = 256;
constexpr SampleCount kRecordingMax = to_samples(600'000);  // no dialog is longer

SampleSpan span_of(const json& value) {
  return {whole_at(value, "/from"), whole_at(value, "/to")};
}

std::vector<SampleSpan> spans_of(const json& effect, const char* key) {
  std::vector<SampleSpan> spans;
  const auto found = effect.find(key);
  if (found == effect.end() || !found->is_array()) return spans;
  for (const json& each : *found) spans.push_back(span_of(each));
  return spans;
}

// What the core asked of the recognisers, read from its record; nothing for other effects.
std::optional<Effect> question_of(const JournalRecord& record) {
  const json body = parse_text(record.body);
  if (record.header.kind == "effect/transcribe") {
    Transcribe effect;
    effect.id = effect_id(body);
    if (body.contains("span")) effect.span = span_of(body.at("span"));
    const auto forced = body.find("forced");
    if (forced != body.end() && forced->is_array()) {
      for (const json& text : *forced) {
        if (text.is_string()) effect.forced_texts.push_back(text.get<std::string>());
      }
    }
    const auto full = body.find("full_context");
    effect.full_context = full != body.end() && full->is_boolean() && full->get<bool>();
    return Effect(effect);
  }
  if (record.header.kind == "effect/compare-voices") {
    return Effect(CompareVoices{effect_id(body), spans_of(body, "reference"), spans_of(body, "reply")});
  }
  return std::nullopt;
}

// All that the effect listens to.
SampleSpan extent_of(const Effect& effect) {
  if (const auto* listen = std::get_if<Transcribe>(&effect)) return listen->span;
  const auto* compare = std::get_if<CompareVoices>(&effect);
  if (compare == nullptr) return {};
  SampleSpan extent;
  for (const auto* spans : {&compare->reference, &compare->reply}) {
    for (const SampleSpan& span : *spans) {
      extent.from = extent.length() == 0 ? span.from : std::min(extent.from, span.from);
      extent.to = std::max(extent.to, span.to);
    }
  }
  return extent;
}

std::string normalized(const Transcript& transcript) {
  std::string text;
  for (const Word& word : transcript.words) {
    if (word.normalized.empty()) continue;
    text += (text.empty() ? "" : " ") + word.normalized;
  }
  return text;
}

std::uint64_t request_of(const EventBody& body) {
  if (const auto* heard = std::get_if<Transcribed>(&body)) return heard->request;
  if (const auto* compared = std::get_if<VoicesCompared>(&body)) return compared->request;
  return 0;
}

class Hearing {
 public:
  Hearing(SoundAnswers& answers, HearingReport& report, const RunStart& run)
      : answers_(answers), report_(report), run_(run) {}

  void take(const RecordedStep& recorded) {
    hear(recorded.event);
    for (const JournalRecord& effect : recorded.effects) {
      auto question = question_of(effect);
      if (!question) continue;
      asked_.push_back({effect_id(parse_text(effect.body)), std::move(*question)});
      if (asked_.size() > kPendingMax) asked_.erase(asked_.begin());
    }
  }

 private:
  struct Asked {
    std::uint64_t id = 0;
    Effect effect;
  };

  void hear(const JournalRecord& record) {
    const std::string& kind = record.header.kind;
    if (kind != "event/transcribed" && kind != "event/voices-compared") return;
    if (record.words_gone()) {
      report_.without_words += 1;
      return;
    }
    const auto event = event_of(record);
    if (!event) return;  // the replay of events names damaged records
    const std::uint64_t id = request_of(event.value().body);
    const auto asked =
        std::find_if(asked_.begin(), asked_.end(), [id](const Asked& each) { return each.id == id; });
    if (asked == asked_.end()) return;
    const auto now = answers_.answer(run_, asked->effect);
    asked_.erase(asked);
    if (!now) {
      report_.without_sound += 1;
      return;
    }
    compare(record.header, event.value().body, *now);
  }

  void compare(const RecordHeader& header, const EventBody& then, const EventBody& now) {
    const auto outside = [this, &header](const char* what, std::string before, std::string after) {
      report_.outside.push_back(
          {run_.number, header.sequence, header.at, what, std::move(before), std::move(after)});
    };
    if (const auto* heard = std::get_if<Transcribed>(&then)) {
      report_.transcripts += 1;
      const auto* again = std::get_if<Transcribed>(&now);
      if (again == nullptr) {
        outside("failed", normalized(heard->transcript), "");
      } else if (normalized(heard->transcript) != normalized(again->transcript)) {
        outside("text", normalized(heard->transcript), normalized(again->transcript));
      } else if (std::abs(heard->transcript.confidence - again->transcript.confidence) >
                 kConfidenceTolerance) {
        outside("confidence", std::to_string(heard->transcript.confidence),
                std::to_string(again->transcript.confidence));
      }
    } else if (const auto* compared = std::get_if<VoicesCompared>(&then)) {
      report_.comparisons += 1;
      const auto* again = std::get_if<VoicesCompared>(&now);
      if (again == nullptr) {
        outside("failed", std::to_string(compared->similarity), "");
      } else if (std::abs(compared->similarity - again->similarity) > kSimilarityTolerance) {
        outside("similarity", std::to_string(compared->similarity), std::to_string(again->similarity));
      }
    }
  }

  SoundAnswers& answers_;
  HearingReport& report_;
  RunStart run_;
  std::vector<Asked> asked_;
};

}  // namespace

Result<std::vector<JournalRecord>> list_recordings(const JournalReader& reader, const RunStart& run) {
  const auto keys = reader.recording_keys();
  if (!keys) return keys.error();
  RecordQuery query;
  query.kind = record_kind::kStarted;
  query.from = run.sequence + 1;
  std::uint64_t end = std::numeric_limits<std::int64_t>::max();
  const auto next = reader.read(query, [&end](const JournalRecord& record) {
    end = record.header.sequence;
    return false;
  });
  if (!next) return next.error();
  std::vector<JournalRecord> recordings;
  query.kind = record_kind::kRecording;
  query.from = run.sequence;
  query.to = end;
  const auto read = reader.read(query, [&](const JournalRecord& record) {
    const bool has_key = std::any_of(keys.value().begin(), keys.value().end(), [&](const RecordingKey& key) {
      return key.sequence == record.header.sequence;
    });
    if (has_key && record.header.boot == run.boot) recordings.push_back(record);
    return true;
  });
  if (!read) return read.error();
  return recordings;
}

SoundAnswers::SoundAnswers(const JournalReader& reader, const Services& services, LoadSound load)
    : reader_(reader), services_(services), load_(std::move(load)) {}

const SoundAnswers::Kept* SoundAnswers::find(const RunStart& run, SampleSpan span) {
  if (listed_run_ != run.number) {
    listed_run_ = run.number;
    kept_.clear();
    const auto recordings = list_recordings(reader_, run);
    if (!recordings) {
      if (!trouble_) trouble_ = recordings.error();
      return nullptr;
    }
    for (const JournalRecord& record : recordings.value()) {
      if (const auto kept = parse_recording(record)) kept_.push_back({record, kept.value().span});
    }
  }
  for (const Kept& kept : kept_) {
    if (span.from >= kept.span.from && span.to <= kept.span.to) return &kept;
  }
  return nullptr;
}

const AudioHistory* SoundAnswers::load(const Kept& kept) {
  if (loaded_ == kept.record.header.sequence) return history_.get();
  loaded_ = kept.record.header.sequence;
  history_.reset();
  auto sound = load_(kept.record);
  if (!sound) {
    if (!trouble_) trouble_ = sound.error();
    return nullptr;
  }
  const SampleCount length = kept.span.length();
  if (kept.span.from < 0 || length <= 0 || length > kRecordingMax) return nullptr;
  sound.value().resize(static_cast<std::size_t>(length));  // the codec may give a few samples more or fewer
  history_ = std::make_unique<AudioHistory>(length);
  history_->skip(kept.span.from);
  history_->push(sound.value());
  return history_.get();
}

std::optional<EventBody> SoundAnswers::answer(const RunStart& run, const Effect& effect) {
  const SampleSpan extent = extent_of(effect);
  if (extent.length() <= 0) return std::nullopt;
  const Kept* kept = find(run, extent);
  const AudioHistory* history = kept == nullptr ? nullptr : load(*kept);
  if (history == nullptr) return std::nullopt;
  if (const auto* listen = std::get_if<Transcribe>(&effect)) {
    const auto job = make_job(*history, *listen);
    if (job) return run_job(services_, job.value());
  } else if (const auto* compare = std::get_if<CompareVoices>(&effect)) {
    const auto job = make_job(*history, *compare);
    if (job) return run_job(services_, job.value());
  }
  return std::nullopt;
}

Result<HearingReport> hear_again(const JournalReader& reader, SoundAnswers& answers,
                                 const HearingOptions& options) {
  const auto size = reader.size();
  if (!size) return size.error();
  RunReader runs(reader);
  HearingReport report;
  std::unique_ptr<Hearing> hearing;
  bool found = false;
  std::uint64_t shown = 0;
  while (!options.stopped || !options.stopped()) {
    auto item = runs.next();
    if (!item) return item.error();
    if (!item.value()) break;
    if (const auto* start = std::get_if<RunStart>(&*item.value())) {
      hearing.reset();
      if (!options.run || *options.run == start->number) {
        hearing = std::make_unique<Hearing>(answers, report, *start);
        found = true;
      }
    } else if (hearing) {
      hearing->take(std::get<RecordedStep>(*item.value()));
    }
    if (options.on_progress && runs.position() >= shown + kProgressEvery) {
      shown = runs.position();
      options.on_progress(shown, size.value());
    }
  }
  if (options.run && !found) return Error{ErrorCode::kNotFound, "run " + std::to_string(*options.run)};
  return report;
}

}  // namespace sotto
