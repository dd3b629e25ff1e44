#include "sim/campaign_observer.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

ReportWake wake(bool accepted) {
  ReportWake report;
  report.judgement = {Gate::kWake,
                      accepted ? Verdict::kPass : Verdict::kRefuse,
                      accepted ? Reason::kNone : Reason::kWakeTriggerWord,
                      {}};
  return report;
}

ReportGate gate(Gate which, Verdict verdict, Reason reason = Reason::kNone) {
  return {{which, verdict, reason, {}}};
}

ReportMessage message(MessageState state) {
  ReportMessage report;
  report.state = state;
  return report;
}

struct Hearing {
  KindTally tally;
  CampaignObserver observer{tally, {"guarded", "news", "one.flac", 0, 0, false, 0, "", "", ""}, 5000};
};

TEST(CampaignObserver, ARefusedWakeIsCountedAndIsNoNearMiss) {
  Hearing hearing;
  hearing.observer.take(wake(false), 100);
  EXPECT_TRUE(hearing.observer.finish(16000).empty());
  EXPECT_EQ(hearing.tally.proposed, 1);
  EXPECT_EQ(hearing.tally.wakes, 0);
  EXPECT_EQ(hearing.tally.gates.at(Gate::kWake).reasons.at("wake-trigger-word"), 1);
  EXPECT_EQ(hearing.tally.recordings.at("one.flac"), (RecordingCounts{16000, 0, 0}));
}

TEST(CampaignObserver, TellsHowFarAFalseWakeGotAndWhatStoppedIt) {
  Hearing hearing;
  hearing.observer.take(wake(true), 100);
  hearing.observer.take(gate(Gate::kRequest, Verdict::kPass), 3000);
  hearing.observer.take(gate(Gate::kContact, Verdict::kAskAgain, Reason::kNotAName), 6000);
  hearing.observer.take(gate(Gate::kContact, Verdict::kRefuse, Reason::kTalkThroughPrompt), 8000);
  const auto misses = hearing.observer.finish(16000);
  ASSERT_EQ(misses.size(), 1U);
  EXPECT_EQ(misses[0].at, 5100);
  EXPECT_EQ(misses[0].until, 13000);
  EXPECT_EQ(misses[0].depth, 2U);
  EXPECT_EQ(misses[0].stopped_by, "contact");
  EXPECT_EQ(misses[0].reason, "talk-through-prompt");
  EXPECT_EQ(hearing.tally.depths[2], 1);
  EXPECT_EQ(hearing.tally.gates.at(Gate::kContact).asked_again, 1);
  EXPECT_EQ(hearing.tally.recordings.at("one.flac").wakes, 1);
}

TEST(CampaignObserver, WhatWasSentGotFurthest) {
  Hearing hearing;
  hearing.observer.take(wake(true), 100);
  for (const Gate which : {Gate::kRequest, Gate::kContact, Gate::kConfirm, Gate::kRecord, Gate::kHold}) {
    hearing.observer.take(gate(which, Verdict::kPass), 200);
  }
  hearing.observer.take(message(MessageState::kSent), 300);
  hearing.observer.take(wake(true), 400);  // the next one is another story
  const auto misses = hearing.observer.finish(1);
  ASSERT_EQ(misses.size(), 2U);
  EXPECT_EQ(misses[0].depth, kDepthSent);
  EXPECT_EQ(misses[1].depth, 1U);
  EXPECT_EQ(hearing.tally.sent, 1);
  EXPECT_EQ(hearing.tally.depths[kDepthSent], 1);
}

TEST(CampaignObserver, AMessageThatWaitsForApprovalWasNotSent) {
  Hearing hearing;
  hearing.observer.take(wake(true), 100);
  hearing.observer.take(gate(Gate::kHold, Verdict::kEscalate, Reason::kOtherTalk), 200);
  hearing.observer.take(message(MessageState::kWaiting), 200);
  const auto misses = hearing.observer.finish(1);
  EXPECT_EQ(hearing.tally.sent, 0);
  EXPECT_EQ(hearing.tally.waiting, 1);
  EXPECT_EQ(misses.at(0).stopped_by, "hold");
}

}  // namespace
}  // namespace sotto
