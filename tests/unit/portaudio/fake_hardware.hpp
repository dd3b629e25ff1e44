// Sound hardware that exists only in the tests: the test plays the device's real-time thread by calling the
// stream's user.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapters/portaudio/sound_hardware.hpp"

namespace sotto {

class FakeHardware final : public SoundHardware {
 public:
  Result<std::unique_ptr<SoundStream>> open(SoundDirection, const std::string& device, int wanted_rate_hz,
                                            StreamUser& user) override {
    ++opens;
    if (!present) return Error{ErrorCode::kNoSoundDevice, device};
    format = {rate_hz == 0 ? wanted_rate_hz : rate_hz, channels};
    user.on_start(format);
    running = &user;
    // What the device gives before the caller of open() goes on.
    if (!first_block.empty()) user.on_input(first_block, {});
    return std::unique_ptr<SoundStream>(new Stream(*this));
  }
  void refresh() override { ++refreshes; }
  std::vector<SoundDevice> devices() override { return {}; }

  void give(std::span<const float> interleaved, StreamMoment moment = {}) {
    ASSERT_NE(running, nullptr);
    running->on_input(interleaved, moment);
  }
  // What the device's next block of so many frames will sound like.
  std::vector<float> take(std::size_t frames, StreamMoment moment) {
    std::vector<float> block(frames * static_cast<std::size_t>(channels), 9.0F);
    if (running != nullptr) running->on_output(block, moment);
    return block;
  }
  void pull_out() {
    present = false;
    if (running != nullptr) running->on_end();
  }

  bool present = true;
  int rate_hz = 0;  // what the device insists on; 0 = whatever is wanted
  int channels = 1;
  std::vector<float> first_block;
  StreamFormat format;
  StreamUser* running = nullptr;
  int opens = 0;
  int refreshes = 0;

 private:
  class Stream final : public SoundStream {
   public:
    explicit Stream(FakeHardware& hardware) : hardware_(hardware) {}
    ~Stream() override { hardware_.running = nullptr; }
    [[nodiscard]] StreamFormat format() const override { return hardware_.format; }

   private:
    FakeHardware& hardware_;
  };
};

}  // namespace sotto
