#include "adapters/tflite/micro_wake_word.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sotto {
namespace {

const std::filesystem::path kModels = SOTTO_MODELS_DIR;
const std::filesystem::path kData =
    std::filesystem::path(SOTTO_SOURCE_DIR) / "tests" / "unit" / "tflite" / "data";

// Half a second of silence, then "Alexa, send a message to Maria." in a synthetic voice.
std::vector<float> alexa_sentence() {
  std::vector<float> sound(8000, 0.0F);
  std::ifstream stream(kData / "alexa_send_a_message.s16", std::ios::binary);
  char low = 0;
  char high = 0;
  while (stream.get(low) && stream.get(high)) {
    const int value = static_cast<unsigned char>(low) | (static_cast<signed char>(high) * 256);
    sound.push_back(static_cast<float>(value) / 32768.0F);
  }
  return sound;
}

// What pymicro-wakeword 2.5.0 answers for that sound, step by step, in 256ths.
std::vector<int> expected_probabilities() {
  std::ifstream stream(kData / "alexa_probabilities.txt");
  std::vector<int> values;
  int value = 0;
  while (stream >> value) values.push_back(value);
  return values;
}

std::unique_ptr<WakeDetector> make(const MicroWakeWordOptions& options = {},
                                   std::string_view word = "alexa") {
  Result<std::unique_ptr<WakeDetector>> made = make_micro_wake_word(kModels, word, options);
  EXPECT_TRUE(made.ok()) << made.error().line();
  return made.ok() ? std::move(made).value() : nullptr;
}

std::vector<WakeProposal> hear(WakeDetector& detector, std::span<const float> sound,
                               std::size_t chunk = 512) {
  std::vector<WakeProposal> proposals;
  while (!sound.empty()) {
    const std::size_t count = std::min(chunk, sound.size());
    const Result<std::optional<WakeProposal>> heard = detector.process(sound.first(count));
    EXPECT_TRUE(heard.ok());
    if (heard.ok() && heard.value()) proposals.push_back(*heard.value());
    sound = sound.subspan(count);
  }
  return proposals;
}

TEST(MicroWakeWord, ProbabilitiesEqualThoseOfPymicroWakeword) {
  const std::unique_ptr<WakeDetector> detector = make({.propose_at = {}, .sliding_window = 1});
  ASSERT_NE(detector, nullptr);
  const std::vector<float> sound = alexa_sentence();
  const std::vector<int> expected = expected_probabilities();
  ASSERT_GT(expected.size(), 70U);
  ASSERT_GT(*std::max_element(expected.begin(), expected.end()), 250);
  // Three frames are complete after 30 + 2 × 10 ms, and then after every 30 ms.
  std::size_t at = 0;
  for (std::size_t step = 0; step < expected.size(); ++step) {
    const std::size_t count = step == 0 ? 800 : 480;
    ASSERT_LE(at + count, sound.size());
    hear(*detector, std::span(sound).subspan(at, count));
    at += count;
    EXPECT_NEAR(detector->take_peak(), expected[step] * 1000.0 / 256.0, 2 * 1000.0 / 255.0) << step;
  }
}

TEST(MicroWakeWord, HearsAlexaOnceAndSaysWhere) {
  const std::unique_ptr<WakeDetector> detector = make();
  ASSERT_NE(detector, nullptr);
  const std::vector<WakeProposal> proposals = hear(*detector, alexa_sentence());
  ASSERT_EQ(proposals.size(), 1U);
  EXPECT_GE(proposals[0].score, 900);
  EXPECT_GT(proposals[0].at, to_samples(500 + 400));
  EXPECT_LT(proposals[0].at, to_samples(500 + 1100));
  EXPECT_GE(detector->take_peak(), proposals[0].score);
  EXPECT_EQ(detector->name(), "micro");
}

TEST(MicroWakeWord, ProposalLiesWithinTheSamplesGiven) {
  const std::unique_ptr<WakeDetector> detector = make();
  ASSERT_NE(detector, nullptr);
  const std::vector<float> sound = alexa_sentence();
  SampleCount from = 0;
  bool proposed = false;
  for (std::size_t i = 0; i + 480 <= sound.size(); i += 480) {
    const std::vector<WakeProposal> proposals = hear(*detector, std::span(sound).subspan(i, 480));
    if (!proposals.empty()) {
      proposed = true;
      EXPECT_GE(proposals[0].at, from);
      EXPECT_LT(proposals[0].at, from + 480);
    }
    from += 480;
  }
  EXPECT_TRUE(proposed);
}

TEST(MicroWakeWord, DoesNotDependOnTheChunkSize) {
  const std::vector<float> sound = alexa_sentence();
  const std::unique_ptr<WakeDetector> detector = make();
  ASSERT_NE(detector, nullptr);
  const std::vector<WakeProposal> expected = hear(*detector, sound, 512);
  ASSERT_EQ(expected.size(), 1U);
  for (const std::size_t chunk : {1U, 160U, 1000U, 100000U}) {
    detector->reset(0);
    const std::vector<WakeProposal> proposals = hear(*detector, sound, chunk);
    ASSERT_EQ(proposals.size(), 1U) << chunk;
    EXPECT_EQ(proposals[0].score, expected[0].score);
    EXPECT_EQ(proposals[0].at, expected[0].at);
  }
}

TEST(MicroWakeWord, ResetForgetsAndContinuesAtTheGivenPosition) {
  const std::vector<float> sound = alexa_sentence();
  const std::unique_ptr<WakeDetector> detector = make();
  ASSERT_NE(detector, nullptr);
  const std::vector<WakeProposal> first = hear(*detector, sound);
  detector->reset(1'000'000);
  EXPECT_EQ(detector->take_peak(), 0);
  const std::vector<WakeProposal> second = hear(*detector, sound);
  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].score, first[0].score);
  EXPECT_EQ(second[0].at, first[0].at + 1'000'000);
}

