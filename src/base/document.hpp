// Document: a file of keys and values (TOML in practice) as plain values, each with the line it stands on,
// and strict readers for it.
//
// Strict means: a key that nobody asked for is an error, so that a typing mistake never turns into a silent
// default. Whoever parses the file's text makes the Document (adapters/toml); whoever knows what the file
// means reads it. Thread-safety: plain values; a reader and its faults belong to one thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/assert.hpp"
#include "base/result.hpp"

namespace sotto {

struct DocumentEntry;

struct DocumentNode {
  using Array = std::vector<DocumentNode>;
  using Table = std::vector<DocumentEntry>;  // in the order of the file; keys are unique

  std::variant<bool, std::int64_t, double, std::string, Array, Table> value;
  int line = 0;  // 1 is the first

  [[nodiscard]] const Table* table() const { return std::get_if<Table>(&value); }
  [[nodiscard]] const Array* array() const { return std::get_if<Array>(&value); }
  [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value); }
};

struct DocumentEntry {
  std::string key;
  int line = 0;
  DocumentNode node;
};

struct Document {
  std::string name;   // of the file, as messages show it
  DocumentNode root;  // a table
};

// What was found wrong with a file. The user is told one thing at a time: the first line at fault. What is
// missing comes last, because a key that seems to be missing is often one that is misspelt.
class DocumentFaults {
 public:
  explicit DocumentFaults(std::string file) : file_(std::move(file)) {}

  void add(int line, const std::string& what);
  void add_missing(int line, const std::string& what);

  [[nodiscard]] bool none() const { return what_.empty(); }

  // Errors: file-invalid, with "FILE:LINE: what is wrong".
  [[nodiscard]] Result<void> result() const;

 private:
  void keep(int line, bool missing, const std::string& what);

  std::string file_;
  int line_ = 0;
  bool missing_ = false;
  std::string what_;
};

enum class Need : std::uint8_t { kRequired, kOptional };

// Reads one table key by key. What is wrong goes to the faults, and the value asked for stays as it was. When
// the reader is destroyed, every key that was never asked for is reported as unknown: look at the faults
// after that.
class TableReader {
 public:
  // `where` names the table in messages, for example "[wake]"; empty for the root. Borrows both for its life.
  // REQUIRES: `table` holds a table.
  TableReader(const DocumentNode& table, std::string where, DocumentFaults& faults);
  ~TableReader();
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  // Each returns whether the key is there and its value is right.
  bool read_bool(std::string_view key, bool& value, Need need);
  // Not empty, no control characters.
  bool read_text(std::string_view key, std::string& value, Need need);
  bool read_texts(std::string_view key, std::vector<std::string>& values, Need need);
  // A finite number, whole or not, within [min, max].
  bool read_number(std::string_view key, double& value, double min, double max, Need need);
  // A whole number within [min, max].
  template <typename Integer>
    requires std::is_integral_v<Integer>
  bool read_integer(std::string_view key, Integer& value, std::int64_t min, std::int64_t max, Need need) {
    std::int64_t wide = 0;
    if (!read_wide(key, wide, min, max, need)) return false;
    value = static_cast<Integer>(wide);
    return true;
  }
  // One of `names`; `index` becomes its place among them.
  bool read_choice(std::string_view key, std::size_t& index, std::span<const std::string_view> names,
                   Need need);

  // The table or array under that key, or null.
  [[nodiscard]] const DocumentNode* take_table(std::string_view key, Need need);
  [[nodiscard]] const DocumentNode* take_array(std::string_view key, Need need);
  // An array that holds tables only; null where it does not.
  [[nodiscard]] const DocumentNode* take_tables(std::string_view key, Need need);

  // The entry with that key, whatever it holds, or null. It counts as asked for.
  [[nodiscard]] const DocumentEntry* take(std::string_view key);

  // All entries, none of which counts as unknown any more: for tables whose keys are names of the user's
  // choice.
  [[nodiscard]] const DocumentNode::Table& take_all();

  [[nodiscard]] int line() const { return line_; }

 private:
  const DocumentEntry* take(std::string_view key, Need need);
  bool read_wide(std::string_view key, std::int64_t& value, std::int64_t min, std::int64_t max, Need need);
  [[nodiscard]] std::string in_where() const;

  const DocumentNode::Table& entries_;
  int line_;
  std::string where_;
  DocumentFaults& faults_;
  std::vector<bool> asked_;
};

// Whether `text` is something that can be written on one line: not empty, no control characters.
[[nodiscard]] bool is_plain_line(std::string_view text);

}  // namespace sotto
