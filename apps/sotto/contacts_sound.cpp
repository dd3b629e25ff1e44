#include "sotto/contacts_sound.hpp"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/toml/policy_file.hpp"
#include "nlu/text.hpp"
#include "sotto/engines.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

void add_words(std::vector<SpokenPhrase>& phrases, const Pronouncer& pronouncer,
               const std::vector<std::string>& texts) {
  for (const std::string& text : texts) phrases.push_back({text, pronouncer.pronounce(text)});
}

void add_phrases(std::vector<SpokenPhrase>& phrases, const std::vector<SpokenPhrase>& more) {
  phrases.insert(phrases.end(), more.begin(), more.end());
}

// People as if communications were on: who is allowed is checked before they are switched on.
People switched_on(People people) {
  people.communications = true;
  return people;
}

Result<std::shared_ptr<const Pronouncer>> load_pronouncer() {
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = choice.speech = false;
  auto engines = Engines::load(choice);
  if (!engines) return engines.error();
  return engines.value()->pronouncer();
}

}  // namespace

Result<ContactSounds> ContactSounds::load(const Config& config) {
  ContactSounds sounds;
  auto pronouncer = load_pronouncer();
  if (!pronouncer) return pronouncer.error();
  sounds.pronouncer_ = std::move(pronouncer).value();
  auto people_words = built_in_people_words("en");
  if (!people_words) return people_words.error();
  sounds.people_words_ = std::move(people_words).value();
  const auto setup = make_setup(config, "");
  if (!setup) return setup.error();
  sounds.rules_ = setup.value().policy.contact;
  const auto vocabulary = vocabulary_with(setup.value(), *sounds.pronouncer_, {});
  if (!vocabulary) return vocabulary.error();
  const Vocabulary& known = vocabulary.value().vocabulary;
  SoundWords& words = sounds.words_;
  for (const auto* phrases : {&known.accepted, &known.bare, &known.rejected, &known.cancelling}) {
    add_phrases(words.answers, *phrases);
  }
  words.wake.push_back(known.wake_word);
  add_phrases(words.wake, known.triggers);
  for (const SpokenPhrase& challenge : known.challenges) {
    for (const Token& token : tokenize(challenge.text)) {
      add_words(words.challenges, *sounds.pronouncer_, {token.text});
    }
  }
  add_words(words.names, *sounds.pronouncer_, sounds.people_words_.common_names);
  add_words(words.words, *sounds.pronouncer_, sounds.people_words_.common_words);
  return sounds;
}

std::vector<SoundFinding> ContactSounds::check(const Config& config, const People& people) const {
  const auto entries = contacts_for_run(config, switched_on(people), people_words_);
  return check_sounds(contacts_event(true, entries, *pronouncer_).contacts, words_, rules_);
}

std::vector<SoundFinding> ContactSounds::check_change(const Config& config, const People& before,
                                                      const People& after) const {
  return added_findings(check(config, before), check(config, after));
}

void print_findings(const std::vector<SoundFinding>& findings, bool json) {
  for (const SoundFinding& finding : findings) {
    if (!json) {
      std::cout << finding_text(finding) << '\n';
      continue;
    }
    const nlohmann::ordered_json line = {{"type", "sound"},
                                         {"trouble", trouble_name(finding.trouble)},
                                         {"contact", finding.contact},
                                         {"form", finding.form},
                                         {"other", finding.other},
                                         {"other_form", finding.other_form},
                                         {"say", finding.say},
                                         {"distance", finding.distance},
                                         {"text", finding_text(finding)}};
    std::cout << line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
  }
}

bool makes_unreachable(const std::vector<SoundFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const SoundFinding& finding) {
    return finding.trouble == SoundTrouble::kUnreachable || finding.trouble == SoundTrouble::kUnspeakable;
  });
}

}  // namespace sotto
