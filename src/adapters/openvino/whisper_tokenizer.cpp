#include "adapters/openvino/whisper_tokenizer.hpp"

#include <charconv>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include "base/assert.hpp"

namespace sotto {
namespace {

bool is_letter(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}
bool is_digit(unsigned char c) {
  return c >= '0' && c <= '9';
}

Result<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kModelMissing, path.string()};
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return Error{ErrorCode::kModelDamaged, path.string()};
  return text;
}

// A reader for the two small JSON files that set-up writes: lists of plain strings or of whole numbers.
class ListReader {
 public:
  explicit ListReader(std::string_view text) : rest_(text) {}

  bool take(char wanted) {
    skip_space();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // A string without escapes.
  std::optional<std::string_view> string() {
    if (!take('"')) return std::nullopt;
    const std::size_t end = rest_.find('"');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view found = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return found;
  }

  std::optional<Token> number() {
    skip_space();
    Token value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  std::optional<std::vector<Token>> numbers() {
    std::vector<Token> found;
    if (!take('[')) return std::nullopt;
    if (take(']')) return found;
    do {
      const std::optional<Token> value = number();
      if (!value || *value < 0 || *value >= whisper::kVocabulary) return std::nullopt;
      found.push_back(*value);
    } while (take(','));
    if (!take(']')) return std::nullopt;
    return found;
  }

 private:
  void skip_space() {
    const std::size_t start = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(start == std::string_view::npos ? rest_.size() : start);
  }

  std::string_view rest_;
};

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(hex.data() + i, hex.data() + i + 2, value, 16);
    if (error != std::errc{} || end != hex.data() + i + 2) return std::nullopt;
    bytes.push_back(static_cast<char>(value));
  }
  return bytes;
}

std::optional<std::vector<std::string>> parse_tokens(std::string_view text) {
  ListReader reader(text);
  std::vector<std::string> tokens;
  if (!reader.take('[')) return std::nullopt;
  do {
    const std::optional<std::string_view> hex = reader.string();
    if (!hex) return std::nullopt;
    std::optional<std::string> bytes = from_hex(*hex);
    if (!bytes) return std::nullopt;
    tokens.push_back(std::move(*bytes));
  } while (reader.take(','));
  if (!reader.take(']') || tokens.size() != static_cast<std::size_t>(whisper::kVocabulary))
    return std::nullopt;
  return tokens;
}

struct Suppressed {
  std::vector<Token> never;
  std::vector<Token> not_first;
};

std::optional<Suppressed> parse_suppressed(std::string_view text) {
  ListReader reader(text);
  Suppressed found;
  if (!reader.take('{')) return std::nullopt;
  do {
    const std::optional<std::string_view> key = reader.string();
    if (!key || !reader.take(':')) return std::nullopt;
    std::optional<std::vector<Token>> list = reader.numbers();
    if (!list) return std::nullopt;
    if (*key == "never") {
      found.never = std::move(*list);
    } else if (*key == "not_first") {
      found.not_first = std::move(*list);
    }
  } while (reader.take(','));
  if (!reader.take('}') || found.never.empty()) return std::nullopt;
  return found;
}

// Length of the next piece within which merging happens: an optional space with letters, with digits, or with
// other signs; an apostrophe with letters ("'s") is a piece of its own.
std::size_t piece_length(std::string_view text) {
  std::size_t at = text.front() == ' ' && text.size() > 1 ? 1 : 0;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const bool contraction = at == 0 && text[0] == '\'' && text.size() > 1 && is_letter(byte(1));
  if (contraction) at = 1;
  const auto kind = [&](std::size_t i) { return is_letter(byte(i)) ? 0 : is_digit(byte(i)) ? 1 : 2; };
  const int wanted = kind(at);
  std::size_t end = at + 1;
  while (end < text.size() && text[end] != ' ' && kind(end) == wanted) ++end;
  return end;
}

}  // namespace

Result<WhisperTokenizer> WhisperTokenizer::load(const std::filesystem::path& folder) {
  const std::filesystem::path tokens_path = folder / "tokens.json";
  const std::filesystem::path suppress_path = folder / "suppress.json";
  Result<std::string> tokens_text = read_file(tokens_path);
  if (!tokens_text) return tokens_text.error();
  Result<std::string> suppress_text = read_file(suppress_path);
  if (!suppress_text) return suppress_text.error();
  std::optional<std::vector<std::string>> tokens = parse_tokens(tokens_text.value());
  if (!tokens) return Error{ErrorCode::kModelDamaged, tokens_path.string()};
  std::optional<Suppressed> suppressed = parse_suppressed(suppress_text.value());
  if (!suppressed) return Error{ErrorCode::kModelDamaged, suppress_path.string()};
  return WhisperTokenizer(std::move(*tokens), std::move(suppressed->never), std::move(suppressed->not_first));
}

WhisperTokenizer::WhisperTokenizer(std::vector<std::string> tokens, std::vector<Token> never,
                                   std::vector<Token> not_first)
    : tokens_(std::move(tokens)), never_(std::move(never)), not_first_(std::move(not_first)) {
  SOTTO_ASSERT(tokens_.size() == static_cast<std::size_t>(whisper::kVocabulary));
  ids_.reserve(static_cast<std::size_t>(whisper::kEndOfText));
  for (Token id = 0; id < whisper::kEndOfText; ++id) ids_.emplace(bytes(id), id);
}

std::string_view WhisperTokenizer::bytes(Token token) const {
  SOTTO_ASSERT(token >= 0 && token < whisper::kVocabulary);
  return tokens_[static_cast<std::size_t>(token)];
}

std::string WhisperTokenizer::decode(std::span<const Token> tokens) const {
  std::string text;
  for (const Token token : tokens) {
    if (token < whisper::kEndOfText) text += bytes(token);
  }
  return text;
}

std::vector<Token> WhisperTokenizer::encode(std::string_view text) const {
  std::vector<Token> out;
  while (!text.empty()) {
    const std::size_t length = piece_length(text);
    append_merged(text.substr(0, length), out);
    text.remove_prefix(length);
  }
  return out;
}

void WhisperTokenizer::append_merged(std::string_view piece, std::vector<Token>& out) const {
  std::vector<std::string> parts;
  for (const char c : piece) parts.emplace_back(1, c);
  while (parts.size() > 1) {
    Token lowest = std::numeric_limits<Token>::max();
    std::size_t where = 0;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = ids_.find(parts[i] + parts[i + 1]);
      if (found != ids_.end() && found->second < lowest) {
        lowest = found->second;
        where = i;
      }
    }
    if (lowest == std::numeric_limits<Token>::max()) break;
    parts[where] += parts[where + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(where) + 1);
  }
  for (const std::string& part : parts) {
    const auto found = ids_.find(part);
    if (found != ids_.end()) out.push_back(found->second);
  }
}

bool WhisperTokenizer::ends_word(Token token) const {
  if (token >= whisper::kEndOfText) return true;
  const std::string_view text = bytes(token);
  if (text.empty()) return true;
  const auto first = static_cast<unsigned char>(text.front());
  return !(is_letter(first) || is_digit(first) || first == '\'');
}

}  // namespace sotto
