// scene_voices: speaks the lines of a manifest (manifest.hpp) into FLAC files, 16 kHz, mono.
//
// usage: scene_voices [--models FOLDER] [--pronunciations FILE] [--threads N] MANIFEST OUT_FOLDER
//        scene_voices [--models FOLDER] --list-voices
// Without --models the cache of the set-up is used.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/flite/flite_synthesizer.hpp"
#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sherpa/kokoro_synthesizer.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "manifest.hpp"

namespace sotto {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

struct Arguments {
  std::filesystem::path models;
  std::vector<std::filesystem::path> pronunciations;
  int threads = 1;
  bool list_voices = false;
  std::vector<std::string> rest;
};

std::filesystem::path default_models() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return std::filesystem::path(value == nullptr ? "" : value);
  };
  if (const auto cache = variable("SOTTO_CACHE"); !cache.empty()) return cache / "models";
  if (const auto cache = variable("XDG_CACHE_HOME"); !cache.empty()) return cache / "sotto" / "models";
  return variable("HOME") / ".cache" / "sotto" / "models";
}

std::optional<Arguments> parse_arguments(std::span<char*> words) {
  Arguments arguments;
  arguments.models = default_models();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (word == "--list-voices") {
      arguments.list_voices = true;
    } else if (!word.starts_with("--")) {
      arguments.rest.emplace_back(word);
    } else if (i + 1 == words.size()) {
      return std::nullopt;
    } else if (word == "--models") {
      arguments.models = words[++i];
    } else if (word == "--pronunciations") {
      arguments.pronunciations.emplace_back(words[++i]);
    } else if (word == "--threads") {
      const std::string_view number = words[++i];
      const auto [stop, error] =
          std::from_chars(number.data(), number.data() + number.size(), arguments.threads);
      if (error != std::errc() || arguments.threads < 1 || arguments.threads > 16) return std::nullopt;
    } else {
      return std::nullopt;
    }
  }
  const std::size_t wanted = arguments.list_voices ? 0 : 2;
  return arguments.rest.size() == wanted ? std::optional(arguments) : std::nullopt;
}

std::optional<Milliseconds> parse_length(std::string_view text) {
  Milliseconds length = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  const bool right = error == std::errc() && stop == text.data() + text.size() && length >= 0;
  return right && length <= 600'000 ? std::optional(length) : std::nullopt;
}

// What a quiet room sounds like: noise with less and less of the high frequencies, -20 dBFS, always the same.
Speech room_noise(Milliseconds length) {
  constexpr double kKept = 0.85;  // of the sample before: half of the power lies below 400 Hz
  constexpr double kLevel = 0.1;
  std::mt19937 numbers(1);
  const double middle = static_cast<double>(std::mt19937::max()) / 2.0;
  // Uniform noise has a variance of a third, and the filter leaves (1 - k) / (1 + k) of it.
  const double gain = kLevel * std::sqrt(3.0 * (1.0 + kKept) / (1.0 - kKept));
  Speech noise(static_cast<std::size_t>(to_samples(length)));
  double level = 0.0;
  for (float& sample : noise) {
    level = kKept * level + (1.0 - kKept) * (static_cast<double>(numbers()) / middle - 1.0);
    sample = static_cast<float>(std::clamp(gain * level, -0.99, 0.99));
  }
  return noise;
}

class Stage {
 public:
  Stage(std::unique_ptr<KokoroSynthesizer> kokoro, std::unique_ptr<Synthesizer> flite)
      : kokoro_(std::move(kokoro)), flite_(std::move(flite)) {}

