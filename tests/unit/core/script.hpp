// Script: plays a conversation to the core without sound: every utterance becomes the events that ears and
// recogniser would have brought, at the times they would have come.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/step.hpp"

namespace sotto {

// The pronunciation of a few words; unknown words get sounds that resemble nothing.
[[nodiscard]] Phonemes sounds_of(const std::string& text);
[[nodiscard]] std::vector<Word> words_of(const std::string& text, Permille confidence = 950);

[[nodiscard]] Policy guarded_policy();
[[nodiscard]] Policy portland_policy();
[[nodiscard]] VocabularyChanged test_vocabulary(const Policy& policy);
[[nodiscard]] ContactsChanged test_contacts();

struct Utter {
  Milliseconds length_ms = 1500;
  Permille confidence = 950;
  Permille similarity = 900;  // to the voice that asked, should it be compared
  bool wake = false;          // the detector proposes in its middle
  std::vector<DetectorScore> scores = {{"micro", 970}};
  std::vector<DetectorScore> later_scores = {};  // proposed 100 ms later, if any
  std::string speaker = {};                      // whose enrolled voice it is; empty: nobody's
};

class Script {
 public:
  explicit Script(const Policy& policy);

  void post(EventBody body);
  void wait(Milliseconds ms);  // lets timers fire on the way
  // Somebody says this now; afterwards the core has heard the pause and got its transcript, and the
  // end-pointer is over.
  void say(const std::string& text, const Utter& how = {});
  // Talk that does not stop within `ms`.
  void start_talking();
  void stop_talking();
  // The prompt that is being spoken ends; chained prompts (message, then its tone) end too unless `one`.
  // `echo`: what was measured of it in the room.
  void finish_prompt(bool heard = true, std::optional<PromptEcho> echo = {});

  [[nodiscard]] const DialogState& state() const { return state_; }
  [[nodiscard]] Milliseconds now() const { return now_; }
  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] const std::vector<Effect>& effects() const { return effects_; }
  [[nodiscard]] std::vector<Judgement> gates() const;
  [[nodiscard]] const Judgement* last_gate(Gate gate) const;
  [[nodiscard]] std::vector<Prompt> prompts() const;
  template <typename T>
  [[nodiscard]] int count() const {
    int n = 0;
    for (const Effect& effect : effects_) n += std::holds_alternative<T>(effect) ? 1 : 0;
    return n;
  }
  [[nodiscard]] std::vector<MessageState> message_states() const;

 private:
  struct Timer {
    std::uint64_t id;
    Milliseconds at;
  };
  void collect(const Effect& effect);
  void answer_identifications(const Utter& how);
  void answer_decodes(const std::string& text, const Utter& how);
  void advance_to(Milliseconds at);

  DialogState state_;
  std::vector<Event> events_;
  Milliseconds now_ = 0;
  std::vector<Effect> effects_;
  std::vector<Timer> timers_;
  std::vector<std::uint64_t> decodes_;
  std::vector<std::uint64_t> comparisons_;
  std::vector<std::uint64_t> identifications_;
  std::uint64_t prompt_ = 0;
  SampleCount talk_start_ = 0;
};

// guarded as it is delivered: a question must be heard in the room, and "stop" counts while it is asked.
[[nodiscard]] Policy room_policy();
// guarded as it is delivered: known voices open.
[[nodiscard]] Policy opening_policy();
// "Alexa, unlock the front door" by somebody, and the phrase asked for, which ends.
void ask_to_unlock(Script& script, const Utter& how = {.wake = true, .speaker = "Maria"});

// The usual conversation, as far as each goes: "Alexa, send a message", "Maria Alvarez", "Right, send it" and
// the message, which is then held; and what came of it when the hold is over.
void ask_to_send(Script& script);
void name_maria(Script& script);
void hold_message(Script& script);
void deliver(Script& script, DeliveryOutcome outcome, const std::string& code);

}  // namespace sotto
