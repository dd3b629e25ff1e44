// Conversations played to the core and written into a journal in memory, as the loop would write them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "../core/script.hpp"
#include "faults/memory_journal.hpp"
#include "journal/codec.hpp"
#include "journal/personal.hpp"
#include "runtime/loop.hpp"

namespace sotto {

// Writes the events and what today's core does about them.
class JournalOfScript final : public Recorder {
 public:
  explicit JournalOfScript(MemoryJournal& journal) : journal_(journal) {}
  void append(const Event& event) override { add(draft_event(event)); }
  void append(const Effect& effect, Milliseconds at) override { add(draft_effect(effect, at)); }

 private:
  void add(const Draft& draft) { (void)journal_.append({&draft, 1}).ok(); }
  MemoryJournal& journal_;
};

inline void begin_run(MemoryJournal& journal) {
  const Draft started{record_kind::kStarted, 0, "{}", {}};
  (void)journal.append({&started, 1}).ok();
}

inline void write_run(MemoryJournal& journal, const std::vector<Event>& events) {
  begin_run(journal);
  JournalOfScript recorder(journal);
  Loop loop(&recorder, [](const Effect&, Milliseconds) {});
  for (const Event& event : events) loop.post(event.body, event.at);
}

inline MemoryJournal journal_of(const Policy& policy, const std::function<void(Script&)>& conversation) {
  Script script(policy);
  conversation(script);
  MemoryJournal journal;
  write_run(journal, script.events());
  return journal;
}

// "Alexa, send a message", "Maria Alvarez", "Right, send it", the message, the hold; then quiet.
inline void send_a_message(Script& script) {
  hold_message(script);
  deliver(script, DeliveryOutcome::kSent, "");
  script.wait(1000);
}

inline void switch_a_light(Script& script) {
  script.say("Alexa turn on the kitchen light", {.wake = true});
  for (const Effect& effect : script.effects()) {
    const auto* device = std::get_if<SetDevice>(&effect);
    if (device == nullptr || device->id != script.state().device_orders.back().command) continue;
    const std::uint64_t id = device->id;
    script.post(DeviceAnswered{id, "confirmed", ""});
    break;
  }
  script.finish_prompt();
  script.wait(1000);
}

inline void ask_what_was_done(Script& script) {
  script.say("Alexa what did you just do", {.wake = true});
  script.finish_prompt();
  script.wait(1000);
}

// Destroys the words of the records of this kind whose body holds `part`, as a deletion does.
inline int destroy_words(MemoryJournal& journal, const std::string& kind, std::uint64_t from,
                         std::uint64_t to) {
  int count = 0;
  for (JournalRecord& record : journal.records) {
    const std::uint64_t sequence = record.header.sequence;
    if (sequence < from || sequence > to || !record.words) continue;
    if (!kind.empty() && record.header.kind != kind) continue;
    record.words.reset();
    ++count;
  }
  return count;
}

inline std::uint64_t nth_of(const MemoryJournal& journal, const std::string& kind, int n) {
  for (const JournalRecord& record : journal.records) {
    if (record.header.kind == kind && n-- == 0) return record.header.sequence;
  }
  return 0;
}

}  // namespace sotto
