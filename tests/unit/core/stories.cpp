#include "stories.hpp"

namespace sotto {
namespace {

ContactsChanged without_maria() {
  ContactsChanged contacts = test_contacts();
  contacts.contacts[0].allowed = false;
  return contacts;
}

ContactsChanged switched_off() {
  ContactsChanged contacts = test_contacts();
  contacts.communications_on = false;
  return contacts;
}

void wake(Script& s) {
  s.post(WakeProposed{to_samples(s.now()), {{"micro", 970}}, 1});
}

}  // namespace

const std::vector<Move>& moves() {
  static const std::vector<Move> kMoves = {
      {"order", [](Script& s) { s.say("Alexa send a message to Maria", {.wake = true}); }},
      {"confirm", [](Script& s) { s.say("right send it", {.length_ms = 1400}); }},
      {"hasty", [](Script& s) { s.say("right send it", {.length_ms = 900}); }},
      {"at-once",
       [](Script& s) {
         s.finish_prompt();
         s.say("right send it", {.length_ms = 1400});
       }},
      {"stranger", [](Script& s) { s.say("right send it", {.length_ms = 1400, .similarity = 300}); }},
      {"bare", [](Script& s) { s.say("right", {.length_ms = 400}); }},
      {"challenge", [](Script& s) { s.say("send it harbor cabin", {.length_ms = 1600}); }},
      {"wrong-word", [](Script& s) { s.say("send it walnut pilot", {.length_ms = 1600}); }},
      {"name", [](Script& s) { s.say("Ben Okafor", {.length_ms = 1300}); }},
      {"chatter", [](Script& s) { s.say("so anyway we did the floor right", {.length_ms = 2600}); }},
      {"cancel", [](Script& s) { s.say("cancel", {.length_ms = 1400}); }},
      {"prompt",
       [](Script& s) {
         s.finish_prompt();
         s.wait(400);
       }},
      {"unheard", [](Script& s) { s.finish_prompt(false); }},
      {"wait", [](Script& s) { s.wait(16'000); }},
      {"by-hand", [](Script& s) { s.post(CancelledByHand{}); }},
      {"muted", [](Script& s) { s.post(CaptureMuted{true}); }},
      {"lost", [](Script& s) { s.post(SoundLost{1600}); }},
      {"forbidden", [](Script& s) { s.post(without_maria()); }},
      {"off", [](Script& s) { s.post(switched_off()); }},
  };
  return kMoves;
}

const std::vector<Move>& chatter() {
  static const std::vector<Move> kMoves = {
      {"wakes", [](Script& s) { s.say("Alexa so anyway we did the floor", {.wake = true}); }},
      {"talk", [](Script& s) { s.say("so anyway we did the floor with Maria", {.length_ms = 2600}); }},
      {"right", [](Script& s) { s.say("so that is right we did send it", {.length_ms = 2600}); }},
      {"prompt", [](Script& s) { s.finish_prompt(); }},
      {"wait", [](Script& s) { s.wait(16'000); }},
  };
  return kMoves;
}

const std::vector<Move>& silence_of_engines() {
  static const std::vector<Move> kMoves = {
      {"wake", wake},
      {"talk", [](Script& s) { s.start_talking(); }},
      {"pause", [](Script& s) { s.stop_talking(); }},
      {"lost", [](Script& s) { s.post(SoundLost{0}); }},
      {"prompt", [](Script& s) { s.finish_prompt(); }},
      {"short", [](Script& s) { s.wait(900); }},
      {"long", [](Script& s) { s.wait(6000); }},
  };
  return kMoves;
}

void begin_at_rest(Script& /*script*/) {}

void begin_with_question(Script& script) {
  script.say("Alexa send a message to Maria", {.wake = true});
}

void begin_with_challenge(Script& script) {
  begin_with_question(script);
  script.finish_prompt();
  script.wait(400);
  script.say("right", {.length_ms = 400});
  script.finish_prompt();
  script.wait(400);
}

void begin_with_tone(Script& script) {
  begin_with_question(script);
  script.finish_prompt();
  script.wait(400);
  script.say("right send it", {.length_ms = 1400});
  script.finish_prompt();
  script.finish_prompt();
  script.wait(300);
}

void begin_with_hold(Script& script) {
  begin_with_tone(script);
  script.say("so anyway we did the floor", {.length_ms = 2600});
}

void carry_on(Script& script) {
  script.finish_prompt();
  script.finish_prompt();
  script.wait(300);
  script.say("so anyway we did the floor", {.length_ms = 2600});
  script.finish_prompt();
  script.wait(16'000);
}

int play_stories(const Script& beginning, const std::vector<Move>& moves, int depth,
                 const std::function<void(Script&, const std::string& story)>& judge) {
  std::vector<std::size_t> choice(static_cast<std::size_t>(depth), 0);
  for (int stories = 1;; ++stories) {
    Script script = beginning;
    std::string story;
    for (const std::size_t index : choice) {
      moves[index].play(script);
      story += std::string(moves[index].name) + " ";
    }
    judge(script, story);
    std::size_t at = 0;
    while (at < choice.size() && ++choice[at] == moves.size()) choice[at++] = 0;
    if (at == choice.size()) return stories;
  }
}

}  // namespace sotto
