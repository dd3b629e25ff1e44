// Echo cancelling and noise suppression with SpeexDSP.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "base/units.hpp"
#include "ports/echo_canceller.hpp"

namespace sotto {

struct EchoCancellerOptions {
  // The sound system's delay and the room's echo together: what comes later is not cancelled.
  Milliseconds tail_ms = 512;
  // Lowers steady noise, by at most 6 dB: more would take from the consonants that gates judge by.
  bool suppress_noise = false;
};

// An adaptive filter over frequency blocks (multidelay block filter, Soo and Pang, IEEE TASSP 38, 1990) whose
// learning rate follows how much of the sound is echo (Valin, IEEE TASLP 15, 2007), so that a person who
// talks meanwhile spoils nothing. It learns a room from some ten seconds of playback. For frames of
// kFrameSamples only. Errors: engine-failed.
[[nodiscard]] Result<std::unique_ptr<EchoCanceller>> make_echo_canceller(EchoCancellerOptions options = {});

}  // namespace sotto
