#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "adapters/flite/flite_synthesizer.hpp"

namespace sotto {
namespace {

TEST(FliteSynthesizerTest, SpeaksAtTheUsualLevelAndLength) {
  auto flite = make_flite_synthesizer();
  ASSERT_TRUE(flite);
  const auto speech = flite.value()->speak("The message could not be sent.", "");
  ASSERT_TRUE(speech) << speech.error().line();
  EXPECT_GT(speech.value().size(), 16000U);
  EXPECT_LT(speech.value().size(), 16000U * 4);
  double sum = 0.0;
  for (const float sample : speech.value()) sum += static_cast<double>(sample) * static_cast<double>(sample);
  EXPECT_NEAR(10.0 * std::log10(sum / static_cast<double>(speech.value().size())), -20.0, 4.0);
  EXPECT_TRUE(std::ranges::all_of(speech.value(), [](float sample) { return std::abs(sample) < 1.0F; }));
}

TEST(FliteSynthesizerTest, SeveralSpeakAlike) {
  auto one = make_flite_synthesizer();
  auto two = make_flite_synthesizer();
  ASSERT_TRUE(one && two);
  const auto first = one.value()->speak("Not sent.", "slt");
  const auto second = two.value()->speak("Not sent.", "");
  ASSERT_TRUE(first && second);
  // Only the breath differs: by less than 20 ms at the quiet edges.
  EXPECT_NEAR(static_cast<double>(first.value().size()), static_cast<double>(second.value().size()), 320.0);
  const auto longer = two.value()->speak("The message could not be sent.", "");
  ASSERT_TRUE(longer);
  EXPECT_GT(longer.value().size(), first.value().size() + 8000);
}

TEST(FliteSynthesizerTest, RefusesWhatThePortSays) {
  auto flite = make_flite_synthesizer();
  ASSERT_TRUE(flite);
  EXPECT_EQ(flite.value()->voices(), std::vector<std::string>{"slt"});
  const auto voice = flite.value()->speak("Sent.", "bf_emma");
  ASSERT_FALSE(voice);
  EXPECT_EQ(voice.error().code, ErrorCode::kVoiceUnknown);
  EXPECT_EQ(voice.error().detail, "bf_emma");
  EXPECT_EQ(flite.value()->speak(std::string(501, 'a'), "").error().code, ErrorCode::kTooLong);
  for (const char* nothing : {"", " \n", "..."}) {
    const auto speech = flite.value()->speak(nothing, "");
    ASSERT_TRUE(speech);
    EXPECT_TRUE(speech.value().empty()) << '"' << nothing << '"';
  }
}

TEST(FliteSynthesizerTest, OddBytesDoNoHarm) {
  auto flite = make_flite_synthesizer();
  ASSERT_TRUE(flite);
  for (const char* text : {"Zo\xC3\xAB", "\xFF\xFE", "<b>&amp;", "1234567890123456789012345", "a\tb"}) {
    EXPECT_TRUE(flite.value()->speak(text, "")) << text;
  }
}

}  // namespace
}  // namespace sotto
