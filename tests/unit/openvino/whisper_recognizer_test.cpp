#include "adapters/openvino/whisper_recognizer.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "recordings.hpp"

namespace sotto {
namespace {

const std::filesystem::path kWhisper = kModels / "whisper";

// "Alexa, send a message to Maria." and "Send it, harbor cabin.", each by a woman and a man.
std::vector<float> request() {
  return read_recording("heart_request.s16");
}
std::vector<float> other_request() {
  return read_recording("adam_request.s16");
}
std::vector<float> reply() {
  return read_recording("heart_reply.s16");
}

void append(std::vector<float>& sound, const std::vector<float>& more) {
  sound.insert(sound.end(), more.begin(), more.end());
}
void append_pause(std::vector<float>& sound, Milliseconds pause) {
  sound.resize(sound.size() + static_cast<std::size_t>(to_samples(pause)), 0.0F);
}

std::string words_of(const Transcript& transcript) {
  std::string words;
  for (const Word& word : transcript.words) words += (words.empty() ? "" : " ") + word.normalized;
  return words;
}

class WhisperRecognizerTest : public testing::Test {
 protected:
  // One for all tests of a run, because loading takes longer than listening.
  static Recognizer& recognizer() {
    static const std::unique_ptr<Recognizer> made = [] {
      Result<std::unique_ptr<Recognizer>> result = make_whisper_recognizer(kWhisper);
      EXPECT_TRUE(result.ok()) << result.error().line();
      return std::move(result).value();
    }();
    return *made;
  }

  static Transcript hear(const RecognitionRequest& wanted) {
    Result<Transcript> heard = recognizer().transcribe(wanted);
    EXPECT_TRUE(heard.ok()) << heard.error().line();
    return heard.ok() ? std::move(heard).value() : Transcript{};
  }

