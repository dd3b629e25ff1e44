// Whether a prompt reached the room: generated rooms, delays, talk beside it, nothing at all.
#include "runtime/prompt_echo.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/fast_convolution.hpp"
#include "sim/room_impulse.hpp"
#include "spoken.hpp"

namespace sotto {
namespace {

double energy(const Sound& sound) {
  double sum = 0;
  for (const float sample : sound) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return sum;
}

// Through a living room to a microphone 30 cm away, `delay_ms` later, with so much gain.
Sound in_room(const Sound& played, int delay_ms, double gain_db) {
  const RoomShape& room = household_rooms()[2];
  const RoomPoint loudspeaker{0.3 * room.size.x, 0.3 * room.size.y, 0.8};
  const RoomPoint microphone{0.3 * room.size.x + 0.3, 0.3 * room.size.y, 0.8};
  const Sound through = convolve(played, room_impulse(room, loudspeaker, microphone, 1));
  Sound heard(static_cast<std::size_t>(to_samples(delay_ms)), 0.0F);
  const auto gain = static_cast<float>(std::pow(10.0, gain_db / 20.0));
  for (const float sample : through) heard.push_back(gain * sample);
  heard.resize(played.size() + static_cast<std::size_t>(to_samples(delay_ms + 30)));
  return heard;
}

// Adds reverberant talk so many decibels below what is there; with nothing there, as loud as itself.
void add_talk(Sound& heard, const std::string& name, double below_db) {
  Sound talk;
  while (talk.size() < heard.size()) {
    const Sound once = said(name);
    talk.insert(talk.end(), once.begin(), once.end());
  }
  const RoomShape& room = household_rooms()[2];
  const RoomPoint person{0.7 * room.size.x, 0.8 * room.size.y, 1.5};
  const RoomPoint microphone{0.3 * room.size.x + 0.3, 0.3 * room.size.y, 0.8};
  talk = convolve(talk, room_impulse(room, person, microphone, 1));
  talk.resize(heard.size());
  const double there = energy(heard);
  const double gain = there > 0 ? std::sqrt(there / energy(talk) * std::pow(10.0, -below_db / 10.0)) : 1.0;
  for (std::size_t i = 0; i < heard.size(); ++i) heard[i] += static_cast<float>(gain) * talk[i];
}

void add_noise(Sound& heard, double rms) {
  std::uint32_t seed = 1;
  for (float& sample : heard) {
    seed = seed * 1664525U + 1013904223U;
    sample += static_cast<float>(rms * 1.732) * (static_cast<float>(seed >> 8U) / 8388608.0F - 1.0F);
  }
}

class PlayedLate : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(By, PlayedLate, testing::Values(20, 60, 120, 250, 350, 500, 700),
                         [](const auto& each) { return std::to_string(each.param) + "ms"; });

TEST_P(PlayedLate, APromptInAQuietRoomIsFoundAndStandsOut) {
  for (const double gain_db : {0.0, -20.0, -45.0}) {
    Sound heard = in_room(prompt(), GetParam(), gain_db);
    add_noise(heard, 1e-5);
    const MeasuredEcho measured = measure_echo(prompt(), heard);
    EXPECT_TRUE(measured.echo.found) << gain_db << " dB, likeness " << measured.likeness;
    EXPECT_GE(measured.echo.over_talk_db, 15) << gain_db << " dB";
    EXPECT_NEAR(static_cast<double>(to_milliseconds(measured.delay)), GetParam(), 3.0);
  }
}

TEST(PromptEcho, WithoutAnyEchoNothingIsFoundWhateverIsSaid) {
  for (const char* talk : {"george-weekend.flac", "george-folder.flac", "emma-locked.flac", "emma-light.flac",
                           "heart-sister.flac", "george-piano.flac"}) {
    Sound heard(prompt().size() + 8000, 0.0F);
    add_talk(heard, talk, 0);
    const MeasuredEcho measured = measure_echo(prompt(), heard);
    EXPECT_FALSE(measured.echo.found) << talk << ", likeness " << measured.likeness;
  }
  Sound noise(prompt().size() + 8000, 0.0F);
  EXPECT_FALSE(measure_echo(prompt(), noise).echo.found);
  add_noise(noise, 0.01);
  EXPECT_FALSE(measure_echo(prompt(), noise).echo.found);
}

TEST(PromptEcho, TalkBesideItCountsAgainstIt) {
  const auto over = [](double below_db) {
    Sound heard = in_room(prompt(), 100, -10);
    add_talk(heard, "george-weekend.flac", below_db);
    const MeasuredEcho measured = measure_echo(prompt(), heard);
    EXPECT_TRUE(measured.echo.found) << below_db;
    return measured.echo.over_talk_db;
  };
  EXPECT_GE(over(20), 12);
  EXPECT_NEAR(over(10), 12, 5);
  EXPECT_LT(over(3), 10);
  EXPECT_LT(over(-3), 5);
  EXPECT_GT(over(12), over(6));
}

TEST(PromptEcho, SteadyNoiseIsNoTalk) {
  Sound heard = in_room(prompt(), 100, -10);
  add_noise(heard, std::sqrt(energy(heard) / static_cast<double>(heard.size()) / 10.0));
  const MeasuredEcho measured = measure_echo(prompt(), heard);
  EXPECT_TRUE(measured.echo.found);
  EXPECT_GE(measured.echo.over_talk_db, 10);
}

TEST(PromptEcho, ALoudspeakerThatClipsIsHeardAllTheSame) {
  Sound loud = prompt();
  const float peak = std::abs(*std::max_element(loud.begin(), loud.end(),
                                                [](float a, float b) { return std::abs(a) < std::abs(b); }));
  for (float& sample : loud) sample = std::clamp(sample, -0.4F * peak, 0.4F * peak);
  const MeasuredEcho measured = measure_echo(prompt(), in_room(loud, 100, -10));
  EXPECT_TRUE(measured.echo.found);
  EXPECT_GE(measured.echo.over_talk_db, 10);
}

TEST(PromptEcho, TooLittleSoundIsNotFound) {
  EXPECT_FALSE(measure_echo({}, {}).echo.found);
  EXPECT_FALSE(measure_echo(prompt(), {}).echo.found);
  const Sound heard = in_room(prompt(), 20, 0);
  EXPECT_FALSE(measure_echo(std::span(heard).first(800), heard).echo.found);
}

}  // namespace
}  // namespace sotto
