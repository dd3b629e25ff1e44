// Policy: everything about the gates that is a choice, as data. Read from TOML (policies/*.toml), versioned,
// and given to the core whole in PolicyChanged, so that a journal shows under which rules something happened.
//
// Distances are weighted phoneme edits in thousandths of the expected length (nlu/phoneme_distance.hpp).
// Times are milliseconds of the run. Shares and scores are thousandths.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "core/verdict.hpp"

namespace sotto {

// How a gate reads what was said.
enum class Matching : std::uint8_t {
  kWhole,    // the whole utterance must be an allowed one; anything else is refused
  kNearest,  // the nearest allowed one anywhere in it is taken: what assistants of 2018 did
};

// A score that no detector reaches.
inline constexpr Permille kNoProposal = 1001;

struct WakeRules {
  Permille proposal_score = 300;  // the detector "micro", or any but "own", proposes at or above this
  Permille own_proposal_score = kNoProposal;  // the detector "own" does; kNoProposal: it is not asked
  bool second_look = true;           // the recogniser decides; otherwise the proposal is the decision
  Milliseconds look_after_ms = 700;  // when the second look is taken if the talk goes on
  Milliseconds lead_ms_max = 1500;   // from the start of the stretch of sound to the proposal
  Permille distance_max = 300;       // heard prefix against the wake word
  std::int64_t forced_log_prob_milli_min = -4000;  // of the wake word as the beginning of the sound
  // A word of the trigger list that sounds nearer refuses, unless the wake word is at least as probable as
  // this.
  std::int64_t rival_log_prob_milli_max = -1000;
  bool tone = true;  // a short tone says that the wake word alone was heard
  // So many near-misses within this time, and no proposal is looked at until so long after the latest; 0:
  // never.
  int near_misses_max = 0;
  Milliseconds near_misses_within_ms = 0;
  Milliseconds back_off_ms = 0;
  friend bool operator==(const WakeRules&, const WakeRules&) = default;
};

// When an utterance counts as ended: silence after the last speech.
struct EndpointRules {
  Milliseconds complete_ms = 500;  // what was said is complete and cannot go on
  Milliseconds can_go_on_ms = 1000;
  Milliseconds incomplete_ms = 1400;
  friend bool operator==(const EndpointRules&, const EndpointRules&) = default;
};

struct RequestRules {
  Matching matching = Matching::kWhole;
  Milliseconds start_within_ms = 1000;  // after the wake was acknowledged
  Milliseconds end_within_ms = 8000;    // after the wake
  Permille confidence_min = 600;        // mean over the words
  Permille word_confidence_min = 250;   // weakest word
  Permille nearest_score_min = 0;       // kNearest only
  friend bool operator==(const RequestRules&, const RequestRules&) = default;
};

struct ContactRules {
  Matching matching = Matching::kWhole;
  bool quiet_prompt = true;  // nobody may talk during the question
  Milliseconds answer_within_ms = 5000;
  Milliseconds end_within_ms = 8000;
  Permille distance_max = 220;
  Permille margin_min = 200;
  int retries_max = 1;
  friend bool operator==(const ContactRules&, const ContactRules&) = default;
};

struct ConfirmRules {
  Matching matching = Matching::kWhole;
  bool quiet_prompt = true;
  Milliseconds answer_from_ms = 200;
  Milliseconds answer_within_ms = 5000;
  Milliseconds end_within_ms = 8000;
  Permille distance_max = 250;
  Permille margin_min = 150;
  std::vector<std::string> accepted;   // "right, send it"
  std::vector<std::string> bare;       // "right": accepted only where every other sign is strong
  std::vector<std::string> rejected;   // "no"
  Permille bare_confidence_min = 850;  // of the request and of the answer, for a bare answer
  friend bool operator==(const ConfirmRules&, const ConfirmRules&) = default;
};

// What a spoken question needs for an answer to it to count.
struct PromptRules {
  // Where it was measured, the microphone must have heard the question, so much louder than the talk. What
  // was not measured (files, a headset) counts as heard.
  bool heard_in_room = false;
  int over_talk_db_min = 10;
  int repeats_max = 1;    // so often it is said once more, before "Not sent."
  bool barge_in = false;  // "cancel" or "stop" during the question ends the dialog
  friend bool operator==(const PromptRules&, const PromptRules&) = default;
};

struct VoiceRules {
  bool same_voice = true;             // replies must come from the voice that asked
  Milliseconds voiced_ms_min = 1200;  // below this the voice is unknown
  Permille similarity_min = 720;      // cosine
  friend bool operator==(const VoiceRules&, const VoiceRules&) = default;
};

// What becomes the message.
enum class Cargo : std::uint8_t {
  kAfterConfirm,  // only what is said after the confirmation
  kSinceWake,     // the talk since the wake: the exhibit of portland-2018
};

struct RecordRules {
  Cargo cargo = Cargo::kAfterConfirm;
  Milliseconds start_within_ms = 3000;
  Milliseconds end_silence_ms = 1500;
  Milliseconds length_ms_max = 60000;
  friend bool operator==(const RecordRules&, const RecordRules&) = default;
};

struct HoldRules {
  Milliseconds hold_ms = 15000;  // 0: sent at once
  Milliseconds thin_hold_ms =
      0;               // at least this where a question had to be asked twice or near-misses went before
  bool trial = false;  // everything but the sending: what would have been sent is written down
  friend bool operator==(const HoldRules&, const HoldRules&) = default;
};

// What happened lately raises what sending needs. 0 and false: it does not.
struct CautionRules {
  Milliseconds near_miss_within_ms = 0;  // so long a near-miss counts
  int challenge_after = 0;               // from so many near-misses on only a challenge confirms
  int lock_after = 0;                    // from so many on nothing is sent until somebody releases it by hand
  Milliseconds same_contact_within_ms = 0;  // a second message to a contact within this needs approval
  int messages_an_hour = 0;                 // and so does what comes after so many within an hour
  Milliseconds say_again_after_ms =
      0;                          // a sent message is announced once more, so much later, when it is quiet
  bool fresh_challenges = false;  // no challenge twice in a day or like what is said or called here
  friend bool operator==(const CautionRules&, const CautionRules&) = default;
};

// How dangerous an order is (core/actuation.hpp).
enum class Risk : std::uint8_t {
  kLight,  // anybody, by the wake and request gates
  kHeat,
  kGuard,  // locks, closes or arms: likewise
  kOpen,   // lets somebody in or takes a protection away: takes an OpenPermit
};

// Which commands belong to which class. One that stands nowhere is as risky as opening, and so is every
// command but a question or a guarding one to a lock, an alarm or an entrance.
struct RiskRules {
  std::vector<std::string> light = {"on",    "off",  "dim",       "dimmer",         "brighter",
                                    "color", "open", "ask-state", "ask-temperature"};
  std::vector<std::string> heat = {"set-temperature", "warmer", "cooler"};
  std::vector<std::string> guard = {"lock", "arm", "close"};
  std::vector<std::string> open = {"unlock", "disarm"};
  friend bool operator==(const RiskRules&, const RiskRules&) = default;
};

struct OpenRules {
  bool by_voice = false;        // otherwise only the page opens
  Permille identity_min = 740;  // cosine to the enrolled print, of the request and of the answer
  Permille margin_min = 40;     // to the nearest enrolled voice that may not; where require_voice names some
  Milliseconds voiced_ms_min = 1200;  // below this a voice is unknown
  // How much nearer "open it, harbor cabin" must be than "send it, harbor cabin": half of what lies between
  // the two by sound (95 to 157 for the phrases of data/challenges).
  Permille send_margin_min = 50;
  std::vector<std::string> require_voice;  // who may; empty: everybody enrolled
  friend bool operator==(const OpenRules&, const OpenRules&) = default;
};

struct SendRules {
  std::vector<std::string> require_voice;  // who may send; empty: any voice, enrolled or not
  friend bool operator==(const SendRules&, const SendRules&) = default;
};

// Virtual latencies of replay, so that the machine's speed never matters.
struct LatencyRules {
  Milliseconds recognizer_ms = 300;
  friend bool operator==(const LatencyRules&, const LatencyRules&) = default;
};

struct Policy {
  std::string name;
  int version = 0;
  bool live = true;  // sotto run accepts it
  WakeRules wake;
  EndpointRules endpoint;
  RequestRules request;
  ContactRules contact;
  ConfirmRules confirm;
  PromptRules prompt;
  VoiceRules voice;
  RecordRules record;
  HoldRules hold;
  CautionRules caution;
  LatencyRules latency;
  SendRules send;
  OpenRules open;
  RiskRules risk;
  std::set<Gate> forced;  // gates that pass whatever the evidence says; for measurements only, never live

  [[nodiscard]] bool forces(Gate gate) const { return forced.contains(gate); }
  friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace sotto
