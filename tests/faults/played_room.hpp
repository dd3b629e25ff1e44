// PlayedRoom: where a Play is heard and Sotto answers. Source and sink in one, because people answer prompts.
//
// Time is the sound that was read from it. Thread-safety: the thread of the run.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "faults/play.hpp"
#include "ports/audio_sink.hpp"
#include "ports/audio_source.hpp"

namespace sotto {

class PlayedRoom final : public AudioSource, public AudioSink {
 public:
  // The sound ends after `length_ms`. REQUIRES: play outlives this.
  PlayedRoom(const Play& play, Milliseconds length_ms);

  Result<std::size_t> read(std::span<float> frame) override;
  std::string name() const override { return "a play"; }

  Result<void> play(Playback playback, SampleCount at) override;
  void stop() override;
  std::vector<std::uint64_t> take_finished() override;

  // Whoever replays asks nobody what has finished; the room counts on its own.
  [[nodiscard]] SampleCount position() const { return position_; }
  // Kinds of what was played, in order, also what was stopped later.
  [[nodiscard]] const std::vector<std::string>& played() const { return played_; }
  // Kinds of what stop() cut off or forgot.
  [[nodiscard]] const std::vector<std::string>& cut_off() const { return cut_off_; }
  // When the latest prompt that was not stopped ends.
  [[nodiscard]] SampleCount playing_until() const { return playing_until_; }

 private:
  struct Sounding {
    std::size_t line;
    SampleSpan span;
  };
  struct Queued {
    std::uint64_t id;
    std::string kind;
    SampleSpan span;
    bool begun;
  };
  void follow_prompts();
  void cue(const std::string& on, SampleCount at);

  const Play& play_;
  SampleCount end_;
  SampleCount position_ = 0;
  SampleCount playing_until_ = 0;
  std::vector<Sounding> sounding_;
  std::deque<Queued> queue_;
  std::vector<std::uint64_t> finished_;
  std::vector<std::string> played_;
  std::vector<std::string> cut_off_;
  std::map<std::string, std::size_t> cued_;  // lines used up, by cue
};

}  // namespace sotto
