// Services: the engines of one run, and the work that effects ask of them. Shared by the live and the replay
// driver.
//
// The pointers are borrowed: whoever makes the services keeps the engines alive. Null where a part is
// missing.
#pragma once

#include <string>
#include <vector>

#include "core/effect.hpp"
#include "core/event.hpp"
#include "ports/audio_sink.hpp"
#include "ports/device_bus.hpp"
#include "ports/messenger.hpp"
#include "ports/pronouncer.hpp"
#include "ports/recognizer.hpp"
#include "ports/reminder_store.hpp"
#include "ports/synthesizer.hpp"
#include "ports/voice_activity.hpp"
#include "ports/voice_identifier.hpp"
#include "ports/wake_detector.hpp"
#include "runtime/audio_history.hpp"
#include "runtime/outbox_keeper.hpp"
#include "runtime/voice_prints.hpp"

namespace sotto {

struct Services {
  VoiceActivity* voice_activity = nullptr;
  std::vector<WakeDetector*> wake_detectors;
  Recognizer* recognizer = nullptr;
  VoiceIdentifier* voice_identifier = nullptr;
  const VoicePrints* voice_prints = nullptr;  // null: nobody is enrolled
  Synthesizer* synthesizer = nullptr;
  const Pronouncer* pronouncer = nullptr;
  Messenger* messenger = nullptr;
  DeviceBus* devices = nullptr;
  ReminderStore* reminders = nullptr;  // where timers and the list outlive the run
  OutboxKeeper* outbox = nullptr;      // the messenger as well, where messages outlive the run
};

// A run keeps this much sound in memory: the longest message, its dialog, and some.
inline constexpr SampleCount kHistorySamples = SampleCount{120} * kSampleRate;

// Sound for a Transcribe or CompareVoices effect, taken from the history when the effect is dispatched.
struct TranscribeJob {
  Transcribe effect;
  std::vector<float> samples;
};
struct CompareJob {
  CompareVoices effect;
  std::vector<float> reference;
  std::vector<float> reply;
};

struct IdentifyJob {
  IdentifyVoice effect;
  std::vector<float> samples;
};

[[nodiscard]] Result<TranscribeJob> make_job(const AudioHistory& history, const Transcribe& effect);
[[nodiscard]] Result<CompareJob> make_job(const AudioHistory& history, const CompareVoices& effect);
[[nodiscard]] Result<IdentifyJob> make_job(const AudioHistory& history, const IdentifyVoice& effect);

// Runs the job; a failure comes back as the failure event, so that the gate can refuse.
[[nodiscard]] EventBody run_job(const Services& services, const TranscribeJob& job);
[[nodiscard]] EventBody run_job(const Services& services, const CompareJob& job);
[[nodiscard]] EventBody run_job(const Services& services, const IdentifyJob& job);

// The sound and the text of a prompt. Errors: those of the synthesiser.
[[nodiscard]] Result<Playback> make_playback(const Services& services, const Speak& effect);

// What goes to the channel: the confirmed recording and nothing else. Errors: out-of-history.
[[nodiscard]] Result<Delivery> make_delivery(const AudioHistory& history, const SendMessage& effect);
// Hands it over; the event tells what came of it.
[[nodiscard]] MessageDelivered deliver(const Services& services, const Result<Delivery>& delivery,
                                       const ConfirmedRecording& recording);

}  // namespace sotto
