// Transcribes sound files and prints one line of tab-separated evidence for each, for measuring the
// recogniser alone.
//
// usage: transcribe_files MODELS_FOLDER [--f32] [--context FRAMES] [--full] [--no-retry] [--first SECONDS]
// [--n-best N]
//                         [--force TEXT]... [--words] FILE...
// Files are 16 kHz mono; anything that libsndfile reads. Columns: file, wall ms, no_speech, confidence, flags
// (L looped, T truncated, F full context), log probability of each forced text in nats, text. With --n-best,
// further hypotheses follow in lines that start with a tab; with --words, each word with its times.
#include <sndfile.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/openvino/whisper_recognizer.hpp"

namespace {

struct Options {
  std::filesystem::path models;
  sotto::WhisperOptions whisper;
  sotto::RecognitionRequest request;
  double first_seconds = 30;
  bool words = false;
  std::vector<std::string> files;
};

bool parse(int count, char** values, Options& options) {
  if (count < 3) return false;
  options.models = values[1];
  for (int i = 2; i < count; ++i) {
    const std::string_view key = values[i];
    if (key == "--f32") {
      options.whisper.precision = sotto::WhisperPrecision::kFloat32;
    } else if (key == "--full") {
      options.request.full_context = true;
    } else if (key == "--no-retry") {
      options.request.may_retry = false;
    } else if (key == "--words") {
      options.words = true;
    } else if (key.substr(0, 2) != "--") {
      options.files.emplace_back(key);
    } else if (++i == count) {
      return false;
    } else if (key == "--context") {
      options.whisper.context_frames = std::atoi(values[i]);
    } else if (key == "--threads") {
      options.whisper.threads = std::atoi(values[i]);
    } else if (key == "--first") {
      options.first_seconds = std::atof(values[i]);
    } else if (key == "--n-best") {
      options.request.n_best = std::atoi(values[i]);
    } else if (key == "--force") {
      options.request.forced_texts.emplace_back(values[i]);
    } else {
      return false;
    }
  }
  return !options.files.empty();
}

std::vector<float> read_sound(const std::string& path, double most_seconds) {
  SF_INFO info{};
  const std::unique_ptr<SNDFILE, int (*)(SNDFILE*)> file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
  if (!file || info.channels != 1 || info.samplerate != sotto::kSampleRate) return {};
  const double most = most_seconds * sotto::kSampleRate;
  const sf_count_t count = std::min(info.frames, static_cast<sf_count_t>(most));
  std::vector<float> samples(static_cast<std::size_t>(count));
  samples.resize(static_cast<std::size_t>(sf_read_float(file.get(), samples.data(), count)));
  return samples;
}

void print(const std::string& path, double milliseconds, const sotto::Transcript& heard,
           const Options& options) {
  const std::string flags =
      std::string(heard.looped ? "L" : "") + (heard.truncated ? "T" : "") + (heard.full_context ? "F" : "");
  std::printf("%s\t%.1f\t%d\t%d\t%s\t", std::filesystem::path(path).filename().c_str(), milliseconds,
              heard.no_speech, heard.confidence, flags.empty() ? "-" : flags.c_str());
  for (const sotto::ForcedScore& score : heard.forced)
    std::printf("%.3f\t", static_cast<double>(score.log_prob_milli) / 1000);
  std::printf("%s\n", heard.text.c_str());
  for (std::size_t i = 1; i < heard.n_best.size(); ++i) {
    std::printf("\t%.3f\t%s\n", static_cast<double>(heard.n_best[i].log_prob_milli) / 1000,
                heard.n_best[i].text.c_str());
  }
  if (!options.words) return;
  for (const sotto::Word& word : heard.words) {
    std::printf("\t%.2f\t%.2f\t%d\t%s\n", static_cast<double>(word.span.from) / sotto::kSampleRate,
                static_cast<double>(word.span.to) / sotto::kSampleRate, word.confidence, word.text.c_str());
  }
}

}  // namespace

int main(int count, char** values) {
  Options options;
  if (!parse(count, values, options)) {
    std::fputs("usage: transcribe_files MODELS_FOLDER [OPTION]... FILE...\n", stderr);
    return 2;
  }
  auto recognizer = sotto::make_whisper_recognizer(options.models, options.whisper);
  if (!recognizer) {
    std::fprintf(stderr, "%s\n", recognizer.error().line().c_str());
    return 1;
  }
  for (const std::string& path : options.files) {
    const std::vector<float> samples = read_sound(path, options.first_seconds);
    options.request.samples = samples;
    const auto start = std::chrono::steady_clock::now();
    const auto heard = recognizer.value()->transcribe(options.request);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (samples.empty() || !heard) {
      std::fprintf(stderr, "%s: not 16 kHz mono sound, or not transcribed\n", path.c_str());
      return 1;
    }
    print(path, took.count(), heard.value(), options);
  }
  return 0;
}
