// golden_record: makes traces.
//
// usage: golden_record --record FOLDER   plays the conversations below to the core and writes their events
//        golden_record --update FOLDER   writes the effects of every trace anew; look at the difference
#include <functional>
#include <iostream>
#include <utility>

#include "../unit/core/household.hpp"
#include "../unit/core/script.hpp"
#include "journal/codec.hpp"
#include "trace.hpp"

namespace sotto {
namespace {

void challenge(Script& script) {
  script.say("Alexa send a message to Maria", {.wake = true});
  script.finish_prompt();
  script.wait(500);
  script.say("right", {.length_ms = 400});
  script.finish_prompt();
  script.wait(500);
}

// A question that the microphone heard well.
void heard(Script& script, PromptEcho echo = {true, 24}) {
  script.finish_prompt(true, echo);
}

using Conversation = std::function<void(Script&)>;

using Conversations = std::vector<std::pair<std::string, Conversation>>;

Conversations that_ask() {
  return {
      {"intended-message",
       [](Script& s) {
         hold_message(s);
         deliver(s, DeliveryOutcome::kSent, "");
       }},
      {"name-unknown",
       [](Script& s) {
         ask_to_send(s);
         s.say("the man with the boards", {.length_ms = 1500});
         s.finish_prompt();
         s.wait(500);
         s.say("so anyway we did the floor", {.length_ms = 1500});
       }},
      {"name-ambiguous",
       [](Script& s) {
         ContactsChanged contacts = test_contacts();
         contacts.contacts.push_back(contacts.contacts.front());
         contacts.contacts.back().id = "maria-alvares";
         contacts.contacts.back().name = "Maria Alvares";
         s.post(contacts);
         ask_to_send(s);
         s.say("Maria Alvarez", {.length_ms = 1300});
       }},
      {"challenged",
       [](Script& s) {
         challenge(s);
         s.say("send it harbor cabin", {.length_ms = 1600});
       }},
      {"challenge-failed",
       [](Script& s) {
         challenge(s);
         s.say("right so anyway", {.length_ms = 1600});
       }},
      {"talk-through-the-question",
       [](Script& s) {
         s.say("Alexa send a message", {.wake = true});
         s.start_talking();
         s.finish_prompt();
         s.finish_prompt();
       }},
      {"another-voice-confirms",
       [](Script& s) {
         name_maria(s);
         s.say("Right, send it", {.length_ms = 1300, .similarity = 400});
       }},
  };
}

Conversations that_hold() {
  return {
      {"cancelled-in-the-hold",
       [](Script& s) {
         hold_message(s);
         s.say("cancel", {.length_ms = 500, .similarity = 100});
         s.wait(20'000);
       }},
      {"cancelled-by-hand",
       [](Script& s) {
         hold_message(s);
         s.post(CancelledByHand{});
         s.wait(20'000);
       }},
      {"other-voice-in-the-hold",
       [](Script& s) {
         hold_message(s);
         s.say("so anyway we did the floor", {.length_ms = 2500, .similarity = 300});
         s.wait(20'000);
       }},
      {"sound-lost-in-the-hold",
       [](Script& s) {
         hold_message(s);
         s.post(SoundLost{4000});
         s.wait(20'000);
       }},
      {"switched-off-in-the-hold",
       [](Script& s) {
         hold_message(s);
         ContactsChanged off = test_contacts();
         off.communications_on = false;
         s.post(off);
         s.wait(20'000);
       }},
      {"contact-forbidden-in-the-hold",
       [](Script& s) {
         hold_message(s);
         ContactsChanged contacts = test_contacts();
         contacts.contacts.front().allowed = false;
         s.post(contacts);
         s.wait(20'000);
       }},
      {"journal-fails-in-the-hold",
       [](Script& s) {
         hold_message(s);
         s.post(JournalChanged{false, "write-failed"});
         s.wait(20'000);
       }},
      {"delivery-failed",
       [](Script& s) {
         hold_message(s);
         deliver(s, DeliveryOutcome::kFailed, "disk-full");
       }},
  };
}

Conversations of_other_kinds() {
  return {
      {"background-request",
       [](Script& s) { s.say("election night again we should send a message", {.wake = true}); }},
      {"words-left-over",
       [](Script& s) { s.say("Alexa send a message or something like that", {.wake = true}); }},
      {"help-and-stop",
       [](Script& s) {
         s.say("Alexa cancel", {.wake = true});
         s.finish_prompt();
         s.wait(2000);
         s.say("Alexa what did you just do", {.wake = true});
         s.finish_prompt();
       }},
      {"device-command",
       [](Script& s) {
         s.say("Alexa turn on the kitchen light", {.wake = true});
         s.post(DeviceAnswered{s.state().device_orders.back().command, "no-device", ""});
         s.finish_prompt();
       }},
      {"unlock-refused", [](Script& s) { s.say("Alexa unlock the front door", {.wake = true}); }},
      {"communications-off",
       [](Script& s) {
         ContactsChanged off = test_contacts();
         off.communications_on = false;
         s.post(off);
         s.say("Alexa send a message", {.wake = true});
       }},
      {"recogniser-fails",
       [](Script& s) {
         s.start_talking();
         s.wait(700);
         s.post(WakeProposed{to_samples(s.now()), {{"micro", 970}}, 0});
         s.wait(800);
         s.stop_talking();
         s.wait(20'000);
       }},
  };
}

Conversations with_the_mute_switch() {
  return {
      {"muted-in-the-hold",
       [](Script& s) {
         hold_message(s);
         s.post(CaptureMuted{true});
         s.wait(20'000);
         s.post(CaptureMuted{false});
         s.wait(2000);
       }},
  };
}

Conversations with_timers() {
  return {
      {"timer-rings-and-is-stopped",
       [](Script& s) {
         begin_household(s, 14, 0);
         ask(s, "set a pasta timer for eight and a half minutes");
         ask(s, "how long is left on the pasta timer");
         s.wait(510'000);
         s.finish_prompt();
         s.say("so anyway we did the floor");
         s.say("stop", {.length_ms = 500});
       }},
      {"alarm-at-night-grows-and-is-snoozed",
       [](Script& s) {
         begin_household(s, 23, 0);
         ask(s, "wake me at 6:15");
         s.wait(7 * 3'600'000 + 16 * 60'000);
         s.say("snooze", {.length_ms = 600});
         s.finish_prompt();
         s.wait(25 * 60'000);
         s.post(clock_at(7, 30, 1));
         s.finish_prompt();
       }},
      {"summer-time-skips-an-alarm",
       [](Script& s) {
         begin_household(s, 23, 0);
         ask(s, "set an alarm for 2:30 every day");
         s.wait(2 * 3'600'000 + 59 * 60'000);
         s.post(clock_at(3, 0, 1, 120));
         ask(s, "stop");
       }},
  };
}

Conversations with_clocks_and_restarts() {
  return {
      {"clock-set-back",
       [](Script& s) {
         begin_household(s, 14, 0);
         ask(s, "set an alarm for 15:00 today");
         ask(s, "set a timer for two hours");
         s.post(clock_at(13, 0));
         s.wait(2 * 3'600'000 + 5 * 60'000);
         ask(s, "stop");
       }},
      {"missed-while-off",
       [](Script& s) {
         const std::int64_t now = clock_at(14, 0).epoch_ms;
         begin_household(s, 14, 0);
         Reminders kept;
         kept.alerts = {
             {AlertKind::kTimer, "pasta", false, now - 3'600'000, 600'000, 0, now - 4'200'000},
             {AlertKind::kReminder, "call the plumber", true, kMondayMs + 15 * 3'600'000, 0, 0, now}};
         kept.items = {"milk"};
         s.post(RemindersLoaded{kept, {}});
         s.finish_prompt();
         s.wait(3'600'000);
         s.finish_prompt();
         s.wait(2000);
         ask(s, "stop");
       }},
      {"ring-waits-for-a-message",
       [](Script& s) {
         begin_household(s, 14, 0);
         ask(s, "set a timer for thirty seconds");
         hold_message(s);
         deliver(s, DeliveryOutcome::kSent, "");
         s.wait(5000);
         ask(s, "stop");
       }},
      {"shopping-list",
       [](Script& s) {
         begin_household(s, 14, 0);
         ask(s, "put milk and some eggs on the list");
         ask(s, "whats on the list");
         ask(s, "clear the list");
         s.say("yes", {.length_ms = 500});
         s.finish_prompt();
         s.post(RequestTyped{words_of("take milk off the list")});
       }},
  };
}

Conversations about_the_journal() {
  return {
      {"journal-fails-and-works-again",
       [](Script& s) {
         s.post(JournalChanged{false, "disk-full"});
         s.say("Alexa send a message to Maria", {.wake = true});
         s.finish_prompt();
         s.wait(2000);
         s.say("Alexa turn on the kitchen light", {.wake = true});
         s.post(DeviceAnswered{s.state().device_orders.back().command, "no-device", ""});
         s.finish_prompt();
         s.post(JournalChanged{true, ""});
         s.wait(2000);
         s.say("Alexa send a message", {.wake = true});
       }},
      {"deleted-when-asked",
       [](Script& s) {
         s.say("Alexa turn on the kitchen light", {.wake = true});
         s.post(DeviceAnswered{s.state().device_orders.back().command, "no-device", ""});
         s.finish_prompt();
         s.wait(2000);
         s.say("Alexa delete what i just said", {.wake = true});
         s.post(Forgotten{s.state().forget_request, true});
         s.finish_prompt();
         s.wait(2000);
         s.say("Alexa delete what i just said", {.wake = true});
       }},
  };
}

Conversations about_opening() {
  const Utter maria = {.length_ms = 1600, .speaker = "Maria"};
  return {
      {"opening-granted",
       [maria](Script& s) {
         ask_to_unlock(s);
         s.say("open it harbor cabin", maria);
         s.post(DeviceAnswered{s.state().device_orders.back().command, "confirmed",
                               "The front door is unlocked."});
         s.finish_prompt();
       }},
      {"opening-wrong-voice",
       [](Script& s) {
         ask_to_unlock(s);
         s.say("open it harbor cabin", {.length_ms = 1600, .similarity = 300, .speaker = "Ben"});
       }},
      {"opening-stranger", [](Script& s) { ask_to_unlock(s, {.wake = true}); }},
      {"opening-voice-unknown",
       [](Script& s) {
         ask_to_unlock(s);
         s.say("open it harbor cabin", {.length_ms = 900, .speaker = "Maria"});
       }},
      {"opening-wrong-phrase",
       [maria](Script& s) {
         ask_to_unlock(s);
         s.say("open it walnut pilot", maria);
       }},
      {"opening-talk-through-the-prompt",
       [](Script& s) {
         s.post(VoicesChanged{{"Maria"}});
         s.say("Alexa unlock the front door", {.wake = true, .speaker = "Maria"});
         s.start_talking();
         s.finish_prompt();
       }},
      {"opening-nobody-enrolled", [](Script& s) { s.say("Alexa unlock the front door", {.wake = true}); }},
      {"opening-approved-on-the-page",
       [](Script& s) {
         s.post(OrderGiven{OrderSource::kPage, "front_door", "unlock", 0, false});
         s.post(OrderGiven{OrderSource::kPage, "front_door", "unlock", 0, true});
         s.post(DeviceAnswered{s.state().device_orders.back().command, "confirmed",
                               "The front door is unlocked."});
         s.finish_prompt();
       }},
  };
}

// What the microphone heard of the questions.
Conversations about_the_room() {
  return {
      {"heard-in-the-room",
       [](Script& s) {
         s.say("Alexa send a message", {.wake = true});
         heard(s);
         s.wait(500);
         s.say("Maria Alvarez", {.length_ms = 1300});
         heard(s, {true, 6});  // too near the talk: it asks once more
         heard(s, {true, 18});
         s.wait(500);
         s.say("Right, send it", {.length_ms = 1300});
         heard(s);
         s.finish_prompt();  // the tone
         s.wait(500);
         s.say("Dinner is ready", {.length_ms = 2000});
         s.finish_prompt();
         s.wait(16'000);
       }},
      {"not-heard-in-the-room",
       [](Script& s) {
         s.say("Alexa send a message", {.wake = true});
         heard(s, {});
         heard(s, {});
       }},
      {"stopped-while-it-asked",
       [](Script& s) {
         s.say("Alexa send a message to Maria", {.wake = true});
         s.say("Alexa stop", {.length_ms = 800});
       }},
  };
}

void portland(Script& script) {
  script.say("so did you send a message to the floor people", {.length_ms = 2500, .wake = true});
  script.start_talking();
  script.finish_prompt();
  script.stop_talking();
  script.say("we did the floor with ben", {.length_ms = 2000});
  script.finish_prompt();
  script.say("right so anyway we did the floor", {.length_ms = 2600});
}

void record(const std::filesystem::path& folder, const std::string& name, const Script& script) {
  std::vector<std::string> lines;
  for (const Event& event : script.events()) lines.push_back(encode_event(event));
  write_lines(folder / (name + ".events.jsonl"), lines);
}

void record_all(const std::filesystem::path& folder) {
  for (const Conversations& some : {that_ask(), that_hold(), of_other_kinds(), about_the_journal(),
                                    with_the_mute_switch(), with_timers(), with_clocks_and_restarts()}) {
    for (const auto& [name, play] : some) {
      Script script(guarded_policy());
      play(script);
      record(folder, name, script);
    }
  }
  for (const auto& [name, play] : about_opening()) {
    Script script(opening_policy());
    play(script);
    record(folder, name, script);
  }
  for (const auto& [name, play] : about_the_room()) {
    Script script(room_policy());
    play(script);
    record(folder, name, script);
  }
  Script naive(portland_policy());
  portland(naive);
  record(folder, "portland", naive);
}

int update_all(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().string();
    const std::size_t end = file.find(".events.jsonl");
    if (end == std::string::npos) continue;
    const auto events = read_events(entry.path());
    if (!events) {
      std::cerr << "golden_record: " << events.error().line() << '\n';
      return 1;
    }
    write_lines(file.substr(0, end) + ".effects.jsonl", effect_lines(events.value()));
  }
  return 0;
}

}  // namespace
}  // namespace sotto

int main(int argc, char** argv) {
  const std::string mode = argc == 3 ? argv[1] : "";
  if (mode == "--record") sotto::record_all(argv[2]);
  if (mode == "--record" || mode == "--update") return sotto::update_all(argv[2]);
  std::cerr << "usage: golden_record --record|--update FOLDER\n";
  return 2;
}
