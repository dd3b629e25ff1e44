#include "adapters/openssl/sha256_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace sotto {
namespace {

class Sha256File : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "sotto-sha-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& content) {
    const std::filesystem::path file = folder_ / "file";
    std::ofstream(file, std::ios::binary) << content;
    return file;
  }

  std::filesystem::path folder_;
};

// The standard's own examples (FIPS 180-2, appendix B).
TEST_F(Sha256File, AgreesWithTheStandard) {
  EXPECT_EQ(sha256_of_file(write("")).value(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_of_file(write("abc")).value(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_of_file(write(std::string(1'000'000, 'a'))).value(),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_F(Sha256File, NamesWhatItCannotRead) {
  const auto missing = sha256_of_file(folder_ / "nothing");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(), (Error{ErrorCode::kFileMissing, (folder_ / "nothing").string()}));
  const auto a_folder = sha256_of_file(folder_);
  ASSERT_FALSE(a_folder);
  EXPECT_EQ(a_folder.error(), (Error{ErrorCode::kFileUnreadable, folder_.string()}));
}

}  // namespace
}  // namespace sotto
