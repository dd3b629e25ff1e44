// A folder for keys that goes with the test.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace sotto {

class KeysFolder : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "sotto-keys-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    top_ = name;
    keys_ = top_ / "config" / "keys";
  }
  void TearDown() override { std::filesystem::remove_all(top_); }

  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(keys_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // The mode of a file that is there stays.
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(keys_ / name, std::ios::binary | std::ios::trunc) << content;
  }
  void chmod(const std::filesystem::path& path, unsigned mode) const {
    ASSERT_EQ(::chmod(path.c_str(), mode), 0);
  }
  [[nodiscard]] static unsigned mode_of(const std::filesystem::path& path) {
    struct stat facts = {};
    EXPECT_EQ(::stat(path.c_str(), &facts), 0);
    return facts.st_mode & 0777U;
  }

  std::filesystem::path top_;
  std::filesystem::path keys_;
};

}  // namespace sotto
