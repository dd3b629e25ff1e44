#include "core/alerts.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"
#include "core/dialog.hpp"
#include "core/listening.hpp"
#include "nlu/time_words.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kSnoozeMs = 9 * kMinuteMs;     // as alarm clocks have it
constexpr Milliseconds kRingMax = 15 * kMinuteMs;     // then nobody is there
constexpr Milliseconds kMissedAfter = 5 * kMinuteMs;  // later than that it is told rather than rung
constexpr Milliseconds kJumpMax = 90 * kMinuteMs;     // of the clock; summer time is an hour
constexpr Milliseconds kBareWordFor = 2 * kMinuteMs;  // a ring hears "stop" without the wake word
constexpr Milliseconds kUtteranceMax = 8000;
constexpr Milliseconds kAnswerWithin = 5000;
constexpr Milliseconds kTimerSlack = 250;  // a timer is not armed anew for less
constexpr Milliseconds kClockSlack = 1000;
constexpr Milliseconds kLouderAfter = kMinuteMs;
constexpr int kLouderSteps = 3;
constexpr Permille kLowered = 200;  // of the ring's level while somebody speaks to Sotto
constexpr std::size_t kTellMax = 8;
constexpr Milliseconds kNever = std::numeric_limits<Milliseconds>::max();

// The run's time at which the alert is due.
Milliseconds due_of(const DialogState& state, const Alert& alert) {
  const auto local = local_now(state);
  if (!local) return kNever;
  if (alert.by_clock) return state.now + (alert.due_ms - *local);
  Milliseconds left = alert.due_ms - epoch_now(state);
  // A clock that stands before the moment at which it was set tells nothing about how long it has been.
  if (alert.length_ms > 0) left = std::min(left, alert.length_ms);
  return state.now + left;
}

void tell_later(Transition& t, std::string sentence) {
  std::vector<std::string>& waiting = t.state.alerts.to_tell;
  if (waiting.size() == kTellMax) waiting.erase(waiting.begin());
  waiting.push_back(std::move(sentence));
}

std::optional<std::int64_t> due_local(const DialogState& state, const PendingAlert& pending) {
  if (pending.alert.by_clock) return pending.alert.due_ms;
  const auto local = local_now(state);
  if (!local || pending.due == kNever || pending.alert.due_ms == 0) return std::nullopt;
  return *local + (pending.due - state.now);
}

// What comes again is due on its next day; the rest is over. Returns whether it comes again.
bool come_again(const DialogState& state, PendingAlert& pending) {
  const auto local = local_now(state);
  if (pending.alert.days == 0 || !local) return false;
  pending.alert.due_ms = next_occurrence(pending.alert.due_ms, pending.alert.days, *local);
  pending.due = due_of(state, pending.alert);
  return true;
}

void begin_ringing(Transition& t, const std::vector<Alert>& alerts) {
  AlertBook& book = t.state.alerts;
  const bool quiet = is_quiet_time(t.state);
  const bool begins = !book.ringing;
  if (begins) {
    book.ringing = Ringing{};
    book.ringing->id = t.new_id();
  }
  Ringing& ringing = *book.ringing;
  ringing.since = t.now();
  ringing.end_timer = t.arm(t.now() + kRingMax);
  for (const Alert& alert : alerts) {
    ringing.alerts.push_back(alert);
    report_alert(t, AlertChange::kRang, alert);
    t.state.last_story = due_sentence(alert);
    // At night a timer only rings; a reminder is its words.
    const bool spoken = alert.kind == AlertKind::kReminder || (alert.kind == AlertKind::kTimer && !quiet);
    if (spoken) t.speak(Prompt::kAlertDue, {due_sentence(alert)});
    if (alert.kind == AlertKind::kAlarm && quiet) ringing.louder_timer = t.arm(t.now() + kLouderAfter);
  }
}

// Takes what is due out of the table, to ring or to be told.
void start_due(Transition& t) {
  AlertBook& book = t.state.alerts;
  std::vector<Alert> due;
  bool changed = false;
  for (auto each = book.pending.begin(); each != book.pending.end();) {
    if (each->due > t.now() + kTimerSlack) {
      ++each;
      continue;
    }
    changed = true;
    const Alert alert = each->alert;
    if (t.now() - each->due > kMissedAfter) {
      report_alert(t, AlertChange::kMissed, alert);
      tell_later(t, missed_sentence(alert, due_local(t.state, *each), local_now(t.state).value_or(0)));
    } else {
      due.push_back(alert);
      due.back().days = 0;  // this one time
    }
    if (come_again(t.state, *each)) {
      ++each;
    } else {
      each = book.pending.erase(each);
    }
  }
  if (!due.empty()) begin_ringing(t, due);
  if (changed) keep_reminders(t);
}

