// Names that the contact gate could not tell apart, with the real dictionary and the guarded policy.
#include "people/sound_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "adapters/flite/flite_pronouncer.hpp"
#include "adapters/toml/people_file.hpp"
#include "adapters/toml/policy_file.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {
namespace {

const Pronouncer& pronouncer() {
  static const auto made = make_flite_pronouncer(SOTTO_MODELS_DIR "/lexicon/cmudict.dict",
                                                 SOTTO_SOURCE_DIR "/data/lexicon/supplement.dict");
  return *made.value();
}

ContactRules guarded() {
  return load_policy("guarded").value().contact;
}

std::vector<SpokenPhrase> spoken(const std::vector<std::string>& texts) {
  std::vector<SpokenPhrase> phrases;
  for (const std::string& text : texts) phrases.push_back({text, pronouncer().pronounce(text)});
  return phrases;
}

std::vector<Contact> contacts_of(const std::vector<ContactEntry>& entries) {
  return contacts_event(true, entries, pronouncer()).contacts;
}

ContactEntry allowed(const std::string& name, std::vector<std::string> nicknames = {}) {
  return {name, std::move(nicknames), true};
}

ContactEntry forbidden(const std::string& name) {
  return {name, {}, false};
}

std::vector<SoundFinding> check(const std::vector<ContactEntry>& entries, const SoundWords& words = {}) {
  return check_sounds(contacts_of(entries), words, guarded());
}

std::vector<std::string> texts_of(const std::vector<SoundFinding>& findings) {
  std::vector<std::string> texts;
  for (const SoundFinding& finding : findings) texts.push_back(finding_text(finding));
  return texts;
}

using Texts = std::vector<std::string>;

TEST(SoundCheck, NamesAlikeNeedTheSurname) {
  EXPECT_EQ(texts_of(check({allowed("Ken Smith"), allowed("Kim Okafor")})),
            Texts{"Ken and Kim sound alike: say the surname"});
  EXPECT_EQ(texts_of(check({allowed("Maria Alvarez"), allowed("Mariah Jones")})),
            Texts{"Maria and Mariah sound alike: say the surname"});
  EXPECT_EQ(texts_of(check({allowed("Ann Brown"), allowed("Anne Lindqvist")})),
            Texts{"Ann and Anne sound alike: say the surname"});
  EXPECT_EQ(texts_of(check({allowed("Maria Alvarez"), allowed("Maria Okafor")})),
            Texts{"\"Maria\" is Maria Alvarez and Maria Okafor: say the surname"});
}

TEST(SoundCheck, NamesApartAreNotFound) {
  EXPECT_TRUE(check({allowed("Maria Alvarez"), allowed("Ben Okafor"), allowed("Priya Natarajan"),
                     allowed("Jonathan Weiss")})
                  .empty());
}

TEST(SoundCheck, WhoeverHasNoNameAloneCannotBeReached) {
  const auto findings = check({allowed("Maria Alvarez"), allowed("Mariah Alvarez")});
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].trouble, SoundTrouble::kAlike);
  EXPECT_EQ(findings[1].trouble, SoundTrouble::kUnreachable);
  EXPECT_EQ(findings[1].contact, "Maria Alvarez");
  EXPECT_EQ(findings[2].contact, "Mariah Alvarez");
  const auto with_nickname = check({allowed("Maria Alvarez", {"Poppy"}), allowed("Mariah Alvarez")});
  ASSERT_EQ(with_nickname.size(), 2U);
  EXPECT_EQ(finding_text(with_nickname[0]), "Maria Alvarez and Mariah Alvarez sound alike: say \"Poppy\"");
  EXPECT_EQ(with_nickname[1].contact, "Mariah Alvarez");
}

// The gate counts everybody, so somebody who is not allowed makes a name ambiguous as well.
TEST(SoundCheck, ThoseWhoAreNotAllowedAreRivals) {
  EXPECT_EQ(texts_of(check({allowed("Ken Smith"), forbidden("Kim Okafor")})),
            Texts{"Ken and Kim sound alike: say the surname"});
  EXPECT_TRUE(check({forbidden("Ken Smith"), forbidden("Kim Okafor")}).empty());
}

TEST(SoundCheck, ANameWithoutSoundCannotBeReached) {
  const auto findings = check({allowed("\xe5\xb1\xb1\xe7\x94\xb0")});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].trouble, SoundTrouble::kUnspeakable);
}

TEST(SoundCheck, AChangeTellsWhatItBrings) {
  const auto before =
      check({allowed("Ann Brown"), allowed("Anne Weiss"), allowed("Kim"), forbidden("Ken Smith")});
  const auto after = check({allowed("Ann Brown"), allowed("Anne Weiss"), allowed("Kim"), allowed("Ken")});
  const auto findings = added_findings(before, after);
  const bool unreachable = std::any_of(findings.begin(), findings.end(), [](const SoundFinding& finding) {
    return finding.trouble == SoundTrouble::kUnreachable && finding.contact == "Ken";
  });
  EXPECT_TRUE(unreachable);
  for (const SoundFinding& finding : findings) EXPECT_NE(finding.contact, "Ann Brown") << "told before";
  EXPECT_TRUE(added_findings(after, after).empty());
}

struct Heard {
  std::string name;
  SoundTrouble trouble;
  std::string word;
};

TEST(SoundCheck, NamesAreHeldAgainstWhatIsSaidAtHome) {
  const PeopleWords people = built_in_people_words("en").value();
  SoundWords words;
  words.names = spoken(people.common_names);
  words.words = spoken(people.common_words);
  words.answers = spoken({"no", "stop", "cancel", "right", "yes"});
  words.challenges = spoken({"harbor", "cabin", "clover"});
  words.wake = spoken({"Alexa", "Alexis", "Felix"});
  for (const Heard& heard : {Heard{"Noe Alvarez", SoundTrouble::kAnswer, "no"},
                             Heard{"Wright Okafor", SoundTrouble::kAnswer, "right"},
                             Heard{"Clover Jones", SoundTrouble::kChallenge, "clover"},
                             Heard{"Alexa Weiss", SoundTrouble::kWakeWord, "Alexa"},
                             Heard{"Jon Weiss", SoundTrouble::kCommonName, "John"},
                             Heard{"Bobby Weiss", SoundTrouble::kCommonName, "Bob"},
                             Heard{"Honey Brown", SoundTrouble::kCommonWord, "honey"}}) {
    const auto findings = check({allowed(heard.name)}, words);
    const bool found = std::any_of(findings.begin(), findings.end(), [&heard](const SoundFinding& finding) {
      return finding.trouble == heard.trouble && (heard.name == "Bobby Weiss" || finding.other == heard.word);
    });
    EXPECT_TRUE(found) << heard.name << ": " << testing::PrintToString(texts_of(findings));
  }
  for (const char* name : {"Priya Natarajan", "Thaddeus Okonkwo", "Guadalupe Reyes"}) {
    EXPECT_EQ(texts_of(check({allowed(name)}, words)), Texts{}) << name;
  }
}

// Every name is checked against thousands within the time that a command may take.
TEST(SoundCheck, AWholeAddressBook) {
  const char* const first[] = {"Maria", "Ben", "Priya", "Tom", "Lucia", "Kim", "Ken", "Ann", "Omar", "Greta"};
  std::vector<ContactEntry> entries;
  for (int i = 0; i < 2000; ++i) {
    entries.push_back({std::string(first[i % 10]) + " Number " + std::to_string(i), {}, i < 10});
  }
  const auto findings = check(entries);
  EXPECT_GE(findings.size(), 10U);
}

}  // namespace
}  // namespace sotto
