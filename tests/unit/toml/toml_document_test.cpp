#include "adapters/toml/toml_document.hpp"

#include <gtest/gtest.h>

#include <random>

namespace sotto {
namespace {

std::string fault(std::string_view text) {
  const auto document = parse_toml(text, "x.toml");
  return document.ok() ? std::string() : document.error().detail;
}

TEST(TomlDocument, KeepsValuesLinesAndTheOrderOfTheFile) {
  const auto document =
      parse_toml("z = 1\na = 2.5\n[table]\nyes = true\nlist = [\"x\",\n  \"y\"]\n", "x.toml");
  ASSERT_TRUE(document.ok());
  const auto& root = *document.value().root.table();
  ASSERT_EQ(root.size(), 3U);
  EXPECT_EQ(root[0].key, "z");
  EXPECT_EQ(root[0].line, 1);
  EXPECT_EQ(std::get<std::int64_t>(root[0].node.value), 1);
  EXPECT_EQ(std::get<double>(root[1].node.value), 2.5);
  EXPECT_EQ(root[2].key, "table");
  EXPECT_EQ(root[2].node.line, 3);
  const auto& table = *root[2].node.table();
  ASSERT_EQ(table.size(), 2U);
  EXPECT_TRUE(std::get<bool>(table[0].node.value));
  const auto& list = *table[1].node.array();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1].line, 6);
  EXPECT_EQ(*list[1].text(), "y");
}

TEST(TomlDocument, NamesTheLineOfASyntaxError) {
  EXPECT_TRUE(fault("a = 1\nb = = 2\n").starts_with("x.toml:2: ")) << fault("a = 1\nb = = 2\n");
  EXPECT_TRUE(fault("a = 1\na = 2\n").starts_with("x.toml:2: ")) << fault("a = 1\na = 2\n");
  EXPECT_EQ(fault("a = 1\nb = 2020-01-01\n"), "x.toml:2: dates and times are not used here");
  EXPECT_EQ(fault("a = 1\nb = \"\n").find('\n'), std::string::npos);
}

// toml++ 3.3 asserts on these.
TEST(TomlDocument, NamesTheLineWhereTheParserWouldStopTheProgram) {
  EXPECT_EQ(fault("[[[1]]]"), "x.toml:1: this is not TOML");
  EXPECT_EQ(fault("a = 1\n\n[[=\nb = 2\n"), "x.toml:3: this is not TOML");
}

TEST(TomlDocument, SurvivesGarbage) {
  std::mt19937 random(7);
  const std::string_view seedling = "name = \"x\"\n[a]\nb = [1, 2.0, {c = true}]\n[[d]]\ne = '''\nf'''\n";
  for (int round = 0; round < 2000; ++round) {
    std::string text(seedling);
    for (unsigned change = 0; change <= random() % 4; ++change) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    const auto document = parse_toml(text, "x.toml");
    if (document.ok()) continue;
    EXPECT_EQ(document.error().code, ErrorCode::kFileInvalid);
    EXPECT_TRUE(document.error().detail.starts_with("x.toml:"));
  }
  EXPECT_FALSE(parse_toml(std::string(100'000, '['), "x.toml").ok());
  EXPECT_FALSE(parse_toml("a = " + std::string(100'000, '['), "x.toml").ok());
}

TEST(TomlDocument, MissingFilesAndFoldersAreNamed) {
  const auto missing = read_toml_file("no/such/file.toml");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error(), (Error{ErrorCode::kFileMissing, "no/such/file.toml"}));
  const auto folder = read_toml_file(SOTTO_SOURCE_DIR);
  ASSERT_FALSE(folder.ok());
  EXPECT_EQ(folder.error().code, ErrorCode::kFileUnreadable);
}

TEST(TableReader, TellsTheFirstFaultAndMissingKeysLast) {
  const auto document = parse_toml("number = 5\ntext = \"\"\nnmae = 1\n", "x.toml");
  ASSERT_TRUE(document.ok());
  DocumentFaults faults("x.toml");
  int number = 0;
  std::string text = "as it was";
  {
    TableReader root(document.value().root, "", faults);
    EXPECT_TRUE(root.read_integer("number", number, 0, 5, Need::kRequired));
    EXPECT_FALSE(root.read_text("name", text, Need::kRequired));
    EXPECT_FALSE(root.read_text("absent", text, Need::kOptional));
    EXPECT_TRUE(root.read_integer("number", number, 0, 5, Need::kRequired));
    EXPECT_EQ(faults.result().error().detail, "x.toml:1: \"name\" is missing");
    EXPECT_FALSE(root.read_text("text", text, Need::kRequired));
  }
  EXPECT_EQ(number, 5);
  EXPECT_EQ(text, "as it was");
  EXPECT_EQ(faults.result().error().detail,
            "x.toml:2: \"text\" must be a text of one line, in quotation marks");
}

TEST(TableReader, ReportsUnknownKeysWithTheirTable) {
  const auto document = parse_toml("[a]\nx = 1\ny = 2\n", "x.toml");
  ASSERT_TRUE(document.ok());
  DocumentFaults faults("x.toml");
  {
    TableReader root(document.value().root, "", faults);
    const DocumentNode* node = root.take_table("a", Need::kRequired);
    ASSERT_NE(node, nullptr);
    TableReader table(*node, "[a]", faults);
    double x = 0.0;
    EXPECT_TRUE(table.read_number("x", x, 0.0, 1.0, Need::kRequired));
  }
  EXPECT_EQ(faults.result().error().detail, "x.toml:3: unknown key \"y\" in [a]");
}

TEST(TableReader, ChecksTypesAndRanges) {
  const auto check = [](std::string_view value) {
    const auto document = parse_toml("k = " + std::string(value), "x.toml");
    EXPECT_TRUE(document.ok());
    DocumentFaults faults("x.toml");
    double number = 0.0;
    TableReader(document.value().root, "", faults).read_number("k", number, -1.5, 2.0, Need::kRequired);
    return faults.none() ? std::string() : faults.result().error().detail;
  };
  EXPECT_EQ(check("2"), "");
  EXPECT_EQ(check("-1.5"), "");
  EXPECT_EQ(check("2.01"), "x.toml:1: \"k\" must be -1.5 to 2, not 2.01");
  EXPECT_EQ(check("nan"), "x.toml:1: \"k\" must be -1.5 to 2, not nan");
  EXPECT_EQ(check("\"2\""), "x.toml:1: \"k\" must be a number");
  EXPECT_EQ(check("true"), "x.toml:1: \"k\" must be a number");
}

}  // namespace
}  // namespace sotto
