// sotto transcribe: what the recogniser hears in files, with its evidence.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/sndfile/sound_file.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSecondsMax = 30;

struct TranscribeOptions {
  Common common;
  std::vector<std::filesystem::path> files;
  std::vector<std::string> forced;
  int n_best = 1;
};

Json to_json(const std::filesystem::path& file, const Transcript& transcript) {
  Json line = {{"file", file.string()},
               {"text", transcript.text},
               {"confidence", transcript.confidence / 1000.0},
               {"no_speech", transcript.no_speech / 1000.0},
               {"looped", transcript.looped},
               {"truncated", transcript.truncated},
               {"full_context", transcript.full_context}};
  line["words"] = Json::array();
  for (const Word& word : transcript.words) {
    line["words"].push_back({{"text", word.text},
                             {"from", static_cast<double>(word.span.from) / kSampleRate},
                             {"to", static_cast<double>(word.span.to) / kSampleRate},
                             {"confidence", word.confidence / 1000.0}});
  }
  for (const Hypothesis& other : transcript.n_best) {
    line["n_best"].push_back(
        {{"text", other.text}, {"log_prob", static_cast<double>(other.log_prob_milli) / 1000.0}});
  }
  for (const ForcedScore& score : transcript.forced) {
    line["forced"].push_back(
        {{"text", score.text}, {"log_prob", static_cast<double>(score.log_prob_milli) / 1000.0}});
  }
  return line;
}

int transcribe(const TranscribeOptions& options) {
  EngineChoice choice;
  choice.ears = choice.voices = choice.speech = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  int exit_code = 0;
  for (const auto& file : options.files) {
    const auto samples = read_sound_file(file, resampler_factory(), kSecondsMax);
    if (!samples) {
      exit_code = fail(samples.error());
      continue;
    }
    RecognitionRequest request;
    request.samples = samples.value();
    request.forced_texts = options.forced;
    request.n_best = options.n_best;
    const auto transcript = engines.value()->services().recognizer->transcribe(request);
    if (!transcript) {
      exit_code = fail(transcript.error());
    } else if (options.common.json) {
      std::cout << to_json(file, transcript.value()).dump(-1, ' ', false, Json::error_handler_t::replace)
                << std::endl;
    } else {
      if (options.files.size() > 1) std::cout << file.string() << ": ";
      std::cout << transcript.value().text << std::endl;
    }
  }
  return exit_code;
}

}  // namespace

void add_transcribe(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<TranscribeOptions>();
  CLI::App* command =
      app.add_subcommand("transcribe", "write down what is said in sound files of up to 30 s");
  command->add_option("FILE", options->files, "WAV or FLAC files")->required();
  command->add_option("--force", options->forced, "texts to score as the beginning of the sound");
  command->add_option("--n-best", options->n_best, "how many readings to give")->check(CLI::Range(1, 5));
  add_common(*command, options->common, "sotto transcribe --json --force Alexa clip.wav");
  command->callback([options, &exit_code] { exit_code = transcribe(*options); });
}

}  // namespace sotto
