#include "adapters/toml/config_file.hpp"

#include <algorithm>
#include <array>

#include "adapters/toml/built_in.hpp"
#include "adapters/toml/config_channels.hpp"
#include "adapters/toml/config_home.hpp"
#include "adapters/toml/config_page.hpp"
#include "adapters/toml/toml_document.hpp"
#include "nlu/time_words.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> kWakeWords = {"alexa", "okay nabu", "hey jarvis", "hey mycroft"};

// A hold shorter than ten seconds leaves nobody the time to stop a message (reference: 10 to 30 s).
constexpr int kHoldSecondsMin = 10;
constexpr int kHoldSecondsMax = 120;
constexpr int kDaysMax = 3650;

bool is_built_in_policy(const std::string& name) {
  return built_in_text("policies/" + name + ".toml").ok();
}

void read_contacts(TableReader& root, Config& config, DocumentFaults& faults) {
  const DocumentNode* contacts = root.take_tables("contact", Need::kOptional);
  if (contacts == nullptr) return;
  for (const DocumentNode& node : *contacts->array()) {
    TableReader reader(node, "[[contact]]", faults);
    ContactEntry entry;
    reader.read_text("name", entry.name, Need::kRequired);
    reader.read_texts("nicknames", entry.nicknames, Need::kOptional);
    reader.read_bool("allowed", entry.allowed, Need::kOptional);
    const std::string id = contact_id(entry.name);
    if (!entry.name.empty() && id.empty()) faults.add(node.line, "the contact's name has no letter");
    for (const ContactEntry& earlier : config.contacts) {
      if (contact_id(earlier.name) == id)
        faults.add(node.line, "the contact \"" + entry.name + "\" stands twice");
    }
    config.contacts.push_back(std::move(entry));
  }
}

// "22:00", on a clock of 24 hours.
void read_clock_time(TableReader& reader, const DocumentNode& node, const char* key, int& minutes,
                     DocumentFaults& faults) {
  std::string text;
  if (!reader.read_text(key, text, Need::kOptional)) return;
  const ClockTime time = parse_clock_text(text);
  const std::string again = clock_text(time);
  if (time.exact && (again == text || "0" + again == text)) {
    minutes = time.minutes;
  } else {
    faults.add(node.line, "\"" + std::string(key) + "\" must be a time of day such as \"22:00\"");
  }
}

void read_timers(TableReader& root, RingRules& rings, DocumentFaults& faults) {
  const DocumentNode* node = root.take_table("timers", Need::kOptional);
  if (node == nullptr) return;
  TableReader timers(*node, "[timers]", faults);
  read_clock_time(timers, *node, "quiet_from", rings.quiet_from_minutes, faults);
  read_clock_time(timers, *node, "quiet_to", rings.quiet_to_minutes, faults);
  constexpr int kPermilleAPercent = 10;
  int percent = 0;
  if (timers.read_integer("volume", percent, 1, 100, Need::kOptional))
    rings.level = percent * kPermilleAPercent;
  if (timers.read_integer("quiet_volume", percent, 1, 100, Need::kOptional))
    rings.quiet_level = percent * kPermilleAPercent;
}

}  // namespace

std::vector<std::string_view> wake_words() {
  return {kWakeWords.begin(), kWakeWords.end()};
}

Result<Config> parse_config(std::string_view text, const std::string& name) {
  const Result<Document> document = parse_toml(text, name);
  if (!document) return document.error();
  DocumentFaults faults(name);
  Config config;
  {
    TableReader root(document.value().root, "", faults);
    std::size_t wake_word = 0;
    if (root.read_choice("wake_word", wake_word, kWakeWords, Need::kOptional))
      config.wake_word = kWakeWords[wake_word];
    root.read_bool("communications", config.communications, Need::kOptional);
    root.read_bool("trial", config.trial, Need::kOptional);
    root.read_text("policy", config.policy, Need::kOptional);
    std::string outbox;
    if (root.read_text("outbox", outbox, Need::kOptional)) config.outbox = outbox;
    int hold_seconds = 0;
    if (root.read_integer("hold_seconds", hold_seconds, kHoldSecondsMin, kHoldSecondsMax, Need::kOptional)) {
      config.hold_seconds = hold_seconds;
    }
    if (const DocumentNode* node = root.take_table("sound", Need::kOptional)) {
      TableReader sound(*node, "[sound]", faults);
      sound.read_text("microphone", config.microphone, Need::kOptional);
      sound.read_text("loudspeaker", config.loudspeaker, Need::kOptional);
      sound.read_bool("cancel_echo", config.cancel_echo, Need::kOptional);
      sound.read_bool("suppress_noise", config.suppress_noise, Need::kOptional);
      sound.read_bool("headset", config.headset, Need::kOptional);
    }
    if (const DocumentNode* node = root.take_table("journal", Need::kOptional)) {
      TableReader journal(*node, "[journal]", faults);
      journal.read_integer("text_days", config.text_days, 1, kDaysMax, Need::kOptional);
      journal.read_integer("audio_days", config.audio_days, 0, kDaysMax, Need::kOptional);
      std::string witness;
      if (journal.read_text("witness", witness, Need::kOptional)) config.witness = witness;
    }
    read_timers(root, config.rings, faults);
    PageSettings page;
    read_page(root, page, faults);
    read_channels(root, config.channels, faults);
    read_home(root, config.broker, config.home, faults);
    read_contacts(root, config, faults);
  }
  if (const Result<void> result = faults.result(); !result) return result.error();
  return config;
}

Result<Config> load_config(const fs::path& path) {
  const Result<std::string> text = read_text_file(path);
  if (!text && text.error().code == ErrorCode::kFileMissing) return Config{};
  if (!text) return text.error();
  Result<Config> parsed = parse_config(text.value(), path.string());
  if (!parsed) return parsed;
  Config config = std::move(parsed).value();
  const fs::path folder = path.parent_path();
  config.text = text.value();
  if (!config.outbox.empty()) config.outbox = folder / config.outbox;
  if (!config.witness.empty()) config.witness = folder / config.witness;
  if (config.channels.smtp && !config.channels.smtp->ca.empty())
    config.channels.smtp->ca = folder / config.channels.smtp->ca;
  for (fs::path* file :
       {&config.broker.password_file, &config.broker.ca, &config.broker.cert, &config.broker.key}) {
    if (!file->empty()) *file = folder / *file;
  }
  if (!is_built_in_policy(config.policy)) config.policy = (folder / config.policy).string();
  return config;
}

}  // namespace sotto
