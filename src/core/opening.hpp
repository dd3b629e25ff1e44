// Opening doors and disarming: the dialog around the open gate, and orders that nobody spoke. Internal to the
// core.
//
// Whoever asks has to be known; then a phrase of the moment has to come back by the same, known voice.
// Nothing else makes an OpenPermit but an approval on the page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/actuation.hpp"
#include "core/gates.hpp"
#include "core/open_permit.hpp"
#include "core/transition.hpp"
#include "nlu/request.hpp"

namespace sotto {

struct KnownVoice {
  std::string name;  // the nearest enrolled voice
  Permille score = 0;
  Milliseconds voiced_ms = 0;
  Reason reason = Reason::kVoiceUnknown;  // kNone: it is that voice, and it may
};

// The enrolled voice that was heard. `wanted`: who may; empty: everybody enrolled.
[[nodiscard]] KnownVoice find_known_voice(const DialogState& state, const std::vector<std::string>& wanted,
                                          const std::optional<VoiceIdentified>& identified);
void add_known_voice(Evidence& evidence, const OpenRules& rules, const KnownVoice& known);

// Escalates to the phrase of the moment, or refuses.
[[nodiscard]] Judgement judge_open_request(const DialogState& state, const Dialog& dialog,
                                           const KnownVoice& asker);
// The phrase, its time, and that the voice is the one that asked. REQUIRES: no gate is forced.
[[nodiscard]] Judgement judge_open_answer(const DialogState& state, const Dialog& dialog,
                                          const Utterance& utterance, const VoiceFinding& voice);
// The last word: that answer, by a voice that is known.
[[nodiscard]] Judgement judge_open_voice(const DialogState& state, const Dialog& dialog,
                                         const KnownVoice& answerer);

// The only maker of OpenPermit. REQUIRES: `judgement` is the open gate's and passed.
[[nodiscard]] OpenPermit permit_opening(PermitSource source, const Actuation& order,
                                        const Judgement& judgement);

// A request whose class is kOpen; `spoken`: false for a typed one, which nobody's voice vouches for.
void begin_opening(Transition& t, Actuation order, bool spoken);

// The answer to the phrase has ended.
void end_opening(Transition& t, const Utterance& utterance, const VoiceFinding& voice);

// Asks whose voice the request was before a message may be recorded. Only where the policy names who may
// send.
void check_sender(Transition& t);

// An IdentifyVoice was answered, or failed (nullopt).
void take_identity(Transition& t, const std::optional<VoiceIdentified>& identified);

// An order from the page, a timer or a keyboard.
void take_order(Transition& t, const OrderGiven& event);

}  // namespace sotto
