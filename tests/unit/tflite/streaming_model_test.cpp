#include "adapters/tflite/streaming_model.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sotto {
namespace {

const std::filesystem::path kAlexa = std::filesystem::path(SOTTO_MODELS_DIR) / "wake" / "alexa.tflite";
constexpr std::size_t kFeatures = 40;

std::filesystem::path write_temporary(const std::string& name, const std::string& bytes) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / name;
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

TEST(StreamingModel, TakesThreeStepsAndAnswersWithAProbability) {
  Result<std::unique_ptr<StreamingModel>> model = StreamingModel::load(kAlexa, kFeatures);
  ASSERT_TRUE(model.ok()) << model.error().line();
  ASSERT_EQ(model.value()->steps(), 3U);
  const Result<double> probability = model.value()->run(std::vector<float>(3 * kFeatures, 0.0F));
  ASSERT_TRUE(probability.ok());
  EXPECT_GE(probability.value(), 0.0);
  EXPECT_LT(probability.value(), 0.1);
}

TEST(StreamingModel, RemembersAndForgets) {
  Result<std::unique_ptr<StreamingModel>> loaded = StreamingModel::load(kAlexa, kFeatures);
  ASSERT_TRUE(loaded.ok()) << loaded.error().line();
  StreamingModel& model = *loaded.value();
  const auto run_steps = [&] {
    std::vector<double> answers;
    for (int i = 0; i < 40; ++i) {
      const float level = static_cast<float>(i % 5) * 5.0F;
      answers.push_back(model.run(std::vector<float>(3 * kFeatures, level)).value());
    }
    return answers;
  };
  const std::vector<double> first = run_steps();
  EXPECT_NE(run_steps(), first);
  ASSERT_TRUE(model.reset().ok());
  EXPECT_EQ(run_steps(), first);
}

TEST(StreamingModel, ClipsWhatTheQuantisationCannotHold) {
  Result<std::unique_ptr<StreamingModel>> a = StreamingModel::load(kAlexa, kFeatures);
  Result<std::unique_ptr<StreamingModel>> b = StreamingModel::load(kAlexa, kFeatures);
  ASSERT_TRUE(a.ok() && b.ok());
  for (int i = 0; i < 30; ++i) {
    const float over = i % 3 == 0 ? 1e9F : -1e9F;
    const float edge = i % 3 == 0 ? 26.0F : 0.0F;
    EXPECT_EQ(a.value()->run(std::vector<float>(3 * kFeatures, over)).value(),
              b.value()->run(std::vector<float>(3 * kFeatures, edge)).value());
  }
}

TEST(StreamingModel, MissingFileIsNamed) {
  const Result<std::unique_ptr<StreamingModel>> model =
      StreamingModel::load("nowhere/alexa.tflite", kFeatures);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, ErrorCode::kModelMissing);
  EXPECT_NE(model.error().detail.find("alexa.tflite"), std::string::npos);
}

TEST(StreamingModel, FileThatIsNoModelIsDamaged) {
  for (const std::string& bytes : {std::string(), std::string("TFL3"), std::string(5000, 'x')}) {
    const std::filesystem::path file = write_temporary("sotto_no_model.tflite", bytes);
    const Result<std::unique_ptr<StreamingModel>> model = StreamingModel::load(file, kFeatures);
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().code, ErrorCode::kModelDamaged);
    EXPECT_NE(model.error().detail.find("sotto_no_model"), std::string::npos);
  }
}

TEST(StreamingModel, ModelForOtherFeaturesIsDamaged) {
  const Result<std::unique_ptr<StreamingModel>> model = StreamingModel::load(kAlexa, 41);
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().code, ErrorCode::kModelDamaged);
}

TEST(StreamingModel, TruncatedModelIsDamaged) {
  std::ifstream stream(kAlexa, std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  ASSERT_GT(whole.size(), 10000U);
  for (const std::size_t kept : {100U, 1000U, 10000U}) {
    const std::filesystem::path file = write_temporary("sotto_short.tflite", whole.substr(0, kept));
    const Result<std::unique_ptr<StreamingModel>> model = StreamingModel::load(file, kFeatures);
    ASSERT_FALSE(model.ok()) << kept;
    EXPECT_EQ(model.error().code, ErrorCode::kModelDamaged);
  }
  const std::filesystem::path file = write_temporary("sotto_short.tflite", whole.substr(0, whole.size() - 1));
  EXPECT_FALSE(StreamingModel::load(file, kFeatures).ok());
}

}  // namespace
}  // namespace sotto
