#include "unit/page/fake_house.hpp"

namespace sotto {
namespace {

std::string yes_no(bool value) {
  return value ? "true" : "false";
}

}  // namespace

std::vector<std::string> FakeHouse::asked() const {
  const std::lock_guard lock(mutex_);
  return asked_;
}

void FakeHouse::answer_with(const std::string& call, const std::string& json) {
  const std::lock_guard lock(mutex_);
  answers_[call] = json;
}

void FakeHouse::fail(const std::string& call, Error error) {
  const std::lock_guard lock(mutex_);
  failures_.insert_or_assign(call, std::move(error));
}

void FakeHouse::set_now(const HouseNow& now) {
  const std::lock_guard lock(mutex_);
  now_ = now;
}

HouseNow FakeHouse::standing() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

Result<std::string> FakeHouse::take(const std::string& call, const std::string& details) {
  const std::lock_guard lock(mutex_);
  asked_.push_back(details.empty() ? call : call + " " + details);
  if (const auto failure = failures_.find(call); failure != failures_.end()) return failure->second;
  const auto answer = answers_.find(call);
  return answer == answers_.end() ? std::string("[]") : answer->second;
}

Result<void> FakeHouse::mute(bool muted) {
  const auto taken = take("mute", yes_no(muted));
  if (!taken) return taken.error();
  const std::lock_guard lock(mutex_);
  now_.muted = muted;
  return {};
}
Result<void> FakeHouse::stop() {
  const auto taken = take("stop");
  return taken ? Result<void>() : Result<void>(taken.error());
}
Result<std::string> FakeHouse::outbox() {
  return take("outbox");
}
Result<std::string> FakeHouse::cancel_message(std::uint64_t id) {
  return take("cancel", std::to_string(id));
}
Result<std::string> FakeHouse::approve_message(std::uint64_t id, bool again) {
  return take("approve", std::to_string(id) + " " + yes_no(again));
}
Result<HouseSound> FakeHouse::message_sound(std::uint64_t id) {
  auto taken = take("message_sound", std::to_string(id));
  if (!taken) return taken.error();
  return HouseSound{"audio/ogg", std::move(taken).value()};
}
Result<std::string> FakeHouse::history(const HistoryQuery& query) {
  return take("history", query.gate + "/" + query.verdict + "/" + std::to_string(query.count) + "/" +
                             yes_no(query.refused_too));
}
Result<std::string> FakeHouse::interaction(std::uint64_t id) {
  return take("interaction", std::to_string(id));
}
Result<HouseSound> FakeHouse::interaction_sound(std::uint64_t id) {
  auto taken = take("interaction_sound", std::to_string(id));
  if (!taken) return taken.error();
  return HouseSound{"audio/ogg", std::move(taken).value()};
}
Result<std::string> FakeHouse::what_if(std::uint64_t id, const std::string& policy) {
  return take("what_if", std::to_string(id) + " " + policy);
}
Result<std::string> FakeHouse::forget_interaction(std::uint64_t id) {
  return take("forget", std::to_string(id));
}
Result<std::string> FakeHouse::devices() {
  return take("devices");
}
Result<std::string> FakeHouse::order_device(const DeviceWish& wish) {
  return take("order", wish.device + " " + wish.command + " " + std::to_string(wish.value_tenths) + " " +
                           yes_no(wish.approved));
}
Result<std::string> FakeHouse::people() {
  return take("people");
}
Result<std::string> FakeHouse::allow_contact(const std::string& name, bool allowed) {
  return take("allow", name + " " + yes_no(allowed));
}
Result<std::string> FakeHouse::import_contacts(const std::string& vcards) {
  return take("import", std::to_string(vcards.size()));
}
Result<std::string> FakeHouse::switch_communications(bool on) {
  return take("comms", yes_no(on));
}
Result<std::string> FakeHouse::release_sending() {
  return take("release");
}
Result<std::string> FakeHouse::safety() {
  return take("safety");
}
Result<std::string> FakeHouse::verify_journal() {
  return take("verify");
}
Result<std::string> FakeHouse::examine() {
  return take("examine");
}

}  // namespace sotto
