// sotto prepare: speaks every fixed prompt and challenge phrase once and keeps them; part of set-up.
#include <iostream>
#include <memory>

#include "adapters/toml/word_lists.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"

namespace sotto {
namespace {

int prepare() {
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  auto words = built_in_words("en");
  if (!words) return fail(words.error());
  std::vector<std::string> texts = list_fixed_prompts();
  const std::vector<std::string> challenges = list_challenge_prompts(words.value().challenges);
  texts.insert(texts.end(), challenges.begin(), challenges.end());
  CachedSynthesizer& speech = *engines.value()->speech();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (auto kept = speech.keep(texts[i], ""); !kept) return fail(kept.error());
    if ((i + 1) % 10 == 0 && speech.counts().made > 0) {
      std::cout << "set-up: spoke " << i + 1 << " of " << texts.size() << " prompts" << std::endl;
    }
  }
  return 0;
}

}  // namespace

void add_prepare(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("prepare", "speak all fixed prompts once and keep them (part of set-up)");
  command->footer("Example: sotto prepare");
  command->callback([&exit_code] { exit_code = prepare(); });
}

}  // namespace sotto
