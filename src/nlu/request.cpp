#include "nlu/request.hpp"

#include "base/assert.hpp"

namespace sotto {

const std::vector<std::string_view>& intent_names() {
  static const std::vector<std::string_view> names = {
#define SOTTO_INTENT(enumerator, name) name,
      SOTTO_INTENTS(SOTTO_INTENT)
#undef SOTTO_INTENT
  };
  return names;
}

std::string_view intent_name(Intent intent) {
  const auto index = static_cast<std::size_t>(intent);
  SOTTO_ASSERT(index < intent_names().size());
  return intent_names()[index];
}

std::optional<Intent> parse_intent(std::string_view name) {
  const auto& names = intent_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Intent>(i);
  }
  return std::nullopt;
}

bool is_household(Intent intent) {
  return intent >= Intent::kSetTimer;
}

const Slot* Request::slot(std::string_view name) const {
  for (const Slot& each : slots) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

std::string_view completeness_name(Completeness completeness) {
  switch (completeness) {
    case Completeness::kNone:
      return "none";
    case Completeness::kIncomplete:
      return "incomplete";
    case Completeness::kCompleteCanGoOn:
      return "complete-can-go-on";
    case Completeness::kCompleteFinal:
      return "complete-final";
  }
  SOTTO_UNREACHABLE("completeness without a name");
}

}  // namespace sotto
