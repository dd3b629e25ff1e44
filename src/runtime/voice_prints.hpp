// VoicePrints: the enrolled voices of a run. Shared by whoever changes them and the worker that compares.
//
// A print is what one person's sentences have in common (ports/voice_identifier.hpp). It tells that person
// from others and is kept like a recording: sealed on the disk (voice_store.hpp), in memory only while Sotto
// runs, never in the journal and never in an event. Thread-safety: any thread.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/event.hpp"
#include "ports/voice_identifier.hpp"

namespace sotto {

struct VoicePrint {
  std::string name;
  VoiceEmbedding embedding{};  // unit length
  Milliseconds voiced_ms = 0;  // how much speech it rests on

  friend bool operator==(const VoicePrint&, const VoicePrint&) = default;
};

class VoicePrints {
 public:
  void set(std::vector<VoicePrint> prints);

  [[nodiscard]] std::vector<std::string> names() const;
  // How near a voice is to each of them, in their order.
  [[nodiscard]] std::vector<VoiceScore> compare(const VoiceEmbedding& voice) const;

 private:
  mutable std::mutex mutex_;
  std::vector<VoicePrint> prints_;
};

}  // namespace sotto