TEST(MicroWakeWord, SecondAlexaCountsOnlyAfterTheRefractoryTime) {
  std::vector<float> sound = alexa_sentence();
  const std::vector<float> again = sound;
  sound.insert(sound.end(), again.begin(), again.end());  // "Alexa" twice, 2.5 s apart
  const std::unique_ptr<WakeDetector> detector = make();
  ASSERT_NE(detector, nullptr);
  EXPECT_EQ(hear(*detector, sound).size(), 2U);
  MicroWakeWordOptions patient;
  patient.refractory = to_samples(4000);
  const std::unique_ptr<WakeDetector> slower = make(patient);
  ASSERT_NE(slower, nullptr);
  EXPECT_EQ(hear(*slower, sound).size(), 1U);
}

TEST(MicroWakeWord, IsSilentOnSilenceLoudNoiseAndOverdrivenSound) {
  const std::unique_ptr<WakeDetector> detector = make({.propose_at = 500, .sliding_window = {}});
  ASSERT_NE(detector, nullptr);
  EXPECT_TRUE(hear(*detector, std::vector<float>(48000, 0.0F)).empty());
  std::vector<float> noise;
  std::uint32_t state = 7;
  for (int i = 0; i < 48000; ++i) {
    state = state * 1664525U + 1013904223U;
    noise.push_back(static_cast<float>(state >> 8U) / 8388608.0F - 1.0F);
  }
  EXPECT_TRUE(hear(*detector, noise).empty());
  for (float& sample : noise) sample *= 1000.0F;
  EXPECT_TRUE(hear(*detector, noise).empty());
}

TEST(MicroWakeWord, EveryWordLoadsAndOnlyAlexaHearsAlexa) {
  for (const char* word : {"okay_nabu", "hey_jarvis", "hey_mycroft"}) {
    const std::unique_ptr<WakeDetector> detector = make({.propose_at = 500, .sliding_window = {}}, word);
    ASSERT_NE(detector, nullptr);
    EXPECT_TRUE(hear(*detector, alexa_sentence()).empty()) << word;
  }
}

TEST(MicroWakeWord, UnknownWordIsAMissingModel) {
  const Result<std::unique_ptr<WakeDetector>> made = make_micro_wake_word(kModels, "computer");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, ErrorCode::kModelMissing);
  EXPECT_NE(made.error().detail.find("computer"), std::string::npos);
}

TEST(MicroWakeWord, UnreadableSettingsAreADamagedModel) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "sotto_micro_wake_word" / "wake";
  std::filesystem::create_directories(folder);
  std::filesystem::copy_file(kModels / "wake" / "alexa.tflite", folder / "alexa.tflite",
                             std::filesystem::copy_options::overwrite_existing);
  for (const char* text :
       {"", "{", "[]", "{\"micro\": {}}",
        "{\"micro\": {\"probability_cutoff\": \"x\", \"sliding_window_size\": 5, \"feature_step_size\": 10}}",
        "{\"micro\": {\"probability_cutoff\": 0.9, \"sliding_window_size\": 0, \"feature_step_size\": 10}}",
        "{\"micro\": {\"probability_cutoff\": 0.9, \"sliding_window_size\": 5, \"feature_step_size\": "
        "20}}"}) {
    std::ofstream(folder / "alexa.json") << text;
    const Result<std::unique_ptr<WakeDetector>> made = make_micro_wake_word(folder.parent_path(), "alexa");
    ASSERT_FALSE(made.ok()) << text;
    EXPECT_EQ(made.error().code, ErrorCode::kModelDamaged) << text;
    EXPECT_NE(made.error().detail.find("alexa.json"), std::string::npos);
  }
  std::ofstream(folder / "alexa.json")
      << "{\"micro\": {\"probability_cutoff\": 0.9, \"sliding_window_size\": 5, \"feature_step_size\": 10}}";
  EXPECT_TRUE(make_micro_wake_word(folder.parent_path(), "alexa").ok());
}

}  // namespace
}  // namespace sotto
