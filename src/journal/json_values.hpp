// JSON forms of the values inside events and effects. Internal to the journal.
//
// A value that no encoder writes, such as an unknown name of an enumerator, is read as some other value: the
// decoder encodes again what it has read and refuses what comes out different.
#pragma once

#include <nlohmann/json.hpp>

#include "core/effect.hpp"
#include "core/event.hpp"

// Pronunciations are written as people read them: "AH L EH K S AH".
template <>
struct nlohmann::adl_serializer<sotto::Phonemes> {
  static void to_json(json& value, const sotto::Phonemes& phonemes) {
    value = sotto::format_phonemes(phonemes);
  }
  static void from_json(const json& value, sotto::Phonemes& phonemes) {
    phonemes = sotto::parse_phonemes(value.get_ref<const std::string&>()).value_or(sotto::Phonemes());
  }
};

namespace sotto {

inline void to_json(nlohmann::json& json, const Gate& gate) {
  json = gate_name(gate);
}
inline void from_json(const nlohmann::json& json, Gate& gate) {
  gate = parse_gate(json.get_ref<const std::string&>()).value_or(Gate::kWake);
}
NLOHMANN_JSON_SERIALIZE_ENUM(Matching, {{Matching::kWhole, "whole"}, {Matching::kNearest, "nearest"}})
NLOHMANN_JSON_SERIALIZE_ENUM(Cargo,
                             {{Cargo::kAfterConfirm, "after-confirm"}, {Cargo::kSinceWake, "since-wake"}})
NLOHMANN_JSON_SERIALIZE_ENUM(DeliveryOutcome, {{DeliveryOutcome::kUnknown, "unknown"},
                                               {DeliveryOutcome::kSent, "sent"},
                                               {DeliveryOutcome::kFailed, "failed"},
                                               {DeliveryOutcome::kDeferred, "deferred"},
                                               {DeliveryOutcome::kCancelled, "cancelled"}})

NLOHMANN_JSON_SERIALIZE_ENUM(AlertKind, {{AlertKind::kTimer, "timer"},
                                         {AlertKind::kAlarm, "alarm"},
                                         {AlertKind::kReminder, "reminder"}})

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Alert, kind, text, by_clock, due_ms, length_ms, days, set_epoch_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Reminders, alerts, items)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RingRules, quiet_from_minutes, quiet_to_minutes, level, quiet_level)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SampleSpan, from, to)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Word, text, normalized, span, confidence, phonemes)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Hypothesis, text, log_prob_milli)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ForcedScore, text, log_prob_milli)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Transcript, span, text, words, confidence, no_speech, looped, truncated,
                                   full_context, n_best, forced)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SpokenPhrase, text, pronunciations)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Contact, id, name, allowed, spoken)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(DetectorScore, detector, score)

// A field that came later is written only where it is not what was so before it came: older journals read as
// they were written, and come out the same.
template <typename T>
void write_later(nlohmann::json& json, const char* key, const T& value, const T& before) {
  if (!(value == before)) json[key] = value;
}
template <typename T>
void read_later(const nlohmann::json& json, const char* key, T& value) {
  if (const auto found = json.find(key); found != json.end()) found->get_to(value);
}

inline void to_json(nlohmann::json& json, const WakeRules& rules) {
  json = {{"proposal_score", rules.proposal_score},
          {"second_look", rules.second_look},
          {"look_after_ms", rules.look_after_ms},
          {"lead_ms_max", rules.lead_ms_max},
          {"distance_max", rules.distance_max},
          {"forced_log_prob_milli_min", rules.forced_log_prob_milli_min},
          {"rival_log_prob_milli_max", rules.rival_log_prob_milli_max},
          {"tone", rules.tone}};
  write_later(json, "own_proposal_score", rules.own_proposal_score, WakeRules().own_proposal_score);
  write_later(json, "near_misses_max", rules.near_misses_max, WakeRules().near_misses_max);
  write_later(json, "near_misses_within_ms", rules.near_misses_within_ms, WakeRules().near_misses_within_ms);
  write_later(json, "back_off_ms", rules.back_off_ms, WakeRules().back_off_ms);
}
inline void from_json(const nlohmann::json& json, WakeRules& rules) {
  json.at("proposal_score").get_to(rules.proposal_score);
  json.at("second_look").get_to(rules.second_look);
  json.at("look_after_ms").get_to(rules.look_after_ms);
  json.at("lead_ms_max").get_to(rules.lead_ms_max);
  json.at("distance_max").get_to(rules.distance_max);
  json.at("forced_log_prob_milli_min").get_to(rules.forced_log_prob_milli_min);
  json.at("rival_log_prob_milli_max").get_to(rules.rival_log_prob_milli_max);
  json.at("tone").get_to(rules.tone);
  read_later(json, "own_proposal_score", rules.own_proposal_score);
  read_later(json, "near_misses_max", rules.near_misses_max);
  read_later(json, "near_misses_within_ms", rules.near_misses_within_ms);
  read_later(json, "back_off_ms", rules.back_off_ms);
}
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(EndpointRules, complete_ms, can_go_on_ms, incomplete_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RequestRules, matching, start_within_ms, end_within_ms, confidence_min,
                                   word_confidence_min, nearest_score_min)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ContactRules, matching, quiet_prompt, answer_within_ms, end_within_ms,
                                   distance_max, margin_min, retries_max)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ConfirmRules, matching, quiet_prompt, answer_from_ms, answer_within_ms,
                                   end_within_ms, distance_max, margin_min, accepted, bare, rejected,
                                   bare_confidence_min)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(PromptRules, heard_in_room, over_talk_db_min, repeats_max, barge_in)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VoiceRules, same_voice, voiced_ms_min, similarity_min)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RecordRules, cargo, start_within_ms, end_silence_ms, length_ms_max)

