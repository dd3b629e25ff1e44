// The gates: pure judgements over what was heard. Each returns its verdict with reason and evidence, and what
// it found.
//
// A gate never looks for the nearest allowed answer unless the policy says so (portland-2018) or forces it
// for a measurement; it asks whether this is an answer at all. Internal to the core.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/state.hpp"

namespace sotto {

// Same voice, another one, or too little speech to tell (design part 3).
enum class VoiceMatch : std::uint8_t { kSame, kDifferent, kUnknown };

struct VoiceFinding {
  VoiceMatch match = VoiceMatch::kUnknown;
  Permille similarity = 0;
  Milliseconds reply_ms = 0;
};
[[nodiscard]] VoiceFinding find_voice(const Policy& policy, const std::optional<VoicesCompared>& compared);

struct WakeFinding {
  Judgement judgement;
  std::size_t wake_words = 0;  // how many words of the transcript are the wake word
  std::string text;            // those words as written
};
// Judges a proposal by itself: without a second look, or when the first look at it is enough to refuse.
[[nodiscard]] WakeFinding judge_wake_proposal(const DialogState& state, const Dialog& dialog);
// Judges a proposal with the transcript of the stretch of sound that holds it.
[[nodiscard]] WakeFinding judge_wake(const DialogState& state, const Dialog& dialog,
                                     const Transcript& transcript);

// The whole as one sentence; or, where it is none, as two orders to the house joined by "and".
struct RequestReading {
  Reading reading;  // of the first; its completeness is that of all the words
  std::optional<Request> second;
};
[[nodiscard]] RequestReading read_request(const SentenceMatcher& grammar, const std::vector<Word>& words);

struct RequestFinding {
  Judgement judgement;
  Request request;
  std::optional<Request> second;  // "turn on the lamp and set the heating to twenty"
};
[[nodiscard]] RequestFinding judge_request(const DialogState& state, const Dialog& dialog,
                                           const Utterance& utterance, const std::vector<Word>& words);

struct ContactFinding {
  Judgement judgement;
  std::string contact_id;
  std::string contact_name;
  Permille distance = 1000;
};
[[nodiscard]] ContactFinding judge_contact(const DialogState& state, const Dialog& dialog,
                                           const Utterance& utterance, const VoiceFinding& voice);
// A contact named inside the request ("send a message to Maria"). Empty id: none that is certain.
[[nodiscard]] ContactFinding find_contact(const DialogState& state, const std::vector<Word>& words);

[[nodiscard]] Judgement judge_confirm(const DialogState& state, const Dialog& dialog,
                                      const Utterance& utterance, const VoiceFinding& voice);
[[nodiscard]] Judgement judge_challenge(const DialogState& state, const Dialog& dialog,
                                        const Utterance& utterance, const VoiceFinding& voice);

struct RecordFinding {
  Judgement judgement;
  SampleSpan span;
};
[[nodiscard]] RecordFinding judge_record(const DialogState& state, const Dialog& dialog,
                                         const Utterance& utterance, const VoiceFinding& voice);
// The only maker of ConfirmedRecording. REQUIRES: finding.judgement.passed().
[[nodiscard]] ConfirmedRecording confirm_recording(std::uint64_t message_id, const Dialog& dialog,
                                                   const RecordFinding& finding);

// An utterance during the hold: refused if anybody cancels, escalated (waiting for approval) if another voice
// talks.
[[nodiscard]] Judgement judge_hold(const DialogState& state, const Utterance& utterance,
                                   const VoiceFinding& voice);
// Whether the words cancel, whoever says them.
[[nodiscard]] bool cancels(const DialogState& state, const Transcript& transcript);

// Whether these words are "cancel" or the like and nothing else: somebody who says that after the tone has
// dictated no message. "No" alone is a message.
[[nodiscard]] bool is_cancellation(const DialogState& state, const Transcript& transcript);

// The silence after `transcript` that shows the turn's utterance to be over.
[[nodiscard]] Milliseconds silence_needed(const DialogState& state, const Transcript& transcript);

// The words after the wake word.
[[nodiscard]] std::vector<Word> words_after(const Transcript& transcript, std::size_t wake_words);
// How many leading words make up the wake word; 0 if none do.
[[nodiscard]] std::size_t count_wake_words(const DialogState& state, const Transcript& transcript);

}  // namespace sotto