void tell_waiting(Transition& t) {
  AlertBook& book = t.state.alerts;
  if (book.to_tell.empty() || t.state.talking_prompt != 0 || is_quiet_time(t.state)) return;
  std::string all;
  for (const std::string& sentence : book.to_tell) all += (all.empty() ? "" : " ") + sentence;
  book.to_tell.clear();
  t.state.last_story = all;
  t.speak(Prompt::kHouseholdTold, {all});
}

Permille level_now(const Transition& t) {
  const AlertBook& book = t.state.alerts;
  Permille level = book.rules.level;
  if (is_quiet_time(t.state)) {
    const int growth = book.rules.level - book.rules.quiet_level;
    level = book.rules.quiet_level + growth * book.ringing->louder_steps / kLouderSteps;
  }
  return t.state.dialog ? level * kLowered / 1000 : level;
}

void adjust_ring(Transition& t) {
  if (!t.state.alerts.ringing) return;
  Ringing& ringing = *t.state.alerts.ringing;
  const Permille level = level_now(t);
  if (level == ringing.level) return;
  ringing.level = level;
  t.emit(Ring{ringing.id, ringing.alerts.front().kind, level});
}

// What is said to a ring, or to "Shall I take it all off the list?", needs no wake word.
void listen_for_household(Transition& t) {
  AlertBook& book = t.state.alerts;
  if (t.state.dialog) book.clear_open = false;  // whoever begins anew has not answered
  const bool to_ring = book.ringing && t.now() - book.ringing->since < kBareWordFor;
  const bool wanted = at_rest(t.state) && (to_ring || book.clear_open);
  const bool open = t.state.listening && t.state.listening->turn == Turn::kHousehold;
  if (open && !wanted) close_listening(t);
  if (open || !wanted) return;
  ListeningRules rules;
  rules.turn = Turn::kHousehold;
  rules.opened_at = t.now_samples();
  rules.endpoint = t.policy().endpoint;
  if (book.clear_open) rules.start_by = t.now() + kAnswerWithin;
  rules.end_by =
      book.clear_open ? t.now() + kAnswerWithin + kUtteranceMax : book.ringing->since + kBareWordFor;
  open_listening(t, rules);
}

void arm_for_next(Transition& t) {
  AlertBook& book = t.state.alerts;
  Milliseconds next = kNever;
  for (const PendingAlert& pending : book.pending) {
    if (pending.due > t.now() + kTimerSlack) next = std::min(next, pending.due);
  }
  if (next == kNever) {
    book.due_timer = 0;
    return;
  }
  const Milliseconds shift = next > book.due_at ? next - book.due_at : book.due_at - next;
  if (book.due_timer != 0 && shift <= kTimerSlack) return;
  book.due_at = next;
  book.due_timer = t.arm(next);
}

void grow_louder(Transition& t) {
  Ringing& ringing = *t.state.alerts.ringing;
  ringing.louder_timer = 0;
  if (++ringing.louder_steps < kLouderSteps) ringing.louder_timer = t.arm(t.now() + kLouderAfter);
}

void snooze(Transition& t, const Alert& rang) {
  PendingAlert again{rang, t.now() + kSnoozeMs};
  again.alert.by_clock = false;
  again.alert.days = 0;
  again.alert.length_ms = std::max(rang.length_ms, kSnoozeMs);
  const std::int64_t epoch = epoch_now(t.state);
  again.alert.due_ms = epoch == 0 ? 0 : epoch + kSnoozeMs;
  t.state.alerts.pending.push_back(again);
}

}  // namespace

std::int64_t epoch_now(const DialogState& state) {
  const auto& wall = state.alerts.wall;
  return wall ? wall->epoch_ms + (state.now - wall->at) : 0;
}

std::optional<std::int64_t> local_now(const DialogState& state) {
  const auto& wall = state.alerts.wall;
  if (!wall) return std::nullopt;
  return epoch_now(state) + wall->utc_offset_minutes * kMinuteMs;
}

int minutes_of_day(std::int64_t local_ms) {
  return static_cast<int>((local_ms % kDayMs + kDayMs) % kDayMs / kMinuteMs);
}

int weekday_of(std::int64_t local_ms) {
  constexpr int kThursday = 3;  // the first of January 1970
  const std::int64_t days = local_ms / kDayMs - (local_ms % kDayMs < 0 ? 1 : 0);
  return static_cast<int>(((days + kThursday) % 7 + 7) % 7);
}

std::int64_t next_occurrence(std::int64_t due_ms, int days, std::int64_t after_ms) {
  SOTTO_ASSERT(days > 0 && days < 0x80);
  std::int64_t next = due_ms;
  if (next <= after_ms) next += (after_ms - next) / kDayMs * kDayMs;
  while (next <= after_ms || next <= due_ms || (days >> weekday_of(next) & 1) == 0) next += kDayMs;
  return next;
}

bool is_quiet_time(const DialogState& state) {
  const auto local = local_now(state);
  const RingRules& rules = state.alerts.rules;
  if (!local || rules.quiet_from_minutes == rules.quiet_to_minutes) return false;
  const int now = minutes_of_day(*local);
  if (rules.quiet_from_minutes < rules.quiet_to_minutes)
    return now >= rules.quiet_from_minutes && now < rules.quiet_to_minutes;
  return now >= rules.quiet_from_minutes || now < rules.quiet_to_minutes;
}

