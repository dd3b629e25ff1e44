// The flow of a dialog: what follows on each gate's verdict. Internal to the core.
#pragma once

#include "core/gates.hpp"
#include "core/transition.hpp"

namespace sotto {

// A wake detector proposed while nothing goes on.
void begin_dialog(Transition& t, const WakeProposed& event);
// Another detector came to the same conclusion a little later: evidence, as long as the wake is not judged.
void add_proposal(Transition& t, const WakeProposed& event);

// The transcript of the second look arrived.
void take_second_look(Transition& t, const Transcript& transcript);

// The second look is due because the talk goes on.
void request_second_look(Transition& t);

// The utterance of the current phase has ended.
void end_turn(Transition& t, Utterance utterance);

// A comparison of voices arrived, or failed (nullopt).
void take_comparison(Transition& t, const std::optional<VoicesCompared>& compared);

void finish_prompt(Transition& t, const PromptFinished& event);

// A typed request is routed like a spoken one that passed its gate, but never begins a message.
void route_typed(Transition& t, const RequestTyped& event);
// A spoken request that passed its gate.
void route_request(Transition& t, const RequestFinding& finding, const std::vector<Word>& words);
void answer_device(Transition& t, const DeviceAnswered& event);
void answer_forget(Transition& t, const Forgotten& event);

void ask_to_whom(Transition& t);
// "[contact], right?" REQUIRES: the dialog's contact is known.
void ask_contact_confirmation(Transition& t);

// Ends the dialog with a spoken sentence (nullopt: silently) and remembers it in one sentence.
void end_dialog(Transition& t, std::optional<Prompt> prompt, std::string story);

// Ends the dialog because `judgement` refused; says "Not sent." where a message was under way.
void refuse_dialog(Transition& t, Judgement judgement);

// The hold.
void begin_hold(Transition& t, const RecordFinding& finding);
void take_message_transcript(Transition& t, const Transcript& transcript);
void hold_prompt_finished(Transition& t, const PromptFinished& event);
void hold_timer_fired(Transition& t);
void end_hold_turn(Transition& t, Utterance utterance);
void take_hold_comparison(Transition& t, const std::optional<VoicesCompared>& compared);
void cancel_hold(Transition& t, Judgement judgement);
void put_to_waiting(Transition& t, Judgement judgement);
void finish_delivery(Transition& t, const MessageDelivered& event);

}  // namespace sotto
