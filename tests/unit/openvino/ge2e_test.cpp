#include "adapters/openvino/ge2e_voice_identifier.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "recordings.hpp"

namespace sotto {
namespace {

std::unique_ptr<VoiceIdentifier> make() {
  Result<std::unique_ptr<VoiceIdentifier>> made = make_ge2e_voice_identifier(kModels);
  EXPECT_TRUE(made.ok()) << made.error().line();
  return made.ok() ? std::move(made).value() : nullptr;
}

VoiceEmbedding voice_in(VoiceIdentifier& identifier, std::span<const float> sound) {
  const Result<VoiceSample> sample = identifier.embed(sound);
  EXPECT_TRUE(sample.ok());
  return sample.ok() ? sample.value().embedding : VoiceEmbedding{};
}

std::vector<float> scaled(std::vector<float> sound, float factor) {
  for (float& sample : sound) sample *= factor;
  return sound;
}

// 2.0 s, two windows, and 1.2 s, which is repeated.
TEST(Ge2eVoiceIdentifier, EmbeddingEqualsTheReference) {
  const std::unique_ptr<VoiceIdentifier> identifier = make();
  ASSERT_NE(identifier, nullptr);
  for (const std::string name : {"heart_request", "adam_reply"}) {
    const std::vector<float> expected = read_numbers(name + "_embedding.txt");
    const std::vector<float> sound = read_recording(name + ".s16");
    ASSERT_EQ(expected.size(), 256U);
    ASSERT_GT(sound.size(), 16000U);
    const Result<VoiceSample> sample = identifier->embed(sound);
    ASSERT_TRUE(sample.ok());
    EXPECT_EQ(sample.value().voiced_ms, to_milliseconds(static_cast<SampleCount>(sound.size())));
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_NEAR(sample.value().embedding[i], expected[i], 1e-3F) << name << i;
    }
  }
}

TEST(Ge2eVoiceIdentifier, EmbeddingHasUnitLength) {
  const std::unique_ptr<VoiceIdentifier> identifier = make();
  ASSERT_NE(identifier, nullptr);
  const VoiceEmbedding voice = voice_in(*identifier, read_recording("adam_request.s16"));
  EXPECT_NEAR(std::inner_product(voice.begin(), voice.end(), voice.begin(), 0.0), 1.0, 1e-5);
}

TEST(Ge2eVoiceIdentifier, SameVoiceIsCloserThanAnother) {
  const std::unique_ptr<VoiceIdentifier> identifier = make();
  ASSERT_NE(identifier, nullptr);
  const VoiceEmbedding heart = voice_in(*identifier, read_recording("heart_request.s16"));
  const VoiceEmbedding heart_reply = voice_in(*identifier, read_recording("heart_reply.s16"));
  const VoiceEmbedding adam = voice_in(*identifier, read_recording("adam_request.s16"));
  const VoiceEmbedding adam_reply = voice_in(*identifier, read_recording("adam_reply.s16"));
  EXPECT_GE(similarity(heart, heart_reply), 750);
  EXPECT_GE(similarity(adam, adam_reply), 750);
  EXPECT_LE(similarity(heart, adam_reply), 700);
  EXPECT_LE(similarity(adam, heart_reply), 700);
}

TEST(Ge2eVoiceIdentifier, LoudnessDoesNotMatter) {
  const std::unique_ptr<VoiceIdentifier> identifier = make();
  ASSERT_NE(identifier, nullptr);
  const std::vector<float> sound = read_recording("heart_request.s16");
  const VoiceEmbedding voice = voice_in(*identifier, sound);
  for (const float factor : {0.001F, 0.1F, 8.0F}) {
    EXPECT_EQ(similarity(voice, voice_in(*identifier, scaled(sound, factor))), 1000) << factor;
  }
}

// A window that ends where the sound ends: without it, what follows the first 1.6 s of a 2 s reply would not
// count.
TEST(Ge2eVoiceIdentifier, EndOfTheSpeechCounts) {
  const std::unique_ptr<VoiceIdentifier> identifier = make();
  ASSERT_NE(identifier, nullptr);
  std::vector<float> sound = read_recording("heart_request.s16");
  const std::vector<float> other = read_recording("adam_request.s16");
  ASSERT_GT(sound.size(), 32'000U);
  ASSERT_GT(other.size(), 8'000U);
  sound.resize(32'000);
  const VoiceEmbedding heart = voice_in(*identifier, sound);
  std::copy_n(other.begin(), 6'400, sound.end() - 6'400);
  EXPECT_LT(similarity(heart, voice_in(*identifier, sound)), 980);
}

TEST(Ge2eVoiceIdentifier, TakesAnyLengthFromATenthOfASecondToAMinute) {
  const std::unique_ptr<VoiceIdentifier> identifier = make();
  ASSERT_NE(identifier, nullptr);
  std::vector<float> sound = read_recording("heart_request.s16");
  ASSERT_FALSE(sound.empty());
  while (sound.size() < 960'001) sound.insert(sound.end(), sound.begin(), sound.end());
  for (const std::size_t length : {1600U, 25'600U, 25'601U, 37'921U, 960'000U}) {
    const Result<VoiceSample> sample = identifier->embed(std::span(sound).first(length));
    ASSERT_TRUE(sample.ok()) << length;
    EXPECT_EQ(sample.value().voiced_ms, static_cast<Milliseconds>(length) / 16);
  }
  const Result<VoiceSample> over = identifier->embed(std::span(sound).first(960'001));
  ASSERT_FALSE(over.ok());
  EXPECT_EQ(over.error().code, ErrorCode::kTooLong);
}

TEST(Ge2eVoiceIdentifier, SilenceIsNotAVoiceOfItsOwn) {
  const std::unique_ptr<VoiceIdentifier> identifier = make();
  ASSERT_NE(identifier, nullptr);
  for (const float sample :
       {0.0F, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    const Result<VoiceSample> silent = identifier->embed(std::vector<float>(32'000, sample));
    ASSERT_FALSE(silent.ok()) << sample;
    EXPECT_EQ(silent.error().code, ErrorCode::kEngineFailed);
  }
}

TEST(Ge2eVoiceIdentifier, MissingAndDamagedModelsAreNamed) {
  const Result<std::unique_ptr<VoiceIdentifier>> missing = make_ge2e_voice_identifier("nowhere");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, ErrorCode::kModelMissing);

  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "sotto_ge2e_test" / "voice";
  std::filesystem::create_directories(folder);
  for (const char* name : {"mel.xml", "mel.bin", "ge2e.xml", "ge2e.bin"}) {
    std::filesystem::copy_file(kModels / "voice" / name, folder / name,
                               std::filesystem::copy_options::overwrite_existing);
  }
  ASSERT_TRUE(make_ge2e_voice_identifier(folder.parent_path()).ok());
  std::filesystem::resize_file(folder / "ge2e.bin", std::filesystem::file_size(folder / "ge2e.bin") / 2);
  const Result<std::unique_ptr<VoiceIdentifier>> cut = make_ge2e_voice_identifier(folder.parent_path());
  ASSERT_FALSE(cut.ok());
  EXPECT_EQ(cut.error().code, ErrorCode::kModelDamaged);
  EXPECT_NE(cut.error().detail.find("ge2e.xml"), std::string::npos);
  std::filesystem::remove(folder / "ge2e.bin");
  const Result<std::unique_ptr<VoiceIdentifier>> gone = make_ge2e_voice_identifier(folder.parent_path());
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error().code, ErrorCode::kModelMissing);
  EXPECT_NE(gone.error().detail.find("ge2e.bin"), std::string::npos);
}

}  // namespace
}  // namespace sotto
