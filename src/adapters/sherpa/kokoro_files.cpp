#include "adapters/sherpa/kokoro_files.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kBytesPerVoice = 510 * 256 * sizeof(float);
constexpr std::uintmax_t kModelBytesMin = 1U << 20U;
constexpr std::size_t kSymbolsMin = 50;

// What sherpa-onnx 2.0 asks of a Kokoro model's metadata.
constexpr std::array<std::string_view, 8> kMetadataKeys = {"model_type",    "sample_rate", "version",
                                                           "n_speakers",    "style_dim",   "voice",
                                                           "speaker_names", "has_espeak"};
constexpr std::streamoff kMetadataBytesMax = 8192;

Error damaged(const fs::path& file) {
  return {ErrorCode::kModelDamaged, file.string()};
}

std::optional<std::string> read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in || text.fail()) return std::nullopt;
  return std::move(text).str();
}

// {"af_alloy": 0, ...}: our own set-up writes this file, so nothing else of JSON is understood.
std::optional<std::map<std::string, int, std::less<>>> parse_speakers(std::string_view json) {
  std::map<std::string, int, std::less<>> speakers;
  std::set<int> numbers;
  for (std::size_t at = json.find('"'); at != std::string_view::npos; at = json.find('"', at)) {
    const std::size_t close = json.find('"', at + 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string name(json.substr(at + 1, close - at - 1));
    const std::size_t digit = json.find_first_not_of(": \t\r\n", close + 1);
    if (digit == std::string_view::npos) return std::nullopt;
    int number = -1;
    const auto [stop, error] = std::from_chars(json.data() + digit, json.data() + json.size(), number);
    if (error != std::errc() || number < 0 || !numbers.insert(number).second) return std::nullopt;
    if (!speakers.emplace(name, number).second) return std::nullopt;
    at = static_cast<std::size_t>(stop - json.data());
  }
  if (speakers.empty() || *numbers.rbegin() != static_cast<int>(numbers.size()) - 1) return std::nullopt;
  return speakers;
}

// The single code point of a UTF-8 symbol.
std::optional<char32_t> parse_symbol(std::string_view symbol) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(symbol[i]); };
  if (symbol.size() == 1 && byte(0) < 0x80) return byte(0);
  if (symbol.size() == 2) return (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
  if (symbol.size() == 3) return (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
  return std::nullopt;
}

std::optional<std::set<char32_t>> parse_tokens(std::string_view text) {
  std::set<char32_t> symbols;
  std::set<int> numbers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::size_t space = line.rfind(' ');
    if (space == std::string_view::npos || space == 0) {
      if (!line.starts_with(' ')) return std::nullopt;
    }
    // The symbol may be a space itself.
    const std::string_view symbol = space == 0 ? line.substr(0, 1) : line.substr(0, space);
    const std::optional<char32_t> code = parse_symbol(symbol);
    int number = -1;
    const auto [stop, error] = std::from_chars(line.data() + space + 1, line.data() + line.size(), number);
    if (!code || error != std::errc() || stop != line.data() + line.size()) return std::nullopt;
    if (!symbols.insert(*code).second || !numbers.insert(number).second) return std::nullopt;
  }
  if (symbols.size() < kSymbolsMin || !symbols.contains(U' ') || !symbols.contains(U'.')) return std::nullopt;
  return symbols;
}

// A model that was cut short has lost its metadata, which stands at the end.
bool has_metadata(const fs::path& model) {
  std::ifstream in(model, std::ios::binary | std::ios::ate);
  const std::streamoff size = in.tellg();
  const std::streamoff from = std::max<std::streamoff>(0, size - kMetadataBytesMax);
  in.seekg(from);
  std::string tail(static_cast<std::size_t>(size - from), '\0');
  in.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  if (!in) return false;
  for (const std::string_view key : kMetadataKeys) {
    if (tail.find(key) == std::string::npos) return false;
  }
  return true;
}

}  // namespace

Result<KokoroFiles> find_kokoro_files(const fs::path& models_folder) {
  KokoroFiles files;
  const fs::path speech = models_folder / "speech";
  files.model = speech / "kokoro.onnx";
  files.voices = speech / "voices.bin";
  files.tokens = speech / "tokens.txt";
  files.dictionary = models_folder / "lexicon" / "cmudict.dict";
  const fs::path names = speech / "voices.json";
  for (const fs::path& file : {files.model, files.voices, files.tokens, files.dictionary, names}) {
    std::error_code trouble;
    if (!fs::is_regular_file(file, trouble)) return Error{ErrorCode::kModelMissing, file.string()};
  }

  const std::optional<std::string> json = read_text(names);
  auto speakers = json ? parse_speakers(*json) : std::nullopt;
  if (!speakers) return damaged(names);
  files.speakers = std::move(*speakers);

  const std::optional<std::string> token_text = read_text(files.tokens);
  auto symbols = token_text ? parse_tokens(*token_text) : std::nullopt;
  if (!symbols) return damaged(files.tokens);
  files.symbols = std::move(*symbols);

  std::error_code trouble;
  if (fs::file_size(files.voices, trouble) != kBytesPerVoice * files.speakers.size())
    return damaged(files.voices);
  if (fs::file_size(files.model, trouble) < kModelBytesMin || !has_metadata(files.model))
    return damaged(files.model);
  return files;
}

}  // namespace sotto
