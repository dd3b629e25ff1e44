#include "runtime/private_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

namespace sotto {
namespace {

namespace fs = std::filesystem;

std::vector<std::uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

class PrivateFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-private-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    file_ = folder_ / "file";
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string content() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::ptrdiff_t entries() const { return std::distance(fs::directory_iterator(folder_), {}); }
  static unsigned mode_of(const fs::path& path) {
    struct stat facts = {};
    EXPECT_EQ(::stat(path.c_str(), &facts), 0);
    return facts.st_mode & 0777U;
  }

  fs::path folder_;
  fs::path file_;
};

// A disk with room for so many bytes a file, in a process of its own.
int with_little_room(rlim_t bytes, const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::_exit(::setrlimit(RLIMIT_FSIZE, &limit) == 0 ? body() : 99);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(PrivateFile, IsWrittenForTheOwnerOnly) {
  const auto before = ::umask(0);
  EXPECT_TRUE(write_private_file(file_, bytes_of("one"), WhenPresent::kFail).ok());
  EXPECT_TRUE(append_private_file(folder_ / "log", "two").ok());
  EXPECT_TRUE(make_private_folder(folder_ / "a" / "b").ok());
  ::umask(before);
  EXPECT_EQ(mode_of(file_), 0600U);
  EXPECT_EQ(mode_of(folder_ / "log"), 0600U);
  EXPECT_EQ(mode_of(folder_ / "a"), 0700U);
  EXPECT_EQ(mode_of(folder_ / "a" / "b"), 0700U);
  EXPECT_TRUE(only_owner_may_use(file_));
  fs::permissions(file_, fs::perms::others_exec, fs::perm_options::add);
  EXPECT_FALSE(only_owner_may_use(file_));
  EXPECT_FALSE(only_owner_may_use(folder_ / "none"));
}

TEST_F(PrivateFile, IsReplacedOnlyWhereThatIsWanted) {
  ASSERT_TRUE(write_private_file(file_, bytes_of("one"), WhenPresent::kFail).ok());
  EXPECT_EQ(write_private_file(file_, bytes_of("two"), WhenPresent::kFail).error(),
            (Error{ErrorCode::kWriteFailed, file_.string()}));
  EXPECT_EQ(content(), "one");
  ASSERT_TRUE(write_private_file(file_, bytes_of("two"), WhenPresent::kReplace).ok());
  EXPECT_EQ(content(), "two");
  EXPECT_EQ(entries(), 1);
}

TEST_F(PrivateFile, AFullDiskLeavesWhatWasThere) {
  ASSERT_TRUE(write_private_file(file_, bytes_of("old"), WhenPresent::kFail).ok());
  const int written = with_little_room(5, [&] {
    const auto result = write_private_file(file_, bytes_of("new and too long"), WhenPresent::kReplace);
    return !result && result.error().code == ErrorCode::kDiskFull ? 0 : 1;
  });
  EXPECT_EQ(written, 0);
  EXPECT_EQ(content(), "old");
  const int appended = with_little_room(5, [&] {
    const auto result = append_private_file(file_, " and more");
    return !result && result.error().code == ErrorCode::kDiskFull ? 0 : 1;
  });
  EXPECT_EQ(appended, 0);
  EXPECT_EQ(content(), "old") << "what was written in part must go again";
  EXPECT_EQ(entries(), 1) << "a draft was left";
}

TEST_F(PrivateFile, IsReadWholeOrNotAtAll) {
  ASSERT_TRUE(write_private_file(file_, bytes_of("12345"), WhenPresent::kFail).ok());
  EXPECT_EQ(read_private_file(file_, 5).value(), bytes_of("12345"));
  EXPECT_EQ(read_private_file(file_, 4).error().code, ErrorCode::kTooLong);
  EXPECT_EQ(read_private_file(folder_ / "none", 4).error().code, ErrorCode::kFileMissing);
  EXPECT_EQ(read_private_file(folder_, 4).error().code, ErrorCode::kFileUnreadable);
  // Somebody else's end of a pipe would be waited for.
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_private_file(folder_ / "pipe", 4).error().code, ErrorCode::kFileUnreadable);
}

TEST_F(PrivateFile, WhatIsInTheWayIsAnError) {
  ASSERT_TRUE(write_private_file(file_, bytes_of("one"), WhenPresent::kFail).ok());
  EXPECT_EQ(make_private_folder(file_).error().code, ErrorCode::kWriteFailed);
  EXPECT_EQ(make_private_folder(file_ / "below").error().code, ErrorCode::kWriteFailed);
  EXPECT_EQ(write_private_file(file_ / "below", bytes_of("x"), WhenPresent::kFail).error().code,
            ErrorCode::kWriteFailed);
  EXPECT_TRUE(make_private_folder(folder_).ok());
}

}  // namespace
}  // namespace sotto
