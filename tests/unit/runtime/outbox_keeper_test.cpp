#include "runtime/outbox_keeper.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <thread>

#include "adapters/sqlite/database.hpp"
#include "outbox_stage.hpp"

namespace sotto {
namespace {

const Error kLater{ErrorCode::kDeliveryDeferred, "planned"};
const Error kNever{ErrorCode::kDeliveryRefused, "planned"};
const Error kPerhaps{ErrorCode::kDeliveryUnknown, "planned"};

class Keeping : public testing::Test {
 protected:
  [[nodiscard]] std::map<std::string, int> arrived() const {
    return PlannedChannel::counts(folder.arrived());
  }

  OutboxFolderOfTest folder;
  std::int64_t wall_ms = 1'795'000'000'000;
  OutboxProgram program{folder, "aa", wall_ms};
};

TEST_F(Keeping, SendsWhatIsHeldAndDestroysItsSound) {
  ASSERT_TRUE(program.hold(7, "maria"));
  EXPECT_EQ(program.state(1), OutboxState::kHeld);
  EXPECT_TRUE(program.message(1).has_sound);
  EXPECT_EQ(program.message(1).length_ms, 100);
  ASSERT_TRUE(program.deliver(7, "maria"));
  EXPECT_EQ(program.state(1), OutboxState::kSent);
  EXPECT_FALSE(program.message(1).has_sound);
  EXPECT_EQ(program.message(1).transcript, "words of maria");
  EXPECT_EQ(program.message(1).attempts, 1);
  EXPECT_EQ(program.channel.last.key, "aa-7");
  EXPECT_EQ(program.channel.last.message_id, 1U);
  EXPECT_EQ(program.channel.last.address, "maria@example.org");
  EXPECT_EQ(program.channel.last.wall_ms, wall_ms);
  EXPECT_EQ(arrived()["aa-7"], 1);
}

TEST_F(Keeping, SendsOnceWhatIsHandedOverTwice) {
  ASSERT_TRUE(program.hold(7, "maria"));
  ASSERT_TRUE(program.deliver(7, "maria"));
  ASSERT_TRUE(program.deliver(7, "maria"));
  EXPECT_EQ(arrived()["aa-7"], 1);
}

TEST_F(Keeping, WritesDownWhatWasNeverHeldBeforeItIsSent) {
  program.channel.on_deliver = [this](const Delivery&) {
    EXPECT_EQ(program.state(1), OutboxState::kSending) << "it is written down before it is sent";
  };
  ASSERT_TRUE(program.deliver(3, "maria"));
  EXPECT_EQ(program.state(1), OutboxState::kSent);
}

TEST_F(Keeping, SendsNothingThatAnotherProgramCancelled) {
  ASSERT_TRUE(program.hold(7, "maria"));
  OutboxProgram other(folder, "bb", wall_ms);
  const auto cancelled = other.outbox->change({1,
                                               {OutboxState::kHeld, OutboxState::kWaiting},
                                               OutboxState::kCancelled,
                                               "by-hand",
                                               wall_ms,
                                               0,
                                               true,
                                               {}});
  ASSERT_TRUE(cancelled && cancelled.value());
  program.keeper->tick();
  EXPECT_EQ(program.keeper->take_cancelled(), std::vector<std::uint64_t>{7});
  EXPECT_TRUE(program.keeper->take_cancelled().empty());
  const auto sent = program.deliver(7, "maria");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kMessageCancelled);
  EXPECT_TRUE(arrived().empty());
  EXPECT_FALSE(program.message(1).has_sound);
}

TEST_F(Keeping, KeepsItsOwnCancellationToItself) {
  ASSERT_TRUE(program.hold(7, "maria"));
  ASSERT_TRUE(program.keeper->cancel(7, "cancelled-by-voice"));
  program.keeper->tick();
  EXPECT_TRUE(program.keeper->take_cancelled().empty());
  EXPECT_EQ(program.state(1), OutboxState::kCancelled);
  EXPECT_FALSE(program.deliver(7, "maria"));
}

TEST_F(Keeping, LetsWhatWaitsBeApprovedOnce) {
  ASSERT_TRUE(program.hold(7, "maria"));
  ASSERT_TRUE(program.keeper->wait(7, "other-voice"));
  ASSERT_TRUE(program.keeper->set_transcript(7, "bring milk"));
  EXPECT_FALSE(program.deliver(7, "maria")) << "what waits is never sent by itself";
  OutboxProgram other(folder, "bb", wall_ms);
  ASSERT_TRUE(other.keeper->approve(1, false));
  EXPECT_EQ(other.channel.last.samples, OutboxProgram::sound());
  EXPECT_EQ(other.channel.last.transcript, "bring milk");
  EXPECT_EQ(other.channel.last.key, "aa-7");
  const auto twice = program.keeper->approve(1, false);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::kRefused);
  EXPECT_EQ(arrived()["aa-7"], 1);
  EXPECT_EQ(program.keeper->approve(99, false).error().code, ErrorCode::kNotFound);
}

