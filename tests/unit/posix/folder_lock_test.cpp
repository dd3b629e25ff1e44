#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "adapters/posix/folder_lock.hpp"

namespace sotto {
namespace {

class FolderLockTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "sotto-lock-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path folder_;
};

TEST_F(FolderLockTest, OnlyOneHoldsIt) {
  auto first = lock_folder(folder_);
  ASSERT_TRUE(first.ok()) << first.error().line();
  const auto second = lock_folder(folder_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kAlreadyRunning);
  EXPECT_EQ(second.error().detail, folder_.string());
  first = Error{ErrorCode::kUsage, ""};
  EXPECT_TRUE(lock_folder(folder_).ok());
}

TEST_F(FolderLockTest, TheFileIsPrivate) {
  const auto lock = lock_folder(folder_);
  ASSERT_TRUE(lock.ok());
  struct stat facts = {};
  ASSERT_EQ(::stat((folder_ / "lock").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST_F(FolderLockTest, AMissingFolderIsNamed) {
  const auto lock = lock_folder(folder_ / "not-there");
  ASSERT_FALSE(lock.ok());
  EXPECT_EQ(lock.error().code, ErrorCode::kWriteFailed);
}

}  // namespace
}  // namespace sotto
