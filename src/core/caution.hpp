// Caution: what happened lately makes sending harder. Near-misses and messages sent a short while ago are
// remembered; they raise what a confirmation must be, lock sending, or leave a message for approval. Internal
// to the core.
//
// The family in Portland was sent from several times in a row: whoever was mistaken once is likely to be
// mistaken again, because the talk that fooled the gates is still going on.
#pragma once

#include "core/state.hpp"
#include "core/transition.hpp"

namespace sotto {

// note_judgement() (core/transition.hpp) remembers what was nearly a mistake: talk that came as far as a gate
// and was stopped there.

// Near-misses within the policy's time, or within another one.
[[nodiscard]] int count_near_misses(const DialogState& state);
[[nodiscard]] int count_near_misses(const DialogState& state, Milliseconds within);

// So much was nearly a mistake lately that nothing wakes Sotto for a while: a television that it takes for
// people would keep it busy all evening.
[[nodiscard]] bool backs_off(const DialogState& state);

// A confirmation that would do otherwise does not: a challenge is asked for.
[[nodiscard]] bool wants_challenge(const DialogState& state);

// Why the next message to this contact has to be approved by hand; kNone: it need not be.
[[nodiscard]] Reason approval_reason(const DialogState& state, const std::string& contact_id);

// A message went to the channel.
void note_sent(Transition& t, const ConfirmedRecording& recording);

// How long this message is held: longer where the evidence was thin.
[[nodiscard]] Milliseconds hold_time(const DialogState& state, const Dialog& dialog);

// The challenge of this dialog: none that was asked for within a day, and none that sounds like a contact or
// like what was said in the last minute, as long as there is any other. Null: the list is empty.
[[nodiscard]] const SpokenPhrase* choose_challenge(Transition& t, std::uint64_t nonce);

// What was heard, so that no challenge is a word that somebody may be saying anyway.
void note_heard(DialogState& state, const Transcript& transcript);

// Says once more, at a quiet moment, that a message was sent: whoever did not hear it then hears it now.
void message_was_sent(Transition& t, const std::string& contact);
[[nodiscard]] bool notice_timer_fired(Transition& t, const TimerFired& event);

}  // namespace sotto
