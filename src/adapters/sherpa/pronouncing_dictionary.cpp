#include "adapters/sherpa/pronouncing_dictionary.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>
#include <utility>

namespace sotto {
namespace {

constexpr std::string_view kBlank = " \t\r";

// The next word of `line`, which is shortened by it; empty at the end.
std::string_view take_field(std::string_view& line) {
  const std::size_t start = line.find_first_not_of(kBlank);
  if (start == std::string_view::npos) return line = {};
  const std::size_t end = std::min(line.find_first_of(kBlank, start), line.size());
  const std::string_view field = line.substr(start, end - start);
  line.remove_prefix(end);
  return field;
}

std::string_view line_at(std::string_view text, std::size_t offset) {
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  const std::string_view line = text.substr(offset, end - offset);
  return line.substr(0, line.find('#'));
}

Stress stress_of(std::string_view symbol) {
  switch (symbol.back()) {
    case '1':
      return Stress::kPrimary;
    case '2':
      return Stress::kSecondary;
    default:
      return Stress::kNone;
  }
}

}  // namespace

std::optional<Pronunciation> parse_pronunciation(std::string_view symbols) {
  Pronunciation sounds;
  for (std::string_view symbol = take_field(symbols); !symbol.empty(); symbol = take_field(symbols)) {
    const std::optional<Phoneme> phoneme = parse_phoneme(symbol);
    if (!phoneme) return std::nullopt;
    sounds.push_back({*phoneme, stress_of(symbol)});
  }
  if (sounds.empty()) return std::nullopt;
  return sounds;
}

std::string_view PronouncingDictionary::Book::word_at(std::uint32_t offset) const {
  std::string_view line = line_at(text, offset);
  return take_field(line);
}

Result<PronouncingDictionary::Book> PronouncingDictionary::index(std::string text, const std::string& name) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) return Error{ErrorCode::kFileInvalid, name};
  Book book{std::move(text), {}};
  std::size_t number = 1;
  for (std::size_t at = 0; at < book.text.size(); ++number) {
    std::string_view line = line_at(book.text, at);
    const std::string_view word = take_field(line);
    if (!word.empty() && !word.ends_with(')')) {
      if (!parse_pronunciation(line)) {
        return Error{ErrorCode::kFileInvalid, name + " line " + std::to_string(number)};
      }
      book.lines.push_back(static_cast<std::uint32_t>(at));
    }
    const std::size_t end = book.text.find('\n', at);
    at = end == std::string::npos ? book.text.size() : end + 1;
  }
  std::stable_sort(book.lines.begin(), book.lines.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return book.word_at(a) < book.word_at(b); });
  return book;
}

Result<PronouncingDictionary> PronouncingDictionary::load(const std::vector<std::filesystem::path>& files) {
  PronouncingDictionary dictionary;
  for (const std::filesystem::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return Error{ErrorCode::kFileMissing, file.string()};
    std::ostringstream text;
    text << in.rdbuf();
    if (in.bad()) return Error{ErrorCode::kFileUnreadable, file.string()};
    Result<Book> book = index(std::move(text).str(), file.string());
    if (!book) return book.error();
    dictionary.books_.push_back(std::move(book).value());
  }
  return dictionary;
}

Result<PronouncingDictionary> PronouncingDictionary::parse(std::string text, const std::string& name) {
  Result<Book> book = index(std::move(text), name);
  if (!book) return book.error();
  PronouncingDictionary dictionary;
  dictionary.books_.push_back(std::move(book).value());
  return dictionary;
}

std::optional<Pronunciation> PronouncingDictionary::find(std::string_view word) const {
  for (const Book& book : books_) {
    const auto found = std::lower_bound(
        book.lines.begin(), book.lines.end(), word,
        [&](std::uint32_t offset, std::string_view wanted) { return book.word_at(offset) < wanted; });
    if (found == book.lines.end() || book.word_at(*found) != word) continue;
    std::string_view line = line_at(book.text, *found);
    take_field(line);
    return parse_pronunciation(line);
  }
  return std::nullopt;
}

}  // namespace sotto