  static Transcript hear(const std::vector<float>& sound) {
    RecognitionRequest wanted;
    wanted.samples = sound;
    return hear(wanted);
  }
};

TEST_F(WhisperRecognizerTest, WritesWhatWasSaid) {
  for (const std::vector<float>& sound : {request(), other_request()}) {
    ASSERT_FALSE(sound.empty());
    const Transcript heard = hear(sound);
    EXPECT_EQ(words_of(heard), "alexa send a message to maria");
    EXPECT_GT(heard.confidence, 700);
    EXPECT_LT(heard.no_speech, 300);
    EXPECT_FALSE(heard.looped || heard.truncated || heard.full_context);
    EXPECT_EQ(heard.span, (SampleSpan{0, static_cast<SampleCount>(sound.size())}));
    ASSERT_EQ(heard.n_best.size(), 1U);
    EXPECT_EQ(heard.n_best.front().text, heard.text);
    EXPECT_LE(heard.n_best.front().log_prob_milli, 0);
    for (const Word& word : heard.words) {
      EXPECT_GT(word.confidence, 300) << word.text;
      EXPECT_TRUE(word.phonemes.empty()) << "they are the runtime's business";
    }
  }
}

TEST_F(WhisperRecognizerTest, SaysTheSameTwice) {
  const std::vector<float> sound = request();
  RecognitionRequest wanted;
  wanted.samples = sound;
  wanted.forced_texts = {"Alexa", "send it"};
  wanted.n_best = 3;
  const Transcript first = hear(wanted);
  static_cast<void>(hear(reply()));
  EXPECT_EQ(hear(wanted), first);
}

// A sentence, a pause, another sentence: where the words lie is known to the length of a sound.
TEST_F(WhisperRecognizerTest, WordsLieWhereTheyWereSaid) {
  std::vector<float> sound;
  append_pause(sound, 700);
  const auto first_from = static_cast<SampleCount>(sound.size());
  append(sound, other_request());
  const auto first_to = static_cast<SampleCount>(sound.size()) - to_samples(100);  // its last tenth is breath
  append_pause(sound, 900);
  const auto second_from = static_cast<SampleCount>(sound.size());
  append(sound, reply());
  const auto second_to = static_cast<SampleCount>(sound.size()) - to_samples(60);
  append_pause(sound, 700);

  RecognitionRequest wanted;
  wanted.samples = sound;
  wanted.from = 1'000'000;
  const Transcript heard = hear(wanted);
  ASSERT_EQ(words_of(heard), "alexa send a message to maria send it harbor cabin");
  const auto expect_near = [&](SampleCount got, SampleCount expected, const char* what) {
    EXPECT_NEAR(static_cast<double>(to_milliseconds(got - wanted.from)),
                static_cast<double>(to_milliseconds(expected)), 120.0)
        << what;
  };
  expect_near(heard.words[0].span.from, first_from, "Alexa");
  expect_near(heard.words[5].span.to, first_to, "Maria");
  expect_near(heard.words[6].span.from, second_from, "send");
  expect_near(heard.words[9].span.to, second_to, "cabin");
  EXPECT_EQ(heard.span.from, wanted.from);
  for (std::size_t i = 0; i < heard.words.size(); ++i) {
    EXPECT_LT(heard.words[i].span.from, heard.words[i].span.to) << heard.words[i].text;
    if (i > 0) {
      EXPECT_LE(heard.words[i - 1].span.to, heard.words[i].span.from) << heard.words[i].text;
    }
  }
}

TEST_F(WhisperRecognizerTest, ForcedScoresTellWordsApart) {
  const std::vector<float> sound = request();
  RecognitionRequest wanted;
  wanted.samples = sound;
  wanted.forced_texts = {"Alexa", "alexa", "Alexa send a message", "Alexis", "Alex", "election", "send", "?"};
  const Transcript heard = hear(wanted);
  ASSERT_EQ(heard.forced.size(), wanted.forced_texts.size());
  const auto score = [&](std::size_t i) {
    return static_cast<double>(heard.forced[i].log_prob_milli) / 1000;
  };
  for (std::size_t i = 0; i < heard.forced.size(); ++i) {
    EXPECT_EQ(heard.forced[i].text, wanted.forced_texts[i]);
    EXPECT_LE(score(i), 0.01);
  }
  EXPECT_GT(score(0), -0.5);
  EXPECT_NEAR(score(0), score(1), 0.002) << "capitals do not matter";
  EXPECT_LT(score(2), score(0) + 0.002) << "a longer text is never more probable than its beginning";
  EXPECT_GT(score(2), -2.0);
  for (std::size_t i = 3; i < 7; ++i) EXPECT_LT(score(i), score(0) - 2) << wanted.forced_texts[i];
  EXPECT_LE(
      std::exp(score(0)) + std::exp(score(3)) + std::exp(score(4)) + std::exp(score(5)) + std::exp(score(6)),
      1.01);
  EXPECT_LT(score(7), -1000) << "no word cannot be scored";
}

TEST_F(WhisperRecognizerTest, ForcedTextsDoNotChangeWhatIsHeard) {
  const std::vector<float> sound = other_request();
  const Transcript plain = hear(sound);
  RecognitionRequest wanted;
  wanted.samples = sound;
  wanted.forced_texts = {"Alexa, send a message to Maria", "unacceptable", "a letter",
                         "Alexa turn on the light",
                         "the quick brown fox jumps over the lazy dog and then over all the others"};
  const Transcript scored = hear(wanted);
  EXPECT_EQ(scored.text, plain.text);
  EXPECT_NEAR(scored.confidence, plain.confidence, 15);
  EXPECT_GT(scored.forced[0].log_prob_milli, -4000);
  EXPECT_LT(scored.forced[4].log_prob_milli, -10000);
}

TEST_F(WhisperRecognizerTest, OffersOtherHypotheses) {
  const std::vector<float> sound = reply();
  RecognitionRequest wanted;
  wanted.samples = sound;
  wanted.n_best = 5;
  const Transcript heard = hear(wanted);
  ASSERT_GE(heard.n_best.size(), 2U);
  ASSERT_LE(heard.n_best.size(), 5U);
  EXPECT_EQ(heard.n_best.front().text, heard.text);
  for (std::size_t i = 1; i < heard.n_best.size(); ++i) {
    EXPECT_NE(heard.n_best[i].text, heard.n_best[i - 1].text);
    EXPECT_LT(heard.n_best[i].log_prob_milli, 0);
    if (i > 1) {
      EXPECT_LE(heard.n_best[i].log_prob_milli, heard.n_best[i - 1].log_prob_milli);
    }
  }
}

TEST_F(WhisperRecognizerTest, FullContextHearsTheSame) {
  const std::vector<float> sound = request();
  RecognitionRequest wanted;
  wanted.samples = sound;
  wanted.full_context = true;
  const Transcript heard = hear(wanted);
  EXPECT_TRUE(heard.full_context);
  EXPECT_EQ(words_of(heard), "alexa send a message to maria");
}

TEST_F(WhisperRecognizerTest, LongSpeechTakesTheFullContextByItself) {
  std::vector<float> sound;
  for (int i = 0; i < 4; ++i) {
    append(sound, request());
    append_pause(sound, 500);
    append(sound, reply());
    append_pause(sound, 500);
  }
  const Transcript heard = hear(sound);
  EXPECT_TRUE(heard.full_context);
  const std::string words = words_of(heard);
  EXPECT_EQ(words.find("alexa send a message to maria send it harbor cabin"), 0U) << words;
  EXPECT_GT(heard.words.size(), 30U) << words;
  EXPECT_GT(heard.words.back().span.to, static_cast<SampleCount>(sound.size()) - to_samples(1500));
}

TEST_F(WhisperRecognizerTest, NobodySpokeSoNothingWasSaid) {
  const std::vector<float> silence(static_cast<std::size_t>(to_samples(2000)), 0.0F);
  std::mt19937 random(3);
  std::normal_distribution<float> level(0.0F, 0.01F);
  std::vector<float> hiss(silence.size());
  for (float& sample : hiss) sample = level(random);
  for (const std::vector<float>& sound :
       {silence, hiss, std::vector<float>{}, std::vector<float>(100, 0.1F)}) {
    const Transcript heard = hear(sound);
    EXPECT_TRUE(heard.words.empty()) << heard.text;
    EXPECT_TRUE(heard.n_best.empty());
    EXPECT_EQ(heard.text, "");
  }
}

TEST_F(WhisperRecognizerTest, RefusesMoreThanThirtySeconds) {
  const std::vector<float> sound(static_cast<std::size_t>(to_samples(30'000)) + 1, 0.0F);
  RecognitionRequest wanted;
  wanted.samples = sound;
  const Result<Transcript> heard = recognizer().transcribe(wanted);
  ASSERT_FALSE(heard.ok());
  EXPECT_EQ(heard.error().code, ErrorCode::kTooLong);
}

TEST(WhisperRecognizerLoading, FullPrecisionHearsTheSame) {
  WhisperOptions options;
  options.precision = WhisperPrecision::kFloat32;
  options.threads = 1;
  Result<std::unique_ptr<Recognizer>> made = make_whisper_recognizer(kWhisper, options);
  ASSERT_TRUE(made.ok()) << made.error().line();
  const std::vector<float> sound = request();
  RecognitionRequest wanted;
  wanted.samples = sound;
  const Result<Transcript> heard = made.value()->transcribe(wanted);
  ASSERT_TRUE(heard.ok());
  EXPECT_EQ(words_of(heard.value()), "alexa send a message to maria");
}

TEST(WhisperRecognizerLoading, NamesWhatIsMissingOrDamaged) {
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / "whisper_recognizer_loading";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const auto error = [&] {
    const Result<std::unique_ptr<Recognizer>> made = make_whisper_recognizer(folder);
    return made.ok() ? Error{ErrorCode::kUsage, "it loaded"} : made.error();
  };
  EXPECT_EQ(error().code, ErrorCode::kModelMissing);
  for (const char* name :
       {"tokens.json", "suppress.json", "mel.xml", "mel.bin", "decoder.xml", "decoder.bin", "encoder.bin"}) {
    std::filesystem::create_symlink(kWhisper / name, folder / name);
  }
  EXPECT_EQ(error(), (Error{ErrorCode::kModelMissing, (folder / "encoder.xml").string()}));
  std::ofstream(folder / "encoder.xml") << "<net>";
  EXPECT_EQ(error(), (Error{ErrorCode::kModelDamaged, (folder / "encoder.xml").string()}));
  std::filesystem::remove(folder / "encoder.xml");
  std::filesystem::create_symlink(kWhisper / "mel.xml", folder / "encoder.xml");
  EXPECT_EQ(error().code, ErrorCode::kModelDamaged) << "another graph under the encoder's name";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sotto
