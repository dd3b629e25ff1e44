#include "runtime/journal_replay.hpp"

#include <algorithm>
#include <utility>

#include "core/step.hpp"
#include "journal/codec.hpp"
#include "journal/personal.hpp"
#include "runtime/journal_follow_internal.hpp"
#include "runtime/journal_json_internal.hpp"
#include "runtime/journal_rest.hpp"

namespace sotto {
namespace {

using nlohmann::json;

// The JSON pointers at which two effects differ.
std::vector<std::string> list_places(const std::string& recorded, const std::string& now) {
  const json before = parse_text(recorded);
  const json after = parse_text(now);
  std::vector<std::string> places;
  if (before.is_discarded() || after.is_discarded()) return places;
  for (const json& change : json::diff(before, after)) {
    places.push_back(change.at("path").get<std::string>());
  }
  return places;
}

// Whether Sotto says what it did before.
bool tells_story(const std::vector<Effect>& effects) {
  return std::any_of(effects.begin(), effects.end(), [](const Effect& effect) {
    const auto* said = std::get_if<Speak>(&effect);
    return said != nullptr && said->prompt == Prompt::kExplainLast;
  });
}

class RunFollower {
 public:
  explicit RunFollower(const RunStart& start) { replay_.start = start; }

  [[nodiscard]] Result<void> take(const RecordedStep& recorded);
  [[nodiscard]] RunReplay finish() { return std::move(replay_); }

 private:
  [[nodiscard]] Result<void> follow(const RecordedStep& recorded);
  [[nodiscard]] Result<void> skip(const RecordedStep& recorded, const char* why);
  void resume();
  void compare(const RecordedStep& recorded, const std::vector<Effect>& effects);
  [[nodiscard]] bool is_equal(const JournalRecord& recorded, const Draft& now);
  void note_difference(const RecordedStep& recorded, std::size_t index, const Draft* now);

  RunReplay replay_;
  DialogState state_;
  std::optional<RestKeeper> resting_;  // while records are skipped
  bool lost_ = false;                  // for the rest of the run
  bool story_known_ = true;
  std::uint64_t event_count_ = 0;  // the loop's own count, so that one never written down shows
};

Result<void> RunFollower::take(const RecordedStep& recorded) {
  const RecordHeader& header = recorded.event.header;
  replay_.last = recorded.effects.empty() ? header.sequence : recorded.effects.back().header.sequence;
  const std::uint64_t count = count_at(parse_text(recorded.event.body), "/sequence");
  if (count == 0) return damaged_record(header.sequence);
  if (count != std::exchange(event_count_, count) + 1) {
    lost_ = true;
    return skip(recorded, "events-missing");
  }
  if (lost_ || recorded.event.words_gone()) return skip(recorded, "words-deleted");
  if (resting_) {
    if (!begins_dialog(recorded) || !resting_->contacts_known()) return skip(recorded, "words-deleted");
    resume();
  }
  return follow(recorded);
}

Result<void> RunFollower::follow(const RecordedStep& recorded) {
  const auto event = event_of(recorded.event);
  if (!event || !is_sound_event(event.value(), state_.now)) {
    return damaged_record(recorded.event.header.sequence);
  }
  Step next = step(state_, event.value());
  if (next.state.last_story != state_.last_story && !tells_story(next.effects)) story_known_ = true;
  state_ = std::move(next.state);
  replay_.events += 1;
  compare(recorded, next.effects);
  return {};
}

Result<void> RunFollower::skip(const RecordedStep& recorded, const char* why) {
  const std::uint64_t sequence = recorded.event.header.sequence;
  const bool goes_on = resting_.has_value() && !replay_.skipped.empty();
  if (!goes_on) {
    replay_.skipped.push_back({sequence, sequence, why});
    resting_.emplace(std::move(state_));
  }
  replay_.skipped.back().to = replay_.last;
  replay_.skipped_events += 1;
  if (lost_) return {};
  return resting_->take(recorded);
}

void RunFollower::resume() {
  state_ = resting_->state();
  resting_.reset();
  story_known_ = false;
}

void RunFollower::compare(const RecordedStep& recorded, const std::vector<Effect>& effects) {
  const std::size_t count = std::max(recorded.effects.size(), effects.size());
  for (std::size_t i = 0; i < count; ++i) {
    replay_.effects += 1;
    const bool done_now = i < effects.size();
    const Draft now = done_now ? draft_effect(effects[i], recorded.event.header.at) : Draft();
    const bool both = done_now && i < recorded.effects.size();
    if (both && is_equal(recorded.effects[i], now)) continue;
    replay_.different += 1;
    if (!replay_.first_difference) note_difference(recorded, i, done_now ? &now : nullptr);
  }
}

bool RunFollower::is_equal(const JournalRecord& recorded, const Draft& now) {
  if (recorded.header.kind != now.kind || recorded.body != now.body) return false;
  // What was done before the skipped stretch is told in words that nobody knows any more.
  const bool story = !story_known_ && now.body.find("\"explain-last\"") != std::string::npos;
  if (recorded.words_gone() || story) {
    replay_.without_words += 1;
    return true;
  }
  return recorded.words == now.words;
}

void RunFollower::note_difference(const RecordedStep& recorded, std::size_t index, const Draft* now) {
  EffectDifference difference;
  const RecordHeader& event = recorded.event.header;
  difference.event = event.sequence;
  difference.stamp = event.stamp;
  difference.at = event.at;
  if (index < recorded.effects.size()) {
    const JournalRecord& effect = recorded.effects[index];
    difference.effect = effect.header.sequence;
    difference.recorded = join_words(effect.body, effect.words).ok()
                              ? join_words(effect.body, effect.words).value()
                              : effect.body;
  }
  if (now != nullptr) {
    const bool words_gone = difference.effect != 0 && recorded.effects[index].words_gone();
    const auto whole = join_words(now->body, words_gone ? std::nullopt : now->words);
    difference.now = whole.ok() ? whole.value() : now->body;
  }
  if (difference.effect != 0 && now != nullptr) {
    difference.places = list_places(difference.recorded, difference.now);
  }
  replay_.first_difference = std::move(difference);
}

}  // namespace

Result<std::vector<RunReplay>> replay_journal(const JournalReader& reader,
                                              const JournalReplayOptions& options) {
  return follow_runs<RunReplay>(reader, options,
                                [](const RunStart& start) { return std::make_unique<RunFollower>(start); });
}

}  // namespace sotto
