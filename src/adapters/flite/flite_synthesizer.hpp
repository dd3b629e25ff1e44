// Speech by flite (BSD-style licence): the fallback while the speaking model is missing. Small, quick and
// plain.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "ports/synthesizer.hpp"

namespace sotto {

// Name and version of the voice, for caches.
inline constexpr std::string_view kFliteModel = "flite-2.2-slt";

// One voice, "slt" (CMU Arctic, a woman), 16 kHz, finished as in runtime/speech_finish.hpp. Its breath is
// random, so the same text never gives quite the same samples twice. Several may be used from different
// threads at a time. Errors: engine-failed (the voice cannot be made).
[[nodiscard]] Result<std::unique_ptr<Synthesizer>> make_flite_synthesizer();

}  // namespace sotto
