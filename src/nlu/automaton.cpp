#include "nlu/automaton.hpp"

#include <algorithm>
#include <utility>

namespace sotto {
namespace {

using Kind = TemplateNode::Kind;

Error wrong(std::string what) {
  return Error{ErrorCode::kFileInvalid, std::move(what)};
}

Result<std::int32_t> new_state(Automaton& automaton) {
  if (automaton.states.size() >= kAutomatonStatesMax) return wrong("too many possible sentences");
  automaton.states.emplace_back();
  return static_cast<std::int32_t>(automaton.states.size() - 1);
}

void add_arc(Automaton& automaton, std::int32_t from, const Arc& arc) {
  automaton.states[static_cast<std::size_t>(from)].arcs.push_back(arc);
}

Arc empty_arc(std::int32_t target) {
  Arc arc;
  arc.target = target;
  return arc;
}

template <typename Named>
std::int32_t find_named(const std::vector<Named>& all, const std::string& name) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return static_cast<std::int32_t>(i);
  }
  return -1;
}

}  // namespace

std::int32_t WordTable::add(const std::string& word) {
  return numbers_.try_emplace(word, static_cast<std::int32_t>(numbers_.size())).first->second;
}

std::int32_t WordTable::find(std::string_view word) const {
  const auto found = numbers_.find(word);
  return found == numbers_.end() ? -1 : found->second;
}

std::vector<std::string> WordTable::sorted() const {
  std::vector<std::string> words;
  for (const auto& [word, number] : numbers_) words.push_back(word);
  return words;
}

std::string AutomatonBuilder::place(const std::string& where, const SentenceText& says) {
  std::string text = where;
  if (says.line > 0) text += ", line " + std::to_string(says.line);
  constexpr std::size_t kShown = 80;
  return text + ": \"" + says.text.substr(0, kShown) + (says.text.size() > kShown ? "…" : "") + "\"";
}

Result<AutomatonBuilder> AutomatonBuilder::make(const SentenceFile& file) {
  AutomatonBuilder builder(file);
  for (const SentenceRule& rule : file.rules) {
    const std::string where = "rule '" + rule.name + "'";
    auto tree = parse_template(rule.says.text);
    if (!tree) return wrong(place(where, rule.says) + ": " + tree.error().detail);
    const bool added =
        builder.rules_.try_emplace(rule.name, Rule{std::move(tree).value(), rule.quiet}).second;
    if (!added) return wrong(place(where, rule.says) + ": there are two rules of this name");
  }
  return builder;
}

const TemplateNode* AutomatonBuilder::rule(std::string_view name) const {
  const auto found = rules_.find(name);
  return found == rules_.end() ? nullptr : &found->second.tree;
}

Result<std::int32_t> AutomatonBuilder::add(Automaton& automaton, std::int32_t from, const SentenceText& says,
                                           const std::string& where, bool allow_slots, bool quiet) {
  const auto tree = parse_template(says.text);
  if (!tree) return wrong(place(where, says) + ": " + tree.error().detail);
  Context context{&automaton, allow_slots, quiet, false, 0, 0};
  auto end = build(tree.value(), from, context);
  if (!end) return wrong(place(where, says) + ": " + end.error().detail);
  return end;
}

Result<std::int32_t> AutomatonBuilder::build(const TemplateNode& tree, std::int32_t from, Context& context) {
  // Rules of rules multiply even where they add no state.
  if (++context.steps > kBuildStepsMax) return wrong("too many possible sentences");
  switch (tree.kind) {
    case Kind::kWord: {
      const auto target = new_state(*context.automaton);
      if (!target) return target;
      Arc arc = empty_arc(target.value());
      arc.kind = Arc::Kind::kWord;
      arc.quiet = context.quiet;
      arc.symbol = words_.add(tree.text);
      add_arc(*context.automaton, from, arc);
      return target;
    }
    case Kind::kSequence: {
      std::int32_t at = from;
      for (const TemplateNode& child : tree.children) {
        const auto next = build(child, at, context);
        if (!next) return next;
        at = next.value();
      }
      return at;
    }
    case Kind::kAlternatives:
    case Kind::kOptional:
      return build_choice(tree, from, context);
    case Kind::kSlot:
      return build_slot(tree, from, context);
    case Kind::kRule:
      return build_rule(tree, from, context);
  }
  SOTTO_UNREACHABLE("template node of unknown kind");
}

