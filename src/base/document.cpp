#include "base/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sotto {
namespace {

std::string quoted(std::string_view key) {
  return "\"" + std::string(key) + "\"";
}

std::string shown(double value) {
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() ? std::string(digits.data(), end) : "?";
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

}  // namespace

bool is_plain_line(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), is_control);
}

void DocumentFaults::add(int line, const std::string& what) {
  keep(line, false, what);
}

void DocumentFaults::add_missing(int line, const std::string& what) {
  keep(line, true, what);
}

void DocumentFaults::keep(int line, bool missing, const std::string& what) {
  const bool sooner = missing == missing_ ? line < line_ : !missing;
  if (!what_.empty() && !sooner) return;
  line_ = line;
  missing_ = missing;
  what_ = what;
  // A key or the parser's words may hold a line break or worse; a message is one line.
  std::replace_if(what_.begin(), what_.end(), is_control, '?');
}

Result<void> DocumentFaults::result() const {
  if (none()) return {};
  return Error{ErrorCode::kFileInvalid, file_ + ":" + std::to_string(line_) + ": " + what_};
}

TableReader::TableReader(const DocumentNode& table, std::string where, DocumentFaults& faults)
    : entries_((SOTTO_ASSERT(table.table() != nullptr), *table.table())),
      line_(table.line),
      where_(std::move(where)),
      faults_(faults),
      asked_(entries_.size(), false) {}

TableReader::~TableReader() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!asked_[i]) faults_.add(entries_[i].line, "unknown key " + quoted(entries_[i].key) + in_where());
  }
}

std::string TableReader::in_where() const {
  return where_.empty() ? std::string() : " in " + where_;
}

const DocumentEntry* TableReader::take(std::string_view key) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].key != key) continue;
    asked_[i] = true;
    return &entries_[i];
  }
  return nullptr;
}

const DocumentEntry* TableReader::take(std::string_view key, Need need) {
  const DocumentEntry* entry = take(key);
  if (entry == nullptr && need == Need::kRequired)
    faults_.add_missing(line_, quoted(key) + " is missing" + in_where());
  return entry;
}

const DocumentNode::Table& TableReader::take_all() {
  std::fill(asked_.begin(), asked_.end(), true);
  return entries_;
}

bool TableReader::read_bool(std::string_view key, bool& value, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return false;
  const bool* found = std::get_if<bool>(&entry->node.value);
  if (found == nullptr) {
    faults_.add(entry->line, quoted(key) + " must be true or false");
    return false;
  }
  value = *found;
  return true;
}

bool TableReader::read_text(std::string_view key, std::string& value, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return false;
  const std::string* found = entry->node.text();
  if (found == nullptr || !is_plain_line(*found)) {
    faults_.add(entry->line, quoted(key) + " must be a text of one line, in quotation marks");
    return false;
  }
  value = *found;
  return true;
}

bool TableReader::read_texts(std::string_view key, std::vector<std::string>& values, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return false;
  if (entry->node.array() == nullptr) {
    faults_.add(entry->line, quoted(key) + " must be a list of texts, in square brackets");
    return false;
  }
  std::vector<std::string> found;
  for (const DocumentNode& node : *entry->node.array()) {
    if (node.text() == nullptr || !is_plain_line(*node.text())) {
      faults_.add(node.line, quoted(key) + " may hold texts of one line only, in quotation marks");
      return false;
    }
    found.push_back(*node.text());
  }
  values = std::move(found);
  return true;
}

bool TableReader::read_number(std::string_view key, double& value, double min, double max, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return false;
  double found = 0.0;
  if (const auto* real = std::get_if<double>(&entry->node.value)) {
    found = *real;
  } else if (const auto* whole = std::get_if<std::int64_t>(&entry->node.value)) {
    found = static_cast<double>(*whole);
  } else {
    faults_.add(entry->line, quoted(key) + " must be a number");
    return false;
  }
  if (!(found >= min && found <= max)) {  // also what is no number at all
    faults_.add(entry->line,
                quoted(key) + " must be " + shown(min) + " to " + shown(max) + ", not " + shown(found));
    return false;
  }
  value = found;
  return true;
}

bool TableReader::read_wide(std::string_view key, std::int64_t& value, std::int64_t min, std::int64_t max,
                            Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return false;
  const auto* found = std::get_if<std::int64_t>(&entry->node.value);
  if (found == nullptr) {
    faults_.add(entry->line, quoted(key) + " must be a whole number");
    return false;
  }
  if (*found < min || *found > max) {
    faults_.add(entry->line, quoted(key) + " must be " + std::to_string(min) + " to " + std::to_string(max) +
                                 ", not " + std::to_string(*found));
    return false;
  }
  value = *found;
  return true;
}

bool TableReader::read_choice(std::string_view key, std::size_t& index,
                              std::span<const std::string_view> names, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return false;
  const std::string* found = entry->node.text();
  const auto name = found == nullptr ? names.end() : std::find(names.begin(), names.end(), *found);
  if (name == names.end()) {
    std::string all;
    for (const std::string_view one : names) all += (all.empty() ? "" : ", ") + quoted(one);
    faults_.add(entry->line, quoted(key) + " must be one of " + all);
    return false;
  }
  index = static_cast<std::size_t>(name - names.begin());
  return true;
}

const DocumentNode* TableReader::take_table(std::string_view key, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return nullptr;
  if (entry->node.table() != nullptr) return &entry->node;
  faults_.add(entry->line, quoted(key) + " must be a table of keys and values");
  return nullptr;
}

const DocumentNode* TableReader::take_array(std::string_view key, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return nullptr;
  if (entry->node.array() != nullptr) return &entry->node;
  faults_.add(entry->line, quoted(key) + " must be a list, in square brackets");
  return nullptr;
}

const DocumentNode* TableReader::take_tables(std::string_view key, Need need) {
  const DocumentEntry* entry = take(key, need);
  if (entry == nullptr) return nullptr;
  const auto* array = entry->node.array();
  const bool tables =
      array != nullptr && std::all_of(array->begin(), array->end(),
                                      [](const DocumentNode& node) { return node.table() != nullptr; });
  if (tables) return &entry->node;
  faults_.add(entry->line, quoted(key) + " must be written as [[" + std::string(key) + "]], once for each");
  return nullptr;
}

}  // namespace sotto
