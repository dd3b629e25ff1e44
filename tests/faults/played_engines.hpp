// Engines that understand the sound of a Play: perfect ears, without a model. Faults are laid around them
// (faulty_ports.hpp).
//
// Thread-safety: as the ports say; what a test asks afterwards is read when the run is over.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "faults/play.hpp"
#include "ports/messenger.hpp"
#include "ports/pronouncer.hpp"
#include "ports/recognizer.hpp"
#include "ports/synthesizer.hpp"
#include "ports/voice_activity.hpp"
#include "ports/voice_identifier.hpp"
#include "ports/wake_detector.hpp"

namespace sotto {

// Speech is whatever is not silent.
class PlayedActivity final : public VoiceActivity {
 public:
  Result<Permille> process(std::span<const float> frame) override;
  void reset() override {}
};

// Proposes 700 ms into every line that begins with "Alexa".
class PlayedWakeDetector final : public WakeDetector {
 public:
  explicit PlayedWakeDetector(const Play& play) : play_(play) {}
  Result<std::optional<WakeProposal>> process(std::span<const float> samples) override;
  Permille take_peak() override { return 0; }
  void reset(SampleCount at) override;
  std::string name() const override { return "played"; }

 private:
  const Play& play_;
  SampleCount position_ = 0;
  SampleCount heard_ = 0;  // of the line that sounds now
  std::optional<std::size_t> line_;
};

// Writes down the lines that it finds in the sound, every word with certainty.
class PlayedRecognizer final : public Recognizer {
 public:
  explicit PlayedRecognizer(const Play& play) : play_(play) {}
  Result<Transcript> transcribe(const RecognitionRequest& request) override;

 private:
  const Play& play_;
};

// Two voices are alike exactly when it is the same person's.
class PlayedVoiceIdentifier final : public VoiceIdentifier {
 public:
  explicit PlayedVoiceIdentifier(const Play& play) : play_(play) {}
  Result<VoiceSample> embed(std::span<const float> samples) override;

 private:
  const Play& play_;
};

// Speaks 50 ms for every letter, in silence.
class PlayedSynthesizer final : public Synthesizer {
 public:
  Result<Speech> speak(std::string_view text, std::string_view voice) override;
  std::vector<std::string> voices() const override { return {"nobody"}; }
};

// One sound for each letter.
class SpellingPronouncer final : public Pronouncer {
 public:
  std::vector<Phonemes> pronounce(std::string_view text) const override;
};

// Keeps what it was given.
class KeepingMessenger final : public Messenger {
 public:
  Result<void> deliver(const Delivery& delivery) override;
  std::string channel() const override { return "kept"; }

  std::vector<Delivery> kept;
};

}  // namespace sotto
