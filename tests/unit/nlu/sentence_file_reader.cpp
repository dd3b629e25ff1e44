#include "sentence_file_reader.hpp"

#include <gtest/gtest.h>

#include <toml++/toml.h>
#include <cmath>

namespace sotto {
namespace {

SentenceText text_of(const toml::node& node) {
  return {node.value_or(std::string()), static_cast<int>(node.source().begin.line)};
}

std::int64_t milli_of(const toml::node* node) {
  return node == nullptr ? 0 : std::llround(node->value_or(0.0) * 1000.0);
}

void read_rules(const toml::node* table, bool quiet, SentenceFile& file) {
  if (table == nullptr) return;
  for (const auto& [name, node] : *table->as_table()) {
    file.rules.push_back({std::string(name.str()), text_of(node), quiet});
  }
}

void read_intent(const toml::table& table, SentenceFile& file) {
  SentenceIntent intent;
  intent.name = table["name"].value_or(std::string());
  for (const auto& sentence : *table["sentences"].as_array()) intent.sentences.push_back(text_of(sentence));
  if (const auto* slots = table["slots"].as_table()) {
    for (const auto& [name, node] : *slots)
      intent.slots.emplace_back(name.str(), node.value_or(std::string()));
  }
  file.intents.push_back(std::move(intent));
}

SentenceFile read_table(const toml::table& table) {
  SentenceFile file;
  if (const auto* before = table.get("before")) file.before = text_of(*before);
  if (const auto* after = table.get("after")) file.after = text_of(*after);
  for (const auto& word : *table["not_contacts"].as_array())
    file.not_contacts.push_back(word.value_or(std::string()));
  read_rules(table.get("rules"), false, file);
  read_rules(table.get("quiet_rules"), true, file);
  for (const auto& [name, node] : *table["numbers"].as_table()) {
    const toml::table& range = *node.as_table();
    file.numbers.push_back({std::string(name.str()), milli_of(range.get("from")), milli_of(range.get("to")),
                            milli_of(range.get("step"))});
  }
  for (const auto& [name, node] : *table["lists"].as_table()) {
    SentenceList list{std::string(name.str()), {}};
    for (const auto& entry : *node.as_array()) {
      const toml::table& value = *entry.as_table();
      list.values.push_back({text_of(*value.get("text")), value["value"].value_or(std::string())});
    }
    file.lists.push_back(std::move(list));
  }
  for (const auto& intent : *table["intent"].as_array()) read_intent(*intent.as_table(), file);
  return file;
}

}  // namespace

SentenceFile read_sentence_file(const std::string& path) {
  try {
    return read_table(toml::parse_file(path));
  } catch (const toml::parse_error& error) {
    ADD_FAILURE() << path << ": line " << error.source().begin.line << ": " << error.description();
  }
  return {};
}

}  // namespace sotto
