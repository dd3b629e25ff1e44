#include "people/sound_check.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "nlu/name_matcher.hpp"

namespace sotto {
namespace {

constexpr std::array<std::string_view, 8> kTroubleNames = {
    "alike", "unreachable", "unspeakable", "common-name", "common-word", "answer", "challenge", "wake-word"};

ContactNames names_of(const Contact& contact) {
  ContactNames names{contact.id, {}};
  for (const SpokenPhrase& form : contact.spoken) {
    names.forms.push_back({NameKind::kFull, form.text, form.pronunciations});
  }
  return names;
}

// The form as an answer that was heard perfectly. The recogniser's words have one pronunciation each.
std::vector<HeardWord> said(const SpokenPhrase& form) {
  return {{"", {form.pronunciations.front()}}};
}

struct Rival {
  std::size_t form = 0;  // of the contact
  std::size_t other = 0;
  std::size_t other_form = 0;
  Permille distance = 0;
};

// One allowed contact among all.
class Candidate {
 public:
  Candidate(const std::vector<Contact>& contacts, const std::vector<ContactNames>& names, std::size_t index,
            const ContactRules& rules)
      : contact_(contacts[index]), clear_(contact_.spoken.size(), true) {
    for (std::size_t other = 0; other < names.size(); ++other) {
      if (other != index) compare(names[other], other, rules);
    }
  }

  // The nearest of each other contact.
  [[nodiscard]] const std::vector<Rival>& rivals() const { return rivals_; }

  [[nodiscard]] bool speakable() const {
    return std::any_of(contact_.spoken.begin(), contact_.spoken.end(),
                       [](const SpokenPhrase& form) { return !form.pronunciations.empty(); });
  }

  // The first form, the full name before all, that nobody else could be meant by; empty: none.
  [[nodiscard]] std::string clear_form() const {
    for (std::size_t i = 0; i < clear_.size(); ++i) {
      if (clear_[i] && !contact_.spoken[i].pronunciations.empty()) return contact_.spoken[i].text;
    }
    return {};
  }

 private:
  void compare(const ContactNames& other, std::size_t other_index, const ContactRules& rules) {
    std::optional<Rival> nearest;
    const NameMatcher matcher({other});
    for (std::size_t i = 0; i < contact_.spoken.size(); ++i) {
      if (contact_.spoken[i].pronunciations.empty()) continue;
      const NameEvidence evidence = matcher.match(said(contact_.spoken[i]));
      if (!evidence.contact || evidence.distance >= rules.margin_min) continue;
      clear_[i] = false;
      if (!nearest || evidence.distance < nearest->distance) {
        nearest = Rival{i, other_index, evidence.form, evidence.distance};
      }
    }
    if (nearest) rivals_.push_back(*nearest);
  }

