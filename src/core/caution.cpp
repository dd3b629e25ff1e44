#include "core/caution.hpp"

#include <algorithm>

#include "nlu/phoneme_distance.hpp"

namespace sotto {
namespace {

constexpr std::size_t kNearMissesMax = 64;
constexpr std::size_t kSentMax = 64;
constexpr std::size_t kChallengesMax = 256;
constexpr std::size_t kHeardMax = 256;
constexpr Milliseconds kHour = 3'600'000;
constexpr Milliseconds kDay = 24 * kHour;
constexpr Milliseconds kHeardFor = 60'000;
// A challenge word nearer than this to a name or to a word of the last minute is left out: the same mark that
// the words of the list keep from each other (data/challenges).
constexpr Permille kTooAlike = 244;
constexpr Milliseconds kQuietFor = 5'000;
constexpr Milliseconds kAgainAfter = 60'000;
constexpr int kNoticesMax = 60;

// What talk, rather than somebody who means it, is refused for.
bool is_near_miss(const Judgement& judgement) {
  if (judgement.verdict == Verdict::kPass || judgement.verdict == Verdict::kEscalate) return false;
  switch (judgement.reason) {
    case Reason::kWakeNotAtStart:
    case Reason::kWakeTextDiffers:
    case Reason::kWakeTriggerWord:
    case Reason::kTooLate:
    case Reason::kTooEarly:
    case Reason::kNoEnd:
    case Reason::kNotUnderstood:
    case Reason::kLowConfidence:
    case Reason::kTranscriptSuspect:
    case Reason::kTalkThroughPrompt:
    case Reason::kNotAName:
    case Reason::kNotAnAnswer:
    case Reason::kDifferentVoice:
    case Reason::kVoiceUnknown:
      return true;
    default:
      return false;
  }
}

template <typename T>
void keep_newest(std::vector<T>& all, std::size_t count) {
  if (all.size() > count) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(count));
}

bool is_alike(const SpokenPhrase& phrase, const Phonemes& heard) {
  if (heard.empty()) return false;
  return std::any_of(phrase.pronunciations.begin(), phrase.pronunciations.end(),
                     [&heard](const Phonemes& sounds) {
                       return relative_to(part_distance(heard, sounds), heard) < kTooAlike;
                     });
}

bool is_unfit(const DialogState& state, const SpokenPhrase& challenge) {
  const Caution& caution = state.caution;
  const bool used =
      std::any_of(caution.challenges.begin(), caution.challenges.end(), [&](const UsedChallenge& before) {
        return before.text == challenge.text && state.now - before.at < kDay;
      });
  if (used) return true;
  for (const Contact& contact : *state.contacts) {
    for (const SpokenPhrase& spoken : contact.spoken) {
      for (const Phonemes& name : spoken.pronunciations) {
        if (is_alike(challenge, name)) return true;
      }
    }
  }
  return std::any_of(caution.heard.begin(), caution.heard.end(), [&](const HeardSounds& word) {
    return state.now - word.at < kHeardFor && is_alike(challenge, word.sounds);
  });
}

}  // namespace

void note_judgement(DialogState& state, const Judgement& judgement) {
  if (!state.policy || state.policy->caution.near_miss_within_ms == 0 || !is_near_miss(judgement)) return;
  state.caution.near_misses.push_back(state.now);
  keep_newest(state.caution.near_misses, kNearMissesMax);
  const int lock_after = state.policy->caution.lock_after;
  if (lock_after > 0 && count_near_misses(state) >= lock_after) state.caution.locked = true;
}

int count_near_misses(const DialogState& state) {
  return count_near_misses(state, state.policy->caution.near_miss_within_ms);
}

int count_near_misses(const DialogState& state, Milliseconds within) {
  return static_cast<int>(std::count_if(state.caution.near_misses.begin(), state.caution.near_misses.end(),
                                        [&](Milliseconds at) { return state.now - at <= within; }));
}

bool backs_off(const DialogState& state) {
  const WakeRules& rules = state.policy->wake;
  return rules.near_misses_max > 0 && !state.caution.near_misses.empty() &&
         count_near_misses(state, rules.near_misses_within_ms) >= rules.near_misses_max &&
         state.now - state.caution.near_misses.back() < rules.back_off_ms;
}

bool wants_challenge(const DialogState& state) {
  const int after = state.policy->caution.challenge_after;
  return after > 0 && count_near_misses(state) >= after;
}

Reason approval_reason(const DialogState& state, const std::string& contact_id) {
  const CautionRules& rules = state.policy->caution;
  int in_hour = 0;
  for (const SentBefore& sent : state.caution.sent) {
    if (sent.contact_id == contact_id && state.now - sent.at < rules.same_contact_within_ms)
      return Reason::kSentBefore;
    in_hour += state.now - sent.at < kHour ? 1 : 0;
  }
  if (rules.messages_an_hour > 0 && in_hour >= rules.messages_an_hour) return Reason::kSentMany;
  return Reason::kNone;
}

void note_sent(Transition& t, const ConfirmedRecording& recording) {
  t.state.caution.sent.push_back({recording.contact_id(), t.now()});
  keep_newest(t.state.caution.sent, kSentMax);
}

Milliseconds hold_time(const DialogState& state, const Dialog& dialog) {
  const HoldRules& rules = state.policy->hold;
  const bool thin = dialog.challenge || dialog.contact_retries > 0 || count_near_misses(state) > 0;
  return thin ? std::max(rules.hold_ms, rules.thin_hold_ms) : rules.hold_ms;
}

const SpokenPhrase* choose_challenge(Transition& t, std::uint64_t nonce) {
  const std::vector<SpokenPhrase>& all = t.vocabulary().challenges;
  if (all.empty()) return nullptr;
  const std::size_t first = nonce % all.size();
  const SpokenPhrase* chosen = &all[first];
  for (std::size_t i = 0; t.policy().caution.fresh_challenges && i < all.size(); ++i) {
    const SpokenPhrase& candidate = all[(first + i) % all.size()];
    if (is_unfit(t.state, candidate)) continue;
    chosen = &candidate;
    break;
  }
  t.state.caution.challenges.push_back({chosen->text, t.now()});
  keep_newest(t.state.caution.challenges, kChallengesMax);
  return chosen;
}

void note_heard(DialogState& state, const Transcript& transcript) {
  for (const Word& word : transcript.words) {
    if (word.phonemes.size() >= 3) state.caution.heard.push_back({word.phonemes, state.now});
  }
  keep_newest(state.caution.heard, kHeardMax);
}

void message_was_sent(Transition& t, const std::string& contact) {
  const Milliseconds after = t.policy().caution.say_again_after_ms;
  if (after == 0) return;
  t.state.caution.sent_to = contact;
  t.state.caution.notices = 0;
  t.state.caution.notice_timer = t.arm(t.now() + after);
}

bool notice_timer_fired(Transition& t, const TimerFired& event) {
  Caution& caution = t.state.caution;
  if (caution.notice_timer == 0 || event.timer != caution.notice_timer) return false;
  caution.notice_timer = 0;
  const bool quiet = at_rest(t.state) && t.state.talking_prompt == 0 && !t.state.speech.active &&
                     to_milliseconds(t.state.speech.end) + kQuietFor <= t.now();
  if (quiet) {
    t.speak(Prompt::kSentEarlier, {caution.sent_to});
  } else if (++caution.notices < kNoticesMax) {
    caution.notice_timer = t.arm(t.now() + kAgainAfter);
  }
  return true;
}

}  // namespace sotto
