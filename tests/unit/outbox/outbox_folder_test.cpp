#include "adapters/outbox/outbox_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace sotto {
namespace {

// Two bytes a sample, so that a test can see whether all of the sound arrived.
class CountingEncoder final : public AudioEncoder {
 public:
  Result<std::vector<std::byte>> encode(std::span<const float> samples) override {
    if (samples.empty()) return Error{ErrorCode::kFileEmpty, "a recording without sound"};
    std::vector<std::byte> bytes;
    for (const float sample : samples) {
      const int value = static_cast<int>(sample * 1000);
      bytes.push_back(static_cast<std::byte>(value & 0xFF));
      bytes.push_back(static_cast<std::byte>(value >> 8 & 0xFF));
    }
    return bytes;
  }
  [[nodiscard]] std::string extension() const override { return "ogg"; }
};

class Outbox : public testing::Test {
 protected:
  Outbox() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sotto-test-XXXXXX").string();
    scratch_ = mkdtemp(pattern.data());
    folder_ = scratch_ / "outbox";
  }
  ~Outbox() override {
    std::error_code ignored;
    std::filesystem::remove_all(scratch_, ignored);
  }

  [[nodiscard]] std::unique_ptr<Messenger> messenger(FileCalls calls = {}) const {
    auto made = make_outbox_folder(folder_, std::make_unique<CountingEncoder>(), std::move(calls));
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
  }

  static Delivery message(std::uint64_t id = 42, std::size_t samples = 4000) {
    Delivery delivery;
    delivery.message_id = id;
    delivery.contact = "Maria Alvarez";
    delivery.transcript = "I will be \"late\"";
    delivery.recorded_at = 7900;
    for (std::size_t i = 0; i < samples; ++i) {
      delivery.samples.push_back(static_cast<float>(i % 997) / 1000.0F);
    }
    return delivery;
  }

  // Everything in the outbox, hidden or not.
  [[nodiscard]] std::set<std::string> entries() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

  static mode_t mode(const std::filesystem::path& path) {
    struct stat info {};
    EXPECT_EQ(stat(path.c_str(), &info), 0) << path;
    return info.st_mode & 07777;
  }

  std::filesystem::path scratch_;
  std::filesystem::path folder_;
};

TEST_F(Outbox, MessageBecomesAFolderWithRecordingAndNote) {
  ASSERT_TRUE(messenger()->deliver(message()).ok());
  ASSERT_EQ(entries(), std::set<std::string>{"000000000042-maria-alvarez"});
  const auto inside = folder_ / "000000000042-maria-alvarez";
  EXPECT_EQ(std::filesystem::file_size(inside / "message.ogg"), 8000U);
  std::ifstream file(inside / "note.json");
  const auto note = nlohmann::json::parse(file);
  EXPECT_EQ(note["id"], 42);
  EXPECT_EQ(note["contact"], "Maria Alvarez");
  EXPECT_EQ(note["transcript"], "I will be \"late\"");
  EXPECT_EQ(note["recorded_at_ms"], 7900);
  EXPECT_EQ(note["seconds"], 0.25);
  EXPECT_EQ(note["audio"], "message.ogg");
}

TEST_F(Outbox, NobodyElseMayReadWhateverTheUmask) {
  const mode_t before = umask(0);
  folder_ = scratch_ / "deep" / "er" / "outbox";
  EXPECT_TRUE(messenger()->deliver(message()).ok());
  umask(before);
  EXPECT_EQ(mode(scratch_ / "deep"), 0700U);
  EXPECT_EQ(mode(folder_), 0700U);
  const auto inside = folder_ / "000000000042-maria-alvarez";
  EXPECT_EQ(mode(inside), 0700U);
  EXPECT_EQ(mode(inside / "message.ogg"), 0600U);
  EXPECT_EQ(mode(inside / "note.json"), 0600U);
}

TEST_F(Outbox, SameMessageAgainIsDeliveredOnce) {
  ASSERT_TRUE(messenger()->deliver(message()).ok());
  const auto written = std::filesystem::last_write_time(folder_ / "000000000042-maria-alvarez");
  ASSERT_TRUE(messenger()->deliver(message()).ok());
  EXPECT_EQ(entries().size(), 1U);
  EXPECT_EQ(std::filesystem::last_write_time(folder_ / "000000000042-maria-alvarez"), written);
}

TEST_F(Outbox, AnotherMessageWithTheSameNumberIsNeverTakenForDelivered) {
  ASSERT_TRUE(messenger()->deliver(message()).ok());
  Delivery other_sound = message();
  other_sound.samples[100] += 0.1F;
  Delivery other_person = message();
  other_person.contact = "Ben Okafor";
  for (const Delivery& other : {other_sound, other_person}) {
    const auto done = messenger()->deliver(other);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::kWriteFailed);
  }
  std::filesystem::remove(folder_ / "000000000042-maria-alvarez" / "note.json");
  EXPECT_FALSE(messenger()->deliver(message()).ok());
  EXPECT_EQ(entries().size(), 1U);
}

