// What people ask of timers, alarms, reminders and the shopping list, and what they are answered.
#include <algorithm>
#include <array>

#include "core/alert_times.hpp"
#include "core/alerts.hpp"
#include "core/dialog.hpp"
#include "nlu/text.hpp"
#include "nlu/time_words.hpp"

namespace sotto {
namespace {

constexpr std::size_t kSpokenAlertsMax = 5;

void tell(Transition& t, const std::string& sentence) {
  end_dialog(t, std::nullopt, sentence);
  t.speak(Prompt::kHouseholdTold, {sentence});
}

std::string value_of(const Request& request, std::string_view slot) {
  const Slot* found = request.slot(slot);
  return found != nullptr ? found->value : "";
}

std::vector<std::size_t> places_of(const DialogState& state, AlertKind kind) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < state.alerts.pending.size(); ++i) {
    if (state.alerts.pending[i].alert.kind == kind) places.push_back(i);
  }
  std::stable_sort(places.begin(), places.end(), [&state](std::size_t a, std::size_t b) {
    return state.alerts.pending[a].due < state.alerts.pending[b].due;
  });
  return places;
}

Milliseconds time_left(const DialogState& state, const PendingAlert& pending) {
  return std::max<Milliseconds>(0, pending.due - state.now);
}

// "half past seven tomorrow morning", of whatever sort it is.
std::string when_of(const DialogState& state, const PendingAlert& pending) {
  const auto local = local_now(state);
  if (!pending.alert.by_clock || !local) return "in " + duration_words(time_left(state, pending));
  return "at " + when_words(pending.alert.due_ms, pending.alert.days, *local);
}

std::string status_of(const DialogState& state, const PendingAlert& pending) {
  const Alert& alert = pending.alert;
  if (alert.kind == AlertKind::kTimer) {
    return capitalized(alert_name(alert)) + " has " + duration_words(time_left(state, pending)) + " left.";
  }
  if (alert.kind == AlertKind::kAlarm) return "One rings " + when_of(state, pending) + ".";
  return capitalized(when_of(state, pending)) + ": " + alert.text + ".";
}

std::string all_of(const DialogState& state, const std::vector<std::size_t>& places,
                   const std::string& what) {
  if (places.empty()) return "There are no " + what + "s.";
  std::string said =
      "There " + std::string(places.size() == 1 ? "is " : "are ") + counted_words(places.size(), what) + ".";
  for (std::size_t i = 0; i < std::min(places.size(), kSpokenAlertsMax); ++i) {
    said += " " + status_of(state, state.alerts.pending[places[i]]);
  }
  if (places.size() > kSpokenAlertsMax)
    said += " And " + counted_words(places.size() - kSpokenAlertsMax, "other") + ".";
  return said;
}

void add_alert(Transition& t, PendingAlert pending, const std::string& answer) {
  pending.alert.set_epoch_ms = epoch_now(t.state);
  if (!pending.alert.by_clock && pending.alert.set_epoch_ms != 0)
    pending.alert.due_ms = pending.alert.set_epoch_ms + (pending.due - t.now());
  report_alert(t, AlertChange::kSet, pending.alert);
  t.state.alerts.pending.push_back(std::move(pending));
  keep_reminders(t);
  tell(t, answer);
}

void remove_alerts(Transition& t, std::vector<std::size_t> places, const std::string& answer) {
  std::sort(places.begin(), places.end(), std::greater<>());
  for (const std::size_t place : places) {
    const auto at = t.state.alerts.pending.begin() + static_cast<std::ptrdiff_t>(place);
    report_alert(t, AlertChange::kCancelled, at->alert);
    t.state.alerts.pending.erase(at);
  }
  if (!places.empty()) keep_reminders(t);
  tell(t, answer);
}

// Cancels the one that is meant; says so where it is none or several.
void cancel_one(Transition& t, const std::vector<std::size_t>& places, const std::string& what,
                const std::string& which) {
  if (places.empty()) {
    tell(t, "There is no " + which + ".");
  } else if (places.size() > 1) {
    tell(t, all_of(t.state, places, what) + " Say which one.");
  } else {
    const PendingAlert pending = t.state.alerts.pending[places.front()];
    std::string name = alert_name(pending.alert);
    if (pending.alert.kind != AlertKind::kTimer) name += " " + when_of(t.state, pending);
    remove_alerts(t, places, capitalized(name) + " is cancelled.");
  }
}

void cancel_all(Transition& t, AlertKind kind, const std::string& what) {
  const auto places = places_of(t.state, kind);
  if (places.empty()) {
    tell(t, "There are no " + what + "s.");
    return;
  }
  const bool one = places.size() == 1;
  remove_alerts(t, places,
                capitalized(counted_words(places.size(), what)) + (one ? " is" : " are") + " cancelled.");
}

