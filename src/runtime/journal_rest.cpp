#include "runtime/journal_rest.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "core/step.hpp"
#include "journal/personal.hpp"
#include "runtime/journal_json_internal.hpp"

namespace sotto {
namespace {

// What changes the rules, or what a core at rest merely notes: it has no effects there.
template <typename T>
constexpr bool kHarmless = std::is_same_v<T, PolicyChanged> || std::is_same_v<T, VocabularyChanged> ||
                           std::is_same_v<T, ContactsChanged> || std::is_same_v<T, SpeechStarted> ||
                           std::is_same_v<T, SpeechPaused> || std::is_same_v<T, PromptFinished> ||
                           std::is_same_v<T, SoundLost> || std::is_same_v<T, JournalChanged>;

bool is_harmless(const EventBody& body) {
  return std::visit([](const auto& each) { return kHarmless<std::decay_t<decltype(each)>>; }, body);
}

}  // namespace

DialogState put_to_rest(DialogState state) {
  if (state.dialog && state.dialog->wake_passed) state.last_woke_at = state.dialog->woke_at;
  state.phase = Phase::kIdle;
  state.listening.reset();
  state.dialog.reset();
  state.held.reset();
  return state;
}

Result<void> RestKeeper::take(const RecordedStep& recorded) {
  const RecordHeader& header = recorded.event.header;
  state_.now = std::max(state_.now, header.at);
  if (recorded.event.words_gone()) {
    if (header.kind == "event/contacts-changed") contacts_known_ = false;
    // Who answered is known, though not what was said.
    if (header.kind == "event/device-answered")
      end_device_order(count_at(parse_text(recorded.event.body), "/body/command"));
  } else {
    const auto event = event_of(recorded.event);
    if (!event || !is_sound_event(event.value(), state_.now)) return damaged_record(header.sequence);
    take_event(event.value(), begins_dialog(recorded));
  }
  for (const JournalRecord& effect : recorded.effects) {
    if (auto taken = take_effect(effect); !taken) return taken;
  }
  return {};
}

void RestKeeper::take_event(const Event& event, bool begins) {
  if (begins) woke_at_ = event.at;
  if (std::holds_alternative<ContactsChanged>(event.body)) contacts_known_ = true;
  if (const auto* answer = std::get_if<DeviceAnswered>(&event.body)) {
    end_device_order(answer->command);
  } else if (const auto* done = std::get_if<Forgotten>(&event.body)) {
    if (done->request == state_.forget_request) state_.forget_request = 0;
  } else if (is_harmless(event.body)) {
    state_ = step(state_, event).state;
  }
}

void RestKeeper::end_device_order(std::uint64_t command) {
  std::erase_if(state_.device_orders,
                [command](const DeviceOrder& order) { return order.command == command; });
}

Result<void> RestKeeper::take_effect(const JournalRecord& effect) {
  const nlohmann::json body = parse_text(effect.body);
  if (!body.is_object()) return damaged_record(effect.header.sequence);
  const std::uint64_t id = effect_id(body);
  state_.next_id = std::max(state_.next_id, id + 1);
  const std::string& kind = effect.header.kind;
  if (kind == "effect/speak") {
    state_.talking_prompt = id;
  } else if (kind == "effect/set-device") {
    state_.device_orders.push_back({id, text_at(body, "/device"), text_at(body, "/command")});
  } else if (kind == "effect/forget-heard") {
    state_.forget_request = id;
    state_.last_woke_at.reset();
  } else if (kind == "effect/report-wake") {
    const bool passed = text_at(body, "/judgement/verdict") == verdict_name(Verdict::kPass);
    if (passed) state_.last_woke_at = woke_at_;
  }
  return {};
}

}  // namespace sotto
