#include "sim/scene.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "core/effect.hpp"
#include "core/verdict.hpp"

namespace sotto {
namespace {

constexpr std::string_view kGuarded = "guarded";
constexpr double kGainDbMin = -80.0;
constexpr double kGainDbMax = 20.0;
constexpr double kSceneSecondsMax = 3600.0;
constexpr std::int64_t kStartDelayMsMax = 3'600'000;
// Before the end of a prompt as far as a prompt is long, after it well past every time limit of a policy.
constexpr std::int64_t kPromptDelayMsMin = -20'000;
constexpr std::int64_t kPromptDelayMsMax = 120'000;

// The prompts that people can react to.
constexpr std::array<Prompt, 5> kCues = {Prompt::kToWhom, Prompt::kConfirm, Prompt::kChallenge,
                                         Prompt::kToneRecord, Prompt::kHold};

class SceneReader {
 public:
  SceneReader(const Document& document, DocumentFaults& faults)
      : faults_(faults), root_(document.root, "", faults), line_(document.root.line) {
    scene_.file = document.name;
  }

  void read() {
    root_.read_text("title", scene_.title, Need::kRequired);
    root_.read_integer("seed", scene_.seed, 0, INT64_MAX, Need::kOptional);
    read_contacts();
    root_.read_text("audio", scene_.audio, Need::kOptional);
    double length_s = 0.0;
    root_.read_number("length_s", length_s, 0.0, kSceneSecondsMax, Need::kOptional);
    scene_.length_ms = std::llround(length_s * 1000.0);
    for_each("person", [this](const DocumentNode& node) { read_person(node); });
    for_each("turn", [this](const DocumentNode& node) { read_turn(node); });
    for_each("background", [this](const DocumentNode& node) { read_background(node); });
    if (const DocumentNode* node = root_.take_table("room", Need::kOptional)) {
      TableReader room(*node, "[room]", faults_);
      double echo_db = 0.0;
      if (room.read_number("echo_db", echo_db, kGainDbMin, kGainDbMax, Need::kOptional))
        scene_.echo_db = echo_db;
    }
    if (const DocumentNode* node = root_.take_table("expect", Need::kOptional)) read_expect(*node);
    check_sound();
  }

  [[nodiscard]] Scene take() { return std::move(scene_); }

 private:
  template <typename Read>
  void for_each(std::string_view key, const Read& read_one) {
    const DocumentNode* nodes = root_.take_tables(key, Need::kOptional);
    if (nodes == nullptr) return;
    for (const DocumentNode& node : *nodes->array()) read_one(node);
  }

  void read_contacts() {
    const DocumentEntry* entry = root_.take("contacts");
    if (entry == nullptr || !root_.read_texts("contacts", scene_.contacts, Need::kRequired)) return;
    std::vector<std::string> sorted = scene_.contacts;
    std::ranges::sort(sorted);
    const auto twice = std::ranges::adjacent_find(sorted);
    if (twice != sorted.end()) faults_.add(entry->line, "the contact \"" + *twice + "\" stands twice");
  }

  void read_person(const DocumentNode& node) {
    TableReader reader(node, "[[person]]", faults_);
    ScenePerson person;
    reader.read_text("name", person.name, Need::kRequired);
    reader.read_text("voice", person.voice, Need::kRequired);
    reader.read_bool("enrolled", person.enrolled, Need::kOptional);
    if (find_person(person.name) != nullptr)
      faults_.add(node.line, "the person \"" + person.name + "\" stands twice");
    scene_.people.push_back(std::move(person));
  }

  [[nodiscard]] const ScenePerson* find_person(const std::string& name) const {
    const auto found = std::ranges::find(scene_.people, name, &ScenePerson::name);
    return found == scene_.people.end() ? nullptr : &*found;
  }

  void read_turn(const DocumentNode& node) {
    TableReader reader(node, "[[turn]]", faults_);
    SceneTurn turn;
    turn.line = node.line;
    if (!read_on(reader, turn)) return forgive(reader);
    const bool at_start = turn.prompt.empty();
    reader.read_integer("delay_ms", turn.delay_ms, at_start ? 0 : kPromptDelayMsMin,
                        at_start ? kStartDelayMsMax : kPromptDelayMsMax, Need::kOptional);
    reader.read_number("gain_db", turn.gain_db, kGainDbMin, kGainDbMax, Need::kOptional);
    reader.read_text("text", turn.text, Need::kOptional);
    reader.read_text("audio", turn.audio, Need::kOptional);
    double audio_at_s = 0.0;
    const bool has_start =
        reader.read_number("audio_at_s", audio_at_s, 0.0, kSceneSecondsMax, Need::kOptional);
    turn.audio_from = std::llround(audio_at_s * kSampleRate);
    reader.read_text("person", turn.person, Need::kOptional);
    reader.read_text("voice", turn.voice, Need::kOptional);
    if (has_start && turn.audio.empty()) faults_.add(node.line, "\"audio_at_s\" needs \"audio\"");
    check_turn(turn);
    scene_.turns.push_back(std::move(turn));
  }

