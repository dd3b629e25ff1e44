#include "sim/intended_dialogs.hpp"

#include <algorithm>
#include <sstream>
#include <utility>

#include "base/assert.hpp"
#include "core/step.hpp"
#include "nlu/text.hpp"
#include "runtime/replay_driver.hpp"
#include "sim/household_noise.hpp"
#include "sim/household_plan.hpp"
#include "sim/material_random.hpp"

namespace sotto {
namespace {

// Before somebody speaks, so that detectors and noise have settled.
constexpr Milliseconds kLead = 1500;
constexpr SampleCount kNoiseLength = to_samples(60'000);
constexpr double kSpokenDbfs = -20.0;  // of the material's files and of what the synthesiser speaks
constexpr const char* kNoiseFile = "noise";

const SpokenLine* find_spoken(std::span<const SpokenLine> catalog, const TalkLine& line, int take) {
  const auto found = std::find_if(catalog.begin(), catalog.end(), [&](const SpokenLine& spoken) {
    return spoken.take == take && spoken.line == line.id && spoken.text == line.text;
  });
  return found == catalog.end() ? nullptr : &*found;
}

std::string without_wake_word(const std::string& text) {
  const std::size_t comma = text.find(", ");
  return comma == std::string::npos ? text : text.substr(comma + 2);
}

// A person who is asked once more answers once more.
void answer_again(Scene& scene) {
  std::vector<SceneTurn> again;
  for (const SceneTurn& turn : scene.turns) {
    if (turn.prompt == "to-whom" || turn.prompt == "confirm" || turn.prompt == "challenge")
      again.push_back(turn);
  }
  scene.turns.insert(scene.turns.end(), again.begin(), again.end());
}

Scene scene_in_noise(const IntendedTrial& trial) {
  Scene scene = trial.dialog.scene;
  for (SceneTurn& turn : scene.turns) {
    turn.gain_db = kVoiceLevelDbfs - kSpokenDbfs;
    if (turn.prompt.empty()) turn.delay_ms = kLead;
  }
  if (trial.noise.snr_db) {
    SceneBackground noise;
    noise.audio = kNoiseFile;
    noise.gain_db = kVoiceLevelDbfs - *trial.noise.snr_db - kNoiseLevelDbfs;
    scene.backgrounds.push_back(noise);
  }
  return scene;
}

// What Sotto does about an order: what it sets, or else what it says.
struct Deed {
  std::vector<SetDevice> set;
  std::optional<Speak> said;

  void take(const Effect& effect) {
    if (const auto* device = std::get_if<SetDevice>(&effect)) {
      set.push_back(*device);
      set.back().id = 0;
    }
    if (const auto* speak = std::get_if<Speak>(&effect); speak != nullptr && !said) {
      said = *speak;
      said->id = 0;
    }
  }
  [[nodiscard]] bool same_as(const Deed& other) const {
    if (!set.empty() || !other.set.empty()) return set == other.set;
    return said.has_value() && said == other.said;
  }
};

// What the same words come to when they are typed.
Result<Deed> deed_of(const std::string& order, const RunSetup& setup, const Pronouncer& pronouncer) {
  auto opening = opening_events(setup, pronouncer);
  if (!opening) return opening.error();
  RequestTyped typed;
  std::istringstream stream(order);
  for (std::string word; stream >> word;) typed.words.push_back({word, normalize_word(word), {}, 1000, {}});
  std::vector<EventBody> events = std::move(opening).value();
  events.emplace_back(std::move(typed));
  DialogState state;
  Deed deed;
  std::uint64_t sequence = 0;
  for (EventBody& body : events) {
    Step next = step(state, Event{++sequence, 0, std::move(body)});
    state = std::move(next.state);
    for (const Effect& effect : next.effects) deed.take(effect);
  }
  return deed;
}

// What one run came to. A recorder sees every effect, also those that no line tells of.
class DialogWatch final : public Recorder {
 public:
  void append(const Event& /*event*/) override {}
  void append(const Effect& effect, Milliseconds /*at*/) override {
    deed.take(effect);
    if (const auto* wake = std::get_if<ReportWake>(&effect)) {
      judge(wake->judgement);
    } else if (const auto* gate = std::get_if<ReportGate>(&effect)) {
      judge(gate->judgement);
    } else if (const auto* said = std::get_if<Speak>(&effect)) {
      if (said->prompt == Prompt::kChallenge) ++challenges;
    } else if (const auto* message = std::get_if<ReportMessage>(&effect)) {
      if (message->state == MessageState::kSent) sent_to.push_back(message->contact);
      if (message->state == MessageState::kCancelled) cancelled = true;
    }
  }

  Deed deed;
  std::vector<std::string> sent_to;
  bool cancelled = false;
  bool understood = false;
  bool retried = false;
  int challenges = 0;
  bool challenge_passed = false;  // at the first try
  std::string refusal = "wake: not-heard";
  std::string heard;  // by the gate that refused

 private:
  void judge(const Judgement& judgement) {
    const std::string gate(gate_name(judgement.gate));
    if (judgement.passed()) {
      understood = understood || judgement.gate == Gate::kRequest;
      if (judgement.gate == Gate::kConfirm && challenges == 1) challenge_passed = true;
      refusal = "after " + gate;
      return;
    }
    if (judgement.verdict == Verdict::kAskAgain) retried = true;
    refusal = gate + ": " + std::string(reason_code(judgement.reason));
    heard.clear();
    for (const Fact& fact : judgement.evidence) {
      const auto* const text = std::get_if<std::string>(&fact.value);
      if (fact.key == "text" && text != nullptr) heard = *text;
    }
  }
};

bool is_message(const MaterialDialog& dialog) {
  return dialog.kind == "message" || dialog.kind == "message-bare";
}

bool is_for(const std::string& contact, const std::string& name) {
  return contact == name || contact == contact_id(name);
}

bool sent_to_wrong_person(const DialogWatch& watch, const MaterialDialog& dialog) {
  return std::any_of(watch.sent_to.begin(), watch.sent_to.end(),
                     [&](const std::string& contact) { return !is_for(contact, dialog.contact); });
}

bool succeeded(const DialogWatch& watch, const MaterialDialog& dialog, const Deed& wanted) {
  if (is_message(dialog)) return watch.sent_to.size() == 1 && is_for(watch.sent_to.front(), dialog.contact);
  if (dialog.kind == "cancel") return watch.cancelled && watch.sent_to.empty();
  return watch.understood && watch.sent_to.empty() && watch.deed.same_as(wanted);
}

Result<DialogWatch> run_dialog(SharedEvidence& evidence, const RunSetup& setup, const IntendedTrial& trial) {
  RoomSounds sounds = trial.sounds;
  const std::string name = trial.dialog.dialog.name;
  sounds.load = [&trial, name](const std::string& file) {
    if (file != kNoiseFile) return trial.sounds.load(file);
    return Result<std::vector<float>>(
        make_noise(NoiseKind::kKitchen, kNoiseLength, MaterialRandom(0, "noise of " + name).next()));
  };
  auto room = Room::make(scene_in_noise(trial), std::move(sounds));
  if (!room) return room.error();
  evidence.begin_sound();
  DialogWatch watch;
  ReplayOptions options;
  options.recorder = &watch;
  ReplayDriver driver(evidence.services(), setup, std::move(options), room.value().get());
  const auto run = driver.run(*room.value());
  if (!run) return run.error();
  return watch;
}

}  // namespace

std::vector<IntendedDialog> spoken_dialogs(std::span<const MaterialDialog> dialogs,
                                           const DialogWordings& wordings,
                                           std::span<const SpokenLine> catalog) {
  int takes = 0;
  for (const SpokenLine& line : catalog) takes = std::max(takes, line.take + 1);
  std::vector<IntendedDialog> spoken;
  for (int take = 0; take < takes; ++take) {
    for (const MaterialDialog& dialog : dialogs) {
      IntendedDialog intended{dialog, take, "", {}, {}, ""};
      for (const DialogTurn& turn : dialog.turns) {
        const SpokenLine* const line = find_spoken(catalog, turn.line, take);
        if (line == nullptr) break;
        intended.voice = line->voice;
        intended.sha256.push_back(line->sha256);
      }
      if (intended.sha256.size() != dialog.turns.size()) continue;
      auto scene = dialog_scene(dialog, wordings, take, catalog);
      SOTTO_ASSERT(scene.ok());
      intended.scene = std::move(scene).value();
      answer_again(intended.scene);
      if (dialog.kind == "order") intended.order = without_wake_word(dialog.turns.front().line.text);
      spoken.push_back(std::move(intended));
    }
  }
  return spoken;
}

std::span<const RelaxedRule> relaxed_rules() {
  static constexpr std::array kRules = {
      RelaxedRule{"second look at the wake word", [](Policy& policy) { policy.wake.second_look = false; }},
      // A trigger word then never explains better what was heard.
      RelaxedRule{"words like the wake word",
                  [](Policy& policy) { policy.wake.rival_log_prob_milli_max = -1'000'000; }},
      RelaxedRule{"confidence of the request",
                  [](Policy& policy) {
                    policy.request.confidence_min = 0;
                    policy.request.word_confidence_min = 0;
                  }},
      RelaxedRule{"whole request", [](Policy& policy) { policy.request.matching = Matching::kNearest; }},
      RelaxedRule{"whole name", [](Policy& policy) { policy.contact.matching = Matching::kNearest; }},
      RelaxedRule{"whole answer", [](Policy& policy) { policy.confirm.matching = Matching::kNearest; }},
      RelaxedRule{"quiet prompts",
                  [](Policy& policy) {
                    policy.contact.quiet_prompt = false;
                    policy.confirm.quiet_prompt = false;
                  }},
      RelaxedRule{"no early answers", [](Policy& policy) { policy.confirm.answer_from_ms = 0; }},
      RelaxedRule{"short yes needs strength", [](Policy& policy) { policy.confirm.bare_confidence_min = 0; }},
      RelaxedRule{"same voice", [](Policy& policy) { policy.voice.same_voice = false; }},
  };
  return kRules;
}

Result<void> try_dialog(SharedEvidence& evidence, const RunSetup& setup, const IntendedTrial& trial,
                        CampaignTally& tally) {
  const MaterialDialog& dialog = trial.dialog.dialog;
  RunSetup own = setup;
  own.communications_on = true;
  own.contacts.clear();
  for (const std::string& name : trial.dialog.scene.contacts) own.contacts.push_back({name, {}, true});
  Deed wanted;
  if (!trial.dialog.order.empty()) {
    auto deed = deed_of(trial.dialog.order, own, *evidence.services().pronouncer);
    if (!deed) return deed.error();
    wanted = std::move(deed).value();
  }
  const auto run = run_dialog(evidence, own, trial);
  if (!run) return run.error();
  const DialogWatch& watch = run.value();
  IntendedCounts& counts = tally.intended[setup.policy.name][dialog.kind][std::string(trial.noise.name)];
  ++counts.tried;
  ForcedCounts& voice = counts.voices[trial.dialog.voice];
  ++voice.tried;
  if (sent_to_wrong_person(watch, dialog)) ++counts.wrong_person;
  if (watch.challenges > 0) ++counts.challenged;
  if (watch.challenge_passed) ++counts.challenge_passed;
  if (succeeded(watch, dialog, wanted)) {
    ++counts.done;
    ++voice.passed;
    if (watch.retried) ++counts.retried;
    return {};
  }
  ++counts.refusals[watch.refusal];
  counts.failures[dialog.name + ", take " + std::to_string(trial.dialog.take)] =
      watch.refusal + (watch.heard.empty() ? "" : ": " + watch.heard);
  if (!trial.cost_of_rules) return {};
  for (const RelaxedRule& rule : relaxed_rules()) {
    RunSetup relaxed = own;
    rule.relax(relaxed.policy);
    if (relaxed.policy == own.policy) continue;
    const auto again = run_dialog(evidence, relaxed, trial);
    if (!again) return again.error();
    if (succeeded(again.value(), dialog, wanted)) ++counts.recovered[std::string(rule.name)];
  }
  return {};
}

}  // namespace sotto
