#include "explain/wording.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

namespace sotto {
namespace {

constexpr Milliseconds kHour = 3'600'000;
constexpr Milliseconds kMinute = 60'000;

std::string printed(const char* format, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

std::string share_text(double share) {
  if (share < 0.001) return "less than 0.1 %";
  return printed(share < 0.0995 ? "%.1f %%" : "%.0f %%", share * 100.0);
}

}  // namespace

std::string run_time(Milliseconds at) {
  const Milliseconds tenths = (at < 0 ? 0 : at) / 100;
  const Milliseconds hours = tenths * 100 / kHour;
  const Milliseconds minutes = tenths * 100 % kHour / kMinute;
  const auto tenths_left = static_cast<int>(tenths % (kMinute / 100));
  std::array<char, 64> text{};
  if (hours > 0) {
    std::snprintf(text.data(), text.size(), "%lld:%02d:%02d.%d", static_cast<long long>(hours),
                  static_cast<int>(minutes), tenths_left / 10, tenths_left % 10);
  } else {
    std::snprintf(text.data(), text.size(), "%d:%02d.%d", static_cast<int>(minutes), tenths_left / 10,
                  tenths_left % 10);
  }
  return text.data();
}

std::string run_time_of(SampleCount position) {
  return run_time(to_milliseconds(position));
}

std::string seconds(Milliseconds length) {
  return printed("%.1f s", static_cast<double>(length) / 1000.0);
}

std::string percent_of_log(std::int64_t log_prob_milli) {
  return share_text(std::exp(static_cast<double>(log_prob_milli) / 1000.0));
}

std::string percent(Permille share) {
  return share_text(static_cast<double>(share) / 1000.0);
}

std::string quoted_said(const Said& said) {
  return said ? quoted(*said) : std::string(kDeleted);
}

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string intent_words(std::string_view intent) {
  constexpr auto kWords = std::to_array<std::pair<std::string_view, std::string_view>>(
      {{"send-message", "send a message"},
       {"switch-on", "switch something on"},
       {"switch-off", "switch something off"},
       {"dim", "dim a light"},
       {"set-temperature", "set the heating"},
       {"ask-temperature", "tell the temperature"},
       {"lock", "lock a door"},
       {"unlock", "unlock a door"},
       {"arm", "arm the alarm"},
       {"disarm", "disarm the alarm"},
       {"cancel", "cancel what goes on"},
       {"stop", "stop what goes on"},
       {"help", "say what it can do"},
       {"explain-last", "say what it just did"},
       {"forget", "delete what was said"},
       {"ask-state", "tell how a device is"},
       {"warmer", "make it warmer"},
       {"cooler", "make it cooler"},
       {"open", "open something"},
       {"close", "close something"},
       {"brighter", "make a light brighter"},
       {"set-timer", "set a timer"},
       {"add-to-timer", "give a timer more time"},
       {"ask-timers", "tell what timers there are"},
       {"cancel-timer", "cancel a timer"},
       {"set-alarm", "set an alarm"},
       {"ask-alarms", "tell what alarms there are"},
       {"cancel-alarm", "cancel an alarm"},
       {"snooze", "ring again a little later"},
       {"set-reminder", "remind somebody of something"},
       {"ask-reminders", "tell what reminders there are"},
       {"cancel-reminder", "cancel a reminder"},
       {"add-to-list", "put something on the shopping list"},
       {"ask-list", "tell what is on the shopping list"},
       {"take-off-list", "take something off the shopping list"},
       {"clear-list", "clear the shopping list"},
       {"ask-time", "tell the time"}});
  for (const auto& [name, words] : kWords) {
    if (name == intent) return std::string(words);
  }
  return std::string(intent);
}

std::string gate_question(Gate gate) {
  switch (gate) {
    case Gate::kWake:
      return "was it called?";
    case Gate::kRequest:
      return "was that an order?";
    case Gate::kContact:
      return "to whom?";
    case Gate::kConfirm:
      return "is it really meant?";
    case Gate::kRecord:
      return "was that the message?";
    case Gate::kHold:
      return "does anybody object?";
    case Gate::kOpen:
      return "may this voice open it?";
  }
  return "";
}

std::string verdict_words(Gate gate, Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "passed";
    case Verdict::kRefuse:
      return "refused";
    case Verdict::kAskAgain:
      return "asked once more";
    case Verdict::kEscalate:
      if (gate == Gate::kOpen) return "asked for the phrase of the moment";
      return gate == Gate::kHold ? "left it to you" : "asked for a longer answer";
  }
  return "";
}

}  // namespace sotto