  // The turn is wrong already; its other keys are not worth a message.
  static void forgive(TableReader& reader) { static_cast<void>(reader.take_all()); }

  bool read_on(TableReader& reader, SceneTurn& turn) {
    std::vector<std::string> names = {"start"};
    for (const Prompt cue : kCues) names.push_back("prompt:" + std::string(prompt_name(cue)));
    names.emplace_back("prompt:ring");  // every round of one is a cue
    const std::vector<std::string_view> views(names.begin(), names.end());
    std::size_t index = 0;
    if (!reader.read_choice("on", index, views, Need::kRequired)) return false;
    if (index > 0) turn.prompt = names[index].substr(names[index].find(':') + 1);
    return true;
  }

  void check_turn(SceneTurn& turn) {
    if (turn.text.empty() == turn.audio.empty()) {
      faults_.add(turn.line, "a turn needs either \"text\" or \"audio\", and not both");
    }
    if (!turn.person.empty()) {
      const ScenePerson* person = find_person(turn.person);
      if (person == nullptr) faults_.add(turn.line, "there is no person \"" + turn.person + "\"");
      if (!turn.voice.empty())
        faults_.add(turn.line, "a turn has either \"person\" or \"voice\", and not both");
      if (person != nullptr && !turn.text.empty()) turn.voice = person->voice;
    } else if (!turn.text.empty() && turn.voice.empty()) {
      faults_.add(turn.line, "\"text\" needs a \"person\" or a \"voice\" that says it");
    } else if (!turn.audio.empty() && !turn.voice.empty()) {
      faults_.add(turn.line, "\"voice\" is for \"text\": \"audio\" has its own");
    }
    if (turn.prompt.empty() && turn.text.find(kChallengePlace) != std::string::npos) {
      faults_.add(turn.line, "at the start no challenge has been asked for yet");
    }
  }

  void read_background(const DocumentNode& node) {
    TableReader reader(node, "[[background]]", faults_);
    SceneBackground background;
    background.line = node.line;
    reader.read_text("audio", background.audio, Need::kRequired);
    reader.read_number("gain_db", background.gain_db, kGainDbMin, kGainDbMax, Need::kOptional);
    scene_.backgrounds.push_back(std::move(background));
  }

  void read_expect(const DocumentNode& node) {
    TableReader reader(node, "[expect]", faults_);
    for (const DocumentEntry& entry : *node.table()) {
      if (entry.node.table() == nullptr) continue;
      static_cast<void>(reader.take(entry.key));
      if (entry.key == kGuarded) {
        faults_.add(entry.line, "what guarded must do stands in [expect] itself");
        continue;
      }
      TableReader other(entry.node, "[expect." + entry.key + "]", faults_);
      scene_.expect[entry.key] = read_expectation(other);
    }
    const Expectation own = read_expectation(reader);
    if (own != Expectation{}) scene_.expect[std::string(kGuarded)] = own;
  }

  Expectation read_expectation(TableReader& reader) {
    Expectation expected;
    const std::array<std::pair<std::string_view, std::optional<int>*>, 6> counts = {
        {{"sent", &expected.sent},
         {"held", &expected.held},
         {"cancelled", &expected.cancelled},
         {"refused", &expected.refused},
         {"wakes", &expected.wakes},
         {"devices", &expected.devices}}};
    for (const auto& [key, value] : counts) {
      int count = 0;
      if (reader.read_integer(key, count, 0, 10'000, Need::kOptional)) *value = count;
    }
    std::string text;
    if (reader.read_text("refused_by", text, Need::kOptional)) {
      if (!parse_gate(text)) faults_.add(line_of(reader, "refused_by"), "there is no gate \"" + text + "\"");
      expected.refused_by = text;
    }
    if (reader.read_text("reason", text, Need::kOptional)) {
      if (!parse_reason(text)) faults_.add(line_of(reader, "reason"), "there is no reason \"" + text + "\"");
      expected.reason = text;
    }
    return expected;
  }

  static int line_of(TableReader& reader, std::string_view key) {
    const DocumentEntry* entry = reader.take(key);
    return entry == nullptr ? reader.line() : entry->line;
  }

  void check_sound() {
    const bool starts =
        std::ranges::any_of(scene_.turns, [](const SceneTurn& turn) { return turn.prompt.empty(); });
    if (!starts && scene_.audio.empty() && scene_.length_ms == 0) {
      faults_.add_missing(line_,
                          "nothing is heard: add a turn with on = \"start\", \"audio\" or \"length_s\"");
    }
  }

  DocumentFaults& faults_;
  TableReader root_;
  int line_;
  Scene scene_;
};

}  // namespace

Result<Scene> parse_scene(const Document& document) {
  DocumentFaults faults(document.name);
  Scene scene;
  {
    SceneReader reader(document, faults);
    reader.read();
    scene = reader.take();
  }
  if (const Result<void> result = faults.result(); !result) return result.error();
  return scene;
}

}  // namespace sotto
