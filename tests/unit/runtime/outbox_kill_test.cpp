#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "outbox_stage.hpp"

// A program that is killed before or after any change of an outbox and any step of a channel: whatever was
// held is there afterwards, and nothing arrives twice.

namespace sotto {
namespace {

constexpr std::int64_t kNow = 1'795'000'000'000;
constexpr std::int64_t kDay = 86'400'000;

// Counts steps and dies at one of them.
class Fate {
 public:
  explicit Fate(int dies_at) : dies_at_(dies_at) {}
  void step() {
    if (++count_ == dies_at_) ::raise(SIGKILL);
  }
  [[nodiscard]] int count() const { return count_; }

 private:
  int dies_at_;
  int count_ = 0;
};

class Killed : public testing::Test {
 public:
  // Runs `body` in a program of its own; how many steps it took, or -1 where it was killed.
  int in_program(const std::string& run, std::int64_t wall_ms, int dies_at,
                 void (Killed::*body)(OutboxProgram&, std::int64_t&)) {
    int steps[2] = {};
    EXPECT_EQ(::pipe(steps), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      Fate fate(dies_at);
      {
        OutboxProgram program(folder, run, wall_ms, [&fate](const char*) { fate.step(); });
        (this->*body)(program, wall_ms);
      }
      const int count = fate.count();
      ::_exit(::write(steps[1], &count, sizeof count) == sizeof count ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    int count = -1;
    if (WIFSIGNALED(status)) {
      EXPECT_EQ(WTERMSIG(status), SIGKILL);
    } else {
      EXPECT_EQ(WEXITSTATUS(status), 0);
      EXPECT_EQ(::read(steps[0], &count, sizeof count), static_cast<ssize_t>(sizeof count));
    }
    ::close(steps[0]);
    ::close(steps[1]);
    return count;
  }

  void hold(OutboxProgram& program, std::uint64_t id, const std::string& contact) {
    SOTTO_ASSERT(program.hold(id, contact).ok());
    std::ofstream(folder.path() / "held", std::ios::app) << contact << std::endl;
  }

  // Everything that can become of a message.
  void live(OutboxProgram& program, std::int64_t& wall_ms) {
    program.channel.plan = {{"deferred", {Error{ErrorCode::kDeliveryDeferred, ""}}},
                            {"unknown", {Error{ErrorCode::kDeliveryUnknown, ""}}},
                            {"refused", {Error{ErrorCode::kDeliveryRefused, ""}}}};
    SOTTO_ASSERT(program.keeper->take_over().ok());
    hold(program, 1, "plain");
    (void)program.deliver(1, "plain").ok();
    hold(program, 2, "waiting");
    (void)program.keeper->wait(2, "other-voice").ok();
    hold(program, 3, "cancelled");
    (void)program.keeper->cancel(3, "by-voice").ok();
    hold(program, 4, "deferred");
    (void)program.deliver(4, "deferred").ok();
    wall_ms += kDay;
    (void)program.keeper->deliver_due().ok();
    hold(program, 5, "unknown");
    (void)program.deliver(5, "unknown").ok();
    hold(program, 6, "refused");
    (void)program.deliver(6, "refused").ok();
    (void)program.deliver(7, "never-held").ok();
    hold(program, 8, "approved");
    (void)program.keeper->wait(8, "other-voice").ok();
    (void)program.keeper->approve(8, false).ok();
  }

  // The program comes back, goes on with what is due, and its owner approves whatever waits.
  void resume(OutboxProgram& program, std::int64_t&) {
    SOTTO_ASSERT(program.keeper->take_over().ok());
    while (program.keeper->has_due()) SOTTO_ASSERT(program.keeper->deliver_due().ok());
    const auto waiting = program.outbox->list({OutboxState::kWaiting});
    SOTTO_ASSERT(waiting.ok());
    for (const OutboxMessage& message : waiting.value()) {
      SOTTO_ASSERT(program.keeper->approve(message.id, false).ok());
    }
  }

  void check(const std::string& story) {
    std::int64_t wall_ms = kNow + 10 * kDay;
    const OutboxProgram after(folder, "zz", wall_ms);
    const auto all = after.outbox->list({});
    ASSERT_TRUE(all) << story;
    std::map<std::string, OutboxMessage> by_contact;
    for (const OutboxMessage& message : all.value()) by_contact[message.contact] = message;
    const auto counts = PlannedChannel::counts(folder.arrived());
    for (const auto& [key, count] : counts) EXPECT_EQ(count, 1) << story << ": " << key << " arrived twice";
    std::ifstream held(folder.path() / "held");
    for (std::string contact; std::getline(held, contact);) {
      EXPECT_TRUE(by_contact.contains(contact)) << story << ": " << contact << " is lost";
    }
    for (const auto& [contact, message] : by_contact) {
      const bool arrived = counts.contains(message_key(message.origin));
      const std::string what =
          story + ": " + contact + " is " + std::string(outbox_state_name(message.state));
      switch (message.state) {
        case OutboxState::kSent:
          EXPECT_TRUE(arrived) << what;
          EXPECT_FALSE(message.has_sound) << what;
          break;
        case OutboxState::kUnknown:
          break;
        case OutboxState::kFailed:
          EXPECT_TRUE(contact == "refused" && !arrived) << what;
          break;
        case OutboxState::kCancelled:
          EXPECT_TRUE(contact == "cancelled" && !arrived) << what;
          break;
        default:
          ADD_FAILURE() << what;
      }
    }
  }

  void clear() {
    for (const char* part : {"", "-wal", "-shm", "-sending"}) {
      std::filesystem::remove(folder.file().string() + part);
    }
    std::filesystem::remove(folder.arrived());
    std::filesystem::remove(folder.path() / "held");
  }

  OutboxFolderOfTest folder;
};

TEST_F(Killed, SendsNothingTwiceAndLosesNothing) {
  const int steps = in_program("aa", kNow, 0, &Killed::live);
  ASSERT_GT(steps, 60);
  int killed_again = 0;
  for (int at = 1; at <= steps; ++at) {
    clear();
    const std::string story = "killed at " + std::to_string(at);
    ASSERT_EQ(in_program("aa", kNow, at, &Killed::live), -1) << story;
    // Killed once more, at another step each time, while it goes on.
    if (in_program("bb", kNow + 2 * kDay, at % 13 + 1, &Killed::resume) == -1) ++killed_again;
    ASSERT_NE(in_program("cc", kNow + 4 * kDay, 0, &Killed::resume), -1) << story;
    check(story);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(killed_again, steps / 4);
}

}  // namespace
}  // namespace sotto
