#include "nlu/sentence_walk.hpp"

#include <algorithm>

#include "nlu/number_words.hpp"
#include "nlu/time_words.hpp"

namespace sotto {
namespace {

const State& state_of(const Automaton& automaton, std::int32_t state) {
  return automaton.states[static_cast<std::size_t>(state)];
}

}  // namespace

SentenceWalk::SentenceWalk(const SentenceMatcher& matcher, const std::vector<Token>& tokens)
    : matcher_(matcher),
      tokens_(tokens),
      arriving_(tokens.size() + 1),
      seen_at_(matcher.sentences_.states.size(), -1) {
  words_.reserve(tokens.size());
  for (const Token& token : tokens) words_.push_back(matcher.words_.find(token.text));
}

Reading SentenceWalk::walk() {
  arriving_[0].push_back({0, -1});
  for (std::size_t at = 0; at < arriving_.size(); ++at) {
    // Positions are left in order, so every thread of this one has arrived.
    const std::vector<Thread> threads = std::move(arriving_[at]);
    for (const Thread& thread : threads) stand(at, thread.state, thread.capture);
  }
  return result();
}

// Stands on a state and on all that can be reached from it without a word, arc by arc in their order, because
// what arrives first at a state is what it keeps. An explicit stack: optionals in a row may be long.
void SentenceWalk::stand(std::size_t at, std::int32_t state, std::int32_t capture) {
  struct Step {
    std::int32_t state;
    std::size_t arc;
  };
  std::vector<Step> open;
  const auto enter = [&](std::int32_t next) {
    std::int32_t& seen = seen_at_[static_cast<std::size_t>(next)];
    if (seen == static_cast<std::int32_t>(at)) return;
    seen = static_cast<std::int32_t>(at);
    const std::int32_t accept = state_of(matcher_.sentences_, next).accept;
    if (at == tokens_.size() && accept >= 0) endings_.push_back({accept, capture});
    open.push_back({next, 0});
  };
  enter(state);
  while (!open.empty()) {
    Step& step = open.back();
    const auto& arcs = state_of(matcher_.sentences_, step.state).arcs;
    if (step.arc == arcs.size()) {
      open.pop_back();
      continue;
    }
    const Arc& arc = arcs[step.arc++];
    if (arc.kind == Arc::Kind::kEmpty) {
      enter(arc.target);
    } else if (at == tokens_.size()) {
      wait_for_more(arc);
    } else {
      follow(at, {step.state, capture}, arc);
    }
  }
}

void SentenceWalk::follow(std::size_t at, const Thread& thread, const Arc& arc) {
  switch (arc.kind) {
    case Arc::Kind::kEmpty:
      return;
    case Arc::Kind::kWord:
      if (words_[at] == arc.symbol) arriving_[at + 1].push_back({arc.target, thread.capture});
      return;
    case Arc::Kind::kOpen:
      return follow_open(at, thread, arc);
    case Arc::Kind::kList:
      return follow_list(at, thread, arc);
    case Arc::Kind::kNumber:
      return follow_number(at, thread, arc);
    case Arc::Kind::kDuration:
      return follow_duration(at, thread, arc);
    case Arc::Kind::kClock:
      return follow_clock(at, thread, arc);
  }
}

SentenceWalk::Capture SentenceWalk::capture_of(std::size_t at, std::size_t count, const Thread& thread,
                                               const Arc& arc) {
  Capture filled;
  filled.before = thread.capture;
  filled.slot = arc.slot;
  filled.kind = arc.kind;
  filled.first = at;
  filled.count = count;
  return filled;
}

void SentenceWalk::follow_open(std::size_t at, const Thread& thread, const Arc& arc) {
  const auto& excluded = matcher_.not_contacts_;
  const bool is_name =
      !tokens_[at].milli && !std::binary_search(excluded.begin(), excluded.end(), tokens_[at].text);
  if (!arc.any_word && !is_name) return;
  Capture filled = capture_of(at, 1, thread, arc);
  if (arc.continues) {
    filled = captures_[static_cast<std::size_t>(thread.capture)];
    ++filled.count;
  }
  arriving_[at + 1].push_back({arc.target, capture(filled)});
}

void SentenceWalk::follow_list(std::size_t at, const Thread& thread, const Arc& arc) {
  const ListReading& reading = list_reading(arc.symbol, at);
  if (reading.open) wait_for_more(arc);
  for (const ListEnd& end : reading.ends) {
    Capture filled = capture_of(at, end.end - at, thread, arc);
    filled.list = arc.symbol;
    filled.value = end.value;
    arriving_[end.end].push_back({arc.target, capture(filled)});
  }
}

void SentenceWalk::follow_number(std::size_t at, const Thread& thread, const Arc& arc) {
  const SentenceNumber& range = matcher_.file_.numbers[static_cast<std::size_t>(arc.symbol)];
  const NumberReading reading = read_number(std::span(tokens_).subspan(at), range.step_milli % 1000 != 0);
  if (reading.open) wait_for_more(arc);
  for (const NumberMatch& match : reading.matches) {
    const bool in_range = range.from_milli <= match.milli && match.milli <= range.to_milli;
    if (!in_range || (match.milli - range.from_milli) % range.step_milli != 0) continue;
    Capture filled = capture_of(at, match.tokens, thread, arc);
    filled.milli = match.milli;
    arriving_[at + match.tokens].push_back({arc.target, capture(filled)});
  }
}

void SentenceWalk::follow_duration(std::size_t at, const Thread& thread, const Arc& arc) {
  const DurationReading reading = read_duration(std::span(tokens_).subspan(at));
  if (reading.open) wait_for_more(arc);
  for (const DurationMatch& match : reading.matches) {
    Capture filled = capture_of(at, match.tokens, thread, arc);
    filled.milli = match.ms;
    arriving_[at + match.tokens].push_back({arc.target, capture(filled)});
  }
}

void SentenceWalk::follow_clock(std::size_t at, const Thread& thread, const Arc& arc) {
  const ClockReading reading = read_clock(std::span(tokens_).subspan(at));
  if (reading.open) wait_for_more(arc);
  for (const ClockMatch& match : reading.matches) {
    Capture filled = capture_of(at, match.tokens, thread, arc);
    filled.milli = match.time.minutes;
    filled.exact = match.time.exact;
    arriving_[at + match.tokens].push_back({arc.target, capture(filled)});
  }
}

void SentenceWalk::wait_for_more(const Arc& arc) {
  alive_ = true;
  if (!arc.quiet) hungry_ = true;
}

const SentenceWalk::ListReading& SentenceWalk::list_reading(std::int32_t list, std::size_t at) {
  const auto [found, added] = lists_.try_emplace({list, at});
  ListReading& reading = found->second;
  if (!added) return reading;
  const Automaton& automaton = matcher_.lists_[static_cast<std::size_t>(list)];
  std::vector<std::int32_t> standing = {0};
  std::vector<std::int32_t> seen(automaton.states.size(), -1);
  for (std::size_t here = at; !standing.empty(); ++here) {
    std::int32_t value = -1;
    std::vector<std::int32_t> next;
    while (!standing.empty()) {
      const std::int32_t number = standing.back();
      standing.pop_back();
      std::int32_t& seen_at = seen[static_cast<std::size_t>(number)];
      if (seen_at == static_cast<std::int32_t>(here)) continue;
      seen_at = static_cast<std::int32_t>(here);
      const State& state = state_of(automaton, number);
      if (state.accept >= 0 && (value < 0 || state.accept < value)) value = state.accept;
      for (const Arc& arc : state.arcs) {
        if (arc.kind == Arc::Kind::kEmpty) {
          standing.push_back(arc.target);
        } else if (here == tokens_.size()) {
          reading.open = true;
        } else if (words_[here] == arc.symbol) {
          next.push_back(arc.target);
        }
      }
    }
    if (value >= 0) reading.ends.push_back({here, value});
    standing = std::move(next);
  }
  return reading;
}

std::int32_t SentenceWalk::capture(const Capture& filled) {
  captures_.push_back(filled);
  return static_cast<std::int32_t>(captures_.size() - 1);
}

Reading SentenceWalk::result() const {
  Reading reading;
  if (endings_.empty()) {
    reading.completeness = alive_ ? Completeness::kIncomplete : Completeness::kNone;
    return reading;
  }
  reading.completeness = hungry_ ? Completeness::kCompleteCanGoOn : Completeness::kCompleteFinal;
  const auto first = std::min_element(endings_.begin(), endings_.end(),
                                      [](const Ending& a, const Ending& b) { return a.accept < b.accept; });
  const auto& place = matcher_.places_[static_cast<std::size_t>(first->accept)];
  const SentenceIntent& intent = matcher_.file_.intents[static_cast<std::size_t>(place.intent)];
  reading.request = request_of(*first);
  reading.sentence = intent.sentences[static_cast<std::size_t>(place.sentence)].text;
  for (const Ending& ending : endings_) {
    const auto& other = matcher_.places_[static_cast<std::size_t>(ending.accept)];
    if (matcher_.intents_[static_cast<std::size_t>(other.intent)] != reading.request->intent)
      reading.ambiguous = true;
  }
  return reading;
}

Request SentenceWalk::request_of(const Ending& ending) const {
  const auto& place = matcher_.places_[static_cast<std::size_t>(ending.accept)];
  Request request;
  request.intent = matcher_.intents_[static_cast<std::size_t>(place.intent)];
  for (std::int32_t at = ending.capture; at >= 0;) {
    const Capture& filled = captures_[static_cast<std::size_t>(at)];
    request.slots.push_back(slot_of(filled));
    at = filled.before;
  }
  std::reverse(request.slots.begin(), request.slots.end());
  for (const auto& [name, value] : matcher_.file_.intents[static_cast<std::size_t>(place.intent)].slots) {
    Slot fixed;
    fixed.name = name;
    fixed.value = value;
    request.slots.push_back(std::move(fixed));
  }
  return request;
}

Slot SentenceWalk::slot_of(const Capture& filled) const {
  Slot slot;
  slot.name = matcher_.slot_names_[static_cast<std::size_t>(filled.slot)];
  slot.first_word = tokens_[filled.first].word;
  slot.word_count = tokens_[filled.first + filled.count - 1].word - slot.first_word + 1;
  switch (filled.kind) {
    case Arc::Kind::kNumber:
      slot.milli = filled.milli;
      slot.value = number_digits(filled.milli);
      break;
    case Arc::Kind::kDuration:
      slot.milli = filled.milli;
      slot.value = std::to_string(filled.milli / kSecondMs) + "s";
      break;
    case Arc::Kind::kClock:
      slot.milli = filled.milli;
      slot.value = clock_text({static_cast<int>(filled.milli), filled.exact});
      break;
    case Arc::Kind::kList: {
      const SentenceList& list = matcher_.file_.lists[static_cast<std::size_t>(filled.list)];
      slot.value = list.values[static_cast<std::size_t>(filled.value)].value;
      break;
    }
    default:
      for (std::size_t i = 0; i < filled.count; ++i) {
        if (i > 0) slot.value += ' ';
        slot.value += tokens_[filled.first + i].text;
      }
  }
  return slot;
}

}  // namespace sotto
