// TOML files over garbage: configuration, policies, sentences, word lists and scenes.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "adapters/toml/built_in.hpp"
#include "adapters/toml/config_file.hpp"
#include "adapters/toml/policy_file.hpp"
#include "adapters/toml/sentence_toml.hpp"
#include "adapters/toml/toml_document.hpp"
#include "adapters/toml/word_lists.hpp"
#include "mutate.hpp"
#include "nlu/sentence_template.hpp"
#include "sim/scene.hpp"

namespace sotto {
namespace {

const std::vector<std::string>& toml_pieces() {
  static const std::vector<std::string> kPieces = {"[",
                                                   "]",
                                                   "[[",
                                                   "]]",
                                                   "{",
                                                   "}",
                                                   "=",
                                                   ".",
                                                   ",",
                                                   "\"",
                                                   "\"\"\"",
                                                   "'",
                                                   "'''",
                                                   "#",
                                                   "\n",
                                                   "\r\n",
                                                   "\\",
                                                   "\\u00e9",
                                                   "\\uD800",
                                                   "\\U0010FFFF",
                                                   "\\x00",
                                                   "1979-05-27T07:32:00Z",
                                                   "07:32:00",
                                                   "inf",
                                                   "-nan",
                                                   "0x",
                                                   "0b2",
                                                   "1e999",
                                                   "9223372036854775808",
                                                   "-9223372036854775808",
                                                   "1__0",
                                                   "true",
                                                   "\xef\xbb\xbf",
                                                   "\xc3",
                                                   "\xed\xa0\x80",
                                                   std::string(1, '\0'),
                                                   "a.b.c",
                                                   "[a.b]",
                                                   "[[turn]]",
                                                   "[[contact]]",
                                                   "[wake]",
                                                   "name = 1\n",
                                                   "text = [[1], {a = 2}]\n",
                                                   "line = \"x",
                                                   "{contact}",
                                                   "<the>",
                                                   "(a|b",
                                                   "challenge"};
  return kPieces;
}

std::vector<Seed> seeds_with(std::string_view prefix) {
  std::vector<Seed> seeds;
  for (const std::string_view name : built_in_names(prefix)) {
    seeds.push_back({std::string(name), std::string(built_in_text(name).value())});
  }
  return seeds;
}

std::vector<Seed> all_seeds() {
  std::vector<Seed> seeds = seeds_with("");
  for (Seed& seed : read_corpus("toml")) seeds.push_back(std::move(seed));
  return seeds;
}

// Parses every seed and `count` changes of them; returns how many of the changes were accepted.
template <typename Parse>
int feed(const std::vector<Seed>& seeds, unsigned seed, int count, Parse parse) {
  Mutator mutator(seed, toml_pieces());
  int accepted = 0;
  for (const Seed& whole : all_seeds()) static_cast<void>(parse(whole.bytes));
  for (int i = 0; i < count && !testing::Test::HasFailure(); ++i) {
    const std::string text = mutator.next(seeds);
    if (parse(text)) ++accepted;
    if (testing::Test::HasFailure()) ADD_FAILURE() << "change " << i << ":\n" << text;
  }
  return accepted;
}

template <typename T>
bool judge(const Result<T>& result) {
  if (result) return true;
  expect_presentable(result.error(), {ErrorCode::kFileInvalid});
  EXPECT_TRUE(result.error().detail.starts_with("f.toml:")) << result.error().detail;
  return false;
}

TEST(TomlFuzz, Documents) {
  const int accepted =
      feed(all_seeds(), 21, 4000, [](const std::string& text) { return judge(parse_toml(text, "f.toml")); });
  EXPECT_GT(accepted, 100);
}

TEST(TomlFuzz, Configurations) {
  const int accepted = feed(read_corpus("toml"), 22, 6000, [](const std::string& text) {
    const auto config = parse_config(text, "f.toml");
    if (config && config.value().hold_seconds) {
      EXPECT_GE(*config.value().hold_seconds, 10);
      EXPECT_LE(*config.value().hold_seconds, 120);
    }
    return judge(config);
  });
  EXPECT_GT(accepted, 100);
}

TEST(TomlFuzz, Policies) {
  const int accepted = feed(seeds_with("policies/"), 23, 3000, [](const std::string& text) {
    const auto policy = parse_policy(text, "f.toml");
    if (policy) {
      EXPECT_TRUE(policy.value().forced.empty());
      const auto again = parse_policy(format_policy(policy.value()), "f.toml");
      EXPECT_TRUE(again.ok() && again.value() == policy.value()) << "what is read can be written and read";
    }
    return judge(policy);
  });
  EXPECT_GT(accepted, 100);
}

TEST(TomlFuzz, Sentences) {
  const int accepted = feed(seeds_with("data/sentences/"), 24, 1500, [](const std::string& text) {
    const auto sentences = parse_sentences(text, "f.toml");
    if (sentences) {
      const auto matcher = SentenceMatcher::compile(sentences.value());
      if (!matcher) expect_presentable(matcher.error(), {ErrorCode::kFileInvalid});
    }
    return judge(sentences);
  });
  EXPECT_GT(accepted, 50);
}

TEST(TomlFuzz, WordLists) {
  const int triggers = feed(seeds_with("data/triggers/"), 25, 3000,
                            [](const std::string& text) { return judge(parse_triggers(text, "f.toml")); });
  const int challenges = feed(seeds_with("data/challenges/"), 26, 3000, [](const std::string& text) {
    return judge(parse_challenges(text, "f.toml"));
  });
  EXPECT_GT(triggers, 50);
  EXPECT_GT(challenges, 50);
}

TEST(TomlFuzz, Scenes) {
  std::vector<Seed> seeds = read_corpus("scene");
  for (Seed& scene : read_seeds(std::string(SOTTO_SOURCE_DIR) + "/scenes", ".toml")) {
    seeds.push_back(std::move(scene));
  }
  const int accepted = feed(seeds, 27, 6000, [](const std::string& text) {
    const auto document = parse_toml(text, "f.toml");
    if (!document) return judge(document);
    const auto scene = parse_scene(document.value());
    if (scene) {
      for (const SceneTurn& turn : scene.value().turns) {
        EXPECT_NE(turn.text.empty(), turn.audio.empty());
        EXPECT_GE(turn.audio_from, 0);
      }
    }
    return judge(scene);
  });
  EXPECT_GT(accepted, 100);
}

std::string repeated(std::size_t count, std::string_view piece) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

// The longest key that is read, in a table of the longest name, around the deepest value.
TEST(TomlFuzz, AsDeepAsItGoes) {
  const std::string header = "[" + repeated(500, "a.") + "a]\n";
  const std::string values = repeated(200, "[") + repeated(200, "]");
  EXPECT_TRUE(judge(parse_toml(header + repeated(500, "b.") + "b = " + values + "\n", "f.toml")));
  EXPECT_FALSE(judge(parse_toml(header + repeated(501, "b.") + "b = 1\n", "f.toml")));
}

// Whatever is nested, it is nested too deep long before the stack ends.
TEST(TomlFuzz, DeepNesting) {
  const auto deep = [](std::string_view piece) { return repeated(200'000, piece); };
  for (const std::string& text :
       {"a = " + deep("["), "a = " + deep("{a="), deep("a.") + "a = 1\n", "[" + deep("a.") + "a]\n",
        "[[" + deep("a.") + "a]]\n", deep("["), deep("]"), "a = " + deep("[") + deep("]"),
        "a = {" + deep("a.") + "a = 1}\n", deep("\""), deep("[a]\n"), deep("[[a]]\n"), deep("#"),
        deep("a")}) {
    judge(parse_toml(text, "f.toml"));
    judge(parse_config(text, "f.toml"));
  }
}

}  // namespace
}  // namespace sotto