void report_alert(Transition& t, AlertChange change, const Alert& alert) {
  ReportTimer report{change, std::string(alert_kind_name(alert.kind)), alert.text, alert.length_ms, ""};
  if (alert.by_clock) report.at = clock_text({minutes_of_day(alert.due_ms), true});
  t.emit(std::move(report));
}

void keep_reminders(Transition& t) {
  const AlertBook& book = t.state.alerts;
  Reminders reminders;
  // What rings has not been stopped yet: after a crash it is still to be told.
  if (book.ringing) reminders.alerts = book.ringing->alerts;
  for (const PendingAlert& pending : book.pending) reminders.alerts.push_back(pending.alert);
  reminders.items = book.items;
  t.emit(KeepReminders{std::move(reminders)});
}

void read_wall_clock(Transition& t, const WallClockRead& event) {
  AlertBook& book = t.state.alerts;
  const std::int64_t expected = epoch_now(t.state);
  // The machine slept, or heard nothing for a while: the run's time stood still, that of the house did not.
  const std::int64_t ahead = book.wall ? event.epoch_ms - expected : 0;
  const bool slept = ahead > kClockSlack;
  book.wall = WallTime{t.now(), event.epoch_ms, event.utc_offset_minutes};
  bool moved = false;
  for (PendingAlert& pending : book.pending) {
    const Milliseconds before = pending.due;
    if (pending.alert.by_clock) {
      pending.due = due_of(t.state, pending.alert);
      // Summer time began and left its hour out: it rings at once. A clock that was wrong by more is another
      // matter; what it left out is told.
      const bool skipped = before > t.now() && pending.due <= t.now();
      if (skipped && t.now() - pending.due <= kJumpMax) pending.due = t.now();
    } else if (pending.due == kNever) {
      pending.due = due_of(t.state, pending.alert);
    } else if (slept) {
      pending.due -= ahead;
    } else {
      // A clock that is set back makes no timer longer.
      pending.alert.due_ms = event.epoch_ms + (pending.due - t.now());
      moved = true;
    }
  }
  if (moved && ahead < -kClockSlack) keep_reminders(t);
}

void load_reminders(Transition& t, const RemindersLoaded& event) {
  AlertBook& book = t.state.alerts;
  book.rules = event.rules;
  book.items = event.reminders.items;
  const std::vector<PendingAlert> before = std::move(book.pending);
  book.pending.clear();
  for (const Alert& alert : event.reminders.alerts) {
    const auto rings = [&alert](const Alert& each) { return each == alert; };
    if (book.ringing && std::any_of(book.ringing->alerts.begin(), book.ringing->alerts.end(), rings))
      continue;
    const auto same = std::find_if(before.begin(), before.end(),
                                   [&alert](const PendingAlert& each) { return each.alert == alert; });
    book.pending.push_back(same != before.end() ? *same : PendingAlert{alert, due_of(t.state, alert)});
  }
}

void reminders_not_kept(Transition& t, const RemindersNotKept&) {
  if (t.state.alerts.kept_in_vain++ > 0) return;
  tell_later(t, "I could not write that down, so I will forget it when I am switched off.");
}

bool alert_timer_fired(Transition& t, std::uint64_t timer) {
  AlertBook& book = t.state.alerts;
  if (timer == 0) return false;
  if (timer == book.due_timer) {
    book.due_timer = 0;
    return true;
  }
  if (!book.ringing) return false;
  if (timer == book.ringing->louder_timer) {
    grow_louder(t);
    return true;
  }
  if (timer != book.ringing->end_timer) return false;
  const std::optional<std::int64_t> local = local_now(t.state);
  for (const Alert& alert : book.ringing->alerts) {
    std::optional<std::int64_t> rang;
    if (local) rang = *local - (t.now() - book.ringing->since);
    tell_later(t, missed_sentence(alert, rang, local.value_or(0)));
  }
  end_ringing(t, AlertChange::kMissed);
  return true;
}

void end_ringing(Transition& t, AlertChange change) {
  AlertBook& book = t.state.alerts;
  SOTTO_ASSERT(book.ringing.has_value());
  const Ringing rang = std::move(*book.ringing);
  book.ringing.reset();
  t.emit(StopRinging{});
  for (const Alert& alert : rang.alerts) {
    report_alert(t, change, alert);
    if (change == AlertChange::kSnoozed) snooze(t, alert);
  }
  keep_reminders(t);
}

void settle_alerts(Transition& t) {
  if (!t.state.policy || !t.state.grammar) return;
  if (at_rest(t.state)) {
    start_due(t);
    tell_waiting(t);
  }
  adjust_ring(t);
  listen_for_household(t);
  arm_for_next(t);
}

}  // namespace sotto
