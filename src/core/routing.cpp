// What follows on a request that was understood.
#include <algorithm>

#include "core/actuation.hpp"
#include "core/alerts.hpp"
#include "core/dialog.hpp"
#include "core/opening.hpp"

namespace sotto {
namespace {

std::string device_of(const Request& request) {
  for (const char* name : {"device", "light", "climate", "area"}) {
    if (const Slot* slot = request.slot(name)) return slot->value;
  }
  return "home";
}

std::int64_t value_tenths(const Request& request) {
  for (const Slot& slot : request.slots) {
    if (slot.milli != 0) return slot.milli / 100;
  }
  return 0;
}

// "Dim the lamp to zero" puts it out; "dim the lamp" has no level and makes it darker.
bool dims_to_zero(const Request& request) {
  const Slot* level = request.slot("brightness");
  return request.intent == Intent::kDim && level != nullptr && level->milli == 0;
}

std::string command_of(const Request& request) {
  if (request.intent == Intent::kSwitchOn) return "on";
  if (request.intent == Intent::kSwitchOff || dims_to_zero(request)) return "off";
  std::string command(intent_name(request.intent));
  if (const Slot* mode = request.slot("mode")) command += "-" + mode->value;  // "arm-away"
  return command;
}

Actuation order_of(const Request& request) {
  return {device_of(request), command_of(request), value_tenths(request)};
}

// "Delete what I just said": everything heard since the dialog before this one began.
void forget_heard(Transition& t) {
  const std::optional<Milliseconds> from = t.state.last_woke_at;
  const Milliseconds to = t.state.dialog ? t.state.dialog->woke_at : t.now();
  end_dialog(t, std::nullopt, "I was asked to delete what was said.");
  t.state.last_woke_at.reset();
  if (!from) {
    t.speak(Prompt::kNothingToForget);
    return;
  }
  t.state.forget_request = t.new_id();
  t.emit(ForgetHeard{t.state.forget_request, *from, to});
}

// Handles everything but messages. Returns false for a request to send.
bool route_home(Transition& t, const Request& request) {
  if (route_household(t, request)) return true;
  switch (request.intent) {
    case Intent::kSendMessage:
      return false;
    case Intent::kHelp:
      end_dialog(t, Prompt::kHelp, "I said what I can do.");
      return true;
    case Intent::kExplainLast: {
      std::string story = t.state.last_story.empty() ? "I have not done anything yet." : t.state.last_story;
      end_dialog(t, std::nullopt, story);
      t.speak(Prompt::kExplainLast, {story});
      return true;
    }
    case Intent::kForget:
      forget_heard(t);
      return true;
    case Intent::kCancel:
    case Intent::kStop:
      end_dialog(t, Prompt::kNothingToStop, t.state.last_story);
      return true;
    default:
      break;
  }
  const Actuation order = order_of(request);
  if (risk_of(t.state, order) == Risk::kOpen) {
    begin_opening(t, order, t.state.dialog.has_value());
    return true;
  }
  end_dialog(t, std::nullopt, "I was asked to set " + order.device + ".");
  actuate(t, order);
  return true;
}

// Two orders in one sentence of which one opens something.
bool opens_anything(const DialogState& state, const RequestFinding& finding) {
  return risk_of(state, order_of(finding.request)) == Risk::kOpen ||
         risk_of(state, order_of(*finding.second)) == Risk::kOpen;
}

void refuse_one_at_a_time(Transition& t) {
  t.report({Gate::kOpen, Verdict::kRefuse, Reason::kOneAtATime, {}});
  end_dialog(t, Prompt::kOneAtATime, "I was asked to open something and more, and did neither.");
}

bool any_allowed(const DialogState& state) {
  if (!state.contacts) return false;
  for (const Contact& contact : *state.contacts) {
    if (contact.allowed) return true;
  }
  return false;
}

}  // namespace

void route_typed(Transition& t, const RequestTyped& event) {
  const Reading match = t.state.grammar->read(event.words);
  if (!match.request) {
    t.report({Gate::kRequest, Verdict::kRefuse, Reason::kNotUnderstood, {}});
    t.speak(Prompt::kToneRefused);
    return;
  }
  t.report({Gate::kRequest,
            Verdict::kPass,
            Reason::kNone,
            {{"intent", std::string(intent_name(match.request->intent))}}});
  if (!route_home(t, *match.request)) t.speak(Prompt::kTypedSend);
}

void route_request(Transition& t, const RequestFinding& finding, const std::vector<Word>& words) {
  if (finding.second && opens_anything(t.state, finding)) {
    refuse_one_at_a_time(t);
    return;
  }
  if (route_home(t, finding.request)) {
    if (finding.second) actuate(t, order_of(*finding.second));
    return;
  }
  if (!t.state.communications_on || !any_allowed(t.state)) {
    const bool off = !t.state.communications_on;
    t.report({Gate::kContact, Verdict::kRefuse, off ? Reason::kCommsOff : Reason::kNoContacts, {}});
    end_dialog(t, off ? Prompt::kCommsOff : Prompt::kNoContacts,
               off ? "I was asked to send, but messages are switched off."
                   : "I was asked to send, but no contact is allowed.");
    return;
  }
  if (!t.state.journal_writable) {
    t.report({Gate::kContact, Verdict::kRefuse, Reason::kJournalUnavailable, {}});
    end_dialog(t, Prompt::kNoJournal, "I was asked to send, but could not write my journal.");
    return;
  }
  if (t.state.caution.locked) {
    t.report({Gate::kContact, Verdict::kRefuse, Reason::kSendingLocked, {}});
    end_dialog(t, Prompt::kSendingLocked,
               "I was asked to send, but sending is locked after many near-misses.");
    return;
  }
  Dialog& dialog = *t.state.dialog;
  if (const Slot* slot = finding.request.slot("contact"); slot != nullptr && slot->word_count > 0) {
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(slot->first_word);
    const std::vector<Word> name(begin, begin + static_cast<std::ptrdiff_t>(slot->word_count));
    ContactFinding contact = find_contact(t.state, name);
    t.report(contact.judgement);
    if (contact.judgement.passed()) {
      dialog.contact_id = contact.contact_id;
      dialog.contact_name = contact.contact_name;
      dialog.contact_distance = contact.distance;
      ask_contact_confirmation(t);
      return;
    }
    dialog.contact_retries += 1;  // "To whom?" is the one more question then
  }
  ask_to_whom(t);
}

void answer_device(Transition& t, const DeviceAnswered& event) {
  std::vector<DeviceOrder>& orders = t.state.device_orders;
  const auto found = std::find_if(orders.begin(), orders.end(), [&event](const DeviceOrder& order) {
    return event.command != 0 && order.command == event.command;
  });
  if (found == orders.end()) return;
  const DeviceOrder order = *found;
  orders.erase(found);
  t.emit(ReportDevice{order.device, order.action, event.result});
  if (order.quiet) return;
  if (!event.told.empty()) {
    t.speak(Prompt::kDeviceTold, {event.told});
    t.state.last_story = event.told;
    return;
  }
  const bool done = event.result == "confirmed";
  t.speak(done ? Prompt::kDeviceDone : Prompt::kNoDevice, {order.device});
  t.state.last_story = done ? "I set " + order.device + " to " + order.action + "."
                            : "I was asked to set " + order.device + ", but no device is connected yet.";
}

void answer_forget(Transition& t, const Forgotten& event) {
  if (event.request == 0 || event.request != t.state.forget_request) return;
  t.state.forget_request = 0;
  t.speak(event.done ? Prompt::kForgotten : Prompt::kNotForgotten);
  t.state.last_story = event.done ? "I deleted what was said before." : "I could not delete what was said.";
}

}  // namespace sotto
