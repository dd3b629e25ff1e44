// sotto ask: one typed request. It can never send; it says where a message begins.
#include <iostream>
#include <memory>
#include <sstream>

#include "journal/event_lines.hpp"
#include "nlu/text.hpp"
#include "runtime/loop.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/timeline.hpp"

namespace sotto {
namespace {

struct AskOptions {
  Common common;
  std::string text;
};

std::vector<Word> typed_words(const std::string& text) {
  std::vector<Word> words;
  std::istringstream stream(text);
  std::string word;
  while (stream >> word) words.push_back({word, normalize_word(word), {}, 1000, {}});
  return words;
}

int ask(const AskOptions& options) {
  const std::vector<Word> words = typed_words(options.text);
  if (words.empty()) return fail({ErrorCode::kUsage, "sotto ask needs a sentence"});
  const auto config = find_config(options.common);
  if (!config) return fail(config.error());
  const auto setup = make_setup(config.value(), "");
  if (!setup) return fail(setup.error());
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = choice.speech = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  const auto opening = opening_events(setup.value(), *engines.value()->pronouncer());
  if (!opening) return fail(opening.error());

  bool understood = false;
  bool answered = false;
  RunSummary summary;
  std::vector<std::uint64_t> commands;
  Loop loop(nullptr, [&](const Effect& effect, Milliseconds at) {
    LineContext context;
    context.at = at;
    if (const auto* said = std::get_if<Speak>(&effect)) {
      context.prompt_text = prompt_text(said->prompt, said->words);
      answered = answered || !context.prompt_text.empty();
      if (!options.common.json && !context.prompt_text.empty()) std::cout << context.prompt_text << std::endl;
    }
    if (const auto* gate = std::get_if<ReportGate>(&effect)) understood = gate->judgement.passed();
    if (const auto* device = std::get_if<SetDevice>(&effect)) commands.push_back(device->id);
    summary.count(effect);
    const auto line = event_line(effect, context);
    if (options.common.json && line) std::cout << *line << std::endl;
  });
  for (const EventBody& body : opening.value()) loop.post(body, 0);
  loop.post(RequestTyped{words}, 0);
  for (const std::uint64_t command : commands) loop.post(DeviceAnswered{command, "no-device", ""}, 0);
  if (options.common.json) std::cout << summary_line(summary) << std::endl;
  if (!understood && !answered && !options.common.json)
    std::cerr << "sotto: no sentence that Sotto knows (try: sotto ask help)\n";
  return understood && commands.empty() ? 0 : 1;
}

}  // namespace

void add_ask(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<AskOptions>();
  CLI::App* command = app.add_subcommand("ask", "one typed request: devices and questions");
  command->add_option("TEXT", options->text, "what you would say")->required();
  add_common(*command, options->common, "sotto ask \"turn on the kitchen light\"");
  command->callback([options, &exit_code] { exit_code = ask(*options); });
}

}  // namespace sotto
