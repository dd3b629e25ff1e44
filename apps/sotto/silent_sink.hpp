// SilentSink: stands where there is no loudspeaker. Nobody hears a prompt, so every one of them fails: what
// has to be asked first is not done, what needs no question is.
#pragma once

#include <utility>
#include <vector>

#include "ports/audio_sink.hpp"

namespace sotto {

class SilentSink final : public AudioSink {
 public:
  [[nodiscard]] Result<void> play(Playback playback, SampleCount) override {
    failed_.push_back(playback.id);
    return {};
  }
  void stop() override { failed_.clear(); }
  [[nodiscard]] std::vector<std::uint64_t> take_finished() override { return {}; }
  [[nodiscard]] std::vector<std::uint64_t> take_failed() override { return std::exchange(failed_, {}); }

 private:
  std::vector<std::uint64_t> failed_;
};

}  // namespace sotto