inline void to_json(nlohmann::json& json, const HoldRules& rules) {
  json = {{"hold_ms", rules.hold_ms}};
  write_later(json, "thin_hold_ms", rules.thin_hold_ms, HoldRules().thin_hold_ms);
  write_later(json, "trial", rules.trial, HoldRules().trial);
}
inline void from_json(const nlohmann::json& json, HoldRules& rules) {
  json.at("hold_ms").get_to(rules.hold_ms);
  read_later(json, "thin_hold_ms", rules.thin_hold_ms);
  read_later(json, "trial", rules.trial);
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CautionRules, near_miss_within_ms, challenge_after, lock_after,
                                   same_contact_within_ms, messages_an_hour, say_again_after_ms,
                                   fresh_challenges)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LatencyRules, recognizer_ms)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SendRules, require_voice)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(OpenRules, by_voice, identity_min, margin_min, voiced_ms_min,
                                   send_margin_min, require_voice)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RiskRules, light, heat, guard, open)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(VoiceScore, name, score)
NLOHMANN_JSON_SERIALIZE_ENUM(OrderSource, {{OrderSource::kTyped, "typed"},
                                           {OrderSource::kPage, "page"},
                                           {OrderSource::kTimer, "timer"}})

inline void to_json(nlohmann::json& json, const Policy& policy) {
  json = {{"name", policy.name},       {"version", policy.version},   {"live", policy.live},
          {"wake", policy.wake},       {"endpoint", policy.endpoint}, {"request", policy.request},
          {"contact", policy.contact}, {"confirm", policy.confirm},   {"voice", policy.voice},
          {"record", policy.record},   {"hold", policy.hold},         {"latency", policy.latency},
          {"forced", policy.forced}};
  write_later(json, "prompt", policy.prompt, PromptRules());
  write_later(json, "caution", policy.caution, CautionRules());
  write_later(json, "send", policy.send, SendRules());
  write_later(json, "open", policy.open, OpenRules());
  write_later(json, "risk", policy.risk, RiskRules());
}
inline void from_json(const nlohmann::json& json, Policy& policy) {
  json.at("name").get_to(policy.name);
  json.at("version").get_to(policy.version);
  json.at("live").get_to(policy.live);
  json.at("wake").get_to(policy.wake);
  json.at("endpoint").get_to(policy.endpoint);
  json.at("request").get_to(policy.request);
  json.at("contact").get_to(policy.contact);
  json.at("confirm").get_to(policy.confirm);
  json.at("voice").get_to(policy.voice);
  json.at("record").get_to(policy.record);
  json.at("hold").get_to(policy.hold);
  json.at("latency").get_to(policy.latency);
  json.at("forced").get_to(policy.forced);
  read_later(json, "prompt", policy.prompt);
  read_later(json, "caution", policy.caution);
  read_later(json, "send", policy.send);
  read_later(json, "open", policy.open);
  read_later(json, "risk", policy.risk);
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SentenceText, text, line)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SentenceIntent, name, sentences, slots)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SentenceListValue, says, value)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SentenceList, name, values)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SentenceNumber, name, from_milli, to_milli, step_milli)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SentenceRule, name, says, quiet)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SentenceFile, before, after, not_contacts, rules, numbers, lists, intents)
inline void to_json(nlohmann::json& json, const Vocabulary& vocabulary) {
  json = {{"wake_word", vocabulary.wake_word},   {"triggers", vocabulary.triggers},
          {"accepted", vocabulary.accepted},     {"bare", vocabulary.bare},
          {"rejected", vocabulary.rejected},     {"cancelling", vocabulary.cancelling},
          {"challenges", vocabulary.challenges}, {"sentences", vocabulary.sentences},
          {"lexicon", vocabulary.lexicon}};
  write_later(json, "greetings", vocabulary.greetings, {});
}
inline void from_json(const nlohmann::json& json, Vocabulary& vocabulary) {
  json.at("wake_word").get_to(vocabulary.wake_word);
  json.at("triggers").get_to(vocabulary.triggers);
  json.at("accepted").get_to(vocabulary.accepted);
  json.at("bare").get_to(vocabulary.bare);
  json.at("rejected").get_to(vocabulary.rejected);
  json.at("cancelling").get_to(vocabulary.cancelling);
  json.at("challenges").get_to(vocabulary.challenges);
  json.at("sentences").get_to(vocabulary.sentences);
  json.at("lexicon").get_to(vocabulary.lexicon);
  read_later(json, "greetings", vocabulary.greetings);
}

// Facts: integers, booleans and texts are told apart by their JSON type.
inline void to_json(nlohmann::json& json, const Fact& fact) {
  std::visit([&json, &fact](const auto& value) { json = {{"key", fact.key}, {"value", value}}; }, fact.value);
}

inline void to_json(nlohmann::json& json, const Judgement& judgement) {
  json = {{"gate", gate_name(judgement.gate)},
          {"verdict", verdict_name(judgement.verdict)},
          {"reason", reason_code(judgement.reason)},
          {"evidence", judgement.evidence}};
}

}  // namespace sotto
