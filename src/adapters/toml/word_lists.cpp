#include "adapters/toml/word_lists.hpp"

#include <algorithm>
#include <utility>

#include "adapters/toml/built_in.hpp"
#include "adapters/toml/sentence_toml.hpp"
#include "adapters/toml/toml_document.hpp"

namespace sotto {
namespace {

Result<std::vector<std::string>> parse_words(std::string_view text, const std::string& name,
                                             std::string_view key) {
  const Result<Document> document = parse_toml(text, name);
  if (!document) return document.error();
  DocumentFaults faults(name);
  std::vector<std::string> words;
  {
    TableReader root(document.value().root, "", faults);
    const DocumentNode* list = root.take_array(key, Need::kRequired);
    if (list != nullptr && root.read_texts(key, words, Need::kRequired)) {
      for (std::size_t i = 0; i < words.size(); ++i) {
        const auto here = words.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::find(words.begin(), here, words[i]) == here) continue;
        faults.add((*list->array())[i].line, "\"" + words[i] + "\" stands twice");
      }
      if (words.empty()) faults.add(list->line, "\"" + std::string(key) + "\" is empty");
    }
  }
  if (const Result<void> result = faults.result(); !result) return result.error();
  return words;
}

template <typename Value>
Result<void> read_built_in(const std::string& file,
                           Result<Value> (*parse)(std::string_view text, const std::string& name),
                           Value& value) {
  const Result<std::string_view> text = built_in_text(file);
  if (!text) return text.error();
  Result<Value> parsed = parse(text.value(), file);
  if (!parsed) return parsed.error();
  value = std::move(parsed).value();
  return {};
}

}  // namespace

Result<std::vector<std::string>> parse_triggers(std::string_view text, const std::string& name) {
  return parse_words(text, name, "triggers");
}

Result<std::vector<std::string>> parse_challenges(std::string_view text, const std::string& name) {
  return parse_words(text, name, "challenges");
}

Result<WordLists> built_in_words(const std::string& language) {
  WordLists words;
  const std::string file = language + ".toml";
  if (const auto read = read_built_in("data/sentences/" + file, parse_sentences, words.sentences); !read) {
    return read.error();
  }
  if (const auto read = read_built_in("data/triggers/" + file, parse_triggers, words.triggers); !read) {
    return read.error();
  }
  if (const auto read = read_built_in("data/challenges/" + file, parse_challenges, words.challenges); !read) {
    return read.error();
  }
  return words;
}

}  // namespace sotto
