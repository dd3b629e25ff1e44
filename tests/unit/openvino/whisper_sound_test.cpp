#include "adapters/openvino/whisper_sound.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace sotto {
namespace {

// A tone at full scale times `level`, with a soft one, 50 dB below it, before and behind.
std::vector<float> tone_between_pauses(Milliseconds before, Milliseconds tone, Milliseconds after,
                                       float level) {
  std::vector<float> sound;
  const SampleCount from = to_samples(before);
  const SampleCount to = from + to_samples(tone);
  for (SampleCount i = 0; i < to + to_samples(after); ++i) {
    const bool loud = i >= from && i < to;
    sound.push_back((loud ? level : level * 0.003F) * std::sin(0.3F * static_cast<float>(i)));
  }
  return sound;
}

TEST(FindSpeech, TrimsPausesButLeavesAMargin) {
  const SpeechStretch found = find_speech(tone_between_pauses(1000, 700, 800, 0.5F));
  EXPECT_NEAR(static_cast<double>(found.span.from), static_cast<double>(to_samples(850)), 200);
  EXPECT_NEAR(static_cast<double>(found.span.to), static_cast<double>(to_samples(1900)), 200);
  EXPECT_NEAR(static_cast<double>(found.loud_within(found.span)), static_cast<double>(to_samples(700)), 400);
  EXPECT_NEAR(found.peak_db, -9.0, 0.5);
}

TEST(FindSpeech, DoesNotDependOnLoudness) {
  const SpeechStretch loud = find_speech(tone_between_pauses(500, 700, 500, 0.5F));
  const SpeechStretch soft = find_speech(tone_between_pauses(500, 700, 500, 0.005F));
  EXPECT_EQ(loud.span, soft.span);
  EXPECT_NEAR(loud.peak_db - soft.peak_db, 40.0, 0.1);
}

TEST(FindSpeech, MarginsEndAtTheSound) {
  const SpeechStretch found = find_speech(tone_between_pauses(50, 700, 50, 0.5F));
  EXPECT_EQ(found.span, (SampleSpan{0, to_samples(800)}));
}

TEST(FindSpeech, TightensAStretchToItsLoudPart) {
  const SpeechStretch found = find_speech(tone_between_pauses(1000, 700, 800, 0.5F));
  EXPECT_EQ(found.tightened({0, to_samples(2500)}), (SampleSpan{to_samples(1000), to_samples(1700)}));
  EXPECT_EQ(found.tightened({to_samples(1200), to_samples(1300)}),
            (SampleSpan{to_samples(1200), to_samples(1300)}));
  EXPECT_EQ(found.tightened({0, to_samples(500)}), (SampleSpan{0, to_samples(500)})) << "nothing loud in it";
  EXPECT_EQ(found.loud_within({to_samples(1600), to_samples(9000)}), to_samples(100));
  EXPECT_EQ(found.loud_within({0, to_samples(900)}), 0);
}

TEST(FindSpeech, TellsSofterNoiseFromSpeech) {
  std::vector<float> sound = tone_between_pauses(500, 700, 500, 0.5F);
  const std::vector<float> softer = tone_between_pauses(0, 400, 500, 0.05F);
  sound.insert(sound.end(), softer.begin(), softer.end());
  const SpeechStretch found = find_speech(sound);
  const SampleSpan rest{to_samples(1500), static_cast<SampleCount>(sound.size())};
  EXPECT_EQ(found.loud_within(rest), to_samples(400));
  EXPECT_EQ(found.strong_within(rest), 0);
  EXPECT_EQ(found.strong_within(found.span), to_samples(700));
}

TEST(FindSpeech, FollowsALoudStretchToItsEnd) {
  std::vector<float> sound = tone_between_pauses(1000, 700, 800, 0.5F);
  const std::vector<float> later = tone_between_pauses(0, 500, 500, 0.5F);
  sound.insert(sound.end(), later.begin(), later.end());
  const SpeechStretch found = find_speech(sound);
  EXPECT_EQ(found.end_of_stretch(to_samples(1200), to_samples(3500)), to_samples(1700));
  EXPECT_EQ(found.end_of_stretch(to_samples(1200), to_samples(1500)), to_samples(1500));
  EXPECT_EQ(found.end_of_stretch(to_samples(2000), to_samples(3500)), to_samples(2000))
      << "nothing goes on there";
}

TEST(FindSpeech, KeepsEverythingWhenNothingStandsOut) {
  const std::vector<float> silence(static_cast<std::size_t>(to_samples(1000)), 0.0F);
  EXPECT_EQ(find_speech(silence).span, (SampleSpan{0, to_samples(1000)}));
  EXPECT_EQ(find_speech(silence).loud_within({0, to_samples(1000)}), 0);
  EXPECT_EQ(find_speech({}).span, (SampleSpan{0, 0}));
  EXPECT_EQ(find_speech(std::span<const float>(silence).first(3)).span, (SampleSpan{0, 3}));
}

}  // namespace
}  // namespace sotto
