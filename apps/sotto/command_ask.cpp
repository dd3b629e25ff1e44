// sotto ask: one typed request. It can never send; it says where a message begins.
#include <iostream>
#include <memory>
#include <sstream>
#include <utility>

#include "adapters/sqlite/sqlite_reminders.hpp"
#include "journal/event_lines.hpp"
#include "nlu/text.hpp"
#include "runtime/loop.hpp"
#include "runtime/private_file.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/home_connection.hpp"
#include "sotto/paths.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/timeline.hpp"
#include "sotto/wall_clock.hpp"

namespace sotto {
namespace {

struct AskOptions {
  Common common;
  std::string text;
};

std::vector<Word> typed_words(const std::string& text) {
  std::vector<Word> words;
  std::istringstream stream(text);
  std::string word;
  while (stream >> word) words.push_back({word, normalize_word(word), {}, 1000, {}});
  return words;
}

// Timers and the list for one request. What is due already is left to a run: it rings, or tells what was
// missed.
class KeptForAsking {
 public:
  explicit KeptForAsking(std::filesystem::path data) : data_(std::move(data)) {}

  // Makes no file: whoever only asks leaves nothing behind.
  [[nodiscard]] Result<Reminders> load(const WallClockRead& clock) {
    if (!std::filesystem::exists(data_ / kFile)) return Reminders{};
    if (auto opened = open(); !opened) return opened.error();
    auto all = store_->load();
    if (!all) return all;
    Reminders ahead = std::move(all).value();
    constexpr std::int64_t kMinute = 60'000;
    const std::int64_t local = clock.epoch_ms + clock.utc_offset_minutes * kMinute;
    for (const Alert& alert : std::exchange(ahead.alerts, {})) {
      const bool is_due = alert.due_ms <= (alert.by_clock ? local : clock.epoch_ms);
      (is_due ? due_ : ahead.alerts).push_back(alert);
    }
    return ahead;
  }

  [[nodiscard]] Result<void> keep(const KeepReminders& effect) {
    Reminders all = effect.reminders;
    all.alerts.insert(all.alerts.end(), due_.begin(), due_.end());
    if (auto opened = open(); !opened) return opened;
    return store_->keep(all);
  }

 private:
  static constexpr const char* kFile = "reminders.db";

  // Shared with a run that listens: it learns of a change within a second, and is the one that rings.
  [[nodiscard]] Result<void> open() {
    if (store_) return {};
    if (auto made = make_private_folder(data_); !made) return made;
    auto store = open_reminders(data_ / kFile);
    if (!store) return store.error();
    store_ = std::move(store).value();
    return {};
  }

  std::filesystem::path data_;
  std::unique_ptr<ReminderStore> store_;
  std::vector<Alert> due_;
};

// What came of the sentence, told as it happens.
class Conversation {
 public:
  Conversation(bool json, MqttHome* home, KeptForAsking& reminders)
      : json_(json),
        home_(home),
        reminders_(reminders),
        loop_(nullptr, [this](const Effect& effect, Milliseconds at) { dispatch(effect, at); }) {}

  void post(EventBody body) { loop_.post(std::move(body), 0); }

  // Until every device has answered; the home answers each within its own time.
  void hear_devices(const StopSignal& stop) {
    while (home_ != nullptr && !loop_.state().device_orders.empty() && !stop.raised()) {
      for (DeviceAnswered& answer : home_->take_answers()) {
        done_ = done_ && (answer.result == "confirmed" || answer.result == "answered");
        post(std::move(answer));
      }
      if (!loop_.state().device_orders.empty()) home_->wait_for_change(kLook);
    }
    for (const DeviceOrder& order : std::vector<DeviceOrder>(loop_.state().device_orders)) {
      done_ = false;
      post(DeviceAnswered{order.command, "no-device", ""});
    }
  }

  [[nodiscard]] int finish() {
    if (json_) std::cout << summary_line(summary_) << std::endl;
    if (!understood_ && !answered_ && !json_)
      std::cerr << "sotto: no sentence that Sotto knows (try: sotto ask help)\n";
    return understood_ && done_ ? 0 : 1;
  }

 private:
  static constexpr Milliseconds kLook = 100;

  void keep(const KeepReminders& effect) {
    const auto kept = reminders_.keep(effect);
    if (kept) return;
    done_ = false;
    std::cerr << "sotto: not kept: " << kept.error().line() << std::endl;
  }

  void dispatch(const Effect& effect, Milliseconds at) {
    if (const auto* reminders = std::get_if<KeepReminders>(&effect)) keep(*reminders);
    LineContext context;
    context.at = at;
    if (const auto* said = std::get_if<Speak>(&effect)) {
      context.prompt_text = prompt_text(said->prompt, said->words);
      answered_ = answered_ || !context.prompt_text.empty();
      if (!json_ && !context.prompt_text.empty()) std::cout << context.prompt_text << std::endl;
    }
    if (const auto* gate = std::get_if<ReportGate>(&effect)) understood_ = gate->judgement.passed();
    if (const auto* device = std::get_if<SetDevice>(&effect); device != nullptr && home_ != nullptr) {
      home_->set(*device);
    }
    summary_.count(effect);
    const auto line = event_line(effect, context);
    if (json_ && line) std::cout << *line << std::endl;
  }

  bool json_;
  MqttHome* home_;
  KeptForAsking& reminders_;
  bool understood_ = false;
  bool answered_ = false;
  bool done_ = true;
  RunSummary summary_;
  Loop loop_;
};

int ask(const AskOptions& options) {
  const std::vector<Word> words = typed_words(options.text);
  if (words.empty()) return fail({ErrorCode::kUsage, "sotto ask needs a sentence"});
  const auto config = find_config(options.common);
  if (!config) return fail(config.error());
  const auto setup = make_setup(config.value(), "");
  if (!setup) return fail(setup.error());
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = choice.speech = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  const Pronouncer& pronouncer = *engines.value()->pronouncer();
  const auto opening = opening_events(setup.value(), pronouncer);
  if (!opening) return fail(opening.error());

  StopSignal stop;
  std::unique_ptr<MqttHome> home;
  if (!config.value().broker.host.empty()) {
    auto connected = connect_to_home(config.value(), stop);
    if (!connected) return fail(connected.error());
    home = std::move(connected).value();
    listen_until_quiet(*home, stop);
  }
  const WallClockRead clock = read_wall_clock();
  KeptForAsking reminders(options.common.data.empty() ? default_data_folder() : options.common.data);
  const auto kept = reminders.load(clock);
  if (!kept) return fail(kept.error());
  Conversation conversation(options.common.json, home.get(), reminders);
  for (const EventBody& body : opening.value()) conversation.post(body);
  if (const auto names = home ? home->take_names() : std::nullopt) {
    auto vocabulary = vocabulary_with(setup.value(), pronouncer, names->lists);
    if (!vocabulary) return fail(vocabulary.error());
    conversation.post(std::move(vocabulary).value());
  }
  conversation.post(clock);
  conversation.post(RemindersLoaded{kept.value(), config.value().rings});
  conversation.post(RequestTyped{words});
  conversation.hear_devices(stop);
  return conversation.finish();
}

}  // namespace

void add_ask(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<AskOptions>();
  CLI::App* command = app.add_subcommand("ask", "one typed request: devices and questions");
  command->add_option("TEXT", options->text, "what you would say")->required();
  add_common(*command, options->common, "sotto ask \"turn on the kitchen light\"");
  command->callback([options, &exit_code] { exit_code = ask(*options); });
}

}  // namespace sotto
