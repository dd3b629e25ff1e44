#include "nlu/nearest_intent.hpp"

#include <algorithm>
#include <utility>

#include "nlu/name_matcher.hpp"
#include "nlu/number_words.hpp"
#include "nlu/phoneme_distance.hpp"

namespace sotto {
namespace {

constexpr std::size_t kFormsMax = 64;
constexpr int kMissingWord = 1000;
constexpr int kExtraWord = 150;
constexpr int kPrior = 250;

int capped(Permille distance) {
  return std::min<int>(distance, kMissingWord);
}

}  // namespace

// What was heard, with everything that all forms compare against worked out once.
class NearestIntent::Talk {
 public:
  Talk(const NearestIntent& nearest, std::span<const Word> words) : words_(words) {
    for (const std::string& word : nearest.words_) costs_.push_back(word_costs(nearest, word));
    const std::vector<HeardWord> heard = heard_words(words);
    const std::vector<Phonemes> readings = readings_of(heard);
    for (const auto& list : nearest.lists_) lists_.push_back(hear_list(list, readings));
    const std::vector<Token> tokens = tokenize(words);
    for (const SentenceNumber& number : nearest.matcher_.file().numbers) {
      numbers_.push_back(hear_number(number, tokens));
    }
  }

  [[nodiscard]] Permille score(const Form& form) const {
    std::vector<std::int32_t> spoken;
    int cost = 0;
    int items = 0;
    for (const Item& item : form.items) {
      if (item.kind == Item::Kind::kContact) continue;
      ++items;
      if (item.kind == Item::Kind::kWord) spoken.push_back(item.symbol);
      if (item.kind == Item::Kind::kList) cost += list(item).cost;
      if (item.kind == Item::Kind::kNumber) cost += number(item).cost;
    }
    if (items == 0) return 0;
    cost += alignment_cost(spoken);
    return std::max(0, 1000 - (cost + kPrior) / items);
  }

  [[nodiscard]] const HeardList& list(const Item& item) const {
    return lists_[static_cast<std::size_t>(item.symbol)];
  }
  [[nodiscard]] const HeardNumber& number(const Item& item) const {
    return numbers_[static_cast<std::size_t>(item.symbol)];
  }

 private:
  [[nodiscard]] std::vector<int> word_costs(const NearestIntent& nearest, const std::string& word) const {
    const auto listed = nearest.lexicon_.find(word);
    std::vector<int> costs;
    costs.reserve(words_.size());
    for (const Word& heard : words_) {
      int cost = heard.normalized == word ? 0 : kMissingWord;
      if (cost > 0 && listed != nearest.lexicon_.end() && !heard.phonemes.empty()) {
        cost = capped(relative_to(phoneme_distance(listed->second, heard.phonemes), listed->second));
      }
      costs.push_back(cost);
    }
    return costs;
  }

  static HeardList hear_list(const std::vector<ListValue>& values, std::span<const Phonemes> readings) {
    HeardList best;
    best.cost = kMissingWord + 1;
    for (const ListValue& value : values) {
      const int cost = capped(nearest_part_distance(value.pronunciations, readings));
      if (cost < best.cost) best = {cost, value.value};
    }
    return best;
  }

  static HeardNumber hear_number(const SentenceNumber& range, std::span<const Token> tokens) {
    for (std::size_t at = 0; at < tokens.size(); ++at) {
      const NumberReading reading = read_number(tokens.subspan(at), range.step_milli % 1000 != 0);
      for (auto match = reading.matches.rbegin(); match != reading.matches.rend(); ++match) {
        if (range.from_milli <= match->milli && match->milli <= range.to_milli) return {0, match->milli};
      }
    }
    return {kMissingWord, range.from_milli};
  }

  // Cheapest way to find the words in this order within some part of the talk.
  [[nodiscard]] int alignment_cost(const std::vector<std::int32_t>& spoken) const {
    std::vector<int> row(words_.size() + 1, 0);
    for (const std::int32_t word : spoken) {
      const std::vector<int>& costs = costs_[static_cast<std::size_t>(word)];
      int diagonal = row[0];
      row[0] += kMissingWord;
      for (std::size_t j = 0; j < words_.size(); ++j) {
        const int said = diagonal + costs[j];
        const int missing = row[j + 1] + kMissingWord;
        const int between = row[j] + kExtraWord;
        diagonal = row[j + 1];
        row[j + 1] = std::min({said, missing, between});
      }
    }
    return *std::min_element(row.begin(), row.end());
  }

  std::span<const Word> words_;
  std::vector<std::vector<int>> costs_;  // by template word, then by heard word
  std::vector<HeardList> lists_;
  std::vector<HeardNumber> numbers_;
};

Result<NearestIntent> NearestIntent::compile(SentenceMatcher matcher, Lexicon lexicon) {
  NearestIntent nearest(std::move(matcher), std::move(lexicon));
  const auto rules = AutomatonBuilder::make(nearest.matcher_.file());
  if (!rules) return rules.error();
  if (const auto added = nearest.add_lists(rules.value()); !added) return added.error();
  if (const auto added = nearest.add_forms(rules.value()); !added) return added.error();
  return nearest;
}

Result<void> NearestIntent::add_lists(const AutomatonBuilder& rules) {
  for (const SentenceList& list : matcher_.file().lists) {
    auto& values = lists_.emplace_back();
    for (const SentenceListValue& entry : list.values) {
      const auto tree = parse_template(entry.says.text);
      if (!tree) return tree.error();
      ListValue& value = values.emplace_back();
      value.value = entry.value;
      for (const auto& items : expand(tree.value(), rules, 0)) {
        Phonemes& joined = value.pronunciations.emplace_back();
        for (const Item& item : items) {
          const auto listed = lexicon_.find(words_[static_cast<std::size_t>(item.symbol)]);
          if (listed != lexicon_.end())
            joined.insert(joined.end(), listed->second.begin(), listed->second.end());
        }
      }
    }
  }
  return {};
}

Result<void> NearestIntent::add_forms(const AutomatonBuilder& rules) {
  const auto& intents = matcher_.file().intents;
  for (std::size_t i = 0; i < intents.size(); ++i) {
    // A guess at a length of time or at free words would show nothing about messages.
    if (is_household(*parse_intent(intents[i].name))) continue;
    for (std::size_t j = 0; j < intents[i].sentences.size(); ++j) {
      const auto tree = parse_template(intents[i].sentences[j].text);
      if (!tree) return tree.error();
      for (auto& items : expand(tree.value(), rules, 0)) {
        forms_.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), std::move(items)});
      }
    }
  }
  return {};
}

