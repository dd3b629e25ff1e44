// WhisperTokenizer: between text and the tokens of Whisper's multilingual vocabulary.
//
// Thread-safety: immutable after load; const methods may be called from any thread.
// Text is UTF-8. Encoding follows byte-pair merging as in tiktoken: the vocabulary is sorted by merge rank,
// so the pair whose union has the lowest id is merged first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace sotto {

using Token = std::int32_t;

namespace whisper {
inline constexpr Token kEndOfText = 50257;  // every token below this one is text
inline constexpr Token kStart = 50258;
inline constexpr Token kEnglish = 50259;
inline constexpr Token kTranscribe = 50359;
inline constexpr Token kNoSpeech = 50362;
inline constexpr Token kFirstTimestamp = 50364;  // <|0.00|>; each further one is 20 ms
inline constexpr Token kVocabulary = 51865;
inline constexpr int kTimestampMs = 20;
}  // namespace whisper

class WhisperTokenizer {
 public:
  // Reads tokens.json and suppress.json as tools/setup/README.md describes them.
  // Errors: model-missing, model-damaged; the detail names the file.
  [[nodiscard]] static Result<WhisperTokenizer> load(const std::filesystem::path& folder);

  // The same from values. REQUIRES: tokens.size() == whisper::kVocabulary.
  WhisperTokenizer(std::vector<std::string> tokens, std::vector<Token> never, std::vector<Token> not_first);

  // Bytes of one token; may be part of a character. REQUIRES: 0 <= token < whisper::kVocabulary.
  [[nodiscard]] std::string_view bytes(Token token) const;

  // Text tokens joined; special tokens and time stamps are left out.
  [[nodiscard]] std::string decode(std::span<const Token> tokens) const;

  // The tokens that the vocabulary's own splitting gives for `text`, for letters, digits and common
  // punctuation.
  [[nodiscard]] std::vector<Token> encode(std::string_view text) const;

  // Tokens that are never text of speech (brackets, notes, special tokens), and those that cannot come first.
  [[nodiscard]] std::span<const Token> never() const { return never_; }
  [[nodiscard]] std::span<const Token> not_first() const { return not_first_; }

  // True if a word that stands before this token has ended: the token is no letter, digit or apostrophe.
  [[nodiscard]] bool ends_word(Token token) const;

 private:
  void append_merged(std::string_view piece, std::vector<Token>& out) const;

  std::vector<std::string> tokens_;
  std::vector<Token> never_;
  std::vector<Token> not_first_;
  std::unordered_map<std::string, Token> ids_;
};

}  // namespace sotto