Result<std::int32_t> AutomatonBuilder::build_choice(const TemplateNode& tree, std::int32_t from,
                                                    Context& context) {
  const auto end = new_state(*context.automaton);
  if (!end) return end;
  const bool had_open = context.has_open;
  bool any_open = had_open;
  for (const TemplateNode& child : tree.children) {
    // A state of its own for each alternative, so that nothing can be added to `from` by two of them.
    const auto begin = new_state(*context.automaton);
    if (!begin) return begin;
    add_arc(*context.automaton, from, empty_arc(begin.value()));
    context.has_open = had_open;
    const auto last = build(child, begin.value(), context);
    if (!last) return last;
    any_open = any_open || context.has_open;
    add_arc(*context.automaton, last.value(), empty_arc(end.value()));
  }
  context.has_open = any_open;
  if (tree.kind == Kind::kOptional) add_arc(*context.automaton, from, empty_arc(end.value()));
  return end;
}

Result<std::int32_t> AutomatonBuilder::build_slot(const TemplateNode& tree, std::int32_t from,
                                                  Context& context) {
  if (!context.allow_slots) return wrong("a slot cannot stand here");
  Arc arc;
  arc.quiet = context.quiet;
  arc.slot = slot_number(tree.slot);
  if (tree.text == "contact" || tree.text == "label" || tree.text == "words")
    return build_open(tree, arc, from, context);
  if (tree.text == "duration" || tree.text == "clock") {
    const auto target = new_state(*context.automaton);
    if (!target) return target;
    arc.kind = tree.text == "clock" ? Arc::Kind::kClock : Arc::Kind::kDuration;
    arc.target = target.value();
    add_arc(*context.automaton, from, arc);
    return target;
  }
  arc.kind = Arc::Kind::kList;
  arc.symbol = find_named(file_->lists, tree.text);
  if (arc.symbol < 0) {
    arc.kind = Arc::Kind::kNumber;
    arc.symbol = find_named(file_->numbers, tree.text);
  }
  if (arc.symbol < 0) return wrong("there is no list or number named '" + tree.text + "'");
  const auto target = new_state(*context.automaton);
  if (!target) return target;
  arc.target = target.value();
  add_arc(*context.automaton, from, arc);
  return target;
}

Result<std::int32_t> AutomatonBuilder::build_open(const TemplateNode& tree, const Arc& first,
                                                  std::int32_t from, Context& context) {
  if (context.has_open) return wrong("{" + tree.text + "} stands here twice, or beside another open slot");
  context.has_open = true;
  Arc arc = first;
  arc.kind = Arc::Kind::kOpen;
  arc.any_word = tree.text == "words";
  has_words_ = has_words_ || arc.any_word;
  const std::size_t longest = arc.any_word             ? kWordsTokensMax
                              : tree.text == "contact" ? kContactTokensMax
                                                       : kLabelTokensMax;
  const auto end = new_state(*context.automaton);
  if (!end) return end;
  std::int32_t at = from;
  for (std::size_t i = 0; i < longest; ++i) {
    const auto next = new_state(*context.automaton);
    if (!next) return next;
    arc.target = next.value();
    arc.continues = i > 0;
    add_arc(*context.automaton, at, arc);
    // The way out comes before one more word: the shortest reading of a name is preferred.
    add_arc(*context.automaton, next.value(), empty_arc(end.value()));
    at = next.value();
  }
  return end;
}

Result<std::int32_t> AutomatonBuilder::build_rule(const TemplateNode& tree, std::int32_t from,
                                                  Context& context) {
  const auto found = rules_.find(tree.text);
  if (found == rules_.end()) return wrong("there is no rule named '" + tree.text + "'");
  if (context.rule_depth >= kRuleDepthMax) return wrong("rule '" + tree.text + "' contains itself");
  const bool was_quiet = context.quiet;
  context.quiet = was_quiet || found->second.quiet;
  ++context.rule_depth;
  auto end = build(found->second.tree, from, context);
  --context.rule_depth;
  context.quiet = was_quiet;
  return end;
}

std::int32_t AutomatonBuilder::slot_number(const std::string& name) {
  const auto found = std::find(slot_names_.begin(), slot_names_.end(), name);
  const auto number = static_cast<std::int32_t>(found - slot_names_.begin());
  if (found == slot_names_.end()) slot_names_.push_back(name);
  return number;
}

}  // namespace sotto
