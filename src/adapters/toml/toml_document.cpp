#include "adapters/toml/toml_document.hpp"

#include <algorithm>
#include <exception>
#include <fstream>
#include <system_error>
#include <vector>

// toml++ 3.3 stops the program at an assertion of its own for some input that is no TOML, "[[[" for example.
// Here its assertions become exceptions, which parse_toml() catches.
namespace sotto {

struct ParserLost : std::exception {};

[[noreturn]] static void parser_lost() {
  std::rethrow_exception(std::make_exception_ptr(ParserLost()));
}

}  // namespace sotto

#define TOML_ASSERT(expr) ((expr) ? static_cast<void>(0) : ::sotto::parser_lost())
#include <toml++/toml.h>

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kTextBytesMax = 1U << 20U;
constexpr int kDotsMax = 500;

int line_of(const toml::source_region& source) {
  return static_cast<int>(source.begin.line);
}

DocumentNode convert(const toml::node& node, DocumentFaults& faults);

DocumentNode::Table convert_table(const toml::table& table, DocumentFaults& faults) {
  DocumentNode::Table entries;
  for (const auto& [key, node] : table) {
    entries.push_back({std::string(key.str()), line_of(key.source()), convert(node, faults)});
  }
  // toml++ sorts by key; people expect the order of the file, and the first mistake to be named first.
  std::ranges::stable_sort(entries, {}, &DocumentEntry::line);
  return entries;
}

DocumentNode convert(const toml::node& node, DocumentFaults& faults) {
  DocumentNode converted;
  converted.line = line_of(node.source());
  if (const auto* table = node.as_table()) {
    converted.value = convert_table(*table, faults);
  } else if (const auto* array = node.as_array()) {
    DocumentNode::Array items;
    for (const toml::node& item : *array) items.push_back(convert(item, faults));
    converted.value = std::move(items);
  } else if (const auto text = node.value_exact<std::string>()) {
    converted.value = *text;
  } else if (const auto whole = node.value_exact<std::int64_t>()) {
    converted.value = *whole;
  } else if (const auto real = node.value_exact<double>()) {
    converted.value = *real;
  } else if (const auto truth = node.value_exact<bool>()) {
    converted.value = *truth;
  } else {
    faults.add(converted.line, "dates and times are not used here");
  }
  return converted;
}

// Messages of the parser may run over several lines; ours have one.
std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

Result<Document> parse(std::string_view text, const std::string& name) {
  const toml::table parsed = toml::parse(text, name);
  DocumentFaults faults(name);
  Document document{name, convert(parsed, faults)};
  document.root.line = 1;
  if (!faults.none()) return faults.result().error();
  return document;
}

bool loses_parser(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const ParserLost&) {
    return true;
  } catch (const std::exception&) {
    return false;
  }
  return false;
}

// The first line with which the parser gets lost: it reads from top to bottom, so halving finds it.
int find_lost_line(std::string_view text) {
  std::vector<std::size_t> ends;  // of each line
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    ends.push_back(at + 1);
  }
  ends.push_back(text.size());
  const auto first =
      std::ranges::partition_point(ends, [&](std::size_t end) { return !loses_parser(text.substr(0, end)); });
  return static_cast<int>(first - ends.begin()) + 1;
}

// The parser bounds how deep values nest, but not how many tables one dotted key opens inside each other, and
// so many end the stack. A key stands on one line, so the dots of a line bound it. 0: no line has too many.
int find_endless_key(std::string_view text) {
  int line = 1;
  int dots = 0;
  for (const char c : text) {
    if (c == '\n') {
      ++line;
      dots = 0;
    } else if (c == '.' && ++dots > kDotsMax) {
      return line;
    }
  }
  return 0;
}

}  // namespace

Result<Document> parse_toml(std::string_view text, const std::string& name) {
  DocumentFaults faults(name);
  if (const int line = find_endless_key(text); line != 0) {
    faults.add(line, "more than " + std::to_string(kDotsMax) + " dots in one line");
    return faults.result().error();
  }
  try {
    return parse(text, name);
  } catch (const toml::parse_error& error) {
    faults.add(line_of(error.source()), first_line(error.description()));
  } catch (const ParserLost&) {
    faults.add(find_lost_line(text), "this is not TOML");
  } catch (const std::exception&) {  // only memory can run out here
    faults.add(1, "the file cannot be read");
  }
  return faults.result().error();
}

Result<std::string> read_text_file(const fs::path& path) {
  std::error_code trouble;
  const fs::file_status status = fs::status(path, trouble);
  if (status.type() == fs::file_type::not_found) return Error{ErrorCode::kFileMissing, path.string()};
  if (trouble || fs::is_directory(status)) return Error{ErrorCode::kFileUnreadable, path.string()};
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{ErrorCode::kFileUnreadable, path.string()};
  std::string text(kTextBytesMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return Error{ErrorCode::kFileUnreadable, path.string()};
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > kTextBytesMax) return Error{ErrorCode::kTooLong, path.string() + " is over 1 MiB"};
  return text;
}

Result<Document> read_toml_file(const fs::path& path) {
  const Result<std::string> text = read_text_file(path);
  if (!text) return text.error();
  return parse_toml(text.value(), path.string());
}

}  // namespace sotto