std::vector<std::vector<NearestIntent::Item>> NearestIntent::expand(const TemplateNode& tree,
                                                                    const AutomatonBuilder& rules,
                                                                    int depth) {
  using Kind = TemplateNode::Kind;
  switch (tree.kind) {
    case Kind::kWord:
      return {{Item{Item::Kind::kWord, word_number(tree.text), {}}}};
    case Kind::kOptional:
      return {{}};
    case Kind::kSlot:
      return {slot_item(tree)};
    case Kind::kSequence:
      return expand_sequence(tree, rules, depth);
    case Kind::kRule: {
      const TemplateNode* rule = rules.rule(tree.text);
      if (rule == nullptr || depth >= kRuleDepthMax) return {{}};
      return expand(*rule, rules, depth + 1);
    }
    case Kind::kAlternatives:
      break;
  }
  std::vector<std::vector<Item>> forms;
  for (const TemplateNode& child : tree.children) {
    for (auto& form : expand(child, rules, depth)) {
      if (forms.size() < kFormsMax) forms.push_back(std::move(form));
    }
  }
  return forms;
}

std::vector<std::vector<NearestIntent::Item>> NearestIntent::expand_sequence(const TemplateNode& tree,
                                                                             const AutomatonBuilder& rules,
                                                                             int depth) {
  std::vector<std::vector<Item>> forms = {{}};
  for (const TemplateNode& child : tree.children) {
    const auto tails = expand(child, rules, depth);
    std::vector<std::vector<Item>> longer;
    for (const auto& head : forms) {
      for (const auto& tail : tails) {
        if (longer.size() >= kFormsMax) break;
        auto& joined = longer.emplace_back(head);
        joined.insert(joined.end(), tail.begin(), tail.end());
      }
    }
    forms = std::move(longer);
  }
  return forms;
}

std::vector<NearestIntent::Item> NearestIntent::slot_item(const TemplateNode& tree) const {
  if (tree.text == "contact") return {Item{Item::Kind::kContact, 0, tree.slot}};
  const SentenceFile& file = matcher_.file();
  for (std::size_t i = 0; i < file.lists.size(); ++i) {
    if (file.lists[i].name == tree.text)
      return {Item{Item::Kind::kList, static_cast<std::int32_t>(i), tree.slot}};
  }
  for (std::size_t i = 0; i < file.numbers.size(); ++i) {
    if (file.numbers[i].name == tree.text) {
      return {Item{Item::Kind::kNumber, static_cast<std::int32_t>(i), tree.slot}};
    }
  }
  return {};
}

std::int32_t NearestIntent::word_number(const std::string& word) {
  const auto [found, added] = word_numbers_.try_emplace(word, static_cast<std::int32_t>(words_.size()));
  if (added) words_.push_back(word);
  return found->second;
}

std::vector<IntentGuess> NearestIntent::guesses(std::span<const Word> talk) const {
  const std::span<const Word> recent = talk.last(std::min(talk.size(), kTokensMax));
  if (recent.empty()) return {};
  const SentenceFile& file = matcher_.file();
  std::vector<IntentGuess> best;
  if (const Reading whole = matcher_.read(recent); whole.request) {
    best.push_back({*whole.request, 1000, whole.sentence});
  }
  const Talk heard(*this, recent);
  for (const Form& form : forms_) {
    const SentenceIntent& intent = file.intents[static_cast<std::size_t>(form.intent)];
    const Permille score = heard.score(form);
    const Intent which = *parse_intent(intent.name);
    auto guess = std::find_if(best.begin(), best.end(),
                              [&](const IntentGuess& g) { return g.request.intent == which; });
    if (guess == best.end()) guess = best.insert(best.end(), IntentGuess{Request{which, {}}, -1, {}});
    if (score <= guess->score) continue;
    guess->score = score;
    guess->sentence = intent.sentences[static_cast<std::size_t>(form.sentence)].text;
    guess->request.slots.clear();
    for (const Item& item : form.items) {
      Slot slot;
      slot.name = item.slot;
      if (item.kind == Item::Kind::kList) {
        slot.value = heard.list(item).value;
      } else if (item.kind == Item::Kind::kNumber) {
        slot.milli = heard.number(item).milli;
        slot.value = number_digits(slot.milli);
      } else {
        continue;
      }
      guess->request.slots.push_back(std::move(slot));
    }
    for (const auto& [name, value] : intent.slots) guess->request.slots.push_back({name, value, 0, 0, 0});
  }
  std::stable_sort(best.begin(), best.end(),
                   [](const IntentGuess& a, const IntentGuess& b) { return a.score > b.score; });
  return best;
}

}  // namespace sotto
