#include "sotto/bench_latency.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "adapters/posix/system_clock.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "runtime/live_driver.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/memory_source.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/silent_sink.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kClipSecondsMax = 30;
constexpr Milliseconds kBeforeMs = 1000;
constexpr Milliseconds kAfterMs = 2500;

struct LatencyOptions {
  Common common;
  std::filesystem::path folder;
  int most = 40;
};

// Watches what the driver does: when which transcript was asked for, and when it came.
class Stopwatch final : public Recorder {
 public:
  explicit Stopwatch(Milliseconds silence_ms) : silence_ms_(silence_ms) {}

  void append(const Event& event) override {
    if (const auto* paused = std::get_if<SpeechPaused>(&event.body))
      paused_ = to_milliseconds(paused->span.to);
    const auto* transcribed = std::get_if<Transcribed>(&event.body);
    const auto asked = transcribed == nullptr ? asked_.end() : asked_.find(transcribed->request);
    if (asked == asked_.end()) return;
    decodes_ms_.push_back(event.at - asked->second.at);
    // The earliest moment at which the end-pointer can decide: a complete sentence and this much silence.
    lags_ms_.push_back(event.at - (asked->second.speech_end + silence_ms_));
    asked_.erase(asked);
  }
  void append(const Effect& effect, Milliseconds at) override {
    if (const auto* transcribe = std::get_if<Transcribe>(&effect)) asked_[transcribe->id] = {at, paused_};
    if (const auto* drop = std::get_if<DropTranscription>(&effect)) asked_.erase(drop->request);
  }

  [[nodiscard]] const std::vector<Milliseconds>& decodes_ms() const { return decodes_ms_; }
  [[nodiscard]] const std::vector<Milliseconds>& lags_ms() const { return lags_ms_; }

 private:
  struct Asked {
    Milliseconds at = 0;
    Milliseconds speech_end = 0;
  };
  Milliseconds silence_ms_;
  Milliseconds paused_ = 0;
  std::map<std::uint64_t, Asked> asked_;
  std::vector<Milliseconds> decodes_ms_;
  std::vector<Milliseconds> lags_ms_;
};

Milliseconds quantile(std::vector<Milliseconds> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

Result<void> hear(Engines& engines, const RunSetup& setup, const std::vector<float>& samples,
                  Stopwatch& stopwatch) {
  Services services = engines.services();
  for (WakeDetector* detector : services.wake_detectors) detector->reset(0);
  services.voice_activity->reset();
  const std::unique_ptr<Clock> clock = make_system_clock();
  LiveOptions options;
  options.recorder = &stopwatch;
  options.pace = clock.get();
  SilentSink sink;
  LiveDriver driver(services, setup, std::move(options), sink);
  MemorySource source(samples, kBeforeMs, kAfterMs);
  if (auto summary = driver.run(source); !summary) return summary.error();
  return {};
}

int bench_latency(const LatencyOptions& options) {
  const auto setup = make_setup(Config{}, "");
  if (!setup) return fail(setup.error());
  auto engines = Engines::load({});
  if (!engines) return fail(engines.error());
  Stopwatch stopwatch(setup.value().policy.endpoint.complete_ms);
  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(options.folder)) {
    if (files == options.most) break;
    const auto samples = read_sound_file(file.path(), resampler_factory(), kClipSecondsMax);
    if (!samples) continue;  // whatever else lies there
    ++files;
    if (auto heard = hear(*engines.value(), setup.value(), samples.value(), stopwatch); !heard) {
      return fail(heard.error());
    }
  }
  std::cout << Json({{"files", files},
                     {"transcripts", stopwatch.lags_ms().size()},
                     {"decode_median_ms", quantile(stopwatch.decodes_ms(), 0.5)},
                     {"decode_p90_ms", quantile(stopwatch.decodes_ms(), 0.9)},
                     {"after_decision_median_ms", quantile(stopwatch.lags_ms(), 0.5)},
                     {"after_decision_p90_ms", quantile(stopwatch.lags_ms(), 0.9)},
                     {"after_decision_max_ms", quantile(stopwatch.lags_ms(), 1.0)}})
                   .dump()
            << std::endl;
  return stopwatch.lags_ms().empty() ? 1 : 0;
}

}  // namespace

void add_bench_latency(CLI::App& bench, int& exit_code) {
  auto options = std::make_shared<LatencyOptions>();
  CLI::App* command = bench.add_subcommand(
      "latency", "how long after the end-pointer's decision the transcript is there, in real time");
  command->add_option("FOLDER", options->folder, "a folder of clips in which somebody says \"Alexa\"")
      ->required()
      ->check(CLI::ExistingDirectory);
  command->add_option("--most", options->most, "how many clips are played")->check(CLI::Range(1, 10'000));
  add_common(*command, options->common, "sotto bench latency recordings/wake-alexa");
  command->callback([options, &exit_code] { exit_code = bench_latency(*options); });
}

}  // namespace sotto
