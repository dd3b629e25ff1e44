#include "adapters/toml/sentence_toml.hpp"

#include <cmath>

#include "adapters/toml/toml_document.hpp"
#include "nlu/request.hpp"

namespace sotto {
namespace {

constexpr double kSlotNumberMax = 1e6;

std::int64_t to_milli(double value) {
  return std::llround(value * 1000.0);
}

// A text, or a fault.
SentenceText text_of(const DocumentNode& node, const std::string& what, DocumentFaults& faults) {
  if (node.text() == nullptr || !is_plain_line(*node.text())) {
    faults.add(node.line, what + " must be a text of one line, in quotation marks");
    return {};
  }
  return {*node.text(), node.line};
}

void read_around(TableReader& root, std::string_view key, SentenceText& text, DocumentFaults& faults) {
  if (const DocumentEntry* entry = root.take(key))
    text = text_of(entry->node, "\"" + std::string(key) + "\"", faults);
}

void read_rules(TableReader& root, std::string_view key, bool quiet, SentenceFile& file,
                DocumentFaults& faults) {
  const DocumentNode* node = root.take_table(key, Need::kOptional);
  if (node == nullptr) return;
  for (const DocumentEntry& entry : *node->table()) {
    for (const SentenceRule& earlier : file.rules) {
      if (earlier.name == entry.key) faults.add(entry.line, "the rule \"" + entry.key + "\" stands twice");
    }
    file.rules.push_back({entry.key, text_of(entry.node, "the rule \"" + entry.key + "\"", faults), quiet});
  }
}

void read_numbers(TableReader& root, SentenceFile& file, DocumentFaults& faults) {
  const DocumentNode* node = root.take_table("numbers", Need::kOptional);
  if (node == nullptr) return;
  for (const DocumentEntry& entry : *node->table()) {
    if (entry.node.table() == nullptr) {
      faults.add(entry.line, "\"" + entry.key + "\" must be written as {from = 0, to = 10}");
      continue;
    }
    double from = 0.0;
    double to = 0.0;
    double step = 1.0;
    TableReader reader(entry.node, entry.key, faults);
    const bool right = reader.read_number("from", from, -kSlotNumberMax, kSlotNumberMax, Need::kRequired) &&
                       reader.read_number("to", to, -kSlotNumberMax, kSlotNumberMax, Need::kRequired);
    reader.read_number("step", step, 0.001, kSlotNumberMax, Need::kOptional);
    if (right && from > to) faults.add(entry.line, "\"" + entry.key + "\" ends before it begins");
    file.numbers.push_back({entry.key, to_milli(from), to_milli(to), to_milli(step)});
  }
}

void read_lists(TableReader& root, SentenceFile& file, DocumentFaults& faults) {
  const DocumentNode* node = root.take_table("lists", Need::kOptional);
  if (node == nullptr) return;
  TableReader lists(*node, "[lists]", faults);
  for (const DocumentEntry& entry : lists.take_all()) {
    const DocumentNode* values = lists.take_tables(entry.key, Need::kRequired);
    if (values == nullptr) continue;
    SentenceList list{entry.key, {}};
    for (const DocumentNode& item : *values->array()) {
      SentenceListValue value;
      TableReader reader(item, entry.key, faults);
      if (const DocumentEntry* text = reader.take("text")) {
        value.says = text_of(text->node, "\"text\"", faults);
      } else {
        faults.add_missing(item.line, "\"text\" is missing in " + entry.key);
      }
      reader.read_text("value", value.value, Need::kRequired);
      list.values.push_back(std::move(value));
    }
    if (list.values.empty()) faults.add(entry.line, "the list \"" + entry.key + "\" is empty");
    file.lists.push_back(std::move(list));
  }
}

void read_slots(const DocumentNode& node, SentenceIntent& intent, DocumentFaults& faults) {
  TableReader reader(node, "slots", faults);
  for (const DocumentEntry& entry : reader.take_all()) {
    std::string value;
    reader.read_text(entry.key, value, Need::kRequired);
    intent.slots.emplace_back(entry.key, std::move(value));
  }
}

void read_intents(TableReader& root, SentenceFile& file, DocumentFaults& faults) {
  const DocumentNode* node = root.take_tables("intent", Need::kRequired);
  if (node == nullptr) return;
  for (const DocumentNode& item : *node->array()) {
    SentenceIntent intent;
    TableReader reader(item, "[[intent]]", faults);
    std::size_t index = 0;
    if (reader.read_choice("name", index, intent_names(), Need::kRequired))
      intent.name = intent_names()[index];
    if (const DocumentNode* sentences = reader.take_array("sentences", Need::kRequired)) {
      for (const DocumentNode& text : *sentences->array()) {
        intent.sentences.push_back(text_of(text, "a sentence", faults));
      }
      if (intent.sentences.empty()) faults.add(sentences->line, "\"sentences\" is empty");
    }
    if (const DocumentNode* slots = reader.take_table("slots", Need::kOptional))
      read_slots(*slots, intent, faults);
    file.intents.push_back(std::move(intent));
  }
}

}  // namespace

Result<SentenceFile> parse_sentences(std::string_view text, const std::string& name) {
  const Result<Document> document = parse_toml(text, name);
  if (!document) return document.error();
  DocumentFaults faults(name);
  SentenceFile file;
  {
    TableReader root(document.value().root, "", faults);
    read_around(root, "before", file.before, faults);
    read_around(root, "after", file.after, faults);
    root.read_texts("not_contacts", file.not_contacts, Need::kOptional);
    read_rules(root, "rules", false, file, faults);
    read_rules(root, "quiet_rules", true, file, faults);
    read_numbers(root, file, faults);
    read_lists(root, file, faults);
    read_intents(root, file, faults);
  }
  if (const Result<void> result = faults.result(); !result) return result.error();
  return file;
}

}  // namespace sotto
