#include "sim/simulation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "../core/script.hpp"

namespace sotto {
namespace {

class Sounds final : public Pronouncer {
 public:
  [[nodiscard]] std::vector<Phonemes> pronounce(std::string_view text) const override {
    return {sounds_of(std::string(text))};
  }
};

SimulatedHouse house_of(const Policy& policy) {
  return {{PolicyChanged{policy}, test_vocabulary(policy), test_contacts()}, Sounds()};
}

TalkModel talk_of(double request, double contact, double confirm) {
  const TurnModel well = fit_turn(1.0, {});
  return {fit_turn(request, {}), fit_turn(contact, {}), fit_turn(confirm, {}), well, well};
}

SimulationCounts play(const SimulatedHouse& house, const TalkModel& talk, std::int64_t dialogs) {
  return simulate(house, {talk, talk, 7}, 0, dialogs);
}

TEST(Simulation, ADialogThatGoesWellSends) {
  const SimulatedHouse house = house_of(guarded_policy());
  const SimulationCounts counts = play(house, talk_of(1.0, 1.0, 1.0), 50);
  EXPECT_EQ(counts.sent, 50);
  EXPECT_EQ(counts.breaches, 0) << counts.first_breach;
  for (int gate = 0; gate < kGateCount; ++gate) {
    const bool of_sending = static_cast<Gate>(gate) != Gate::kOpen;
    EXPECT_EQ(counts.passed[static_cast<std::size_t>(gate)], of_sending ? 50 : 0);
  }
  EXPECT_DOUBLE_EQ(estimate_sent(counts).share, 1.0);
}

TEST(Simulation, WhatOneGateRefusesIsNotSent) {
  const SimulatedHouse house = house_of(guarded_policy());
  EXPECT_EQ(play(house, talk_of(0.0, 1.0, 1.0), 100).sent, 0);
  EXPECT_EQ(play(house, talk_of(1.0, 0.0, 1.0), 100).sent, 0);
  EXPECT_EQ(play(house, talk_of(1.0, 1.0, 0.0), 100).sent, 0);
}

TEST(Simulation, WhateverTheTurnsBringNothingIsSentThatMustNotBe) {
  const SimulatedHouse house = house_of(guarded_policy());
  const SimulationCounts counts = play(house, searching_talk(), 4000);
  EXPECT_EQ(counts.breaches, 0) << counts.first_breach << ", dialog " << counts.first_breach_seed;
  EXPECT_GT(counts.sent, 20) << "dialogs that never get there show nothing";
}

// The witness is no part of the core: where a gate is forced it sees what went out without a yes.
TEST(Simulation, TheWitnessSeesAForcedGate) {
  Policy policy = guarded_policy();
  policy.forced = {Gate::kConfirm};
  const SimulatedHouse house = house_of(policy);
  const SimulationCounts counts = play(house, talk_of(1.0, 1.0, 0.0), 20);
  EXPECT_GT(counts.breaches, 0);
  EXPECT_EQ(counts.first_breach, "sent without a yes of the one who asked");
  const DialogOutcome again =
      play_dialog(house, talk_of(1.0, 1.0, 0.0), talk_of(1.0, 1.0, 0.0), counts.first_breach_seed);
  EXPECT_EQ(again.complaint, counts.first_breach);
}

TEST(Simulation, TheSameSeedIsTheSameDialog) {
  const SimulatedHouse house = house_of(guarded_policy());
  std::vector<Event> first;
  std::vector<Event> second;
  (void)play_dialog(house, searching_talk(), searching_talk(), 12, &first);
  (void)play_dialog(house, searching_talk(), searching_talk(), 12, &second);
  EXPECT_EQ(first, second);
  EXPECT_GT(first.size(), 3U);
}

TEST(Simulation, PartsAddUpToTheWhole) {
  const SimulatedHouse house = house_of(guarded_policy());
  const SimulationPlan plan{talk_of(0.5, 0.5, 0.5), talk_of(0.7, 0.7, 0.7), 3};
  const SimulationCounts whole = simulate(house, plan, 0, 300);
  SimulationCounts parts = simulate(house, plan, 0, 120);
  merge(parts, simulate(house, plan, 120, 300));
  EXPECT_EQ(parts.sent, whole.sent);
  EXPECT_EQ(parts.events, whole.events);
  EXPECT_EQ(parts.passed, whole.passed);
  EXPECT_NEAR(parts.weight_sent, whole.weight_sent, 1e-9);
}

// What is drawn more often counts for less, so both ways say the same.
TEST(Simulation, DrawingWhatIsRareMoreOftenChangesNoEstimate) {
  const SimulatedHouse house = house_of(guarded_policy());
  const TalkModel talk = talk_of(0.3, 0.4, 0.4);
  const Estimate plain = estimate_sent(simulate(house, {talk, talk, 1}, 0, 6000));
  const Estimate drawn = estimate_sent(simulate(house, {talk, talk_of(0.6, 0.6, 0.6), 2}, 0, 3000));
  EXPECT_GT(plain.share, 0.02);
  EXPECT_NEAR(plain.share, drawn.share, 4.0 * std::hypot(plain.error, drawn.error));
  EXPECT_LT(drawn.error / drawn.share, 0.1);
}

}  // namespace
}  // namespace sotto