// Timers of that name, or of that length: "the ten minute timer".
std::vector<std::size_t> timers_called(const DialogState& state, const std::string& label) {
  std::vector<std::size_t> places = places_of(state, AlertKind::kTimer);
  if (label.empty()) return places;
  Milliseconds length = 0;
  const std::vector<Token> tokens = tokenize(label);
  for (const DurationMatch& match : read_duration(tokens).matches) {
    if (match.tokens == tokens.size()) length = match.ms;
  }
  std::erase_if(places, [&](std::size_t place) {
    const Alert& alert = state.alerts.pending[place].alert;
    return alert.text != label && (length == 0 || alert.length_ms != length);
  });
  return places;
}

bool is_full(const DialogState& state, AlertKind kind, std::size_t most) {
  return places_of(state, kind).size() >= most;
}

void set_timer(Transition& t, const Request& request) {
  const Slot* duration = request.slot("duration");
  const std::string label = value_of(request, "label");
  if (duration == nullptr) {
    tell(t, "For how long? Say, for example: set a timer for ten minutes.");
    return;
  }
  if (is_full(t.state, AlertKind::kTimer, kTimersMax)) {
    tell(t, "There are " + counted_words(kTimersMax, "timer") + " already. Cancel one first.");
    return;
  }
  PendingAlert timer;
  timer.alert.text = label.substr(0, kAlertTextMax);
  timer.alert.length_ms = duration->milli;
  timer.due = t.now() + duration->milli;
  const std::string name = label.empty() ? "Timer" : capitalized(label) + " timer";
  add_alert(t, timer, name + " set for " + duration_words(duration->milli) + ".");
}

void add_to_timer(Transition& t, const Request& request) {
  const std::string label = value_of(request, "label");
  const auto places = timers_called(t.state, label);
  const Slot* duration = request.slot("duration");
  if (places.size() != 1 || duration == nullptr) {
    cancel_one(t, places.size() == 1 ? std::vector<std::size_t>{} : places, "timer",
               label.empty() ? "timer" : label + " timer");
    return;
  }
  PendingAlert& timer = t.state.alerts.pending[places.front()];
  if (time_left(t.state, timer) + duration->milli > kDayMs) {
    tell(t, "A timer can run for a day at most.");
    return;
  }
  timer.due += duration->milli;
  timer.alert.length_ms += duration->milli;
  if (timer.alert.due_ms != 0) timer.alert.due_ms += duration->milli;
  report_alert(t, AlertChange::kChanged, timer.alert);
  keep_reminders(t);
  tell(t, status_of(t.state, timer));
}

void ask_timers(Transition& t, const Request& request) {
  const std::string label = value_of(request, "label");
  const auto places = timers_called(t.state, label);
  if (places.size() == 1) {
    tell(t, status_of(t.state, t.state.alerts.pending[places.front()]));
  } else if (!label.empty() && places.empty()) {
    tell(t, "There is no " + label + " timer.");
  } else {
    tell(t, all_of(t.state, places, "timer"));
  }
}

void cancel_timer(Transition& t, const Request& request) {
  const std::string label = value_of(request, "label");
  if (!value_of(request, "which").empty()) {
    cancel_all(t, AlertKind::kTimer, "timer");
  } else {
    cancel_one(t, timers_called(t.state, label), "timer", label.empty() ? "timer" : label + " timer");
  }
}

void set_alarm(Transition& t, const Request& request) {
  if (is_full(t.state, AlertKind::kAlarm, kAlarmsMax)) {
    tell(t, "There are " + counted_words(kAlarmsMax, "alarm") + " already. Cancel one first.");
    return;
  }
  const DueTime due = due_time(t.state, request, AlertKind::kAlarm);
  if (!due.pending) {
    tell(t, due.refusal);
    return;
  }
  for (const std::size_t place : places_of(t.state, AlertKind::kAlarm)) {
    const Alert& other = t.state.alerts.pending[place].alert;
    if (!other.by_clock || other.due_ms != due.pending->alert.due_ms ||
        other.days != due.pending->alert.days) {
      continue;
    }
    tell(t, "There is an alarm " + when_of(t.state, *due.pending) + " already.");
    return;
  }
  std::string when = when_of(t.state, *due.pending);
  if (when.starts_with("at ")) when.replace(0, 2, "for");
  add_alert(t, *due.pending, "Alarm set " + when + ".");
}

void cancel_alarm(Transition& t, const Request& request) {
  if (!value_of(request, "which").empty()) {
    cancel_all(t, AlertKind::kAlarm, "alarm");
    return;
  }
  auto places = places_of(t.state, AlertKind::kAlarm);
  std::erase_if(places, [&](std::size_t place) {
    return !is_meant(t.state, t.state.alerts.pending[place].alert, request);
  });
  const bool any = request.slot("clock") == nullptr && request.slot("day") == nullptr;
  cancel_one(t, places, "alarm", any ? "alarm" : "such alarm");
}

