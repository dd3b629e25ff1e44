#include "sotto/page_house.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "sotto/hands_of_run.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

// A little longer than a clerk gives its commands.
constexpr Milliseconds kSoon = 60'000;
constexpr Milliseconds kLater = 300'000;

std::optional<ErrorCode> parse_code(std::string_view text) {
#define SOTTO_ERROR(enumerator, code, advice) \
  if (text == (code)) return ErrorCode::enumerator;
#include "base/error_codes.def"
#undef SOTTO_ERROR
  return std::nullopt;
}

Result<std::string> ask(const PageClerks& clerks, const Json& question, bool slow = false) {
  const std::string text = question.dump(-1, ' ', false, Json::error_handler_t::replace);
  auto answer = (slow ? clerks.slow : clerks.quick)->ask(text, slow ? kLater : kSoon);
  if (!answer) return answer.error();
  const std::size_t end = answer.value().find('\n');
  const Json head = Json::parse(answer.value().substr(0, end), nullptr, false);
  if (!head.is_object() || end == std::string::npos) return Error{ErrorCode::kNotAvailable, "the clerk"};
  if (head.value("ok", false)) return answer.value().substr(end + 1);
  return Error{parse_code(head.value("error", "")).value_or(ErrorCode::kRefused), head.value("detail", "")};
}

Result<HouseSound> as_sound(Result<std::string> said) {
  if (!said) return said.error();
  return HouseSound{"audio/ogg", std::move(said).value()};
}

}  // namespace

Result<PageClerks> start_page_clerks(const Common& common) {
  std::error_code trouble;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", trouble);
  if (trouble) return Error{ErrorCode::kNotAvailable, "Sotto's own program"};
  std::vector<std::string> arguments = hands_arguments(common);
  arguments.front() = "clerk";
  PageClerks clerks;
  for (std::unique_ptr<Servant>* each : {&clerks.quick, &clerks.slow}) {
    auto started = Servant::start(program, arguments);
    if (!started) return started.error();
    *each = std::move(started).value();
  }
  return clerks;
}

void PageHouse::end() {
  parts_.clerks.quick->stop();
  parts_.clerks.slow->stop();
}

bool PageHouse::set_standing(const HouseNow& standing) {
  const std::lock_guard lock(mutex_);
  return std::exchange(standing_, standing) != standing;
}

HouseNow PageHouse::standing() const {
  const std::lock_guard lock(mutex_);
  return standing_;
}

Result<void> PageHouse::mute(bool muted) {
  if (!parts_.mute(muted)) return Error{ErrorCode::kNotAvailable, "the process that hears"};
  const std::lock_guard lock(mutex_);
  standing_.muted = muted;
  return {};
}

Result<void> PageHouse::stop() {
  if (!parts_.stop()) return Error{ErrorCode::kNotAvailable, "the process that hears"};
  return {};
}

Result<std::string> PageHouse::outbox() {
  return ask(parts_.clerks, {{"call", "outbox"}});
}
Result<std::string> PageHouse::cancel_message(std::uint64_t id) {
  return ask(parts_.clerks, {{"call", "cancel"}, {"id", id}});
}
Result<std::string> PageHouse::approve_message(std::uint64_t id, bool again) {
  return ask(parts_.clerks, {{"call", "approve"}, {"id", id}, {"again", again}}, true);
}
Result<HouseSound> PageHouse::message_sound(std::uint64_t id) {
  return as_sound(ask(parts_.clerks, {{"call", "message-sound"}, {"id", id}}));
}
Result<std::string> PageHouse::history(const HistoryQuery& query) {
  return ask(parts_.clerks, {{"call", "history"},
                             {"gate", query.gate},
                             {"verdict", query.verdict},
                             {"from", query.from_wall_ms},
                             {"to", query.to_wall_ms},
                             {"all", query.refused_too},
                             {"count", query.count}});
}
Result<std::string> PageHouse::interaction(std::uint64_t id) {
  return ask(parts_.clerks, {{"call", "interaction"}, {"id", id}});
}
Result<HouseSound> PageHouse::interaction_sound(std::uint64_t id) {
  return as_sound(ask(parts_.clerks, {{"call", "interaction-sound"}, {"id", id}}));
}
Result<std::string> PageHouse::what_if(std::uint64_t id, const std::string& policy) {
  return ask(parts_.clerks, {{"call", "what-if"}, {"id", id}, {"policy", policy}}, true);
}
Result<std::string> PageHouse::forget_interaction(std::uint64_t id) {
  return ask(parts_.clerks, {{"call", "forget"}, {"id", id}});
}

Result<std::string> PageHouse::devices() {
  return parts_.devices ? parts_.devices() : std::string("[]");
}
Result<std::string> PageHouse::order_device(const DeviceWish& wish) {
  if (!parts_.order) return Error{ErrorCode::kNotAvailable, "no home is connected"};
  return parts_.order(wish);
}

Result<std::string> PageHouse::people() {
  return ask(parts_.clerks, {{"call", "people"}});
}
Result<std::string> PageHouse::allow_contact(const std::string& name, bool allowed) {
  return ask(parts_.clerks, {{"call", "allow"}, {"name", name}, {"allowed", allowed}});
}
Result<std::string> PageHouse::import_contacts(const std::string& vcards) {
  return ask(parts_.clerks, {{"call", "import"}, {"cards", vcards}}, true);
}
Result<std::string> PageHouse::switch_communications(bool on) {
  return ask(parts_.clerks, {{"call", "comms"}, {"on", on}});
}
Result<std::string> PageHouse::release_sending() {
  return ask(parts_.clerks, {{"call", "release"}});
}

Result<std::string> PageHouse::safety() {
  return ask(parts_.clerks, {{"call", "safety"}});
}
Result<std::string> PageHouse::verify_journal() {
  return ask(parts_.clerks, {{"call", "verify"}}, true);
}
Result<std::string> PageHouse::examine() {
  return ask(parts_.clerks, {{"call", "examine"}}, true);
}

}  // namespace sotto
