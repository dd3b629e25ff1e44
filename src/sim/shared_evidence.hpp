// SharedEvidence: engines whose answers are kept, so that several policies and forced gates that ask about
// the same sound share them.
//
// Voice activity and wake scores depend on the sound alone. While several runs hear the very same sound from
// its start, the first one's answers are written on a tape, frame by frame, and the others read it.
// Transcripts and voice prints are kept by what they were asked about: position, options, and the sound
// itself (its length and a 128-bit hash), so that an answer is never given for other sound. Prompts are kept
// by their words. Memory: kAnswersMax answers of each sort, then all are forgotten; the tape holds one
// recording.
//
// Thread-safety: one thread. Ownership: borrows the engines, which must outlive it.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "runtime/services.hpp"
#include "sim/campaign_tally.hpp"

namespace sotto {

class SharedEvidence {
 public:
  explicit SharedEvidence(Services engines);
  ~SharedEvidence();
  SharedEvidence(const SharedEvidence&) = delete;
  SharedEvidence& operator=(const SharedEvidence&) = delete;

  // New sound: the tape is empty, and detectors have heard nothing.
  void begin_sound();
  // The same sound from its start again.
  void begin_run();

  // The engines with memory. The messenger takes everything and keeps nothing; devices and outbox are null.
  [[nodiscard]] Services services() const;

  // What was asked of the engines so far, by the name of the engine.
  [[nodiscard]] std::map<std::string, EvidenceCounts> counts() const;

  inline static constexpr std::size_t kAnswersMax = 4096;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sotto
