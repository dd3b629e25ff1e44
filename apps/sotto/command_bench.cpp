// sotto bench: measures on recordings, through the real chain.
#include <chrono>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/sndfile/sound_file.hpp"
#include "runtime/replay_driver.hpp"
#include "sotto/bench_latency.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/memory_source.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kClipSecondsMax = 120;
constexpr Milliseconds kBeforeMs = 1000;  // detectors need to have heard silence
constexpr Milliseconds kAfterMs = 1500;

struct BenchOptions {
  Common common;
  std::string policy;
  std::vector<std::filesystem::path> folders;
};

struct Heard {
  int proposals = 0;
  bool woke = false;
  std::vector<std::string> lines;
};

Result<Heard> hear(Engines& engines, const RunSetup& setup, const std::vector<float>& samples) {
  Heard heard;
  Services services = engines.services();
  for (WakeDetector* detector : services.wake_detectors) detector->reset(0);
  services.voice_activity->reset();
  ReplayOptions options;
  options.on_line = [&heard](const std::string& line, const Effect* effect, Milliseconds) {
    const auto* wake = effect == nullptr ? nullptr : std::get_if<ReportWake>(effect);
    if (wake == nullptr) return;
    ++heard.proposals;
    heard.woke = heard.woke || wake->judgement.passed();
    heard.lines.push_back(line);
  };
  ReplayDriver driver(services, setup, std::move(options), nullptr);
  MemorySource source(samples, kBeforeMs, kAfterMs);
  if (auto summary = driver.run(source); !summary) return summary.error();
  return heard;
}

std::vector<std::filesystem::path> sound_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".flac" || entry.path().extension() == ".wav")
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

struct FolderResult {
  int files = 0;
  int woke = 0;
  int proposals = 0;
  double audio_s = 0.0;
};

Result<FolderResult> measure(Engines& engines, const RunSetup& setup, const BenchOptions& options,
                             const std::filesystem::path& folder) {
  FolderResult result;
  const auto files = sound_files(folder);
  if (files.empty()) return Error{ErrorCode::kFileMissing, folder.string() + ": no WAV or FLAC file in it"};
  for (const auto& file : files) {
    const auto samples = read_sound_file(file, resampler_factory(), kClipSecondsMax);
    if (!samples) return samples.error();
    const auto heard = hear(engines, setup, samples.value());
    if (!heard) return heard.error();
    ++result.files;
    result.woke += heard.value().woke ? 1 : 0;
    result.proposals += heard.value().proposals;
    result.audio_s += static_cast<double>(samples.value().size()) / kSampleRate;
    if (!options.common.json) continue;
    Json line = {{"file", file.filename().string()}, {"woke", heard.value().woke}, {"wakes", Json::array()}};
    for (const std::string& wake : heard.value().lines) line["wakes"].push_back(Json::parse(wake));
    std::cout << line.dump() << '\n';
  }
  return result;
}

int bench_wake(const BenchOptions& options) {
  const auto setup = make_setup(Config{}, options.policy);
  if (!setup) return fail(setup.error());
  EngineChoice choice;
  choice.voices = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  for (const auto& folder : options.folders) {
    const auto began = std::chrono::steady_clock::now();
    const auto result = measure(*engines.value(), setup.value(), options, folder);
    if (!result) return fail(result.error());
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::cout << Json({{"folder", folder.filename().string()},
                       {"files", result.value().files},
                       {"woke", result.value().woke},
                       {"proposals", result.value().proposals},
                       {"audio_s", result.value().audio_s},
                       {"wall_s", wall}})
                     .dump()
              << std::endl;
  }
  return 0;
}

}  // namespace

void add_bench(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("bench", "measure on recordings");
  command->require_subcommand(1);
  auto options = std::make_shared<BenchOptions>();
  CLI::App* wake = command->add_subcommand("wake", "how many clips of each folder wake Sotto");
  wake->add_option("FOLDER", options->folders, "folders of short WAV or FLAC files")
      ->required()
      ->check(CLI::ExistingDirectory);
  wake->add_option("--policy", options->policy, "guarded (default), portland-2018 or a file");
  add_common(*wake, options->common, "sotto bench wake recordings/wake-alexa");
  wake->callback([options, &exit_code] { exit_code = bench_wake(*options); });
  add_bench_latency(*command, exit_code);
}

}  // namespace sotto
