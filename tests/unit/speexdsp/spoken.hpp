// What people say in the scenes, for tests of what a loudspeaker plays.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sndfile/sound_file.hpp"

namespace sotto {

using Sound = std::vector<float>;

inline Sound said(const std::string& name) {
  auto sound = read_sound_file(
      std::string(SOTTO_SOURCE_DIR) + "/scenes/said/" + name,
      [](int from, int to) { return make_good_resampler(from, to); }, 60);
  EXPECT_TRUE(sound.ok());
  return sound ? std::move(sound).value() : Sound();
}

inline Sound prompt() {
  return said("emma-to-maria.flac");
}

}  // namespace sotto
