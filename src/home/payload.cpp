#include "home/payload.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kTemplateMax = 512;
constexpr std::size_t kStepsMax = 8;
constexpr int kRoundMax = 9;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name_part(char c) {
  return is_name_start(c) || (c >= '0' && c <= '9');
}

// Takes ".name" or "['name']" off the front of `rest`.
std::optional<std::string> take_key(std::string_view& rest) {
  if (rest.starts_with('.')) {
    std::size_t end = 1;
    while (end < rest.size() && is_name_part(rest[end])) ++end;
    if (end == 1 || !is_name_start(rest[1])) return std::nullopt;
    std::string key(rest.substr(1, end - 1));
    rest.remove_prefix(end);
    return key;
  }
  if (rest.size() < 5 || !rest.starts_with('[')) return std::nullopt;
  const char quote = rest[1];
  if (quote != '\'' && quote != '"') return std::nullopt;
  const std::size_t end = rest.find(quote, 2);
  if (end == std::string_view::npos || end + 1 >= rest.size() || rest[end + 1] != ']') return std::nullopt;
  std::string key(rest.substr(2, end - 2));
  if (key.empty() || key.find('\\') != std::string::npos) return std::nullopt;
  rest.remove_prefix(end + 2);
  return key;
}

// What stands between "{{" and "}}" when there is nothing else.
std::optional<std::string_view> inside_braces(std::string_view text) {
  text = trim(text);
  if (text.size() < 4 || !text.starts_with("{{") || !text.ends_with("}}")) return std::nullopt;
  const std::string_view inside = text.substr(2, text.size() - 4);
  if (inside.find_first_of("{}") != std::string_view::npos) return std::nullopt;
  return trim(inside);
}

std::string write_decimal(double number) {
  char text[64];
  const auto [end, error] = std::to_chars(std::begin(text), std::end(text), number);
  return error == std::errc() ? std::string(text, end) : std::string();
}

Payload::Value unknown() {
  return {Payload::Found::kUnknown, {}};
}

Payload::Value value_of(const Json& node) {
  switch (node.type()) {
    case Json::value_t::string:
      return {Payload::Found::kValue, node.get<std::string>()};
    case Json::value_t::boolean:
      return {Payload::Found::kValue, node.get<bool>() ? "True" : "False"};
    case Json::value_t::number_integer:
      return {Payload::Found::kValue, std::to_string(node.get<std::int64_t>())};
    case Json::value_t::number_unsigned:
      return {Payload::Found::kValue, std::to_string(node.get<std::uint64_t>())};
    case Json::value_t::number_float:
      return {Payload::Found::kValue, write_decimal(node.get<double>())};
    default:
      return unknown();
  }
}

}  // namespace

struct Payload::Parsed {
  Json json;
};

Payload::Payload(std::string_view text) : text_(text) {}

Payload::~Payload() = default;

Payload::Value Payload::at(const std::vector<std::string>& path) const {
  if (!parsed_) {
    parsed_ = std::make_unique<Parsed>();
    const bool fits = text_.size() <= kStatePayloadMax && is_shallow_json(text_);
    parsed_->json = fits ? Json::parse(text_, nullptr, false) : Json(Json::value_t::discarded);
  }
  const Json* node = &parsed_->json;
  if (node->is_discarded()) return unknown();
  for (const std::string& key : path) {
    if (!node->is_object()) return {};
    const auto found = node->find(key);
    if (found == node->end()) return {};
    node = &*found;
  }
  return value_of(*node);
}

ValueTemplate ValueTemplate::of_path(std::vector<std::string> path) {
  ValueTemplate made;
  made.json_ = true;
  made.path_ = std::move(path);
  return made;
}

