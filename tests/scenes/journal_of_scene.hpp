// The journal that a run of a scene would have written, in memory.
#pragma once

#include "../faults/memory_journal.hpp"
#include "base/assert.hpp"
#include "journal/personal.hpp"
#include "runtime/loop.hpp"

namespace sotto {

class JournalOfScene final : public Recorder {
 public:
  explicit JournalOfScene(MemoryJournal& journal) : journal_(journal) {}

  void append(const Event& event) override { write(draft_event(event)); }
  void append(const Effect& effect, Milliseconds at) override { write(draft_effect(effect, at)); }

 private:
  void write(const Draft& draft) {
    const auto written = journal_.append({&draft, 1});
    SOTTO_ASSERT(written.ok());
  }

  MemoryJournal& journal_;
};

}  // namespace sotto