  // All lines of one file, one after the other.
  Result<Speech> perform(const std::vector<ManifestLine>& lines) {
    Speech sound;
    SampleCount end = 0;
    for (const ManifestLine& line : lines) {
      Result<Speech> said = say(line);
      if (!said) {
        return Error{said.error().code, "line " + std::to_string(line.number) + ": " + said.error().detail};
      }
      const SampleCount from = std::max<SampleCount>(0, end + to_samples(line.pause_ms));
      end = from + static_cast<SampleCount>(said.value().size());
      sound.resize(std::max(sound.size(), static_cast<std::size_t>(end)), 0.0F);
      const auto gain = static_cast<float>(std::pow(10.0, line.gain_db / 20.0));
      for (std::size_t i = 0; i < said.value().size(); ++i) {
        sound[static_cast<std::size_t>(from) + i] += gain * said.value()[i];
      }
    }
    return sound;
  }

 private:
  Result<Speech> say(const ManifestLine& line) {
    if (line.voice == "silence" || line.voice == "noise") {
      const std::optional<Milliseconds> length = parse_length(line.text);
      if (!length) return Error{ErrorCode::kFileInvalid, line.voice};
      return line.voice == "noise" ? room_noise(*length)
                                   : Speech(static_cast<std::size_t>(to_samples(*length)), 0.0F);
    }
    if (line.voice == "flite") return flite_->speak(line.text, "");
    return kokoro_->speak_at(line.text, line.voice, line.speed);
  }

  std::unique_ptr<KokoroSynthesizer> kokoro_;
  std::unique_ptr<Synthesizer> flite_;
};

int fail(const Error& error) {
  std::fprintf(stderr, "scene_voices: %s\n", error.line().c_str());
  return kExitFailed;
}

Result<Manifest> read_manifest(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{ErrorCode::kFileMissing, file.string()};
  std::ostringstream text;
  text << in.rdbuf();
  return parse_manifest(text.str(), file.string());
}

int perform_all(Stage& stage, const Manifest& manifest, const std::filesystem::path& folder) {
  double sound_s = 0.0;
  const auto begin = std::chrono::steady_clock::now();
  for (const auto& [name, lines] : manifest) {
    const Result<Speech> sound = stage.perform(lines);
    if (!sound) return fail(sound.error());
    std::error_code trouble;
    const std::filesystem::path file = folder / name;
    std::filesystem::create_directories(file.parent_path(), trouble);
    if (const Result<void> written = write_flac(file, sound.value()); !written) return fail(written.error());
    const double length_s = static_cast<double>(sound.value().size()) / kSampleRate;
    sound_s += length_s;
    std::printf("%7.2f s  %s\n", length_s, file.c_str());
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  std::printf("%.1f s of sound in %.1f s\n", sound_s, taken.count());
  return 0;
}

int run(std::span<char*> words) {
  const std::optional<Arguments> arguments = parse_arguments(words);
  if (!arguments) {
    std::fputs(
        "usage: scene_voices [--models FOLDER] [--pronunciations FILE] [--threads N] MANIFEST OUT_FOLDER\n"
        "       scene_voices [--models FOLDER] --list-voices\n",
        stderr);
    return kExitUsage;
  }
  KokoroOptions options;
  options.models_folder = arguments->models;
  options.pronunciations = arguments->pronunciations;
  options.threads = arguments->threads;
  options.resampler = make_good_resampler;
  auto kokoro = make_kokoro_synthesizer(std::move(options));
  if (!kokoro) return fail(kokoro.error());
  if (arguments->list_voices) {
    for (const std::string& voice : kokoro.value()->voices()) std::puts(voice.c_str());
    return 0;
  }
  auto flite = make_flite_synthesizer();
  if (!flite) return fail(flite.error());
  const Result<Manifest> manifest = read_manifest(arguments->rest[0]);
  if (!manifest) return fail(manifest.error());
  Stage stage(std::move(kokoro).value(), std::move(flite).value());
  return perform_all(stage, manifest.value(), arguments->rest[1]);
}

}  // namespace
}  // namespace sotto

int main(int count, char** words) {
  return sotto::run(std::span(words, static_cast<std::size_t>(count)).subspan(1));
}
