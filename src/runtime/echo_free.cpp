#include "runtime/echo_free.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/effect.hpp"
#include "ports/voice_activity.hpp"

namespace sotto {
namespace {

// A question, and what may still wait before it.
constexpr SampleCount kRoomSamples = to_samples(2 * kEchoMeasuredMax + kEchoDelayMax);
constexpr std::size_t kQuestionsMax = 8;

// What an answer hangs on.
bool is_question(const std::string& kind) {
  constexpr std::array<Prompt, 5> kQuestions = {Prompt::kToWhom, Prompt::kConfirm, Prompt::kChallenge,
                                                Prompt::kOpenChallenge, Prompt::kMessage};
  return std::any_of(kQuestions.begin(), kQuestions.end(),
                     [&kind](Prompt prompt) { return prompt_name(prompt) == kind; });
}

}  // namespace

EchoFree::EchoFree(AudioSource& microphone, AudioSink& loudspeaker, EchoCanceller* canceller, bool measures)
    : microphone_(microphone),
      loudspeaker_(loudspeaker),
      canceller_(canceller),
      measures_(measures),
      room_(kRoomSamples) {}

Result<std::size_t> EchoFree::read(std::span<float> frame) {
  auto count = microphone_.read(frame);
  if (!count) return count;
  if (questions_.empty()) {
    room_.skip(static_cast<SampleCount>(count.value()));
  } else {
    room_.push(frame.first(count.value()));
  }
  std::array<float, kFrameSamples> played{};
  const std::size_t known = std::min(count.value(), playing_.size());
  const auto end = playing_.begin() + static_cast<std::ptrdiff_t>(known);
  std::copy(playing_.begin(), end, played.begin());
  playing_.erase(playing_.begin(), end);
  // The last, short frame of a source that ends is not worth cancelling.
  if (canceller_ != nullptr && count.value() == kFrameSamples) canceller_->process(played, frame);
  return count;
}

SampleCount EchoFree::take_lost() {
  const SampleCount lost = microphone_.take_lost();
  if (lost <= 0) return lost;
  room_.skip(lost);
  const auto gone = std::min(static_cast<std::size_t>(lost), playing_.size());
  playing_.erase(playing_.begin(), playing_.begin() + static_cast<std::ptrdiff_t>(gone));
  return lost;
}

Result<void> EchoFree::play(Playback playback, SampleCount at) {
  const std::uint64_t id = playback.id;
  const bool measured = measures_ && is_question(playback.kind);
  std::vector<float> samples = playback.samples;
  if (auto played = loudspeaker_.play(std::move(playback), at); !played) return played;
  const SampleCount from = room_.position() + static_cast<SampleCount>(playing_.size());
  playing_.insert(playing_.end(), samples.begin(), samples.end());
  if (!measured) return {};
  if (questions_.size() == kQuestionsMax) questions_.pop_front();
  questions_.push_back({id, from, std::move(samples), false, {}});
  return {};
}

void EchoFree::stop() {
  loudspeaker_.stop();
  playing_.clear();
  questions_.clear();
}

// True once it is measured and its echo is over.
bool EchoFree::end(Question& question) {
  if (question.due && room_.position() < *question.due) return false;
  const auto heard = room_.copy({question.from, room_.position()});
  const MeasuredEcho found = heard ? measure_echo(question.samples, heard.value()) : MeasuredEcho{};
  const SampleCount over = question.from + static_cast<SampleCount>(question.samples.size()) +
                           (found.echo.found ? found.delay : to_samples(kEchoDelayMax));
  if (!question.due && heard && room_.position() < over) {
    question.due = over;
    return false;
  }
  measured_.push_back({question.id, found.echo});
  if (measured_.size() > kQuestionsMax) measured_.pop_front();
  return true;
}

std::vector<std::uint64_t> EchoFree::take_finished() {
  std::vector<std::uint64_t> finished;
  for (const std::uint64_t id : loudspeaker_.take_finished()) {
    const auto question = std::find_if(questions_.begin(), questions_.end(),
                                       [id](const Question& each) { return each.id == id; });
    if (question == questions_.end()) {
      finished.push_back(id);
    } else {
      question->played = true;
    }
  }
  while (!questions_.empty() && questions_.front().played && end(questions_.front())) {
    finished.push_back(questions_.front().id);
    questions_.pop_front();
  }
  return finished;
}

std::vector<std::uint64_t> EchoFree::take_failed() {
  std::vector<std::uint64_t> failed = loudspeaker_.take_failed();
  std::erase_if(questions_, [&failed](const Question& each) {
    return std::find(failed.begin(), failed.end(), each.id) != failed.end();
  });
  return failed;
}

std::optional<PromptEcho> EchoFree::take_echo(std::uint64_t id) {
  const auto found =
      std::find_if(measured_.begin(), measured_.end(), [id](const Measured& each) { return each.id == id; });
  if (found == measured_.end()) return std::nullopt;
  const PromptEcho echo = found->echo;
  measured_.erase(found);
  return echo;
}

}  // namespace sotto
