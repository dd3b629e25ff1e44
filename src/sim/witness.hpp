// Witness: judges a run from outside. It believes none of the core's own verdicts; from what happened and
// what was done it tells whether a message left the house without everything that a message needs.
//
// It takes the rules' figures from PolicyChanged and writes down what a message needs a second time, on
// purpose: core and witness must agree. Only for transcripts written as the rules write their phrases.
// Thread-safety: a value; one user at a time.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/step.hpp"

namespace sotto {

class Witness {
 public:
  void see(const Event& event);
  void see(const Effect& effect, Milliseconds at);

  // What was sent though it must not have been; empty if nothing.
  [[nodiscard]] const std::string& complaint() const { return complaint_; }
  [[nodiscard]] int sent() const { return sent_; }

 private:
  void see_policy(const Policy& policy);
  void see_contacts(const ContactsChanged& event);
  void see_speech(SampleCount start);
  void see_transcript(const Transcribed& event);
  void see_voice(const VoicesCompared& event);
  void see_prompt_end(const PromptFinished& event, Milliseconds at);
  void see_prompt(const Speak& effect);
  void see_message(const SendMessage& effect, Milliseconds at);
  [[nodiscard]] bool in_time() const;
  // Nothing that was agreed upon so far holds any more.
  void forget();

  std::map<std::uint64_t, Turn> decodes_;  // that have not been answered or dropped
  std::uint64_t comparison_ = 0;
  bool communications_ = false;
  Milliseconds hold_ms_ = 0;
  Milliseconds answer_from_ = 0;
  Milliseconds answer_within_ = 0;
  bool heard_in_room_ = false;
  int over_talk_db_min_ = 0;
  Milliseconds voiced_min_ = 0;
  Permille similarity_min_ = 0;
  std::set<std::string> yes_;
  std::string contact_;          // in the question
  std::string challenge_;        // in the question, if it asked for one
  std::uint64_t question_ = 0;   // the prompt that asks for a yes
  bool question_heard_ = false;  // to its end, and nobody talked through it
  Milliseconds question_ended_ = 0;
  std::optional<Milliseconds> answer_began_;
  bool speaking_ = false;
  bool talked_through_ = false;
  bool agreed_ = false;
  bool same_voice_ = false;
  std::uint64_t tone_ = 0;  // after which the message is said
  std::optional<Milliseconds> tone_ended_;
  std::uint64_t announcement_ = 0;  // of the hold
  std::optional<Milliseconds> announced_;
  std::string complaint_;
  int sent_ = 0;
};

// Plays events to the core once more, as they become known, and lets a witness see all of it.
class Hearing {
 public:
  // REQUIRES: `events` begins with what was given before.
  void follow(const std::vector<Event>& events);

  [[nodiscard]] const Witness& witness() const { return witness_; }

 private:
  Witness witness_;
  DialogState state_;
  std::size_t followed_ = 0;
};

}  // namespace sotto
