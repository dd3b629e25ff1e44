// Stories of recorded journals, compared byte for byte. tests/scenes checks that today's chain still gives
// journals that tell the same steps.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "told.hpp"

namespace sotto {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(SOTTO_SOURCE_DIR) / "tests/golden/stories";

std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& letter : name) {
    if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
  }
  return name;
}

class Stories : public testing::TestWithParam<std::string> {};

TEST_P(Stories, AreToldAsTheyWere) {
  const auto story = told_story(kFolder, GetParam());
  ASSERT_TRUE(story.ok()) << story.error().line();
  EXPECT_EQ(story.value(), read_text(kFolder / (GetParam() + ".txt")));
}

INSTANTIATE_TEST_SUITE_P(All, Stories, testing::ValuesIn(journal_names(kFolder)), test_name);

}  // namespace
}  // namespace sotto
