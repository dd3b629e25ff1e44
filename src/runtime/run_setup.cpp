#include "runtime/run_setup.hpp"

#include <algorithm>
#include <utility>

namespace sotto {
namespace {

// What people say before the wake word.
const char* const kGreetings[] = {"Hey", "Okay", "Hi", "Hello"};

// What anybody may say to stop a held message, beside the policy's refusing answers.
const char* const kCancelling[] = {"cancel", "stop", "cancel it", "stop it", "don't send it", "no", "wait"};

SpokenPhrase spoken(const Pronouncer& pronouncer, const std::string& text) {
  return {text, pronouncer.pronounce(text)};
}

std::vector<SpokenPhrase> spoken(const Pronouncer& pronouncer, const std::vector<std::string>& texts) {
  std::vector<SpokenPhrase> phrases;
  phrases.reserve(texts.size());
  for (const std::string& text : texts) phrases.push_back(spoken(pronouncer, text));
  return phrases;
}

Contact make_contact(const Pronouncer& pronouncer, const ContactEntry& entry) {
  Contact contact{contact_id(entry.name), entry.name, entry.allowed, {spoken(pronouncer, entry.name)}};
  const std::size_t first_name = entry.name.find(' ');
  if (first_name != std::string::npos)
    contact.spoken.push_back(spoken(pronouncer, entry.name.substr(0, first_name)));
  for (const std::string& nickname : entry.nicknames) contact.spoken.push_back(spoken(pronouncer, nickname));
  return contact;
}

Result<VocabularyChanged> make_vocabulary(const RunSetup& setup, const Pronouncer& pronouncer,
                                          SentenceFile sentences) {
  const auto grammar = SentenceMatcher::compile(sentences);
  if (!grammar) return grammar.error();
  Vocabulary vocabulary;
  for (const std::string& word : grammar.value().vocabulary()) {
    auto pronunciations = pronouncer.pronounce(word);
    if (!pronunciations.empty()) vocabulary.lexicon[word] = std::move(pronunciations.front());
  }
  vocabulary.wake_word = spoken(pronouncer, setup.words.wake_word);
  vocabulary.greetings =
      spoken(pronouncer, std::vector<std::string>(std::begin(kGreetings), std::end(kGreetings)));
  vocabulary.triggers = spoken(pronouncer, setup.words.triggers);
  vocabulary.accepted = spoken(pronouncer, setup.policy.confirm.accepted);
  vocabulary.bare = spoken(pronouncer, setup.policy.confirm.bare);
  vocabulary.rejected = spoken(pronouncer, setup.policy.confirm.rejected);
  vocabulary.cancelling =
      spoken(pronouncer, std::vector<std::string>(std::begin(kCancelling), std::end(kCancelling)));
  vocabulary.challenges = spoken(pronouncer, setup.words.challenges);
  vocabulary.sentences = std::move(sentences);
  return VocabularyChanged{std::move(vocabulary)};
}

}  // namespace

Result<VocabularyChanged> vocabulary_with(const RunSetup& setup, const Pronouncer& pronouncer,
                                          const std::vector<SentenceList>& names) {
  SentenceFile sentences = setup.words.sentences;
  for (const SentenceList& list : names) {
    const auto same = std::find_if(sentences.lists.begin(), sentences.lists.end(),
                                   [&list](const SentenceList& each) { return each.name == list.name; });
    if (same != sentences.lists.end()) same->values = list.values;
  }
  return make_vocabulary(setup, pronouncer, std::move(sentences));
}

Result<std::vector<EventBody>> opening_events(const RunSetup& setup, const Pronouncer& pronouncer) {
  auto vocabulary = make_vocabulary(setup, pronouncer, setup.words.sentences);
  if (!vocabulary) return vocabulary.error();
  std::vector<EventBody> events;
  events.emplace_back(PolicyChanged{setup.policy});
  events.emplace_back(std::move(vocabulary).value());
  events.emplace_back(contacts_event(setup.communications_on, setup.contacts, pronouncer));
  if (setup.wall_clock) events.emplace_back(*setup.wall_clock);
  if (!setup.voices.empty()) events.emplace_back(VoicesChanged{setup.voices});
  return events;
}

ContactsChanged contacts_event(bool communications_on, const std::vector<ContactEntry>& contacts,
                               const Pronouncer& pronouncer) {
  ContactsChanged event{communications_on, {}};
  for (const ContactEntry& entry : contacts) event.contacts.push_back(make_contact(pronouncer, entry));
  return event;
}

std::string contact_id(const std::string& name) {
  std::string id;
  for (const char c : name) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      id += c;
    } else if (c >= 'A' && c <= 'Z') {
      id += static_cast<char>(c - 'A' + 'a');
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  return id;
}

std::uint64_t next_nonce(std::uint64_t& seed) {
  std::uint64_t z = (seed += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31U);
}

}  // namespace sotto