  const Contact& contact_;
  std::vector<bool> clear_;
  std::vector<Rival> rivals_;
};

Permille distance_to(const SpokenPhrase& form, const SpokenPhrase& word) {
  return std::min(nearest_distance(form.pronunciations, word.pronunciations),
                  nearest_distance(word.pronunciations, form.pronunciations));
}

// The one word of the list that some form of the contact sounds most like, if any is near enough.
void hold_against(const Contact& contact, const std::vector<SpokenPhrase>& words, SoundTrouble trouble,
                  const ContactRules& rules, std::vector<SoundFinding>& findings) {
  std::optional<SoundFinding> nearest;
  for (const SpokenPhrase& form : contact.spoken) {
    for (const SpokenPhrase& word : words) {
      const Permille distance = distance_to(form, word);
      if (distance > rules.distance_max || (nearest && distance >= nearest->distance)) continue;
      nearest = SoundFinding{trouble, contact.name, form.text, word.text, {}, distance, {}};
    }
  }
  if (nearest) findings.push_back(std::move(*nearest));
}

bool has_surname(const SoundFinding& finding) {
  return finding.say == finding.contact && finding.say.find(' ') != std::string::npos;
}

std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

std::string alike_text(const SoundFinding& finding) {
  const bool same = finding.form == finding.other_form;
  std::string text = same ? in_quotes(finding.form) + " is " + finding.contact + " and " + finding.other
                          : finding.form + " and " + finding.other_form + " sound alike";
  if (has_surname(finding)) return text + ": say the surname";
  return finding.say.empty() ? text : text + ": say " + in_quotes(finding.say);
}

}  // namespace

std::vector<SoundFinding> check_sounds(const std::vector<Contact>& contacts, const SoundWords& words,
                                       const ContactRules& rules) {
  std::vector<ContactNames> names;
  names.reserve(contacts.size());
  for (const Contact& contact : contacts) names.push_back(names_of(contact));
  std::vector<SoundFinding> findings;
  std::vector<SoundFinding> of_words;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const Contact& contact = contacts[i];
    if (!contact.allowed) continue;
    const Candidate candidate(contacts, names, i, rules);
    if (!candidate.speakable()) {
      findings.push_back({SoundTrouble::kUnspeakable, contact.name, {}, {}, {}, 0, {}});
      continue;
    }
    const std::string say = candidate.clear_form();
    for (const Rival& rival : candidate.rivals()) {
      const Contact& other = contacts[rival.other];
      // A pair of allowed ones is told once.
      const bool told = std::any_of(findings.begin(), findings.end(), [&](const SoundFinding& finding) {
        return finding.trouble == SoundTrouble::kAlike && finding.contact == other.name &&
               finding.other == contact.name;
      });
      if (told) continue;
      findings.push_back({SoundTrouble::kAlike, contact.name, contact.spoken[rival.form].text, other.name,
                          other.spoken[rival.other_form].text, rival.distance, say});
    }
    if (say.empty()) findings.push_back({SoundTrouble::kUnreachable, contact.name, {}, {}, {}, 0, {}});
    hold_against(contact, words.answers, SoundTrouble::kAnswer, rules, of_words);
    hold_against(contact, words.challenges, SoundTrouble::kChallenge, rules, of_words);
    hold_against(contact, words.wake, SoundTrouble::kWakeWord, rules, of_words);
    hold_against(contact, words.words, SoundTrouble::kCommonWord, rules, of_words);
    hold_against(contact, words.names, SoundTrouble::kCommonName, rules, of_words);
  }
  findings.insert(findings.end(), of_words.begin(), of_words.end());
  return findings;
}

std::vector<SoundFinding> added_findings(const std::vector<SoundFinding>& before,
                                         std::vector<SoundFinding> after) {
  std::erase_if(after, [&before](const SoundFinding& finding) {
    return std::find(before.begin(), before.end(), finding) != before.end();
  });
  return after;
}

std::string finding_text(const SoundFinding& finding) {
  const std::string sounds = finding.form == finding.other
                                 ? in_quotes(finding.form) + " is"
                                 : in_quotes(finding.form) + " sounds like " + in_quotes(finding.other) + ",";
  const std::string who = finding.form == finding.contact ? "" : finding.contact + ": ";
  switch (finding.trouble) {
    case SoundTrouble::kAlike:
      return alike_text(finding);
    case SoundTrouble::kUnreachable:
      return finding.contact +
             " cannot be reached by voice: every form of the name could mean somebody else; give a " +
             "nickname that sounds different";
    case SoundTrouble::kUnspeakable:
      return finding.contact +
             " cannot be reached by voice: nobody knows how the name sounds; give a nickname in " +
             "English letters";
    case SoundTrouble::kCommonName:
      return who + sounds + " a name common in talk: say the surname";
    case SoundTrouble::kCommonWord:
      return who + sounds + " a word that is often said alone: say the surname";
    case SoundTrouble::kAnswer:
      return who + sounds + " an answer that Sotto listens for: say the surname";
    case SoundTrouble::kChallenge:
      return who + sounds + " a word of a challenge phrase: say the surname";
    case SoundTrouble::kWakeWord:
      return who + sounds + " near the wake word: Sotto may wake on the name";
  }
  return {};
}

std::string_view trouble_name(SoundTrouble trouble) {
  return kTroubleNames.at(static_cast<std::size_t>(trouble));
}

}  // namespace sotto
