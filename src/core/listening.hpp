// Listening for one utterance: when it has begun, when it has ended, what was said. The end-pointer. Internal
// to the core.
//
// At every pause of 200 ms the speech so far is decoded; how long the silence must last then depends on
// whether what was heard is complete (design part 7). Speech that resumes drops the decode. Talk that never
// pauses runs into the cap.
#pragma once

#include <functional>
#include <optional>

#include "core/transition.hpp"

namespace sotto {

// How much silence the words heard so far ask for.
using SilenceNeeded = std::function<Milliseconds(const DialogState&, const Transcript&)>;

struct ListeningRules {
  Turn turn = Turn::kRequest;
  SampleCount opened_at = 0;
  std::optional<Milliseconds> start_by;  // run time at which nobody is going to speak any more
  Milliseconds end_by = 0;               // run time at which talk without an end is given up
  bool decode = true;
  bool decode_at_cap = false;
  EndpointRules endpoint;
};

// Replaces whatever was listened to. Speech that is going on already counts from opened_at.
void open_listening(Transition& t, const ListeningRules& rules);

// Stops without a result.
void close_listening(Transition& t);

void listening_heard_start(Transition& t, const SpeechStarted& event);
void listening_heard_pause(Transition& t, const SpeechPaused& event);

// Each returns the utterance once it has ended; listening is closed then.
[[nodiscard]] std::optional<Utterance> listening_got_transcript(Transition& t, const Transcribed& event,
                                                                const SilenceNeeded& silence_needed);
[[nodiscard]] std::optional<Utterance> listening_lost_transcript(Transition& t, std::uint64_t request);
[[nodiscard]] std::optional<Utterance> listening_timer(Transition& t, std::uint64_t timer);

// Texts that the next decode scores as the beginning of the sound, chosen by the turn.
[[nodiscard]] std::vector<std::string> forced_texts(const DialogState& state, Turn turn);

}  // namespace sotto