TEST_F(Keeping, TriesAgainAsLongAsItSaid) {
  program.channel.plan["maria"] = {kLater, kLater, kLater, kLater, kLater};
  ASSERT_TRUE(program.hold(7, "maria"));
  const auto sent = program.deliver(7, "maria");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, ErrorCode::kDeliveryDeferred);
  for (const Milliseconds pause : OutboxKeeper::kBackOff) {
    EXPECT_EQ(program.state(1), OutboxState::kDeferred);
    EXPECT_TRUE(program.message(1).has_sound);
    wall_ms += pause - 500;
    program.keeper->tick();
    EXPECT_FALSE(program.keeper->has_due()) << pause;
    wall_ms += 500;
    program.keeper->tick();
    EXPECT_TRUE(program.keeper->has_due()) << pause;
    ASSERT_TRUE(program.keeper->deliver_due());
  }
  EXPECT_EQ(program.state(1), OutboxState::kFailed);
  EXPECT_EQ(program.message(1).attempts, 5);
  EXPECT_FALSE(program.message(1).has_sound);
  const auto notices = program.keeper->take_notices();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0], (OutboxNotice{1, OutboxState::kFailed, "maria", "delivery-deferred"}));
  EXPECT_TRUE(arrived().empty());
}

TEST_F(Keeping, SendsWhatWasPutOffWithItsSound) {
  program.channel.plan["maria"] = {kLater};
  ASSERT_TRUE(program.hold(7, "maria"));
  ASSERT_FALSE(program.deliver(7, "maria"));
  wall_ms += 60'000;
  OutboxProgram later(folder, "bb", wall_ms);
  ASSERT_TRUE(later.keeper->take_over());
  EXPECT_TRUE(later.keeper->has_due());
  ASSERT_TRUE(later.keeper->deliver_due());
  EXPECT_EQ(later.channel.last.samples, OutboxProgram::sound());
  EXPECT_EQ(later.channel.last.transcript, "words of maria");
  EXPECT_EQ(later.state(1), OutboxState::kSent);
  EXPECT_FALSE(later.keeper->has_due());
  EXPECT_EQ(arrived()["aa-7"], 1);
}

TEST_F(Keeping, DoesNotKeepAMessageForYearsWhenTheClockWasSetBack) {
  program.channel.plan["maria"] = {kLater};
  ASSERT_FALSE(program.deliver(7, "maria"));
  wall_ms -= 1'000'000'000;
  ASSERT_TRUE(program.keeper->deliver_due());
  EXPECT_EQ(program.state(1), OutboxState::kSent);
}

TEST_F(Keeping, WaitsWhereTheOwnersKeyIsElsewhere) {
  program.channel.plan["maria"] = {kLater};
  ASSERT_FALSE(program.deliver(7, "maria"));
  std::filesystem::rename(folder.keys() / "owner.key", folder.path() / "elsewhere");
  wall_ms += 60'000;
  ASSERT_TRUE(program.keeper->deliver_due());
  EXPECT_EQ(program.state(1), OutboxState::kWaiting);
  EXPECT_EQ(program.message(1).reason, "key-missing");
  EXPECT_EQ(program.keeper->approve(1, false).error().code, ErrorCode::kKeyMissing);
  EXPECT_EQ(program.state(1), OutboxState::kWaiting);
  std::filesystem::rename(folder.path() / "elsewhere", folder.keys() / "owner.key");
  ASSERT_TRUE(program.keeper->approve(1, false));
  EXPECT_EQ(arrived()["aa-7"], 1);
}

TEST_F(Keeping, NeverRepeatsWhatMayHaveArrived) {
  program.channel.plan["maria"] = {kPerhaps};
  ASSERT_TRUE(program.hold(7, "maria"));
  EXPECT_EQ(program.deliver(7, "maria").error().code, ErrorCode::kDeliveryUnknown);
  EXPECT_EQ(program.state(1), OutboxState::kUnknown);
  EXPECT_EQ(program.deliver(7, "maria").error().code, ErrorCode::kDeliveryUnknown);
  EXPECT_EQ(program.keeper->approve(1, false).error().code, ErrorCode::kRefused);
  wall_ms += 100'000'000;
  ASSERT_TRUE(program.keeper->deliver_due());
  EXPECT_TRUE(arrived().empty());
  ASSERT_TRUE(program.keeper->approve(1, true)) << "only by the owner's hand";
  EXPECT_EQ(arrived()["aa-7"], 1);
}

TEST_F(Keeping, TellsOfWhatFailedUntilItWasTold) {
  program.channel.plan["maria"] = {kLater, kNever};
  ASSERT_FALSE(program.deliver(7, "maria"));
  wall_ms += 60'000;
  ASSERT_TRUE(program.keeper->deliver_due());
  ASSERT_EQ(program.keeper->take_notices().size(), 1U);
  OutboxProgram later(folder, "bb", wall_ms);
  ASSERT_TRUE(later.keeper->take_over());
  ASSERT_EQ(later.keeper->take_notices().size(), 1U) << "nobody said that it was told";
  later.keeper->set_told(1);
  OutboxProgram last(folder, "cc", wall_ms);
  ASSERT_TRUE(last.keeper->take_over());
  EXPECT_TRUE(last.keeper->take_notices().empty());
}

