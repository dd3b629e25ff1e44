#include "sim/room.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/assert.hpp"
#include "core/effect.hpp"
#include "runtime/prompt_texts.hpp"

namespace sotto {
namespace {

constexpr float kLoudest = 1.0F - 1.0F / 32768.0F;  // the largest sample of 16 bits

float gain_of(double gain_db) {
  return static_cast<float>(std::pow(10.0, gain_db / 20.0));
}

void scale(std::vector<float>& samples, double gain_db) {
  if (gain_db == 0.0) return;
  const float gain = gain_of(gain_db);
  for (float& sample : samples) sample *= gain;
}

// Adds what of [from, to) falls into the frame that begins at `position`; sample i of `samples` belongs to
// from + i.
void mix(std::span<float> frame, SampleCount position, std::span<const float> samples, SampleCount from,
         SampleCount to, float gain) {
  const SampleCount begin = std::max(position, from);
  const SampleCount end = std::min(position + static_cast<SampleCount>(frame.size()), to);
  for (SampleCount at = begin; at < end; ++at) {
    frame[static_cast<std::size_t>(at - position)] += gain * samples[static_cast<std::size_t>(at - from)];
  }
}

}  // namespace

std::optional<std::string> asked_phrase(const std::string& text) {
  constexpr std::string_view kBefore = "To ";
  constexpr std::string_view kMark = ", say: ";
  const std::size_t mark = text.find(kMark);
  if (!text.starts_with(kBefore) || mark == std::string::npos || !text.ends_with('.')) return std::nullopt;
  const std::size_t begin = mark + kMark.size();
  if (begin + 1 >= text.size()) return std::nullopt;
  return text.substr(begin, text.size() - begin - 1);
}

Error Room::at_line(int line, const Error& error) const {
  return {error.code, file_ + ":" + std::to_string(line) + ": " + error.detail};
}

Result<std::unique_ptr<Room>> Room::make(const Scene& scene, RoomSounds sounds) {
  SOTTO_ASSERT(sounds.load && sounds.speak);
  std::unique_ptr<Room> room(new Room(scene.file, std::move(sounds)));
  room->length_ = to_samples(scene.length_ms);
  if (scene.echo_db) room->echo_gain_ = gain_of(*scene.echo_db);
  if (!scene.audio.empty()) {
    Result<std::vector<float>> recording = room->sounds_.load(scene.audio);
    if (!recording) return room->at_line(1, recording.error());
    room->clips_.push_back({0, std::move(recording).value()});
  }
  for (const SceneBackground& background : scene.backgrounds) {
    Result<std::vector<float>> loaded = room->sounds_.load(background.audio);
    if (!loaded) return room->at_line(background.line, loaded.error());
    std::vector<float> samples = std::move(loaded).value();
    if (samples.empty())
      return room->at_line(background.line, Error{ErrorCode::kFileEmpty, background.audio});
    scale(samples, background.gain_db);
    room->backgrounds_.push_back({std::move(samples)});
  }
  for (const SceneTurn& turn : scene.turns) {
    Result<std::vector<float>> loaded = room->load_turn(turn);
    if (!loaded) return room->at_line(turn.line, loaded.error());
    if (turn.prompt.empty()) {
      room->clips_.push_back({to_samples(turn.delay_ms), std::move(loaded).value()});
    } else {
      room->turns_.push_back({turn, std::move(loaded).value()});
    }
  }
  return room;
}

Result<std::vector<float>> Room::load_turn(const SceneTurn& turn) const {
  if (turn.text.find(kChallengePlace) != std::string::npos) return std::vector<float>{};
  Result<std::vector<float>> loaded =
      turn.audio.empty() ? sounds_.speak(turn.text, turn.voice) : sounds_.load(turn.audio);
  if (!loaded) return loaded;
  std::vector<float> samples = std::move(loaded).value();
  if (turn.audio_from >= static_cast<SampleCount>(samples.size()) && turn.audio_from > 0) {
    return Error{ErrorCode::kFileInvalid, "\"audio_at_s\" is after the end of " + turn.audio};
  }
  samples.erase(samples.begin(), samples.begin() + turn.audio_from);
  scale(samples, turn.gain_db);
  return samples;
}

Result<std::size_t> Room::read(std::span<float> frame) {
  if (failure_) return *failure_;
  std::fill(frame.begin(), frame.end(), 0.0F);
  for (const Background& background : backgrounds_) {
    const std::size_t size = background.samples.size();
    std::size_t at = static_cast<std::size_t>(position_) % size;
    for (float& sample : frame) {
      sample += background.samples[at];
      at = at + 1 == size ? 0 : at + 1;
    }
  }
  for (const Clip& clip : clips_) mix(frame, position_, clip.samples, clip.from, clip.to(), 1.0F);
  if (echo_gain_) {
    for (const Played& prompt : prompts_) {
      mix(frame, position_, prompt.playback.samples, prompt.from, prompt.to, *echo_gain_);
    }
  }
  for (float& sample : frame) sample = std::clamp(sample, -1.0F, kLoudest);
  position_ += static_cast<SampleCount>(frame.size());
  return frame.size();
}

bool Room::over() const {
  return position_ >= length_ &&
         std::ranges::all_of(clips_, [this](const Clip& clip) { return clip.to() <= position_; });
}

Result<void> Room::play(Playback playback, SampleCount at) {
  Played prompt;
  prompt.from = std::max(at, queue_end_);
  prompt.to = prompt.from + static_cast<SampleCount>(playback.samples.size());
  queue_end_ = prompt.to;
  if (playback.kind == prompt_name(Prompt::kChallenge)) challenge_ = asked_phrase(playback.text);
  prompt.playback = std::move(playback);
  prompt.turn = take_turn(prompt.playback.kind);
  if (prompt.turn) answer(prompt);
  prompts_.push_back(std::move(prompt));
  return {};
}

std::optional<std::size_t> Room::take_turn(const std::string& kind) {
  const std::size_t wanted = asked_[kind]++;
  std::size_t found = 0;
  for (std::size_t i = 0; i < turns_.size(); ++i) {
    if (turns_[i].script.prompt == kind && found++ == wanted) return i;
  }
  return std::nullopt;
}

// The loudspeaker works whatever becomes of the answer: what fails here ends the reading, not the playing.
void Room::answer(Played& prompt) {
  const Turn& turn = turns_[*prompt.turn];
  std::vector<float> samples = turn.samples;
  if (turn.script.text.find(kChallengePlace) != std::string::npos) {
    Result<std::vector<float>> spoken = speak_challenge(turn.script);
    if (!spoken) {
      failure_ = at_line(turn.script.line, spoken.error());
      return;
    }
    samples = std::move(spoken).value();
  }
  prompt.clip = clips_.size();
  clips_.push_back({0, std::move(samples)});
  place(prompt);
}

Result<std::vector<float>> Room::speak_challenge(const SceneTurn& turn) const {
  if (!challenge_) return Error{ErrorCode::kFileInvalid, "no challenge has been asked for"};
  const std::string_view place = kChallengePlace;
  std::string text = turn.text;
  for (std::size_t at = text.find(place); at != std::string::npos;
       at = text.find(place, at + challenge_->size())) {
    text.replace(at, place.size(), *challenge_);
  }
  Result<std::vector<float>> spoken = sounds_.speak(text, turn.voice);
  if (!spoken) return spoken;
  std::vector<float> samples = std::move(spoken).value();
  scale(samples, turn.gain_db);
  return samples;
}

void Room::place(Played& prompt) {
  if (!prompt.clip) return;
  const SampleCount from = prompt.to + to_samples(turns_[*prompt.turn].script.delay_ms);
  clips_[*prompt.clip].from = std::max(from, position_);
}

void Room::stop() {
  while (!prompts_.empty() && prompts_.back().to > position_) {
    Played& prompt = prompts_.back();
    if (prompt.from < position_) {
      prompt.to = position_;
      const bool speaks_already = prompt.clip && clips_[*prompt.clip].from < position_;
      if (!speaks_already) place(prompt);
      break;
    }
    if (prompt.clip) clips_[*prompt.clip] = Clip{};
    --asked_[prompt.playback.kind];
    prompts_.pop_back();
  }
  queue_end_ = 0;  // what is played next begins when it is told to
}

std::vector<std::uint64_t> Room::take_finished() {
  std::vector<std::uint64_t> finished;
  for (Played& prompt : prompts_) {
    if (prompt.reported || prompt.to > position_) continue;
    prompt.reported = true;
    finished.push_back(prompt.playback.id);
  }
  return finished;
}

}  // namespace sotto
