// Every field of a Policy with its key and range, visited in the order of the file. Internal to this adapter.
//
// One list serves reading and writing. The structured bindings make a field that is added to the Policy and
// forgotten here a compile error. Thread-safety: as the visitor.
//
// A visitor has: section(name), boolean(key, bool&), integer(key, T&, min, max), texts(key, vector<string>&)
// and choice(key, Enum&, names).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/units.hpp"
#include "core/policy.hpp"

namespace sotto {

inline constexpr std::int64_t kShareMax = 1000;
inline constexpr std::int64_t kPolicyMsMax = 600'000;      // no wait of a dialog is longer than ten minutes
inline constexpr std::int64_t kCautionMsMax = 86'400'000;  // a day
inline constexpr std::int64_t kNearMissesMax = 60;
inline constexpr std::int64_t kMessagesAnHourMax = 60;
inline constexpr std::int64_t kOverTalkDbMax = 30;
inline constexpr std::int64_t kLogProbMilliMin = -1'000'000;

// In the order of the enumerations.
inline constexpr std::array<std::string_view, 2> kMatchingNames = {"whole", "nearest"};
inline constexpr std::array<std::string_view, 2> kCargoNames = {"after-confirm", "since-wake"};

template <typename Rules, typename Visitor>
void visit_wake(Rules& rules, Visitor& visit) {
  auto& [proposal_score, own_proposal_score, second_look, look_after_ms, lead_ms_max, distance_max,
         forced_log_prob_milli_min, rival_log_prob_milli_max, tone, near_misses_max, near_misses_within_ms,
         back_off_ms] = rules;
  visit.section("wake");
  visit.integer("proposal_score", proposal_score, 0, kShareMax);
  visit.integer("own_proposal_score", own_proposal_score, 1, kNoProposal);
  visit.boolean("second_look", second_look);
  visit.integer("look_after_ms", look_after_ms, 0, kPolicyMsMax);
  visit.integer("lead_ms_max", lead_ms_max, 0, kPolicyMsMax);
  visit.integer("distance_max", distance_max, 0, kShareMax);
  visit.integer("forced_log_prob_milli_min", forced_log_prob_milli_min, kLogProbMilliMin, 0);
  visit.integer("rival_log_prob_milli_max", rival_log_prob_milli_max, kLogProbMilliMin, 0);
  visit.boolean("tone", tone);
  visit.integer("near_misses_max", near_misses_max, 0, kNearMissesMax);
  visit.integer("near_misses_within_ms", near_misses_within_ms, 0, kPolicyMsMax);
  visit.integer("back_off_ms", back_off_ms, 0, kPolicyMsMax);
}

template <typename Rules, typename Visitor>
void visit_endpoint(Rules& rules, Visitor& visit) {
  auto& [complete_ms, can_go_on_ms, incomplete_ms] = rules;
  visit.section("endpoint");
  visit.integer("complete_ms", complete_ms, 1, kPolicyMsMax);
  visit.integer("can_go_on_ms", can_go_on_ms, 1, kPolicyMsMax);
  visit.integer("incomplete_ms", incomplete_ms, 1, kPolicyMsMax);
}

template <typename Rules, typename Visitor>
void visit_request(Rules& rules, Visitor& visit) {
  auto& [matching, start_within_ms, end_within_ms, confidence_min, word_confidence_min, nearest_score_min] =
      rules;
  visit.section("request");
  visit.choice("matching", matching, kMatchingNames);
  visit.integer("start_within_ms", start_within_ms, 1, kPolicyMsMax);
  visit.integer("end_within_ms", end_within_ms, 1, kPolicyMsMax);
  visit.integer("confidence_min", confidence_min, 0, kShareMax);
  visit.integer("word_confidence_min", word_confidence_min, 0, kShareMax);
  visit.integer("nearest_score_min", nearest_score_min, 0, kShareMax);
}

template <typename Rules, typename Visitor>
void visit_contact(Rules& rules, Visitor& visit) {
  auto& [matching, quiet_prompt, answer_within_ms, end_within_ms, distance_max, margin_min, retries_max] =
      rules;
  visit.section("contact");
  visit.choice("matching", matching, kMatchingNames);
  visit.boolean("quiet_prompt", quiet_prompt);
  visit.integer("answer_within_ms", answer_within_ms, 1, kPolicyMsMax);
  visit.integer("end_within_ms", end_within_ms, 1, kPolicyMsMax);
  visit.integer("distance_max", distance_max, 0, kShareMax);
  visit.integer("margin_min", margin_min, 0, kShareMax);
  visit.integer("retries_max", retries_max, 0, 3);
}

template <typename Rules, typename Visitor>
void visit_confirm(Rules& rules, Visitor& visit) {
  auto& [matching, quiet_prompt, answer_from_ms, answer_within_ms, end_within_ms, distance_max, margin_min,
         accepted, bare, rejected, bare_confidence_min] = rules;
  visit.section("confirm");
  visit.choice("matching", matching, kMatchingNames);
  visit.boolean("quiet_prompt", quiet_prompt);
  visit.integer("answer_from_ms", answer_from_ms, 0, kPolicyMsMax);
  visit.integer("answer_within_ms", answer_within_ms, 1, kPolicyMsMax);
  visit.integer("end_within_ms", end_within_ms, 1, kPolicyMsMax);
  visit.integer("distance_max", distance_max, 0, kShareMax);
  visit.integer("margin_min", margin_min, 0, kShareMax);
  visit.texts("accepted", accepted);
  visit.texts("bare", bare);
  visit.texts("rejected", rejected);
  visit.integer("bare_confidence_min", bare_confidence_min, 0, kShareMax);
}

template <typename Rules, typename Visitor>
void visit_prompt(Rules& rules, Visitor& visit) {
  auto& [heard_in_room, over_talk_db_min, repeats_max, barge_in] = rules;
  visit.section("prompt");
  visit.boolean("heard_in_room", heard_in_room);
  visit.integer("over_talk_db_min", over_talk_db_min, 0, kOverTalkDbMax);
  visit.integer("repeats_max", repeats_max, 0, 3);
  visit.boolean("barge_in", barge_in);
}

template <typename Rules, typename Visitor>
void visit_voice(Rules& rules, Visitor& visit) {
  auto& [same_voice, voiced_ms_min, similarity_min] = rules;
  visit.section("voice");
  visit.boolean("same_voice", same_voice);
  visit.integer("voiced_ms_min", voiced_ms_min, 0, kPolicyMsMax);
  visit.integer("similarity_min", similarity_min, 0, kShareMax);
}

template <typename Rules, typename Visitor>
void visit_record(Rules& rules, Visitor& visit) {
  auto& [cargo, start_within_ms, end_silence_ms, length_ms_max] = rules;
  visit.section("record");
  visit.choice("cargo", cargo, kCargoNames);
  visit.integer("start_within_ms", start_within_ms, 1, kPolicyMsMax);
  visit.integer("end_silence_ms", end_silence_ms, 1, kPolicyMsMax);
  visit.integer("length_ms_max", length_ms_max, 1, kPolicyMsMax);
}

template <typename Rules, typename Visitor>
void visit_hold(Rules& rules, Visitor& visit) {
  auto& [hold_ms, thin_hold_ms, trial] = rules;
  visit.section("hold");
  visit.integer("hold_ms", hold_ms, 0, kPolicyMsMax);
  visit.integer("thin_hold_ms", thin_hold_ms, 0, kPolicyMsMax);
  visit.boolean("trial", trial);
}

template <typename Rules, typename Visitor>
void visit_caution(Rules& rules, Visitor& visit) {
  auto& [near_miss_within_ms, challenge_after, lock_after, same_contact_within_ms, messages_an_hour,
         say_again_after_ms, fresh_challenges] = rules;
  visit.section("caution");
  visit.integer("near_miss_within_ms", near_miss_within_ms, 0, kCautionMsMax);
  visit.integer("challenge_after", challenge_after, 0, kNearMissesMax);
  visit.integer("lock_after", lock_after, 0, kNearMissesMax);
  visit.integer("same_contact_within_ms", same_contact_within_ms, 0, kCautionMsMax);
  visit.integer("messages_an_hour", messages_an_hour, 0, kMessagesAnHourMax);
  visit.integer("say_again_after_ms", say_again_after_ms, 0, kCautionMsMax);
  visit.boolean("fresh_challenges", fresh_challenges);
}

template <typename Rules, typename Visitor>
void visit_open(Rules& rules, Visitor& visit) {
  auto& [by_voice, identity_min, margin_min, voiced_ms_min, send_margin_min, require_voice] = rules;
  visit.section("open");
  visit.boolean("by_voice", by_voice);
  visit.integer("identity_min", identity_min, 0, kShareMax);
  visit.integer("margin_min", margin_min, 0, kShareMax);
  visit.integer("voiced_ms_min", voiced_ms_min, 0, kPolicyMsMax);
  visit.integer("send_margin_min", send_margin_min, 0, kShareMax);
  visit.texts("require_voice", require_voice);
}

template <typename Rules, typename Visitor>
void visit_risk(Rules& rules, Visitor& visit) {
  auto& [light, heat, guard, open] = rules;
  visit.section("risk");
  visit.texts("light", light);
  visit.texts("heat", heat);
  visit.texts("guard", guard);
  visit.texts("open", open);
}

// Everything but name, version, live and forced.
template <typename PolicyT, typename Visitor>
void visit_rules(PolicyT& policy, Visitor& visit) {
  auto& [name, version, live, wake, endpoint, request, contact, confirm, prompt, voice, record, hold, caution,
         latency, send, open, risk, forced] = policy;
  visit_wake(wake, visit);
  visit_endpoint(endpoint, visit);
  visit_request(request, visit);
  visit_contact(contact, visit);
  visit_confirm(confirm, visit);
  visit_prompt(prompt, visit);
  visit_voice(voice, visit);
  visit_record(record, visit);
  visit_hold(hold, visit);
  visit_caution(caution, visit);
  auto& [recognizer_ms] = latency;
  visit.section("latency");
  visit.integer("recognizer_ms", recognizer_ms, 0, kPolicyMsMax);
  auto& [require_voice] = send;
  visit.section("send");
  visit.texts("require_voice", require_voice);
  visit_open(open, visit);
  visit_risk(risk, visit);
}

}  // namespace sotto
