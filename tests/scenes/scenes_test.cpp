// Every scene of scenes/ comes to what it demands, under every policy that it has expectations for. A new
// scene is tested by being there.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "stage.hpp"

namespace sotto {
namespace {

struct Judged {
  std::string scene;
  std::string policy;
};

// What GoogleTest prints of it.
[[maybe_unused]] std::ostream& operator<<(std::ostream& out, const Judged& to) {
  return out << to.scene << " under " << to.policy;
}

std::vector<Judged> all_judged() {
  std::vector<Judged> all;
  for (const std::string& scene : list_scenes()) {
    for (const std::string& policy : judging_policies(scene)) all.push_back({scene, policy});
  }
  return all;
}

std::string name_of(const testing::TestParamInfo<Judged>& info) {
  return test_name(info.param.scene + "_" + info.param.policy);
}

class Scenes : public testing::TestWithParam<Judged> {};

TEST_P(Scenes, ComeToWhatTheyDemand) {
  const auto played = play(GetParam().scene, {GetParam().policy, {}, {}});
  ASSERT_TRUE(played.ok()) << played.error().line();
  const Performance& performance = played.value();
  for (const std::string& difference : performance.differences) ADD_FAILURE() << difference;
  // The outbox is counted on its own, so that no mistake in the summary hides a message that left.
  EXPECT_EQ(performance.delivered.size(), static_cast<std::size_t>(performance.summary.sent));
  EXPECT_TRUE(lines_of_type(performance, "error").empty());
  if (HasFailure()) std::cout << story(performance) << std::endl;
}

INSTANTIATE_TEST_SUITE_P(All, Scenes, testing::ValuesIn(all_judged()), name_of);

TEST(ScenesFolder, HasTheScenesThatTheSpecificationNames) {
  const std::vector<std::string> scenes = list_scenes();
  for (const char* wanted : {"portland", "portland-request", "portland-contact", "portland-confirm",
                             "intended", "cancelled", "background", "light", "stranger"}) {
    EXPECT_NE(std::find(scenes.begin(), scenes.end(), wanted), scenes.end()) << wanted;
  }
}

TEST(ScenesFolder, EverySceneSaysWhatGuardedMustComeTo) {
  for (const std::string& scene : list_scenes()) {
    const std::vector<std::string> policies = judging_policies(scene);
    EXPECT_NE(std::find(policies.begin(), policies.end(), "guarded"), policies.end()) << scene;
  }
}

TEST(ScenesFolder, IsSmallEnoughToBeCheckedIn) {
  constexpr std::uintmax_t kBytesMax = 8'000'000;
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(scenes_folder())) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  EXPECT_GT(bytes, 0U);
  EXPECT_LT(bytes, kBytesMax);
}

}  // namespace
}  // namespace sotto
