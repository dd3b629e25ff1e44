// JournalList: the interactions of a journal in a line each, newest first.
//
// An interaction is a wake and what came of it; its id is the sequence of the record that judges the wake.
// Only wakes and what follows on them are read, so a long journal takes no longer than a short one for the
// same number of interactions. Thread-safety: one caller for each reader.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/effect.hpp"
#include "core/verdict.hpp"
#include "journal/journal_store.hpp"

namespace sotto {

struct JudgedGate {
  Gate gate = Gate::kWake;
  Verdict verdict = Verdict::kRefuse;
  Reason reason = Reason::kNone;
};

struct InteractionEntry {
  std::uint64_t id = 0;
  std::uint64_t last = 0;  // the last record that was looked at
  Stamp stamp;
  Milliseconds at = 0;
  bool accepted = false;
  std::vector<JudgedGate> gates;       // in order, the wake first
  std::optional<std::string> state;    // of the message: "sent", "cancelled" ...
  std::optional<std::string> contact;  // of the message; kContactDeleted where it was deleted
  std::optional<std::string> device;   // "kitchen_light on: confirmed"

  // The last verdict that was no pass; null where every gate passed.
  [[nodiscard]] const JudgedGate* refused_by() const;
  // "message sent", "kitchen_light on: confirmed", "refused", "answered", "woke".
  [[nodiscard]] std::string outcome() const;
};

inline constexpr const char* kContactDeleted = "(deleted)";

struct InteractionFilter {
  std::uint64_t from = 1;          // sequences of wakes, both ends included
  std::uint64_t to = 0;            // 0: to the end
  std::optional<Gate> gate;        // one of its verdicts is of this gate ...
  std::optional<Verdict> verdict;  // ... and this one
  std::string contact;             // part of the name, in any case of letters
  bool refused_too = false;        // wakes that were refused at once as well
  std::size_t count = 0;           // at most; 0: all
};

// Calls `take` for each that passes the filter until it returns false. Errors: those of the reader;
// journal-damaged (a record that holds something else than its kind says).
[[nodiscard]] Result<void> list_interactions(const JournalReader& reader, const InteractionFilter& filter,
                                             const std::function<bool(const InteractionEntry& entry)>& take);

}  // namespace sotto
