// WhatIf: what another policy would have done with what a journal holds.
//
// The room stays as it was: who began to speak and when, what the wake detector proposed. Recognisers,
// prompts and devices answer as they did where they are asked the same. At the first question that was not
// asked then the story stops, because nobody can know how it would have gone on; it is taken up again at the
// next proposal that found Sotto at rest. Thread-safety: one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "journal/event_lines.hpp"
#include "journal/journal_store.hpp"
#include "ports/pronouncer.hpp"
#include "runtime/journal_runs.hpp"

namespace sotto {

struct WhatIfStop {
  Milliseconds at = 0;
  std::string code;   // "prompt-not-said", "never-recognised", "never-compared", "device-not-asked",
                      // "words-deleted"
  std::string words;  // the same as a sentence for people; holds names where the prompt does
};

struct WouldSend {
  Milliseconds at = 0;
  std::string contact;
  SampleSpan span;
};

// A question that was put to the room then and would not have been: what was said next may answer it.
struct OtherPrompt {
  Milliseconds at = 0;
  std::string prompt;  // "to-whom"
};

struct WhatIfRun {
  RunStart start;
  RunSummary summary;
  std::vector<WhatIfStop> stops;
  std::vector<WouldSend> sent;
  std::vector<OtherPrompt> other_prompts;
};

struct WhatIfOptions {
  Policy policy;
  const Pronouncer* pronouncer = nullptr;  // of the policy's own phrases; null: those of the journal only
  std::optional<int> run;                  // only this one
  // Every line as it would have happened, in order of time. May be empty.
  std::function<void(const RunStart& run, const std::string& line)> on_line;
  // Answers a Transcribe or CompareVoices that the journal cannot; kept sound can. May be empty.
  std::function<std::optional<EventBody>(const RunStart& run, const Effect& effect)> answer;
  std::function<void(std::uint64_t done, std::uint64_t size)> on_progress;
  std::function<bool()> stopped;
};

// One entry a run. Errors: those of the reader; journal-damaged; not-found (no such run).
[[nodiscard]] Result<std::vector<WhatIfRun>> ask_what_if(const JournalReader& reader,
                                                         const WhatIfOptions& options);

}  // namespace sotto
