#include "spoken_journal.hpp"

#include <gtest/gtest.h>

#include "core/step.hpp"
#include "journal/personal.hpp"

namespace sotto {

void write_down(MemoryJournal& journal, const Script& script) {
  DialogState state;
  for (const Event& event : script.events()) {
    const Draft draft = draft_event(event);
    ASSERT_TRUE(journal.append({&draft, 1}).ok());
    Step next = step(state, event);
    state = std::move(next.state);
    for (const Effect& effect : next.effects) {
      const Draft effect_draft = draft_effect(effect, event.at);
      ASSERT_TRUE(journal.append({&effect_draft, 1}).ok());
    }
  }
}

void write_record(MemoryJournal& journal, const std::string& kind, Milliseconds at, const std::string& body) {
  const Draft draft{kind, at, body, std::nullopt};
  ASSERT_TRUE(journal.append({&draft, 1}).ok());
}

Interaction latest(const JournalReader& journal, bool refused_too) {
  Which which;
  which.refused_too = refused_too;
  const auto id = find_interaction(journal, which);
  EXPECT_TRUE(id.ok() && id.value());
  if (!id.ok() || !id.value()) return {};
  auto read = read_interaction(journal, *id.value());
  EXPECT_TRUE(read.ok()) << read.error().line();
  return read.ok() ? std::move(read).value() : Interaction();
}

std::string no_clock(std::int64_t) {
  return "some day";
}

}  // namespace sotto
