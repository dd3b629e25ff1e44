#include "adapters/posix/checkpoint_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "journal/checkpoint.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

Hash no_hash(std::span<const std::uint8_t> bytes) {
  Hash hash = {};
  for (std::size_t i = 0; i < bytes.size(); ++i) hash[i % hash.size()] ^= bytes[i];
  return hash;
}

// A whole note, signed by nobody in particular.
std::string note(std::uint64_t size) {
  Signer signer;
  signer.sign = [](std::span<const std::uint8_t>) { return Signature{}; };
  const std::string id = "00112233445566778899aabbccddeeff";
  return sign_checkpoint({journal_origin(id), size, {}, 1'700'000'000'000}, signer, no_hash);
}

std::uint64_t size_in(const std::string& text) {
  const auto parsed = parse_checkpoint(text);
  return parsed ? parsed.value().checkpoint.size : 0;
}

class CheckpointFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-notes-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    file_ = folder_ / "notes";
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string content() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] unsigned mode() const {
    struct stat facts = {};
    EXPECT_EQ(::stat(file_.c_str(), &facts), 0);
    return facts.st_mode & 0777U;
  }

  fs::path folder_;
  fs::path file_;
};

TEST_F(CheckpointFiles, TheHeadIsTheLatestNoteOnly) {
  ASSERT_TRUE(read_head(file_).ok());
  EXPECT_FALSE(read_head(file_).value().has_value());
  ASSERT_TRUE(write_head(file_, note(300)).ok());
  ASSERT_TRUE(write_head(file_, note(7)).ok());
  EXPECT_EQ(read_head(file_).value(), note(7));
  EXPECT_EQ(mode(), 0600U);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(CheckpointFiles, AHeadThatCannotBeWrittenStaysAsItWas) {
  ASSERT_TRUE(write_head(file_, note(7)).ok());
  fs::create_directory(folder_ / "sub");
  EXPECT_EQ(write_head(folder_ / "sub", note(8)).error().code, ErrorCode::kWriteFailed);
  EXPECT_EQ(write_head(folder_ / "none" / "head", note(8)).error().code, ErrorCode::kWriteFailed);
  EXPECT_EQ(read_head(file_).value(), note(7));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 2);
}

TEST_F(CheckpointFiles, AWitnessHoldsEveryNote) {
  for (const std::uint64_t size : {1U, 256U, 512U}) ASSERT_TRUE(append_witness(file_, note(size)).ok());
  EXPECT_EQ(content(), note(1) + note(256) + note(512));
  EXPECT_EQ(mode(), 0600U);
  EXPECT_EQ(append_witness(folder_, note(1)).error().code, ErrorCode::kWriteFailed);
}

TEST_F(CheckpointFiles, ANoteThatWasCutAnywhereDoesNotSpoilTheNext) {
  const std::string first = note(1);
  const std::string torn = note(256);
  for (std::size_t cut = 0; cut < torn.size(); ++cut) {
    std::ofstream(file_, std::ios::binary) << first << torn.substr(0, cut);
    ASSERT_TRUE(append_witness(file_, note(512)).ok());
    const auto notes = split_notes(content());
    ASSERT_GE(notes.size(), 2U) << cut;
    EXPECT_EQ(notes.front(), first) << cut;
    EXPECT_EQ(size_in(notes.back()), 512U) << cut;
  }
}

TEST_F(CheckpointFiles, AFullDiskLeavesWhatWasThere) {
  const fs::path full = "/dev/full";
  if (!fs::exists(full)) GTEST_SKIP() << "this machine has no /dev/full";
  EXPECT_EQ(append_witness(full, note(1)).error().code, ErrorCode::kDiskFull);
}

}  // namespace
}  // namespace sotto
