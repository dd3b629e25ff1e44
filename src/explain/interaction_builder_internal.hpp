// Makes an Interaction from the records of a journal, given in their order. Internal to the room.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "explain/interaction.hpp"
#include "journal/journal_store.hpp"

namespace sotto {

// Whether the scores of a proposal are those that a wake reports, which has them in another form.
[[nodiscard]] bool same_scores(const nlohmann::json& proposed, const nlohmann::json& reported);

class InteractionBuilder {
 public:
  // `first` is the proposal's record, or the wake's where there is none.
  InteractionBuilder(const JournalRecord& first, std::uint64_t id);

  // Each returns false where the record's text is not what its kind says.
  bool take_before(const JournalRecord& record);
  bool take(const JournalRecord& record);
  // After the next wake: only what ends something of this interaction.
  bool finish_open(const JournalRecord& record);
  // Policy, contacts and settings in force.
  void take_rules(const JournalRecord& record);
  // Recordings and deletions, any of the journal.
  void take_kept(const JournalRecord& record);
  void take_keys(const std::vector<RecordingKey>& keys);

  // A prompt, a device or a delivery has not ended yet.
  [[nodiscard]] bool open() const;
  [[nodiscard]] Milliseconds last_at() const { return last_at_; }
  [[nodiscard]] std::uint64_t id() const { return made_.id; }
  [[nodiscard]] std::uint64_t first() const { return made_.from; }
  [[nodiscard]] std::uint64_t reached() const { return reached_; }
  [[nodiscard]] const BootId& boot() const { return boot_; }

  [[nodiscard]] Interaction build() &&;

 private:
  bool dispatch(const JournalRecord& record);
  void take_effect(const std::string& kind, const RecordHeader& header, const nlohmann::json& text);
  void take_event(const std::string& kind, const RecordHeader& header, const nlohmann::json& body);
  void take_gate(const RecordHeader& header, const nlohmann::json& text);
  void take_speak(const RecordHeader& header, const nlohmann::json& text);
  // False where it is another dialog's.
  bool take_message(const RecordHeader& header, const nlohmann::json& text);
  [[nodiscard]] bool is_own(std::uint64_t message) const;
  void finish_prompt(Milliseconds at, const nlohmann::json& body);
  void hear_speech(const std::string& kind, const nlohmann::json& body);
  void relevant(const RecordHeader& header);
  void place_prompts();

  Interaction made_;
  BootId boot_;
  Milliseconds last_at_;
  std::uint64_t reached_;
  bool known_ = true;  // every name so far: of verdicts, reasons, turns, states
  int to_whom_asked_ = 0;
  std::optional<SampleCount> talking_since_;
  std::size_t devices_waiting_ = 0;  // orders of this interaction that no device has answered
  std::vector<std::uint64_t> own_messages_;
  std::vector<std::uint64_t> delivering_;
  // Whose answer from outside the latest effects are about.
  enum class Answering { kNothing, kOurs, kForeign };
  Answering answering_ = Answering::kNothing;
};

}  // namespace sotto
