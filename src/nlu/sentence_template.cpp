#include "nlu/sentence_template.hpp"

#include <algorithm>
#include <utility>

#include "nlu/sentence_walk.hpp"

namespace sotto {
namespace {

Error wrong(std::string what) {
  return Error{ErrorCode::kFileInvalid, std::move(what)};
}

// Whether `to` can be reached from `from` without a word.
bool reaches_silently(const Automaton& automaton, std::int32_t from, std::int32_t to) {
  std::vector<bool> seen(automaton.states.size());
  std::vector<std::int32_t> open = {from};
  while (!open.empty()) {
    const std::int32_t state = open.back();
    open.pop_back();
    if (state == to) return true;
    if (seen[static_cast<std::size_t>(state)]) continue;
    seen[static_cast<std::size_t>(state)] = true;
    for (const Arc& arc : automaton.states[static_cast<std::size_t>(state)].arcs) {
      if (arc.kind == Arc::Kind::kEmpty) open.push_back(arc.target);
    }
  }
  return false;
}

Result<void> check_numbers(const std::vector<SentenceNumber>& numbers) {
  for (const SentenceNumber& number : numbers) {
    const bool step_works = number.step_milli > 0 && number.step_milli % 500 == 0;
    if (step_works && 0 <= number.from_milli && number.from_milli <= number.to_milli &&
        number.to_milli <= 999'000) {
      continue;
    }
    return wrong("number '" + number.name +
                 "': from and to must lie in 0 to 999, in steps of whole or half numbers");
  }
  return {};
}

}  // namespace

Result<SentenceMatcher> SentenceMatcher::compile(SentenceFile file) {
  SentenceMatcher matcher;
  matcher.file_ = std::move(file);
  if (const auto checked = check_numbers(matcher.file_.numbers); !checked) return checked.error();
  auto builder = AutomatonBuilder::make(matcher.file_);
  if (!builder) return builder.error();
  if (const auto built = matcher.build_lists(builder.value()); !built) return built.error();
  if (const auto built = matcher.build_sentences(builder.value()); !built) return built.error();
  for (const std::string& word : matcher.file_.not_contacts) {
    for (Token& token : tokenize(word)) matcher.not_contacts_.push_back(std::move(token.text));
  }
  std::sort(matcher.not_contacts_.begin(), matcher.not_contacts_.end());
  matcher.words_ = builder.value().words();
  matcher.slot_names_ = builder.value().slot_names();
  return matcher;
}

Result<void> SentenceMatcher::build_lists(AutomatonBuilder& builder) {
  for (const SentenceList& list : file_.lists) {
    const std::string where = "list '" + list.name + "'";
    if (list.values.empty()) return wrong(where + " is empty");
    Automaton automaton;
    for (std::size_t i = 0; i < list.values.size(); ++i) {
      const SentenceText& says = list.values[i].says;
      const auto end = builder.add(automaton, 0, says, where, false, false);
      if (!end) return end.error();
      if (reaches_silently(automaton, 0, end.value())) {
        return wrong(AutomatonBuilder::place(where, says) + ": it can be said without a word");
      }
      State& last = automaton.states[static_cast<std::size_t>(end.value())];
      if (last.accept < 0) last.accept = static_cast<std::int32_t>(i);
    }
    lists_.push_back(std::move(automaton));
  }
  return {};
}

Result<void> SentenceMatcher::build_sentences(AutomatonBuilder& builder) {
  const auto start = builder.add(sentences_, 0, file_.before, "'before'", false, false);
  if (!start) return start.error();
  for (std::size_t i = 0; i < file_.intents.size(); ++i) {
    const SentenceIntent& intent = file_.intents[i];
    const std::string where = "intent '" + intent.name + "'";
    const auto known = parse_intent(intent.name);
    if (!known) return wrong(where + ": there is no such intent");
    if (intent.sentences.empty()) return wrong(where + ": it has no sentences");
    intents_.push_back(*known);
    for (std::size_t j = 0; j < intent.sentences.size(); ++j) {
      const SentenceText& says = intent.sentences[j];
      const auto end = builder.add(sentences_, start.value(), says, where, true, false);
      if (!end) return end.error();
      if (builder.take_has_words() && *known == Intent::kSendMessage) {
        return wrong(AutomatonBuilder::place(where, says) + ": a sentence that sends has no {words}");
      }
      if (reaches_silently(sentences_, start.value(), end.value())) {
        return wrong(AutomatonBuilder::place(where, says) + ": it can be said without a word");
      }
      const auto last = builder.add(sentences_, end.value(), file_.after, "'after'", false, true);
      if (!last) return last.error();
      sentences_.states[static_cast<std::size_t>(last.value())].accept =
          static_cast<std::int32_t>(places_.size());
      places_.push_back({static_cast<std::int32_t>(i), static_cast<std::int32_t>(j)});
    }
  }
  return {};
}

Reading SentenceMatcher::read(std::span<const Word> words) const {
  return read_tokens(tokenize(words));
}

Reading SentenceMatcher::read(std::string_view text) const {
  return read_tokens(tokenize(text));
}

Reading SentenceMatcher::read_tokens(const std::vector<Token>& tokens) const {
  if (tokens.size() > kTokensMax) return {};
  return SentenceWalk(*this, tokens).walk();
}

}  // namespace sotto