TEST_F(Outbox, NumbersAreComparedWhole) {
  ASSERT_TRUE(messenger()->deliver(message(4)).ok());
  ASSERT_TRUE(messenger()->deliver(message(42)).ok());
  ASSERT_TRUE(messenger()->deliver(message(18'446'744'073'709'551'615U)).ok());
  EXPECT_EQ(entries(), (std::set<std::string>{"000000000004-maria-alvarez", "000000000042-maria-alvarez",
                                              "18446744073709551615-maria-alvarez"}));
}

TEST_F(Outbox, ContactNamesCannotLeaveTheFolder) {
  std::uint64_t id = 1;
  for (const char* name :
       {"../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b\\c", "\xff\xfe\n\t", ".new-x"}) {
    Delivery delivery = message(id++);
    delivery.contact = name;
    ASSERT_TRUE(messenger()->deliver(delivery).ok()) << name;
  }
  EXPECT_EQ(entries(),
            (std::set<std::string>{"000000000001-etc-passwd", "000000000002-etc-passwd",
                                   "000000000003-contact", "000000000004-contact", "000000000005-contact",
                                   "000000000006-a-b-c", "000000000007-contact", "000000000008-new-x"}));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch_), {}), 1);
}

TEST_F(Outbox, SlugIsShortAndPlain) {
  EXPECT_EQ(contact_slug("Ana-Maria O'Neil 2nd"), "ana-maria-o-neil-2nd");
  EXPECT_EQ(contact_slug("--Jos\xc3\xa9--"), "jos");
  EXPECT_EQ(contact_slug(std::string(500, 'X')), std::string(40, 'x'));
  EXPECT_EQ(contact_slug(std::string(39, 'X') + "--y"), std::string(39, 'x'));
}

TEST_F(Outbox, EncoderRefusalLeavesNothing) {
  const auto done = messenger()->deliver(message(42, 0));
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kFileEmpty);
  EXPECT_TRUE(entries().empty());
}

TEST_F(Outbox, LeftoversOfACrashAreRemoved) {
  const auto outbox = messenger();
  std::filesystem::create_directory(folder_ / ".new-000000000042-maria-alvarez");
  std::ofstream(folder_ / ".new-000000000042-maria-alvarez" / "message.ogg") << "half";
  ASSERT_TRUE(outbox->deliver(message()).ok());
  EXPECT_EQ(entries(), std::set<std::string>{"000000000042-maria-alvarez"});
}

TEST_F(Outbox, ShortWritesAreContinued) {
  FileCalls calls;
  calls.write = [](int fd, const void* bytes, std::size_t count) {
    return ::write(fd, bytes, std::min<std::size_t>(count, 7));
  };
  ASSERT_TRUE(messenger(calls)->deliver(message()).ok());
  EXPECT_EQ(std::filesystem::file_size(folder_ / "000000000042-maria-alvarez" / "message.ogg"), 8000U);
}

// Lets the n-th call to the disk fail, for every n until all succeed: whatever fails, nothing may be left
// behind and a second try must succeed.
TEST_F(Outbox, WhateverFailsNothingIsLeftAndTheNextTrySucceeds) {
  int calls_of_a_success = 0;
  for (int failing = 0;; ++failing) {
    ASSERT_LT(failing, 100);
    int call = 0;
    FileCalls calls;
    calls.write = [&](int fd, const void* bytes, std::size_t count) -> ssize_t {
      if (call++ != failing) return ::write(fd, bytes, std::min<std::size_t>(count, 1500));
      errno = ENOSPC;
      return -1;
    };
    calls.sync = [&](int fd) {
      if (call++ != failing) return ::fsync(fd);
      errno = EIO;
      return -1;
    };
    const auto outbox = messenger(calls);
    const auto done = outbox->deliver(message());
    if (done.ok()) {
      calls_of_a_success = call;
      break;
    }
    const bool known =
        done.error().code == ErrorCode::kDiskFull || done.error().code == ErrorCode::kWriteFailed;
    EXPECT_TRUE(known) << done.error().line();
    ASSERT_TRUE(entries().empty()) << "call " << failing << " left " << *entries().begin();
  }
  // Six writes of sound, one of the note, and four syncs: both files, their folder, the outbox.
  EXPECT_EQ(calls_of_a_success, 11);
  EXPECT_EQ(entries().size(), 1U);
}

TEST_F(Outbox, OutboxThatWasTakenAwayIsAWriteError) {
  const auto outbox = messenger();
  std::filesystem::remove_all(folder_);
  EXPECT_EQ(outbox->deliver(message()).error().code, ErrorCode::kWriteFailed);
}

TEST_F(Outbox, FileInPlaceOfTheFolderIsAnError) {
  std::ofstream(folder_) << "in the way";
  const auto made = make_outbox_folder(folder_, std::make_unique<CountingEncoder>());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kWriteFailed);
}

// A real refusal by the system, in a child because the limit is one of the process.
TEST_F(Outbox, FullDiskIsReportedAndLeavesNothing) {
  const auto outbox = messenger();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto done = outbox->deliver(message(42, 40000));
    _exit(!done.ok() && done.error().code == ErrorCode::kDiskFull ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_TRUE(entries().empty());
}

}  // namespace
}  // namespace sotto
