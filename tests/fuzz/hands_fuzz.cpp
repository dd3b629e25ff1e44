// Lines of the link between ears and hands over garbage: a message, or refused without a word of the line.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "mutate.hpp"
#include "runtime/hands_link.hpp"

namespace sotto {
namespace {

std::vector<Seed> link_lines() {
  std::vector<Seed> lines;
  for (const Seed& file : read_corpus("hands")) {
    std::istringstream text(file.bytes);
    for (std::string line; std::getline(text, line);) lines.push_back({file.name, line});
  }
  return lines;
}

// How many of the two ends take the line.
int judge(const std::string& line) {
  int taken = 0;
  if (const auto message = decode_from_hands(line)) {
    EXPECT_EQ(encode_from_hands(message.value()), line) << "exactly what encoding writes";
    ++taken;
  } else {
    EXPECT_EQ(message.error().detail, "a line of the link to the devices");
    expect_presentable(message.error(), {ErrorCode::kFileInvalid});
  }
  if (const auto message = decode_to_hands(line)) {
    EXPECT_EQ(encode_to_hands(message.value()), line) << "exactly what encoding writes";
    ++taken;
  }
  return taken;
}

TEST(HandsFuzz, TheCorpusIsTaken) {
  for (const Seed& seed : link_lines()) EXPECT_EQ(judge(seed.bytes), 1) << seed.bytes;
}

TEST(HandsFuzz, ChangedLines) {
  const std::vector<Seed> seeds = link_lines();
  Mutator mutator(51, {"{",
                       "}",
                       "[",
                       "]",
                       ",",
                       ":",
                       "\"",
                       "null",
                       "true",
                       "1e3",
                       "-1",
                       "18446744073709551616",
                       "\\u0000",
                       "\\ud800",
                       "\xff",
                       " ",
                       "(",
                       "|",
                       R"("event":"request-typed")",
                       R"("message":"names")",
                       R"("effect":"send-message")"});
  int accepted = 0;
  for (int i = 0; i < 40'000 && !testing::Test::HasFailure(); ++i) accepted += judge(mutator.next(seeds));
  EXPECT_GT(accepted, 200) << "changes that leave a line whole, such as another letter";
  EXPECT_LT(accepted, 20'000);
}

TEST(HandsFuzz, DeepLinesEndNobody) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += R"({"body":)";
  EXPECT_EQ(judge(deep), 0);
  EXPECT_EQ(judge(std::string(300'000, '[')), 0);
}

}  // namespace
}  // namespace sotto
