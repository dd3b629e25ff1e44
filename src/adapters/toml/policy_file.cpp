#include "adapters/toml/policy_file.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "adapters/toml/built_in.hpp"
#include "adapters/toml/policy_fields.hpp"
#include "adapters/toml/toml_document.hpp"

namespace sotto {
namespace {

bool is_policy_name(std::string_view name) {
  return !name.empty() && name.front() != '-' && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// Fills a policy from a document, section by section.
class PolicyReader {
 public:
  PolicyReader(const Document& document, DocumentFaults& faults)
      : faults_(faults), root_(document.root, "", faults) {}

  TableReader& root() { return root_; }

  void section(std::string_view name) {
    table_.reset();
    const DocumentNode* node = root_.take_table(name, Need::kRequired);
    if (node != nullptr) table_.emplace(*node, "[" + std::string(name) + "]", faults_);
  }
  void boolean(std::string_view key, bool& value) {
    if (table_) table_->read_bool(key, value, Need::kRequired);
  }
  template <typename Integer>
  void integer(std::string_view key, Integer& value, std::int64_t min, std::int64_t max) {
    if (table_) table_->read_integer(key, value, min, max, Need::kRequired);
  }
  void texts(std::string_view key, std::vector<std::string>& values) {
    if (table_) table_->read_texts(key, values, Need::kRequired);
  }
  template <typename Choice>
  void choice(std::string_view key, Choice& value, std::span<const std::string_view> names) {
    std::size_t index = 0;
    if (table_ && table_->read_choice(key, index, names, Need::kRequired)) value = static_cast<Choice>(index);
  }

 private:
  DocumentFaults& faults_;
  TableReader root_;
  std::optional<TableReader> table_;
};

// Line of a key in a section, for what is only wrong together with another key.
int line_of(const Document& document, std::string_view section, std::string_view key) {
  for (const DocumentEntry& entry : *document.root.table()) {
    if (section.empty() && entry.key == key) return entry.line;
    if (entry.key != section || entry.node.table() == nullptr) continue;
    for (const DocumentEntry& inner : *entry.node.table()) {
      if (inner.key == key) return inner.line;
    }
  }
  return 1;
}

void check_answers(const Policy& policy, const Document& document, DocumentFaults& faults) {
  const ConfirmRules& confirm = policy.confirm;
  if (confirm.accepted.empty()) {
    faults.add(line_of(document, "confirm", "accepted"), "\"accepted\" needs at least one answer");
  }
  std::vector<std::string> seen;
  const std::array<std::pair<std::string_view, const std::vector<std::string>*>, 3> lists = {
      {{"accepted", &confirm.accepted}, {"bare", &confirm.bare}, {"rejected", &confirm.rejected}}};
  for (const auto& [key, answers] : lists) {
    for (const std::string& answer : *answers) {
      if (std::ranges::find(seen, answer) != seen.end()) {
        faults.add(line_of(document, "confirm", key), "the answer \"" + answer + "\" stands twice");
      }
      seen.push_back(answer);
    }
  }
}

void check_together(const Policy& policy, const Document& document, DocumentFaults& faults) {
  if (!is_policy_name(policy.name)) {
    faults.add(line_of(document, "", "name"), "\"name\" must be lower-case letters, digits and hyphens");
  }
  const EndpointRules& endpoint = policy.endpoint;
  if (endpoint.complete_ms > endpoint.can_go_on_ms || endpoint.can_go_on_ms > endpoint.incomplete_ms) {
    faults.add(line_of(document, "endpoint", "complete_ms"),
               "complete_ms, can_go_on_ms and incomplete_ms must not become shorter");
  }
  if (policy.confirm.answer_from_ms > policy.confirm.answer_within_ms) {
    faults.add(line_of(document, "confirm", "answer_from_ms"),
               "answer_from_ms is later than answer_within_ms");
  }
  if (policy.live && policy.record.cargo != Cargo::kAfterConfirm) {
    faults.add(line_of(document, "record", "cargo"),
               "a policy that sends what was said before the confirmation cannot be live");
  }
  check_answers(policy, document, faults);
}

// Writes a policy as TOML.
class PolicyWriter {
 public:
  void section(std::string_view name) { text_ += "\n[" + std::string(name) + "]\n"; }
  void boolean(std::string_view key, bool value) { line(key, value ? "true" : "false"); }
  template <typename Integer>
  void integer(std::string_view key, Integer value, std::int64_t /*min*/, std::int64_t /*max*/) {
    line(key, std::to_string(value));
  }
  void string(std::string_view key, std::string_view value) { line(key, quoted(value)); }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    std::string list;
    for (const std::string& value : values) list += (list.empty() ? "" : ", ") + quoted(value);
    line(key, "[" + list + "]");
  }
  template <typename Choice>
  void choice(std::string_view key, Choice value, std::span<const std::string_view> names) {
    string(key, names[static_cast<std::size_t>(value)]);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  static std::string quoted(std::string_view value) {
    std::string text = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    return text + "\"";
  }
  void line(std::string_view key, const std::string& value) {
    text_ += std::string(key) + " = " + value + "\n";
  }

  std::string text_;
};

}  // namespace

Result<Policy> parse_policy(std::string_view text, const std::string& name) {
  const Result<Document> document = parse_toml(text, name);
  if (!document) return document.error();
  DocumentFaults faults(name);
  Policy policy;
  {
    PolicyReader reader(document.value(), faults);
    reader.root().read_text("name", policy.name, Need::kRequired);
    reader.root().read_integer("version", policy.version, 1, 1'000'000, Need::kRequired);
    reader.root().read_bool("live", policy.live, Need::kRequired);
    visit_rules(policy, reader);
  }
  // What is wrong together is only worth saying when each part is right.
  if (faults.none()) check_together(policy, document.value(), faults);
  if (const Result<void> result = faults.result(); !result) return result.error();
  return policy;
}

std::string format_policy(const Policy& policy) {
  PolicyWriter writer;
  writer.string("name", policy.name);
  writer.integer("version", policy.version, 0, 0);
  writer.boolean("live", policy.live);
  visit_rules(policy, writer);
  return writer.take();
}

Result<Policy> load_policy(const std::string& name_or_path) {
  if (is_policy_name(name_or_path)) {
    const std::string file = "policies/" + name_or_path + ".toml";
    if (const auto text = built_in_text(file)) return parse_policy(text.value(), file);
  }
  const Result<std::string> text = read_text_file(name_or_path);
  if (text) return parse_policy(text.value(), name_or_path);
  if (text.error().code != ErrorCode::kFileMissing || !is_policy_name(name_or_path)) return text.error();
  return Error{ErrorCode::kFileMissing, name_or_path + ", which is no built-in policy either"};
}

}  // namespace sotto
