// Six gates stand one behind the other, so a scene that the first one stops says nothing about the rest. Here
// gates are forced to pass: each gate alone must hold, no single failing gate may let the evening out, and
// with all of them forced it must go out, or these tests could not fail.
#include <gtest/gtest.h>

#include "stage.hpp"

namespace sotto {
namespace {

using nlohmann::json;

struct Stand {
  std::string scene;
  Gate gate;                       // the only one that is not forced
  std::string verdict = "refuse";  // its last one
};

// What GoogleTest prints of it.
[[maybe_unused]] std::ostream& operator<<(std::ostream& out, const Stand& to) {
  return out << to.scene << " before the gate " << gate_name(to.gate);
}

std::string name_of_stand(const testing::TestParamInfo<Stand>& info) {
  return std::string(gate_name(info.param.gate)) + "_in_" + test_name(info.param.scene);
}

std::string name_of_gate(const testing::TestParamInfo<Gate>& info) {
  return std::string(gate_name(info.param));
}

std::string name_of_scene(const testing::TestParamInfo<std::string>& info) {
  return test_name(info.param);
}

class OneGateAlone : public testing::TestWithParam<Stand> {};

TEST_P(OneGateAlone, StopsTheScene) {
  const Stand& stand = GetParam();
  const auto played = play(stand.scene, {"guarded", every_gate_but(stand.gate), {}});
  ASSERT_TRUE(played.ok()) << played.error().line();
  const Performance& performance = played.value();
  SCOPED_TRACE(story(performance));
  EXPECT_EQ(performance.summary.sent, 0);
  EXPECT_TRUE(performance.delivered.empty());
  if (stand.gate == Gate::kWake) {
    // Refused wakes are lines of their own; without one accepted nothing else happens at all.
    const std::vector<json> wakes = lines_of_type(performance, "wake");
    ASSERT_FALSE(wakes.empty());
    for (const json& wake : wakes) {
      EXPECT_FALSE(wake.at("accepted").get<bool>());
      EXPECT_TRUE(wake.at("reason").is_string());
    }
    EXPECT_EQ(performance.lines.size(), wakes.size());
    return;
  }
  const std::vector<json> gates = lines_of_type(performance, "gate");
  ASSERT_FALSE(gates.empty());
  EXPECT_EQ(gates.back().at("gate"), gate_name(stand.gate));
  EXPECT_EQ(gates.back().at("verdict"), stand.verdict);
  EXPECT_TRUE(parse_reason(gates.back().at("reason").get<std::string>()).has_value());
}

// The evening itself, and the variant in which everything before that gate really happens.
INSTANTIATE_TEST_SUITE_P(Evening, OneGateAlone,
                         testing::Values(Stand{"portland", Gate::kWake}, Stand{"portland", Gate::kRequest},
                                         Stand{"portland", Gate::kContact},
                                         Stand{"portland", Gate::kConfirm}),
                         name_of_stand);
INSTANTIATE_TEST_SUITE_P(
    Variant, OneGateAlone,
    testing::Values(Stand{"lookalikes", Gate::kWake}, Stand{"portland-request", Gate::kRequest},
                    Stand{"request-sentence", Gate::kRequest}, Stand{"portland-contact", Gate::kContact},
                    Stand{"contact-sentence", Gate::kContact}, Stand{"portland-confirm", Gate::kConfirm},
                    Stand{"confirm-sentence", Gate::kConfirm}, Stand{"stranger", Gate::kConfirm},
                    Stand{"record", Gate::kRecord}, Stand{"record-no-end", Gate::kRecord},
                    Stand{"hold", Gate::kHold, "escalate"}, Stand{"cancelled", Gate::kHold}),
    name_of_stand);

class OneGateForced : public testing::TestWithParam<Gate> {};

TEST_P(OneGateForced, LetsNothingOfTheEveningOut) {
  const auto played = play("portland", {"guarded", {GetParam()}, {}});
  ASSERT_TRUE(played.ok()) << played.error().line();
  SCOPED_TRACE(story(played.value()));
  EXPECT_EQ(played.value().summary.sent, 0);
  EXPECT_EQ(played.value().summary.held, 0);
  EXPECT_TRUE(played.value().delivered.empty());
}

INSTANTIATE_TEST_SUITE_P(Evening, OneGateForced, testing::ValuesIn(every_gate()), name_of_gate);

class EveryGateForced : public testing::TestWithParam<std::string> {};

TEST_P(EveryGateForced, LetsItOut) {
  const auto played = play(GetParam(), {"guarded", every_gate(), {}});
  ASSERT_TRUE(played.ok()) << played.error().line();
  SCOPED_TRACE(story(played.value()));
  EXPECT_EQ(played.value().summary.sent, 1);
  EXPECT_EQ(played.value().delivered.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Scene, EveryGateForced,
                         testing::Values("portland", "portland-request", "portland-contact",
                                         "portland-confirm", "record", "hold", "cancelled"),
                         name_of_scene);

}  // namespace
}  // namespace sotto
