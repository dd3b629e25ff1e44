#include "script.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace sotto {
namespace {

const std::map<std::string, std::string>& dictionary() {
  static const std::map<std::string, std::string> kWords = {
      {"alexa", "AH L EH K S AH"},
      {"election", "IH L EH K SH AH N"},
      {"a", "AH"},
      {"send", "S EH N D"},
      {"message", "M EH S IH JH"},
      {"to", "T UW"},
      {"maria", "M ER IY AH"},
      {"alvarez", "AE L V AA R EH Z"},
      {"ben", "B EH N"},
      {"okafor", "OW K AH F AO R"},
      {"right", "R AY T"},
      {"yes", "Y EH S"},
      {"it", "IH T"},
      {"no", "N OW"},
      {"cancel", "K AE N S AH L"},
      {"stop", "S T AA P"},
      {"open", "OW P AH N"},
      {"harbor", "HH AA R B ER"},
      {"cabin", "K AE B AH N"},
      {"walnut", "W AO L N AH T"},
      {"pilot", "P AY L AH T"},
      {"turn", "T ER N"},
      {"on", "AA N"},
      {"the", "DH AH"},
      {"kitchen", "K IH CH AH N"},
      {"light", "L AY T"},
      {"unlock", "AH N L AA K"},
      {"front", "F R AH N T"},
      {"door", "D AO R"},
      {"what", "W AH T"},
      {"did", "D IH D"},
      {"you", "Y UW"},
      {"just", "JH AH S T"},
      {"do", "D UW"},
      {"so", "S OW"},
      {"anyway", "EH N IY W EY"},
      {"we", "W IY"},
      {"floor", "F L AO R"},
  };
  return kWords;
}

std::string lower_letters(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || c == '\'') out += c;
  }
  return out;
}

SpokenPhrase phrase(const std::string& text) {
  return {text, {sounds_of(text)}};
}

std::vector<SpokenPhrase> phrases(const std::vector<std::string>& texts) {
  std::vector<SpokenPhrase> out;
  for (const std::string& text : texts) out.push_back(phrase(text));
  return out;
}

}  // namespace

Phonemes sounds_of(const std::string& text) {
  Phonemes joined;
  std::istringstream stream(text);
  std::string word;
  while (stream >> word) {
    const std::string key = lower_letters(word);
    const auto it = dictionary().find(key);
    if (it != dictionary().end()) {
      const auto sounds = parse_phonemes(it->second);
      joined.insert(joined.end(), sounds->begin(), sounds->end());
      continue;
    }
    for (const char c : key) joined.push_back(static_cast<Phoneme>((c * 7) % kPhonemeCount));
  }
  return joined;
}

std::vector<Word> words_of(const std::string& text, Permille confidence) {
  std::vector<Word> words;
  std::istringstream stream(text);
  std::string word;
  while (stream >> word) {
    words.push_back({word, lower_letters(word), {}, confidence, sounds_of(word)});
  }
  return words;
}

Policy guarded_policy() {
  Policy policy;
  policy.name = "guarded";
  policy.version = 1;
  policy.confirm.accepted = {"right send it", "yes send it"};
  policy.confirm.bare = {"right", "yes"};
  policy.confirm.rejected = {"no"};
  return policy;
}

Policy portland_policy() {
  Policy policy = guarded_policy();
  policy.name = "portland-2018";
  policy.live = false;
  policy.wake.second_look = false;
  policy.wake.tone = false;
  policy.endpoint = {700, 700, 700};
  policy.request.matching = Matching::kNearest;
  policy.contact.matching = Matching::kNearest;
  policy.contact.quiet_prompt = false;
  policy.confirm.matching = Matching::kNearest;
  policy.confirm.quiet_prompt = false;
  policy.confirm.accepted = {"right", "yes", "yeah"};
  policy.voice.same_voice = false;
  policy.record.cargo = Cargo::kSinceWake;
  policy.hold.hold_ms = 0;
  return policy;
}

