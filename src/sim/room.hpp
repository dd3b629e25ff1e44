// Room: a simulated room, microphone and loudspeaker at once. It plays a scene on the run's own timeline: the
// recording and the backgrounds go on whatever is asked, the turns of people come when their moment has come,
// and our own prompts come back as echo where the scene has one.
//
// Everything is placed on whole samples, so the same scene and the same prompts give the same sound, sample
// for sample.
//
// When it is over: read() always fills the whole frame and never says that the sound has ended, because a
// prompt that begins later may bring somebody to speak. over() says that nothing is left of what is known to
// come: the recording, the scene's length and every turn whose moment is known. The driver goes on reading
// until the room is over and no dialog is open; a prompt with a turn waiting for it makes over() false again.
//
// Thread-safety: one thread. Sound is mono float in [-1, 1), 16 kHz; what is louder is clipped, as a
// microphone does.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ports/audio_sink.hpp"
#include "ports/audio_source.hpp"
#include "sim/scene.hpp"

namespace sotto {

// Where a room has its sounds from; both are called while it is made, `speak` also when a challenge has been
// asked for.
struct RoomSounds {
  // The sound of a file as the scene names it. Finding it beside the scene is the caller's work.
  std::function<Result<std::vector<float>>(const std::string& file)> load;
  std::function<Result<std::vector<float>>(const std::string& text, const std::string& voice)> speak;
};

class Room final : public AudioSource, public AudioSink {
 public:
  // Loads and speaks all that the scene needs. REQUIRES: both functions are callable. Errors: those of the
  // functions with "FILE:LINE: " of the scene before them, file-invalid where a turn would begin after the
  // end of its sound file.
  [[nodiscard]] static Result<std::unique_ptr<Room>> make(const Scene& scene, RoomSounds sounds);

  // Always fills the frame. Errors: those of RoomSounds::speak for a turn that says the challenge,
  // file-invalid where the phrase cannot be known; then at every call.
  [[nodiscard]] Result<std::size_t> read(std::span<float> frame) override;
  [[nodiscard]] bool over() const override;
  [[nodiscard]] std::string name() const override { return file_; }

  // The turn that waits for a prompt of this kind is placed after its end. What has been read already cannot
  // be changed any more: an echo before it is lost, and a turn begins at the earliest with the next frame.
  [[nodiscard]] Result<void> play(Playback playback, SampleCount at) override;
  // The prompt that is playing ends here, and its turn follows that end. Prompts that had not begun count as
  // never asked: the next prompt of their kind takes their turn.
  void stop() override;
  [[nodiscard]] std::vector<std::uint64_t> take_finished() override;

  // Samples read so far.
  [[nodiscard]] SampleCount position() const { return position_; }

 private:
  struct Turn {
    SceneTurn script;
    std::vector<float> samples;  // empty for a turn that says the challenge
  };
  struct Background {
    std::vector<float> samples;  // not empty
  };
  // Something that sounds once.
  struct Clip {
    SampleCount from = 0;
    std::vector<float> samples;
    [[nodiscard]] SampleCount to() const { return from + static_cast<SampleCount>(samples.size()); }
  };
  struct Played {
    Playback playback;
    SampleCount from = 0;
    SampleCount to = 0;
    bool reported = false;
    std::optional<std::size_t> turn;  // in turns_
    std::optional<std::size_t> clip;  // in clips_
  };

  Room(std::string file, RoomSounds sounds) : file_(std::move(file)), sounds_(std::move(sounds)) {}

  [[nodiscard]] Result<std::vector<float>> load_turn(const SceneTurn& turn) const;
  void answer(Played& prompt);
  [[nodiscard]] Result<std::vector<float>> speak_challenge(const SceneTurn& turn) const;
  [[nodiscard]] std::optional<std::size_t> take_turn(const std::string& kind);
  void place(Played& prompt);
  [[nodiscard]] Error at_line(int line, const Error& error) const;

  std::string file_;
  RoomSounds sounds_;
  std::vector<Turn> turns_;
  std::vector<Background> backgrounds_;
  std::optional<float> echo_gain_;
  SampleCount length_ = 0;
  std::vector<Clip> clips_;
  std::vector<Played> prompts_;
  std::map<std::string, std::size_t> asked_;  // prompts of each kind so far
  std::optional<std::string> challenge_;      // the phrase that was asked for last
  SampleCount queue_end_ = 0;                 // of the prompts
  SampleCount position_ = 0;
  std::optional<Error> failure_;
};

// What the challenge prompt `text` asks to be said: "To send it, say: send it, harbor cabin." -> "send it,
// harbor cabin". Nothing if it is not that prompt.
[[nodiscard]] std::optional<std::string> asked_phrase(const std::string& text);

}  // namespace sotto
