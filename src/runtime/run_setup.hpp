// RunSetup: what a run starts with, and the events that tell the core. Shared by every driver.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/event.hpp"
#include "ports/pronouncer.hpp"

namespace sotto {

// A contact as the owner wrote it, or as it was imported.
struct ContactEntry {
  std::string name;
  std::vector<std::string> nicknames;
  bool allowed = false;
  std::string relation = {};             // to the owner: "husband"; empty: none
  std::vector<std::string> emails = {};  // the first one counts
  std::vector<std::string> phones = {};
  std::string channel = {};  // that messages take; empty: as the settings say
  friend bool operator==(const ContactEntry&, const ContactEntry&) = default;
};

// Words as read from data files.
struct WordLists {
  std::string wake_word = "Alexa";
  std::vector<std::string> triggers;
  std::vector<std::string> challenges;
  SentenceFile sentences;
};

struct RunSetup {
  Policy policy;
  WordLists words;
  bool communications_on = false;
  std::vector<ContactEntry> contacts;
  RingRules rings;
  // What the clock on the wall shows when the run begins; none: nobody knows, and alarms are refused. Of a
  // live run the driver asks a clock.
  std::optional<WallClockRead> wall_clock = std::nullopt;
  std::vector<std::string> voices;  // who is enrolled; the prints are Services::voice_prints
  std::uint64_t seed = 1;           // of the nonces; live runs take it from the operating system
};

// The events that every run begins with, in order. Errors: file-invalid where a sentence template is wrong.
[[nodiscard]] Result<std::vector<EventBody>> opening_events(const RunSetup& setup,
                                                            const Pronouncer& pronouncer);

// The contacts as the core knows them: full name, first name, nicknames, each with its sounds.
[[nodiscard]] ContactsChanged contacts_event(bool communications_on,
                                             const std::vector<ContactEntry>& contacts,
                                             const Pronouncer& pronouncer);

// The words again, with the devices' own names in the place of the lists of the same names.
// Errors: as opening_events().
[[nodiscard]] Result<VocabularyChanged> vocabulary_with(const RunSetup& setup, const Pronouncer& pronouncer,
                                                        const std::vector<SentenceList>& names);

// "Maria Alvarez" -> "maria-alvarez".
[[nodiscard]] std::string contact_id(const std::string& name);

// The next of a stream of well-spread numbers (splitmix64, Steele et al., OOPSLA 2014). Deterministic.
[[nodiscard]] std::uint64_t next_nonce(std::uint64_t& seed);

}  // namespace sotto
