#include "mutate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sotto {

namespace fs = std::filesystem;

std::vector<Seed> read_seeds(const fs::path& folder, std::string_view ending) {
  std::vector<Seed> seeds;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || !name.ends_with(ending)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    seeds.push_back({name, {std::istreambuf_iterator<char>(in), {}}});
  }
  if (seeds.empty()) throw std::runtime_error("no seeds in " + folder.string());
  std::sort(seeds.begin(), seeds.end(), [](const Seed& a, const Seed& b) { return a.name < b.name; });
  return seeds;
}

std::vector<Seed> read_corpus(const std::string& name) {
  return read_seeds(fs::path(SOTTO_SOURCE_DIR) / "tests" / "fuzz" / "corpus" / name, "");
}

std::size_t Mutator::below(std::size_t limit) {
  return random_() % limit;
}

std::string Mutator::next(const std::vector<Seed>& seeds) {
  std::string bytes = seeds[below(seeds.size())].bytes;
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) change(bytes, seeds);
  return bytes;
}

void Mutator::change(std::string& bytes, const std::vector<Seed>& seeds) {
  constexpr std::array<char, 10> kOdd = {'\0', '\x01', '\x7f', '\x80', '\xff', '\n', '"', '\\', '9', '-'};
  const std::size_t at = below(bytes.size() + 1);
  const std::size_t length = std::min(bytes.size() - at, 1 + below(below(8) == 0 ? 400 : 12));
  switch (below(8)) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
      break;
    case 1:
      if (at < bytes.size()) bytes[at] = kOdd[below(kOdd.size())];
      break;
    case 2:
      bytes.erase(at, length);
      break;
    case 3:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 4:
      bytes.resize(at);
      break;
    case 5: {
      const std::string& other = seeds[below(seeds.size())].bytes;
      const std::size_t from = below(other.size() + 1);
      bytes.insert(at, other.substr(from, 1 + below(200)));
      break;
    }
    default:
      if (!pieces_.empty()) bytes.insert(at, pieces_[below(pieces_.size())]);
  }
}

void expect_presentable(const Error& error, std::initializer_list<ErrorCode> codes) {
  EXPECT_NE(std::find(codes.begin(), codes.end(), error.code), codes.end()) << error.line();
  EXPECT_FALSE(error.detail.empty());
  const bool one_line = std::none_of(error.detail.begin(), error.detail.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
  });
  EXPECT_TRUE(one_line) << error.line();
}

}  // namespace sotto
