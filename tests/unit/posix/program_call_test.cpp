#include "adapters/posix/program_call.hpp"

#include <gtest/gtest.h>

namespace sotto {
namespace {

ProgramCall shell(const std::string& script) {
  ProgramCall call;
  call.program = "/bin/sh";
  call.arguments = {"-c", script};
  return call;
}

TEST(ProgramCallTest, FeedsItAndKeepsWhatItSays) {
  ProgramCall call;
  call.program = "/bin/cat";
  call.input = std::string(300'000, 'x') + "end";  // more than a pipe holds
  const auto outcome = call_program(call);
  ASSERT_TRUE(outcome.ok()) << outcome.error().line();
  EXPECT_EQ(outcome.value().exit_code, 0);
  EXPECT_EQ(outcome.value().out, call.input);
}

TEST(ProgramCallTest, TellsHowItEnded) {
  const auto outcome = call_program(shell("echo no >&2; exit 3"));
  ASSERT_TRUE(outcome.ok()) << outcome.error().line();
  EXPECT_EQ(outcome.value().exit_code, 3);
  EXPECT_EQ(outcome.value().out, "");
  EXPECT_EQ(outcome.value().err, "no\n");
}

TEST(ProgramCallTest, EndsWhatSaysTooMuchAndWhatNeverEnds) {
  ProgramCall talker = shell("while true; do echo again; done");
  talker.output_max = 1000;
  const auto talked = call_program(talker);
  ASSERT_FALSE(talked.ok());
  EXPECT_EQ(talked.error().code, ErrorCode::kTooLong);
  // What it has started goes with it.
  ProgramCall sleeper = shell("sleep 600 & wait");
  sleeper.within = 50;
  const auto slept = call_program(sleeper);
  ASSERT_FALSE(slept.ok());
  EXPECT_EQ(slept.error().code, ErrorCode::kEngineFailed);
}

TEST(ProgramCallTest, ATextIsOneArgumentWhateverItHolds) {
  ProgramCall call;
  call.program = "/bin/echo";
  call.arguments = {"-n", "--", "$(id); rm -rf \"x y\""};
  const auto outcome = call_program(call);
  ASSERT_TRUE(outcome.ok());
  EXPECT_EQ(outcome.value().out, "-- $(id); rm -rf \"x y\"");
}

TEST(ProgramCallTest, WhatIsNotThereCannotBeStarted) {
  ProgramCall call;
  call.program = "/no/such/program";
  EXPECT_FALSE(call_program(call).ok());
}

}  // namespace
}  // namespace sotto
