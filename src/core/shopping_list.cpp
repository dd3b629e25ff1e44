// The shopping list: what is put on it, asked of it and taken off it.
#include <algorithm>
#include <array>

#include "core/alerts.hpp"
#include "core/dialog.hpp"
#include "nlu/text.hpp"

namespace sotto {
namespace {

constexpr std::array<std::string_view, 7> kYes = {"yes",          "yes please", "yeah",    "yes do it",
                                                  "yes clear it", "sure",       "go ahead"};
constexpr std::array<std::string_view, 4> kArticles = {"a ", "an ", "the ", "some "};

void tell(Transition& t, const std::string& sentence) {
  end_dialog(t, std::nullopt, sentence);
  t.speak(Prompt::kHouseholdTold, {sentence});
}

std::string without_article(std::string item) {
  for (const std::string_view article : kArticles) {
    if (item.starts_with(article)) return item.substr(article.size());
  }
  return item;
}

// "milk and some eggs" is two things.
std::vector<std::string> things_in(const std::string& words) {
  constexpr std::string_view kAnd = " and ";
  std::vector<std::string> things;
  std::size_t from = 0;
  while (from <= words.size()) {
    const std::size_t end = std::min(words.find(kAnd, from), words.size());
    std::string thing = without_article(words.substr(from, end - from));
    if (!thing.empty()) things.push_back(std::move(thing));
    from = end + kAnd.size();
  }
  return things;
}

// One egg and eggs are the same thing to buy.
bool is_same(const std::string& a, const std::string& b) {
  return a == b || a + "s" == b || b + "s" == a;
}

std::vector<std::string>::iterator find_item(std::vector<std::string>& items, const std::string& thing) {
  return std::find_if(items.begin(), items.end(),
                      [&thing](const std::string& each) { return is_same(each, thing); });
}

void report_list(Transition& t, AlertChange change, const std::vector<std::string>& things) {
  t.emit(ReportTimer{change, "list", joined_words(things), 0, ""});
}

std::string are(std::size_t count) {
  return count == 1 ? " is " : " are ";
}

void add(Transition& t, const std::string& words) {
  std::vector<std::string>& items = t.state.alerts.items;
  std::vector<std::string> added;
  const std::vector<std::string> things = things_in(words);
  for (const std::string& thing : things) {
    if (thing.size() > kAlertTextMax || find_item(items, thing) != items.end()) continue;
    if (items.size() >= kListItemsMax) {
      tell(t, "The shopping list is full.");
      if (!added.empty()) keep_reminders(t);
      return;
    }
    items.push_back(thing);
    added.push_back(thing);
  }
  if (added.empty()) {
    tell(t, capitalized(joined_words(things)) + are(things.size()) + "on the shopping list already.");
    return;
  }
  report_list(t, AlertChange::kSet, added);
  keep_reminders(t);
  tell(t, capitalized(joined_words(added)) + are(added.size()) + "on the shopping list.");
}

void ask(Transition& t) {
  const std::vector<std::string>& items = t.state.alerts.items;
  if (items.empty()) {
    tell(t, "The shopping list is empty.");
    return;
  }
  tell(t, capitalized(counted_words(items.size(), "thing")) + are(items.size()) +
              "on the shopping list: " + joined_words(items) + ".");
}

void clear_now(Transition& t) {
  report_list(t, AlertChange::kCancelled, t.state.alerts.items);
  t.state.alerts.items.clear();
  keep_reminders(t);
  tell(t, "The shopping list is empty now.");
}

// What is typed was not misheard; what is spoken is asked back once.
void clear(Transition& t) {
  const std::size_t count = t.state.alerts.items.size();
  if (count == 0) {
    tell(t, "The shopping list is empty.");
    return;
  }
  if (!t.state.dialog) {
    clear_now(t);
    return;
  }
  end_dialog(t, std::nullopt, "I was asked to clear the shopping list.");
  const std::string all = count == 1 ? "the one thing" : "all " + counted_words(count, "thing");
  t.state.alerts.clear_prompt =
      t.speak(Prompt::kClearList, {"Shall I take " + all + " off the shopping list?"});
}

void take_off(Transition& t, const std::string& words) {
  if (words == "everything" || words == "all") {
    clear(t);
    return;
  }
  std::vector<std::string>& items = t.state.alerts.items;
  std::vector<std::string> taken;
  std::vector<std::string> unknown;
  for (const std::string& thing : things_in(words)) {
    const auto found = find_item(items, thing);
    if (found == items.end()) {
      unknown.push_back(thing);
    } else {
      taken.push_back(*found);
      items.erase(found);
    }
  }
  std::string answer;
  if (!taken.empty())
    answer = capitalized(joined_words(taken)) + are(taken.size()) + "off the shopping list.";
  if (!unknown.empty())
    answer +=
        (answer.empty() ? "" : " ") + capitalized(joined_words(unknown)) + are(unknown.size()) + "not on it.";
  if (!taken.empty()) report_list(t, AlertChange::kCancelled, taken);
  if (!taken.empty()) keep_reminders(t);
  tell(t, answer);
}

}  // namespace

bool route_list(Transition& t, const Request& request) {
  const Slot* words = request.slot("words");
  switch (request.intent) {
    case Intent::kAddToList:
      add(t, words != nullptr ? words->value : "");
      return true;
    case Intent::kAskList:
      ask(t);
      return true;
    case Intent::kTakeOffList:
      take_off(t, words != nullptr ? words->value : "");
      return true;
    case Intent::kClearList:
      clear(t);
      return true;
    default:
      return false;
  }
}

void household_prompt_finished(Transition& t, const PromptFinished& event) {
  AlertBook& book = t.state.alerts;
  if (book.clear_prompt == 0 || event.prompt != book.clear_prompt) return;
  book.clear_prompt = 0;
  book.clear_open = event.heard && at_rest(t.state);  // a question that nobody heard is none
}

void answer_clear(Transition& t, const Utterance& utterance) {
  t.state.alerts.clear_open = false;
  std::string said;
  for (const Word& word : utterance.transcript.words) said += (said.empty() ? "" : " ") + word.normalized;
  const bool yes =
      utterance.end == TurnEnd::kSilence && std::find(kYes.begin(), kYes.end(), said) != kYes.end();
  if (yes) {
    clear_now(t);
  } else {
    tell(t, "The shopping list stays as it is.");
  }
}

}  // namespace sotto
