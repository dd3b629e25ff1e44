// The wake gate on recordings of real people, where they are there: beside the repository, not part of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

#include "adapters/sndfile/sound_file.hpp"
#include "runtime/replay_driver.hpp"
#include "sotto/memory_source.hpp"
#include "stage.hpp"

namespace sotto {
namespace {

constexpr int kClipSecondsMax = 120;
constexpr Milliseconds kBeforeMs = 1000;  // detectors need to have heard silence
constexpr Milliseconds kAfterMs = 1500;

std::filesystem::path recordings_folder() {
  return std::filesystem::path(SOTTO_SOURCE_DIR).parent_path() / "shared" / "audio";
}

std::vector<std::filesystem::path> sound_files(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(recordings_folder() / folder)) {
    const std::string kind = entry.path().extension();
    if (kind == ".flac" || kind == ".wav") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<int> count_wakes(const RunSetup& setup, const std::filesystem::path& file) {
  const auto samples = read_sound_file(file, resampler_factory(), kClipSecondsMax);
  if (!samples) return samples.error();
  const Services services = engines().services();
  for (WakeDetector* detector : services.wake_detectors) detector->reset(0);
  services.voice_activity->reset();
  ReplayDriver driver(services, setup, ReplayOptions{}, nullptr);
  MemorySource source(samples.value(), kBeforeMs, kAfterMs);
  const auto summary = driver.run(source);
  if (!summary) return summary.error();
  return summary.value().wakes;
}

class Recordings : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(recordings_folder())) {
      GTEST_SKIP() << "no recordings of real people beside the repository (../shared/audio): not measured";
    }
  }

  // Files of the folder in which Sotto woke at least once, and all of them.
  static void hear(const std::string& folder, std::vector<std::string>& woke, std::size_t& all) {
    const auto setup = setup_for("guarded");
    ASSERT_TRUE(setup.ok()) << setup.error().line();
    const std::vector<std::filesystem::path> files = sound_files(folder);
    ASSERT_FALSE(files.empty()) << folder;
    all = files.size();
    for (const auto& file : files) {
      const auto wakes = count_wakes(setup.value(), file);
      ASSERT_TRUE(wakes.ok()) << file.filename() << ": " << wakes.error().line();
      if (wakes.value() > 0) woke.push_back(file.filename());
    }
    std::cout << folder << ": woke on " << woke.size() << " of " << all << std::endl;
  }
};

TEST_F(Recordings, AlexaIsHeard) {
  constexpr std::size_t kPercentMin = 92;
  std::vector<std::string> woke;
  std::size_t all = 0;
  ASSERT_NO_FATAL_FAILURE(hear("wake-alexa", woke, all));
  EXPECT_GE(100 * woke.size(), kPercentMin * all);
}

TEST_F(Recordings, NothingElseWakes) {
  for (const char* folder : {"wake-other", "orders"}) {
    std::vector<std::string> woke;
    std::size_t all = 0;
    ASSERT_NO_FATAL_FAILURE(hear(folder, woke, all));
    for (const std::string& file : woke) ADD_FAILURE() << "woke on " << folder << "/" << file;
  }
}

}  // namespace
}  // namespace sotto
