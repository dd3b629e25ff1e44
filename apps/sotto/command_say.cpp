// sotto say: speaks a text, aloud or into a file.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/sndfile/sound_file.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/playing.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

struct SayOptions {
  Common common;
  std::string text;
  std::filesystem::path output;
  std::string voice;
  bool list_voices = false;
};

int say(const SayOptions& options) {
  if (options.text.empty() && !options.list_voices) {
    return fail({ErrorCode::kUsage, "sotto say needs a text"});
  }
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  CachedSynthesizer& speech = *engines.value()->speech();
  if (options.list_voices) {
    for (const std::string& voice : speech.voices())
      std::cout << (options.common.json ? Json({{"voice", voice}}).dump() : voice) << '\n';
    return 0;
  }
  if (engines.value()->speaks_with_fallback()) {
    std::cerr << "sotto: the speaking model is missing, flite speaks instead (run: make setup)\n";
  }
  auto sound = speech.speak(options.text, options.voice);
  if (!sound) return fail(sound.error());
  if (!options.output.empty()) {
    if (auto written = write_wav(options.output, sound.value(), kSampleRate); !written)
      return fail(written.error());
    if (options.common.json) {
      const double seconds = static_cast<double>(sound.value().size()) / kSampleRate;
      std::cout << Json({{"file", options.output.string()}, {"seconds", seconds}}).dump() << '\n';
    }
    return 0;
  }
  if (auto played = play_aloud(std::move(sound).value()); !played) return fail(played.error());
  return 0;
}

}  // namespace

void add_say(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<SayOptions>();
  CLI::App* command = app.add_subcommand("say", "speak a text");
  command->add_option("TEXT", options->text, "what to say");
  command->add_option("-o,--output", options->output, "write a WAV file instead of speaking aloud");
  command->add_option("--voice", options->voice, "one of --list-voices");
  command->add_flag("--list-voices", options->list_voices, "print the voices' names");
  add_common(*command, options->common, "sotto say \"Not sent.\" -o not-sent.wav");
  command->callback([options, &exit_code] { exit_code = say(*options); });
}

}  // namespace sotto
