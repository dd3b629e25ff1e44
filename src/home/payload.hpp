// What a device published, and how a value is taken out of it.
//
// Only templates of the simple kind are understood: {{ value }}, {{ value_json.a.b }}, {{ value_json['a'] }},
// followed by float, int, round, upper, lower or is_defined. With any other template the value is unknown: it
// is never guessed. Thread-safety: plain values; a Payload belongs to one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sotto {

// A payload and, once somebody looks inside, the JSON in it. `text` is borrowed.
class Payload {
 public:
  explicit Payload(std::string_view text);
  ~Payload();
  Payload(const Payload&) = delete;
  Payload& operator=(const Payload&) = delete;

  [[nodiscard]] std::string_view text() const { return text_; }

  enum class Found { kNothing, kUnknown, kValue };  // not there; there, but null or no plain value; there
  struct Value {
    Found found = Found::kNothing;
    std::string text;  // booleans as "True" and "False", as Home Assistant writes them
  };
  // What stands at the end of the path of keys.
  [[nodiscard]] Value at(const std::vector<std::string>& path) const;

 private:
  struct Parsed;
  std::string_view text_;
  mutable std::unique_ptr<Parsed> parsed_;
};

class ValueTemplate {
 public:
  // The whole payload as it is.
  ValueTemplate() = default;
  // The value at this path of the payload's JSON.
  static ValueTemplate of_path(std::vector<std::string> path);
  // None where the template is not of the simple kind.
  [[nodiscard]] static std::optional<ValueTemplate> parse(std::string_view text);

  [[nodiscard]] Payload::Value read(const Payload& payload) const;

  friend bool operator==(const ValueTemplate&, const ValueTemplate&) = default;

 private:
  enum class Filter { kFloat, kInt, kRound, kUpper, kLower };
  struct Step {
    Filter filter = Filter::kFloat;
    int digits = 0;
    friend bool operator==(const Step&, const Step&) = default;
  };
  static bool add_step(std::string_view text, std::vector<Step>& steps);

  bool json_ = false;
  std::vector<std::string> path_;
  std::vector<Step> steps_;
};

// Stands for a code in a payload until it is published: no code is known in this room.
inline constexpr char kCodeMark = '\x01';

// The payload of a command. Placeholders are {{ value }}, {{ action }} and {{ code }}.
class CommandTemplate {
 public:
  // The value as it is.
  CommandTemplate() = default;
  // None where the template holds anything else.
  [[nodiscard]] static std::optional<CommandTemplate> parse(std::string_view text);

  [[nodiscard]] bool wants_code() const { return wants_code_; }
  // `code` stands where the template wants one: nothing, or kCodeMark for whoever knows it later.
  [[nodiscard]] std::string fill(std::string_view value, std::string_view code = {}) const;

  friend bool operator==(const CommandTemplate&, const CommandTemplate&) = default;

 private:
  std::vector<std::string> pieces_;  // the value stands between each two of them; none: the value alone
  bool wants_code_ = false;
};

// The longest payload that is looked into, and how deep its JSON may be nested.
inline constexpr std::size_t kStatePayloadMax = std::size_t{64} * 1024;
inline constexpr std::size_t kDiscoveryPayloadMax = std::size_t{256} * 1024;
inline constexpr int kJsonDepthMax = 32;

// Whether brackets are nested no deeper than kJsonDepthMax.
[[nodiscard]] bool is_shallow_json(std::string_view text);

// "19.5" -> 19.5; none where it is not a finite number and nothing else.
[[nodiscard]] std::optional<double> parse_decimal(std::string_view text);

}  // namespace sotto
