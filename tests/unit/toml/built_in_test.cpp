#include "adapters/toml/built_in.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "adapters/toml/toml_document.hpp"

namespace sotto {
namespace {

TEST(BuiltIn, HoldsEveryDataFileByteByByte) {
  namespace fs = std::filesystem;
  std::size_t count = 0;
  for (const char* folder : {"policies", "data"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(SOTTO_SOURCE_DIR) / folder)) {
      if (entry.path().extension() != ".toml") continue;
      const auto name = entry.path().lexically_relative(SOTTO_SOURCE_DIR).generic_string();
      const auto text = built_in_text(name);
      ASSERT_TRUE(text.ok()) << name;
      EXPECT_EQ(text.value(), read_text_file(entry.path()).value()) << name;
      ++count;
    }
  }
  EXPECT_EQ(built_in_names("").size(), count);
}

TEST(BuiltIn, ListsByPrefixAndNamesWhatIsMissing) {
  const auto policies = built_in_names("policies/");
  EXPECT_TRUE(std::ranges::is_sorted(policies));
  EXPECT_TRUE(std::ranges::find(policies, "policies/guarded.toml") != policies.end());
  const auto missing = built_in_text("policies/none.toml");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kFileMissing);
}

}  // namespace
}  // namespace sotto