TEST_F(Keeping, LeavesAMessageToTheProgramThatIsSendingIt) {
  ASSERT_TRUE(program.hold(7, "maria"));
  program.channel.on_deliver = [this](const Delivery&) {
    OutboxProgram other(folder, "bb", wall_ms);
    EXPECT_TRUE(other.keeper->take_over());
    EXPECT_EQ(other.state(1), OutboxState::kSending);
    EXPECT_TRUE(other.keeper->take_notices().empty());
    EXPECT_EQ(other.keeper->approve(1, true).error().code, ErrorCode::kRefused);
  };
  ASSERT_TRUE(program.deliver(7, "maria"));
  EXPECT_EQ(program.state(1), OutboxState::kSent);
}

TEST_F(Keeping, FailsWhatGoesToSomebodyNoLongerAllowed) {
  ASSERT_TRUE(program.hold(7, "maria"));
  program.refused = "maria";
  EXPECT_EQ(program.deliver(7, "maria").error().code, ErrorCode::kRefused);
  EXPECT_EQ(program.state(1), OutboxState::kFailed);
  ASSERT_TRUE(program.hold(8, "ben"));
  ASSERT_TRUE(program.keeper->wait(8, "other-voice"));
  program.refused = "ben";
  EXPECT_EQ(program.keeper->approve(2, false).error().code, ErrorCode::kRefused);
  EXPECT_EQ(program.state(2), OutboxState::kWaiting) << "until the settings allow it";
  EXPECT_TRUE(arrived().empty());
}

TEST_F(Keeping, ForgetsTranscriptsWhenTheirTimeIsOver) {
  ASSERT_TRUE(program.deliver(7, "maria"));
  ASSERT_TRUE(program.hold(8, "ben"));
  ASSERT_TRUE(program.keeper->wait(8, "other-voice"));
  ASSERT_TRUE(program.keeper->set_transcript(8, "still waiting"));
  program.keeper->tick();
  EXPECT_EQ(program.message(1).transcript, "words of maria");
  wall_ms += std::int64_t{31} * 86'400'000;
  program.keeper->tick();
  EXPECT_EQ(program.message(1).transcript, "");
  EXPECT_EQ(program.message(2).transcript, "still waiting");
}

// Neither in the file nor in the one beside it, where pages lie as they were.
TEST_F(Keeping, LeavesNoTraceOfSoundOnTheDisk) {
  ASSERT_TRUE(program.hold(7, "maria"));
  const auto sealed = program.outbox->sound(1);
  ASSERT_TRUE(sealed && sealed.value());
  const std::string key(sealed.value()->sealed_key.begin(), sealed.value()->sealed_key.end());
  const auto on_disk = [this, &key] {
    for (const char* part : {"", "-wal"}) {
      std::ifstream in(folder.file().string() + part, std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      if (bytes.find(key) != std::string::npos) return true;
    }
    return false;
  };
  EXPECT_TRUE(on_disk());
  ASSERT_TRUE(program.deliver(7, "maria"));
  EXPECT_FALSE(on_disk());
}

// An outcome that the disk does not take is written as soon as it does; meanwhile nobody else may have it.
TEST_F(Keeping, WritesAnOutcomeLaterWhereTheFileIsLocked) {
  ASSERT_TRUE(program.hold(7, "maria"));
  const auto locker = Database::open(folder.file(), Database::Access::kReadWrite);
  ASSERT_TRUE(locker);
  program.channel.on_deliver = [&locker](const Delivery&) {
    ASSERT_TRUE(locker.value()->run("BEGIN IMMEDIATE"));
  };
  ASSERT_TRUE(program.deliver(7, "maria")) << "it was sent";
  EXPECT_EQ(program.state(1), OutboxState::kSending);
  ASSERT_TRUE(locker.value()->run("ROLLBACK"));
  OutboxProgram other(folder, "bb", wall_ms);
  ASSERT_TRUE(other.keeper->take_over());
  EXPECT_EQ(other.state(1), OutboxState::kSending) << "it still claims the message";
  wall_ms += 1000;
  program.keeper->tick();
  EXPECT_EQ(program.state(1), OutboxState::kSent);
}

TEST_F(Keeping, IsNotHeldUpOnTheLoopByAMessageThatIsBeingSent) {
  ASSERT_TRUE(program.hold(7, "maria"));
  program.channel.on_deliver = [this](const Delivery&) {
    // On another thread, as the loop is; it would never end if the channel were called with the lock held.
    std::thread([this] {
      EXPECT_TRUE(program.hold(8, "ben"));
      program.keeper->tick();
    }).join();
  };
  ASSERT_TRUE(program.deliver(7, "maria"));
  EXPECT_EQ(program.state(2), OutboxState::kHeld);
}

}  // namespace
}  // namespace sotto