VocabularyChanged test_vocabulary(const Policy& policy) {
  VocabularyChanged event;
  Vocabulary& vocabulary = event.vocabulary;
  vocabulary.wake_word = phrase("Alexa");
  vocabulary.triggers = phrases({"election"});
  vocabulary.accepted = phrases(policy.confirm.accepted);
  vocabulary.bare = phrases(policy.confirm.bare);
  vocabulary.rejected = phrases(policy.confirm.rejected);
  vocabulary.cancelling = phrases({"cancel", "stop"});
  vocabulary.challenges = phrases({"harbor cabin", "walnut pilot"});
  SentenceFile& file = vocabulary.sentences;
  file.lists = {{"device", {{{"kitchen light", 0}, "kitchen_light"}, {{"front door", 0}, "front_door"}}}};
  file.intents = {{"send-message", {{"send a message [to {contact}]", 0}}, {}},
                  {"switch-on", {{"turn on the {device}", 0}}, {}},
                  {"unlock", {{"unlock the {device}", 0}}, {}},
                  {"cancel", {{"cancel", 0}}, {}},
                  {"explain-last", {{"what did you just do", 0}}, {}},
                  {"forget", {{"delete what i just said", 0}}, {}}};
  return event;
}

ContactsChanged test_contacts() {
  ContactsChanged event;
  event.communications_on = true;
  event.contacts = {{"maria-alvarez", "Maria Alvarez", true, {phrase("Maria Alvarez"), phrase("Maria")}},
                    {"ben-okafor", "Ben Okafor", true, {phrase("Ben Okafor"), phrase("Ben")}}};
  return event;
}

Script::Script(const Policy& policy) {
  post(PolicyChanged{policy});
  post(test_vocabulary(policy));
  post(test_contacts());
}

void Script::post(EventBody body) {
  events_.push_back(Event{events_.size() + 1, now_, std::move(body)});
  Step next = step(state_, events_.back());
  state_ = std::move(next.state);
  for (const Effect& effect : next.effects) {
    effects_.push_back(effect);
    collect(effect);
  }
}

void Script::collect(const Effect& effect) {
  if (const auto* timer = std::get_if<ArmTimer>(&effect)) timers_.push_back({timer->id, timer->at});
  if (const auto* decode = std::get_if<Transcribe>(&effect)) decodes_.push_back(decode->id);
  if (const auto* drop = std::get_if<DropTranscription>(&effect)) std::erase(decodes_, drop->request);
  if (const auto* compare = std::get_if<CompareVoices>(&effect)) comparisons_.push_back(compare->id);
  if (const auto* identify = std::get_if<IdentifyVoice>(&effect)) identifications_.push_back(identify->id);
  if (const auto* said = std::get_if<Speak>(&effect)) prompt_ = said->id;
}

void Script::advance_to(Milliseconds at) {
  while (true) {
    const auto due = std::min_element(timers_.begin(), timers_.end(),
                                      [](const Timer& a, const Timer& b) { return a.at < b.at; });
    if (due == timers_.end() || due->at > at) break;
    const Timer timer = *due;
    timers_.erase(due);
    now_ = std::max(now_, timer.at);
    post(TimerFired{timer.id});
  }
  now_ = std::max(now_, at);
}

void Script::wait(Milliseconds ms) {
  advance_to(now_ + ms);
}

void Script::start_talking() {
  talk_start_ = to_samples(now_);
  wait(64);
  post(SpeechStarted{talk_start_});
}

void Script::stop_talking() {
  const SampleCount end = to_samples(now_);
  wait(200);
  post(SpeechPaused{{talk_start_, end}});
}

void Script::say(const std::string& text, const Utter& how) {
  start_talking();
  if (how.wake) {
    wait(700);
    post(WakeProposed{to_samples(now_), how.scores, 0});
    Milliseconds gone = 764;
    if (!how.later_scores.empty()) {
      wait(100);
      gone += 100;
      post(WakeProposed{to_samples(now_), how.later_scores, 0});
    }
    wait(std::max<Milliseconds>(0, how.length_ms - gone));
  } else {
    wait(std::max<Milliseconds>(0, how.length_ms - 64));
  }
  stop_talking();
  wait(100);
  answer_decodes(text, how);
  wait(1500);
  for (const std::uint64_t id : std::exchange(comparisons_, {})) {
    post(VoicesCompared{id, how.similarity, 2500, std::max<Milliseconds>(how.length_ms, 1300)});
  }
  answer_identifications(how);
  answer_decodes(text, how);  // a message is written down once it is held
}

