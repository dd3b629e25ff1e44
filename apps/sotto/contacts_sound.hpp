// The check of contacts by sound, with the words that this program listens for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/toml/people_file.hpp"
#include "base/result.hpp"
#include "people/sound_check.hpp"
#include "ports/pronouncer.hpp"

namespace sotto {

class ContactSounds {
 public:
  // Errors: those of the policy, the word lists and the pronouncing dictionary.
  [[nodiscard]] static Result<ContactSounds> load(const Config& config);

  // Every finding about those who are allowed.
  [[nodiscard]] std::vector<SoundFinding> check(const Config& config, const People& people) const;
  // Those in `after` that are not in `before`: what a change has brought.
  [[nodiscard]] std::vector<SoundFinding> check_change(const Config& config, const People& before,
                                                       const People& after) const;

 private:
  ContactSounds() = default;

  std::shared_ptr<const Pronouncer> pronouncer_;
  PeopleWords people_words_;
  SoundWords words_;
  ContactRules rules_;
};

// A line each on standard output; JSON lines of the type "sound" where `json`.
void print_findings(const std::vector<SoundFinding>& findings, bool json);

// Whether somebody can no longer be reached.
[[nodiscard]] bool makes_unreachable(const std::vector<SoundFinding>& findings);

}  // namespace sotto
