// AudioEncoder by libopusenc: Ogg Opus (RFC 6716, RFC 7845), mono, tuned for speech.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "ports/audio_encoder.hpp"

namespace sotto {

// 28 kbit/s is where Opus speech of 8 kHz bandwidth counts as transparent to listeners; a minute takes about
// 210 kB.
struct OpusOptions {
  int bits_per_second = 28'000;  // 6000 to 128 000
};

// REQUIRES: options in range. The file is as long as the sound, within a sample, and names nobody.
[[nodiscard]] Result<std::unique_ptr<AudioEncoder>> make_opus_encoder(OpusOptions options = {});

}  // namespace sotto
