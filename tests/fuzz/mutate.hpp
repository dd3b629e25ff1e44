// Garbage made from what is well formed: every file of a corpus, and seeded changes of it. Deterministic on
// every machine. Thread-safety: one thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace sotto {

struct Seed {
  std::string name;  // of the file
  std::string bytes;
};

// Every regular file below `folder` that ends so, in the order of their names; never none.
[[nodiscard]] std::vector<Seed> read_seeds(const std::filesystem::path& folder, std::string_view ending);

// The corpus of one parser: tests/fuzz/corpus/NAME.
[[nodiscard]] std::vector<Seed> read_corpus(const std::string& name);

class Mutator {
 public:
  // `pieces` are put in now and then: what the parser takes for more than a letter.
  Mutator(unsigned seed, std::vector<std::string> pieces) : random_(seed), pieces_(std::move(pieces)) {}

  // One of the seeds with one to four changes.
  [[nodiscard]] std::string next(const std::vector<Seed>& seeds);

  // 0 to below `limit`. REQUIRES: limit > 0.
  [[nodiscard]] std::size_t below(std::size_t limit);

 private:
  void change(std::string& bytes, const std::vector<Seed>& seeds);

  std::mt19937 random_;
  std::vector<std::string> pieces_;
};

// An error that may be shown to a person: one line, one of these codes, and with a detail.
void expect_presentable(const Error& error, std::initializer_list<ErrorCode> codes);

}  // namespace sotto
