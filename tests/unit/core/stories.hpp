// Stories: every short sequence of moves, whatever sense it makes, played to the core.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "script.hpp"

namespace sotto {

struct Move {
  const char* name;
  std::function<void(Script&)> play;
};

// What people, the loudspeaker, the clock and the owner may do at any time.
[[nodiscard]] const std::vector<Move>& moves();

// Talk of people who want nothing, at its worst: it wakes, holds names and a "right", and is the same voice.
[[nodiscard]] const std::vector<Move>& chatter();

// What comes from outside when no engine ever answers and no prompt ever ends.
[[nodiscard]] const std::vector<Move>& silence_of_engines();

// Where stories begin.
void begin_at_rest(Script& script);
void begin_with_question(Script& script);   // "Maria Alvarez, right?" is being asked
void begin_with_challenge(Script& script);  // "To send it, say: send it, harbor cabin" has been asked
void begin_with_tone(Script& script);       // it has been confirmed, and the tone has sounded
void begin_with_hold(Script& script);       // a message is held

// Does all that is left for a message that has been confirmed: stories too short to get there end with this.
void carry_on(Script& script);

// Calls `judge` for each of moves.size()^depth stories that go on from `beginning`; returns how many there
// were.
int play_stories(const Script& beginning, const std::vector<Move>& moves, int depth,
                 const std::function<void(Script&, const std::string& story)>& judge);

}  // namespace sotto
