// sotto prepare: speaks every fixed prompt and challenge phrase once and keeps them; part of set-up.
#include <unistd.h>

#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/toml/word_lists.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kReportEvery = 10;

// The fixed prompts first: with them alone every ordinary dialog answers at once.
Result<std::vector<std::string>> list_texts() {
  auto words = built_in_words("en");
  if (!words) return words.error();
  std::vector<std::string> texts = list_fixed_prompts();
  const std::vector<std::string> challenges = list_challenge_prompts(words.value().challenges);
  texts.insert(texts.end(), challenges.begin(), challenges.end());
  return texts;
}

void report(std::size_t done, std::size_t all) {
  if (isatty(STDERR_FILENO) != 0) {
    std::cerr << "\rset-up: spoke " << done << " of " << all << " prompts" << (done == all ? "\n" : "")
              << std::flush;
  } else if (done % kReportEvery == 0 || done == all) {
    std::cerr << "set-up: spoke " << done << " of " << all << " prompts" << std::endl;
  }
}

int prepare(const Common& common) {
  const StopSignal signal;
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  const auto texts = list_texts();
  if (!texts) return fail(texts.error());
  CachedSynthesizer& speech = *engines.value()->speech();
  for (std::size_t i = 0; i < texts.value().size(); ++i) {
    if (signal.raised()) {
      std::cerr << "\nsotto: stopped; what was spoken is kept, and sotto prepare goes on from there\n";
      return 1;
    }
    if (auto kept = speech.keep(texts.value()[i], ""); !kept) return fail(kept.error());
    if (speech.counts().made > 0) report(i + 1, texts.value().size());
  }
  if (common.json) {
    std::cout << Json({{"prompts", texts.value().size()}, {"spoken", speech.counts().made}}).dump() << '\n';
  }
  return 0;
}

}  // namespace

void add_prepare(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<Common>();
  CLI::App* command =
      app.add_subcommand("prepare", "speak all fixed prompts once and keep them (part of set-up)");
  add_common(*command, *options, "sotto prepare");
  command->callback([options, &exit_code] { exit_code = prepare(*options); });
}

}  // namespace sotto
