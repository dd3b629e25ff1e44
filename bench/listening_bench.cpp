// What it costs to listen: voice activity and wake detection over silence, steady noise and talk, frame by
// frame as the front end does it. The counter core_percent is processor time per time of sound; the budget
// for all of listening is 3 % of one core on silence and 12 % on talk.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "adapters/openvino/silero_voice_activity.hpp"
#include "adapters/tflite/micro_wake_word.hpp"

namespace {

using sotto::kFrameSamples;

constexpr std::size_t kFrames = 10 * sotto::kSampleRate / kFrameSamples;  // about ten seconds, over and over

std::vector<float> make_silence() {
  return std::vector<float>(kFrames * kFrameSamples, 0.0F);
}

// White, -50 dBFS, the same in every run.
std::vector<float> make_noise() {
  std::vector<float> sound;
  std::uint32_t state = 1;
  while (sound.size() < kFrames * kFrameSamples) {
    state = state * 1664525U + 1013904223U;
    sound.push_back((static_cast<float>(state >> 8U) / 8388608.0F - 1.0F) * 0.0055F);
  }
  return sound;
}

// One synthetic sentence after the other without a pause. Empty when the recording is missing.
std::vector<float> make_talk() {
  const std::filesystem::path file =
      std::filesystem::path(SOTTO_SOURCE_DIR) / "tests/unit/openvino/data/adam_request.s16";
  std::vector<float> sentence;
  std::ifstream stream(file, std::ios::binary);
  char low = 0;
  char high = 0;
  while (stream.get(low) && stream.get(high)) {
    const int value = static_cast<unsigned char>(low) | (static_cast<signed char>(high) * 256);
    sentence.push_back(static_cast<float>(value) / 32768.0F);
  }
  std::vector<float> talk;
  for (std::size_t i = 0; !sentence.empty() && i < kFrames * kFrameSamples; ++i) {
    talk.push_back(sentence[i % sentence.size()]);
  }
  return talk;
}

// Calls `hear` with every frame of the sound; it returns false when an engine fails.
template <typename Hear>
void listen(benchmark::State& state, const std::vector<float>& sound, Hear hear) {
  if (sound.empty()) {
    state.SkipWithError("the recording of talk is missing");
    return;
  }
  std::size_t at = 0;
  double seconds = 0.0;
  for (auto _ : state) {
    if (!hear(std::span(sound).subspan(at, kFrameSamples))) {
      state.SkipWithError("an engine failed");
      return;
    }
    at = (at + kFrameSamples) % sound.size();
    seconds += static_cast<double>(kFrameSamples) / sotto::kSampleRate;
  }
  state.counters["core_percent"] =
      benchmark::Counter(seconds / 100.0, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void voice_activity(benchmark::State& state, const std::vector<float>& sound) {
  auto made = sotto::make_silero_voice_activity(SOTTO_MODELS_DIR);
  if (!made) return state.SkipWithError(made.error().line().c_str());
  listen(state, sound, [&](std::span<const float> frame) { return made.value()->process(frame).ok(); });
}

void wake_word(benchmark::State& state, const std::vector<float>& sound) {
  auto made = sotto::make_micro_wake_word(SOTTO_MODELS_DIR, "alexa");
  if (!made) return state.SkipWithError(made.error().line().c_str());
  listen(state, sound, [&](std::span<const float> frame) { return made.value()->process(frame).ok(); });
}

void listening(benchmark::State& state, const std::vector<float>& sound) {
  auto activity = sotto::make_silero_voice_activity(SOTTO_MODELS_DIR);
  auto wake = sotto::make_micro_wake_word(SOTTO_MODELS_DIR, "alexa");
  if (!activity) return state.SkipWithError(activity.error().line().c_str());
  if (!wake) return state.SkipWithError(wake.error().line().c_str());
  listen(state, sound, [&](std::span<const float> frame) {
    return activity.value()->process(frame).ok() && wake.value()->process(frame).ok();
  });
}

BENCHMARK_CAPTURE(voice_activity, silence, make_silence())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(voice_activity, noise, make_noise())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(voice_activity, talk, make_talk())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(wake_word, silence, make_silence())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(wake_word, noise, make_noise())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(wake_word, talk, make_talk())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(listening, silence, make_silence())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(listening, noise, make_noise())->MeasureProcessCPUTime();
BENCHMARK_CAPTURE(listening, talk, make_talk())->MeasureProcessCPUTime();

}  // namespace

BENCHMARK_MAIN();
