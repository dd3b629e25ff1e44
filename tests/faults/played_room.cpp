#include "faults/played_room.hpp"

#include <algorithm>
#include <utility>

namespace sotto {

PlayedRoom::PlayedRoom(const Play& play, Milliseconds length_ms) : play_(play), end_(to_samples(length_ms)) {
  for (std::size_t i = 0; i < play.size(); ++i) {
    if (play[i].on != "start") continue;
    const SampleCount from = to_samples(play[i].delay_ms);
    sounding_.push_back({i, {from, from + to_samples(play[i].length_ms)}});
  }
}

Result<std::size_t> PlayedRoom::read(std::span<float> frame) {
  follow_prompts();
  const SampleCount wanted = std::min(static_cast<SampleCount>(frame.size()), end_ - position_);
  const auto count = static_cast<std::size_t>(std::max<SampleCount>(0, wanted));
  for (std::size_t i = 0; i < count; ++i) {
    frame[i] = 0.0F;
    for (const Sounding& sounding : sounding_) {
      if (position_ >= sounding.span.from && position_ < sounding.span.to) frame[i] = level_of(sounding.line);
    }
    ++position_;
  }
  if (count < frame.size()) position_ += static_cast<SampleCount>(frame.size() - count);
  return count;
}

Result<void> PlayedRoom::play(Playback playback, SampleCount at) {
  const SampleCount from = std::max(at, playing_until_);
  playing_until_ = from + static_cast<SampleCount>(playback.samples.size());
  played_.push_back(playback.kind);
  queue_.push_back({playback.id, std::move(playback.kind), {from, playing_until_}, false});
  return {};
}

void PlayedRoom::stop() {
  follow_prompts();
  for (Queued& queued : queue_) cut_off_.push_back(std::move(queued.kind));
  queue_.clear();
  playing_until_ = std::min(playing_until_, position_);
}

std::vector<std::uint64_t> PlayedRoom::take_finished() {
  follow_prompts();
  // After the end of its sound the room is not read any more, but what is being said still comes out.
  if (position_ >= end_) {
    for (const Queued& queued : std::exchange(queue_, {})) finished_.push_back(queued.id);
  }
  return std::exchange(finished_, {});
}

void PlayedRoom::follow_prompts() {
  for (Queued& queued : queue_) {
    if (queued.begun || queued.span.from > position_) continue;
    queued.begun = true;
    cue("during:" + queued.kind, queued.span.from);
  }
  while (!queue_.empty() && queue_.front().span.to <= position_) {
    finished_.push_back(queue_.front().id);
    cue("after:" + queue_.front().kind, queue_.front().span.to);
    queue_.pop_front();
  }
}

void PlayedRoom::cue(const std::string& on, SampleCount at) {
  std::size_t skip = cued_[on]++;
  for (std::size_t i = 0; i < play_.size(); ++i) {
    if (play_[i].on != on || skip-- != 0) continue;
    const SampleCount from = at + to_samples(play_[i].delay_ms);
    sounding_.push_back({i, {from, from + to_samples(play_[i].length_ms)}});
    return;
  }
}

}  // namespace sotto