void set_reminder(Transition& t, const Request& request) {
  const std::string words = value_of(request, "words");
  if (words.size() > kAlertTextMax) {
    tell(t, "That is too long for a reminder.");
    return;
  }
  if (is_full(t.state, AlertKind::kReminder, kRemindersMax)) {
    tell(t, "There are " + counted_words(kRemindersMax, "reminder") + " already. Cancel one first.");
    return;
  }
  DueTime due = due_time(t.state, request, AlertKind::kReminder);
  if (!due.pending) {
    tell(t, due.refusal);
    return;
  }
  due.pending->alert.text = words;
  add_alert(t, *due.pending, "I will remind you " + when_of(t.state, *due.pending) + ": " + words + ".");
}

void cancel_reminder(Transition& t, const Request& request) {
  if (!value_of(request, "which").empty()) {
    cancel_all(t, AlertKind::kReminder, "reminder");
    return;
  }
  const std::string words = value_of(request, "words");
  auto places = places_of(t.state, AlertKind::kReminder);
  std::erase_if(places, [&](std::size_t place) {
    return !words.empty() && t.state.alerts.pending[place].alert.text != words;
  });
  cancel_one(t, places, "reminder", words.empty() ? "reminder" : "such reminder");
}

void ask_time(Transition& t) {
  const auto local = local_now(t.state);
  tell(t, local ? "It is " + clock_words(minutes_of_day(*local)) + "." : "I do not know what time it is.");
}

// "Stop" and the like, while something rings. "Turn off the alarm" then means the one that can be heard, and
// disarms nothing.
bool route_to_ring(Transition& t, const Request& request) {
  AlertBook& book = t.state.alerts;
  if (!book.ringing) return false;
  const bool plain = request.slots.empty();
  const std::vector<Alert>& alerts = book.ringing->alerts;
  const auto of_kind = [&alerts](AlertKind kind) {
    return std::any_of(alerts.begin(), alerts.end(), [kind](const Alert& each) { return each.kind == kind; });
  };
  switch (request.intent) {
    case Intent::kStop:
    case Intent::kCancel:
      break;
    case Intent::kSnooze:
      end_dialog(t, std::nullopt, "I was asked to ring again in nine minutes.");
      end_ringing(t, AlertChange::kSnoozed);
      t.speak(Prompt::kHouseholdTold, {"Nine more minutes."});
      return true;
    case Intent::kCancelTimer: {
      const std::string label = value_of(request, "label");
      const bool named = std::any_of(alerts.begin(), alerts.end(),
                                     [&label](const Alert& each) { return each.text == label; });
      if (!(plain && of_kind(AlertKind::kTimer)) && !(named && !label.empty())) return false;
      break;
    }
    case Intent::kCancelAlarm:
    case Intent::kDisarm:
      if (!plain || !of_kind(AlertKind::kAlarm)) return false;
      break;
    case Intent::kCancelReminder:
      if (!plain || !of_kind(AlertKind::kReminder)) return false;
      break;
    default:
      return false;
  }
  end_dialog(t, std::nullopt, "I was asked to stop ringing.");
  end_ringing(t, AlertChange::kStopped);
  return true;
}

}  // namespace

bool route_household(Transition& t, const Request& request) {
  if (route_to_ring(t, request)) return true;
  switch (request.intent) {
    case Intent::kSetTimer:
      set_timer(t, request);
      return true;
    case Intent::kAddToTimer:
      add_to_timer(t, request);
      return true;
    case Intent::kAskTimers:
      ask_timers(t, request);
      return true;
    case Intent::kCancelTimer:
      cancel_timer(t, request);
      return true;
    case Intent::kSetAlarm:
      set_alarm(t, request);
      return true;
    case Intent::kAskAlarms:
      tell(t, all_of(t.state, places_of(t.state, AlertKind::kAlarm), "alarm"));
      return true;
    case Intent::kCancelAlarm:
      cancel_alarm(t, request);
      return true;
    case Intent::kSnooze:
      tell(t, "Nothing is ringing.");
      return true;
    case Intent::kSetReminder:
      set_reminder(t, request);
      return true;
    case Intent::kAskReminders:
      tell(t, all_of(t.state, places_of(t.state, AlertKind::kReminder), "reminder"));
      return true;
    case Intent::kCancelReminder:
      cancel_reminder(t, request);
      return true;
    case Intent::kAskTime:
      ask_time(t);
      return true;
    default:
      return route_list(t, request);
  }
}

void end_household_turn(Transition& t, const Utterance& utterance) {
  if (t.state.alerts.clear_open) {
    answer_clear(t, utterance);
    return;
  }
  if (!t.state.alerts.ringing || utterance.end != TurnEnd::kSilence) return;
  const Reading reading = t.state.grammar->read(utterance.transcript.words);
  if (!reading.request || reading.ambiguous) return;
  // Without the wake word nothing but the ring can be meant.
  (void)route_to_ring(t, *reading.request);
}

}  // namespace sotto