bool ValueTemplate::add_step(std::string_view text, std::vector<Step>& steps) {
  const std::size_t open = text.find('(');
  const std::string_view name = trim(text.substr(0, open));
  std::string_view argument;
  if (open != std::string_view::npos) {
    if (!text.ends_with(')')) return false;
    argument = trim(text.substr(open + 1, text.size() - open - 2));
  }
  // What a filter falls back on is not used: a value that is not there stays unknown.
  if (argument.find_first_not_of("0123456789.-") != std::string_view::npos) return false;
  if (name == "is_defined") return argument.empty();
  Step step;
  if (name == "float") {
    step.filter = Filter::kFloat;
  } else if (name == "int") {
    step.filter = Filter::kInt;
  } else if (name == "upper" || name == "lower") {
    step.filter = name == "upper" ? Filter::kUpper : Filter::kLower;
    if (open != std::string_view::npos && !argument.empty()) return false;
  } else if (name == "round") {
    step.filter = Filter::kRound;
    const std::optional<double> digits = argument.empty() ? 0.0 : parse_decimal(argument);
    if (!digits || *digits < 0 || *digits > kRoundMax || *digits != std::floor(*digits)) return false;
    step.digits = static_cast<int>(*digits);
  } else {
    return false;
  }
  steps.push_back(step);
  return steps.size() <= kStepsMax;
}

std::optional<ValueTemplate> ValueTemplate::parse(std::string_view text) {
  if (text.size() > kTemplateMax) return std::nullopt;
  const auto inside = inside_braces(text);
  if (!inside) return std::nullopt;
  std::string_view rest = *inside;
  ValueTemplate made;
  if (rest.starts_with("value_json")) {
    made.json_ = true;
    rest.remove_prefix(std::string_view("value_json").size());
    while (!rest.empty() && (rest.front() == '.' || rest.front() == '[')) {
      auto key = take_key(rest);
      if (!key) return std::nullopt;
      made.path_.push_back(std::move(*key));
    }
    if (made.path_.empty()) return std::nullopt;
  } else if (rest.starts_with("value")) {
    rest.remove_prefix(std::string_view("value").size());
  } else {
    return std::nullopt;
  }
  rest = trim(rest);
  while (!rest.empty()) {
    if (rest.front() != '|') return std::nullopt;
    rest.remove_prefix(1);
    const std::size_t end = std::min(rest.find('|'), rest.size());
    if (!add_step(trim(rest.substr(0, end)), made.steps_)) return std::nullopt;
    rest.remove_prefix(end);
  }
  return made;
}

Payload::Value ValueTemplate::read(const Payload& payload) const {
  Payload::Value value = json_ ? payload.at(path_) : Payload::Value{Payload::Found::kValue, {}};
  if (!json_) value.text = payload.text().substr(0, kStatePayloadMax);
  if (value.found != Payload::Found::kValue) return value;
  for (const Step& step : steps_) {
    if (step.filter == Filter::kUpper || step.filter == Filter::kLower) {
      const char first = step.filter == Filter::kUpper ? 'a' : 'A';
      for (char& c : value.text) {
        if (c >= first && c <= first + 25) c = static_cast<char>(c ^ 0x20);
      }
      continue;
    }
    const std::optional<double> number = parse_decimal(value.text);
    if (!number) return unknown();
    const double scale = step.filter == Filter::kRound ? std::pow(10.0, step.digits) : 1.0;
    const double result = step.filter == Filter::kFloat ? *number
                          : step.filter == Filter::kInt ? std::trunc(*number)
                                                        : std::nearbyint(*number * scale) / scale;
    value.text = write_decimal(result);
  }
  return value;
}

std::optional<CommandTemplate> CommandTemplate::parse(std::string_view text) {
  if (text.size() > kTemplateMax || text.find("{%") != std::string_view::npos) return std::nullopt;
  if (text.find(kCodeMark) != std::string_view::npos) return std::nullopt;
  CommandTemplate made;
  std::string piece;
  while (!text.empty()) {
    const std::size_t open = text.find("{{");
    piece += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find("}}", open);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view name = trim(text.substr(open + 2, close - open - 2));
    text.remove_prefix(close + 2);
    if (name == "code") {
      made.wants_code_ = true;
      piece += kCodeMark;
      continue;
    }
    if (name != "value" && name != "action") return std::nullopt;
    made.pieces_.push_back(std::move(piece));
    piece.clear();
  }
  made.pieces_.push_back(std::move(piece));
  return made;
}

std::string CommandTemplate::fill(std::string_view value, std::string_view code) const {
  if (pieces_.empty()) return std::string(value);
  std::string text;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    if (i > 0) text += value;
    for (const char c : pieces_[i]) {
      if (c == kCodeMark) {
        text += code;
      } else {
        text += c;
      }
    }
  }
  return text;
}

bool is_shallow_json(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kJsonDepthMax) return false;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return true;
}

std::optional<double> parse_decimal(std::string_view text) {
  text = trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace sotto
