#include "sim/material_catalog.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

SpokenLine example() {
  SpokenLine line;
  line.file = "test/talk/am_puck/meals-01-03.flac";
  line.sha256 = std::string(64, 'a');
  line.part = MaterialPart::kTest;
  line.set = "talk";
  line.kind = "meals";
  line.block = "meals-01";
  line.take = 2;
  line.line = "meals-01-03";
  line.speaker = 'B';
  line.voice = "am_puck";
  line.speed = 1040;
  line.seed = 18446744073709551615ULL;
  line.samples = 51200;
  line.text = "Is there \"any\" left?";
  return line;
}

TEST(MaterialCatalog, ComesBackAsItWasWritten) {
  const std::string text = format_spoken_line(example()) + "\n\n" + format_spoken_line(example()) + "\n";
  const auto lines = parse_catalog(text, "c");
  ASSERT_TRUE(lines) << lines.error().line();
  EXPECT_EQ(lines.value(), (std::vector<SpokenLine>{example(), example()}));
}

TEST(MaterialCatalog, ALineThatAKilledWriterLeftIsSkippedOnlyWhereAllowed) {
  const std::string whole = format_spoken_line(example()) + "\n";
  const std::string cut = whole + whole.substr(0, 40);
  const auto lenient = parse_catalog(cut, "c", true);
  ASSERT_TRUE(lenient) << lenient.error().line();
  EXPECT_EQ(lenient.value().size(), 1U);
  const auto strict = parse_catalog(cut, "c");
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().detail, "c:2: not a spoken line");
  // In the middle it is damage, whoever reads.
  EXPECT_FALSE(parse_catalog(whole.substr(0, 40) + "\n" + whole, "c", true));
}

TEST(MaterialCatalog, AFileOutsideTheFolderIsRefused) {
  for (const char* const file : {"/etc/passwd", "test/../../x.flac", ""}) {
    SpokenLine line = example();
    line.file = file;
    EXPECT_FALSE(parse_catalog(format_spoken_line(line) + "\n", "c")) << file;
  }
}

TEST(MaterialCatalog, SortingForgetsWhoSpokeWhenAndKeepsTheNewest) {
  SpokenLine first = example();
  SpokenLine second = example();
  second.file = "test/talk/am_puck/meals-01-04.flac";
  second.line = "meals-01-04";
  SpokenLine again = example();
  again.text = "Said anew.";
  std::vector<SpokenLine> lines = {second, first, again};
  sort_catalog(lines);
  EXPECT_EQ(lines, (std::vector<SpokenLine>{again, second}));
}

}  // namespace
}  // namespace sotto