void Script::answer_identifications(const Utter& how) {
  for (const std::uint64_t id : std::exchange(identifications_, {})) {
    VoiceIdentified identified{id, {}, how.length_ms};
    for (const std::string& name : state_.voices)
      identified.scores.push_back({name, name == how.speaker ? 850 : 400});
    post(identified);
  }
}

void Script::answer_decodes(const std::string& text, const Utter& how) {
  const std::vector<std::uint64_t> decodes = std::exchange(decodes_, {});
  for (const std::uint64_t id : decodes) {
    Transcript transcript;
    transcript.text = text;
    transcript.words = words_of(text, how.confidence);
    transcript.confidence = how.confidence;
    const bool wakes = !transcript.words.empty() && transcript.words.front().normalized == "alexa";
    transcript.forced = {{"Alexa", wakes ? -50 : -9000}, {"election", wakes ? -7000 : -6000}};
    post(Transcribed{id, transcript});
  }
}

void Script::finish_prompt(bool heard, std::optional<PromptEcho> echo) {
  wait(1200);
  const std::uint64_t prompt = std::exchange(prompt_, 0);
  if (prompt != 0) post(PromptFinished{prompt, heard, echo});
}

std::vector<Judgement> Script::gates() const {
  std::vector<Judgement> out;
  for (const Effect& effect : effects_) {
    if (const auto* wake = std::get_if<ReportWake>(&effect)) out.push_back(wake->judgement);
    if (const auto* gate = std::get_if<ReportGate>(&effect)) out.push_back(gate->judgement);
  }
  return out;
}

const Judgement* Script::last_gate(Gate gate) const {
  const Judgement* last = nullptr;
  for (const Effect& effect : effects_) {
    if (const auto* wake = std::get_if<ReportWake>(&effect); wake && gate == Gate::kWake)
      last = &wake->judgement;
    if (const auto* report = std::get_if<ReportGate>(&effect); report && report->judgement.gate == gate) {
      last = &report->judgement;
    }
  }
  return last;
}

std::vector<Prompt> Script::prompts() const {
  std::vector<Prompt> out;
  for (const Effect& effect : effects_) {
    if (const auto* said = std::get_if<Speak>(&effect)) out.push_back(said->prompt);
  }
  return out;
}

std::vector<MessageState> Script::message_states() const {
  std::vector<MessageState> out;
  for (const Effect& effect : effects_) {
    if (const auto* message = std::get_if<ReportMessage>(&effect)) out.push_back(message->state);
  }
  return out;
}

Policy room_policy() {
  Policy policy = guarded_policy();
  policy.prompt = {.heard_in_room = true, .over_talk_db_min = 10, .repeats_max = 1, .barge_in = true};
  return policy;
}

Policy opening_policy() {
  Policy policy = guarded_policy();
  policy.open.by_voice = true;
  return policy;
}

void ask_to_unlock(Script& script, const Utter& how) {
  script.post(VoicesChanged{{"Maria", "Ben"}});
  script.say("Alexa unlock the front door", how);
  script.finish_prompt();
  script.wait(500);
}

void ask_to_send(Script& script) {
  script.say("Alexa send a message", {.wake = true});
  script.finish_prompt();
  script.wait(500);
}

void name_maria(Script& script) {
  ask_to_send(script);
  script.say("Maria Alvarez", {.length_ms = 1300});
  script.finish_prompt();
  script.wait(500);
}

void hold_message(Script& script) {
  name_maria(script);
  script.say("Right, send it", {.length_ms = 1300});
  script.finish_prompt();
  script.finish_prompt();
  script.wait(500);
  script.say("Dinner is ready", {.length_ms = 2000});
  script.finish_prompt();
  script.wait(3000);
}

void deliver(Script& script, DeliveryOutcome outcome, const std::string& code) {
  script.wait(13'000);
  for (const Effect& effect : script.effects()) {
    const auto* send = std::get_if<SendMessage>(&effect);
    if (send == nullptr) continue;
    const ConfirmedRecording recording = send->recording;
    script.post(MessageDelivered{recording.message_id(), recording.contact_name(), outcome, code});
    break;
  }
  script.finish_prompt();
}

}  // namespace sotto
