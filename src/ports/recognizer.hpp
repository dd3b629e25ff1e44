// Recognizer: speech to text for one whole stretch of sound, with evidence.
//
// Thread-safety: one caller at a time; may be used from another thread than the one that made it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "nlu/transcript.hpp"

namespace sotto {

struct RecognitionRequest {
  std::span<const float>
      samples;           // mono float in [-1, 1), 16 kHz, at most 30 s; silence around it is trimmed inside
  SampleCount from = 0;  // run position of samples[0]
  std::vector<std::string> forced_texts;  // texts to score as the beginning of the sound, for example "Alexa"
  bool full_context = false;              // decode in the full 30 s window at once
  bool may_retry = true;  // decode a second time in full context when the first one looks wrong
  int n_best = 1;         // how many hypotheses are wanted, 1 to 5
};

class Recognizer {
 public:
  virtual ~Recognizer() = default;

  // An empty transcript (no words) is a valid answer: nothing was said. Errors: engine-failed, too-long.
  [[nodiscard]] virtual Result<Transcript> transcribe(const RecognitionRequest& request) = 0;
};

}  // namespace sotto
