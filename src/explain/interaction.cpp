#include "explain/interaction.hpp"

#include <algorithm>

namespace sotto {

const KnownFact* GateStep::find(std::string_view key) const {
  const auto found =
      std::find_if(evidence.begin(), evidence.end(), [&](const KnownFact& fact) { return fact.key == key; });
  return found == evidence.end() ? nullptr : &*found;
}

std::optional<std::int64_t> GateStep::number(std::string_view key) const {
  const KnownFact* fact = find(key);
  if (fact == nullptr || !fact->value) return std::nullopt;
  const auto* value = std::get_if<std::int64_t>(&*fact->value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<bool> GateStep::flag(std::string_view key) const {
  const KnownFact* fact = find(key);
  if (fact == nullptr || !fact->value) return std::nullopt;
  const auto* value = std::get_if<bool>(&*fact->value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::optional<std::string> GateStep::text(std::string_view key) const {
  const KnownFact* fact = find(key);
  if (fact == nullptr || !fact->value) return std::nullopt;
  const auto* value = std::get_if<std::string>(&*fact->value);
  return value == nullptr ? std::nullopt : std::optional(*value);
}

std::string Interaction::name_of(const std::string& contact_id) const {
  for (const auto& [known, name] : contact_names) {
    if (known == contact_id) return name;
  }
  return contact_id;
}

bool Interaction::sent() const {
  return std::any_of(messages.begin(), messages.end(),
                     [](const MessageStep& step) { return step.state == MessageState::kSent; });
}

}  // namespace sotto
