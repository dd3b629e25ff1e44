#include "household.hpp"

namespace sotto {

VocabularyChanged household_vocabulary() {
  VocabularyChanged event = test_vocabulary(guarded_policy());
  SentenceFile& file = event.vocabulary.sentences;
  file.not_contacts = {"the", "a", "all", "on", "off", "for", "to"};
  file.lists.push_back({"alarm_day",
                        {{{"tomorrow", 0}, "tomorrow"},
                         {{"today", 0}, "today"},
                         {{"tonight", 0}, "today-pm"},
                         {{"friday", 0}, "friday"}}});
  file.lists.push_back({"alarm_repeat", {{{"weekdays", 0}, "weekdays"}, {{"every day", 0}, "daily"}}});
  const auto add = [&file](const char* intent, std::vector<SentenceText> sentences) {
    file.intents.push_back({intent, std::move(sentences), {}});
  };
  add("set-timer",
      {{"set a timer for {duration}", 0}, {"set a {label} timer for {duration}", 0}, {"set a timer", 0}});
  add("add-to-timer", {{"add {duration} to the [{label}] timer", 0}});
  add("ask-timers", {{"how long is left [on the {label} timer]", 0}, {"what timers are there", 0}});
  file.intents.push_back({"cancel-timer", {{"cancel all timers", 0}}, {{"which", "all"}}});
  add("cancel-timer", {{"cancel the [{label}] timer", 0}});
  file.intents.push_back({"set-alarm", {{"wake me at {clock}", 0}}, {{"wake", "yes"}}});
  add("set-alarm",
      {{"set an alarm for {clock} [([on] {alarm_day:day}|on {alarm_repeat:repeat}|{alarm_repeat:repeat})]",
        0},
       {"set an alarm in {duration}", 0}});
  add("ask-alarms", {{"what alarms are there", 0}});
  add("cancel-alarm", {{"cancel the alarm", 0}, {"cancel the {clock} alarm", 0}});
  add("disarm", {{"turn off the alarm", 0}});
  add("snooze", {{"snooze", 0}});
  add("stop", {{"stop", 0}});
  add("set-reminder", {{"remind me to {words} at {clock} [{alarm_day:day}]", 0},
                       {"remind me to {words} in {duration}", 0},
                       {"remind me to {words}", 0}});
  add("cancel-reminder", {{"cancel the reminder [to {words}]", 0}});
  add("add-to-list", {{"put {words} on the list", 0}});
  add("ask-list", {{"whats on the list", 0}});
  add("take-off-list", {{"take {words} off the list", 0}});
  add("clear-list", {{"clear the list", 0}});
  add("ask-time", {{"what time is it", 0}});
  return event;
}

WallClockRead clock_at(int hour, int minute, int days_on, int utc_offset_minutes) {
  const std::int64_t local = kMondayMs + ((days_on * 24LL + hour) * 60 + minute) * 60'000;
  return {local - utc_offset_minutes * 60'000LL, utc_offset_minutes};
}

void begin_household(Script& script, int hour, int minute, int days_on) {
  script.post(household_vocabulary());
  script.post(clock_at(hour, minute, days_on));
}

std::string last_words(const Script& script) {
  std::string words;
  for (const Effect& effect : script.effects()) {
    if (const auto* said = std::get_if<Speak>(&effect); said != nullptr && !said->words.empty())
      words = said->words.front();
  }
  return words;
}

std::string ask(Script& script, const std::string& text) {
  const std::size_t before = script.effects().size();
  script.say("Alexa " + text, {.wake = true});
  std::string answer;
  for (std::size_t i = before; i < script.effects().size(); ++i) {
    const auto* said = std::get_if<Speak>(&script.effects()[i]);
    if (said != nullptr && !said->words.empty()) answer = said->words.front();
  }
  if (!answer.empty()) script.finish_prompt();
  script.wait(2000);  // what follows Sotto's own voice at once does not wake it
  return answer;
}

std::vector<std::string> changes(const Script& script) {
  std::vector<std::string> all;
  for (const Effect& effect : script.effects()) {
    const auto* report = std::get_if<ReportTimer>(&effect);
    if (report == nullptr) continue;
    std::string line = std::string(alert_change_name(report->change)) + " " + report->kind;
    if (!report->text.empty()) line += " " + report->text;
    if (!report->at.empty()) line += " " + report->at;
    all.push_back(line);
  }
  return all;
}

}  // namespace sotto
