#include "adapters/flite/cmu_dictionary.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

namespace sotto {
namespace {

constexpr std::size_t kBytesMax = 64 << 20;

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

Result<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (!file) return Error{ErrorCode::kModelMissing, path};
  std::string text;
  char block[1 << 16];
  while (const std::size_t count = std::fread(block, 1, sizeof block, file.get())) {
    if (text.size() + count > kBytesMax)
      return Error{ErrorCode::kModelDamaged, path + ": longer than any dictionary"};
    text.append(block, count);
  }
  if (std::ferror(file.get()) != 0) return Error{ErrorCode::kModelDamaged, path};
  return text;
}

}  // namespace

Result<CmuDictionary> CmuDictionary::load(const std::string& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  CmuDictionary dictionary;
  dictionary.text_ = std::move(text).value();
  if (const auto indexed = dictionary.index(path); !indexed) return indexed.error();
  return dictionary;
}

Result<void> CmuDictionary::index(const std::string& path) {
  const std::string_view text = text_;
  std::size_t number = 0;
  for (std::size_t at = 0; at < text.size();) {
    ++number;
    std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) end = text.size();
    const std::string_view line = text.substr(at, end - at);
    const auto offset = static_cast<std::uint32_t>(at);
    at = end + 1;
    if (line.empty() || line == "\r" || line.starts_with(";;;") || line.starts_with('#')) continue;
    // Only the first sound is looked at here: reading all of them would double the time, and lookup() checks
    // the rest.
    const std::size_t space = line.find(' ');
    const std::string_view rest =
        space == std::string_view::npos ? std::string_view() : line.substr(space + 1);
    if (space == 0 || !parse_phoneme(rest.substr(0, rest.find_first_of(" \r#")))) {
      return Error{ErrorCode::kModelDamaged, path + ", line " + std::to_string(number)};
    }
    lines_.push_back(offset);
  }
  if (lines_.empty()) return Error{ErrorCode::kModelDamaged, path + ": holds no words"};
  const auto by_word = [this](std::uint32_t a, std::uint32_t b) { return word_at(a) < word_at(b); };
  if (!std::is_sorted(lines_.begin(), lines_.end(), by_word))
    std::stable_sort(lines_.begin(), lines_.end(), by_word);
  lines_.shrink_to_fit();
  return {};
}

std::vector<Phonemes> CmuDictionary::lookup(std::string_view word) const {
  const auto before = [this](std::uint32_t offset, std::string_view wanted) {
    return word_at(offset) < wanted;
  };
  auto line = std::lower_bound(lines_.begin(), lines_.end(), word, before);
  std::vector<Phonemes> found;
  for (; line != lines_.end() && word_at(*line) == word; ++line) {
    auto phonemes = parse_phonemes(sounds_at(*line));
    if (!phonemes || phonemes->empty()) continue;
    if (std::find(found.begin(), found.end(), *phonemes) == found.end())
      found.push_back(std::move(*phonemes));
  }
  return found;
}

std::string_view CmuDictionary::word_at(std::uint32_t offset) const {
  const std::string_view rest = std::string_view(text_).substr(offset);
  return rest.substr(0, rest.find_first_of(" ("));
}

std::string_view CmuDictionary::sounds_at(std::uint32_t offset) const {
  const std::string_view rest = std::string_view(text_).substr(offset);
  const std::string_view line = rest.substr(0, rest.find_first_of("\r\n#"));
  return line.substr(line.find(' ') + 1);
}

}  // namespace sotto
