// sotto prepare: speaks every fixed prompt and challenge phrase once and keeps them; part of set-up.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "adapters/toml/word_lists.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kReportEvery = 10;
// Each takes 0.4 GB; the model speaks no faster on two cores than on one.
constexpr unsigned kSpeakersMax = 2;

// The fixed prompts first: with them alone every ordinary dialog answers at once.
Result<std::vector<std::string>> list_texts() {
  auto words = built_in_words("en");
  if (!words) return words.error();
  std::vector<std::string> texts = list_fixed_prompts();
  const std::vector<std::string> challenges = list_challenge_prompts(words.value().challenges);
  texts.insert(texts.end(), challenges.begin(), challenges.end());
  return texts;
}

Result<std::unique_ptr<Engines>> load_speech() {
  EngineChoice choice;
  choice.ears = choice.recognizer = choice.voices = false;
  return Engines::load(choice);
}

// Texts that are handed out to the speakers, each once.
class Work {
 public:
  Work(std::vector<std::string> texts, const StopSignal& signal)
      : texts_(std::move(texts)), signal_(signal) {}

  // Speaks what is left, with an engine of this speaker's own.
  void do_some(Engines& engines) {
    CachedSynthesizer& speech = *engines.speech();
    for (std::size_t i = next_++; i < texts_.size(); i = next_++) {
      if (signal_.raised()) return;
      if (auto kept = speech.keep(texts_[i], ""); !kept) return give_up(kept.error());
      report();
    }
  }

  void give_up(const Error& error) {
    const std::lock_guard lock(mutex_);
    next_ = texts_.size();
    if (!error_) error_ = error;
  }

  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

 private:
  // How far it is and how long it will take: on a terminal at once, elsewhere now and then.
  void report() {
    const std::lock_guard lock(mutex_);
    const auto all = static_cast<int>(texts_.size());
    ++done_;
    const bool terminal = isatty(STDERR_FILENO) != 0;
    if (!terminal && done_ % kReportEvery != 0) return;
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - began_;
    const int left_s = static_cast<int>(passed.count() / done_ * (all - done_));
    std::cerr << (terminal ? "\r\033[K" : "") << "set-up: spoke " << done_ << " of " << all
              << " prompts, about " << left_s << " s left" << (!terminal || done_ == all ? "\n" : "")
              << std::flush;
  }

  const std::vector<std::string> texts_;
  const StopSignal& signal_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::optional<Error> error_;
  int done_ = 0;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

int finish(const Common& common, std::size_t prompts, std::size_t spoken) {
  if (common.json) std::cout << Json({{"prompts", prompts}, {"spoken", spoken}}).dump() << '\n';
  return 0;
}

int prepare(const Common& common) {
  const StopSignal signal;
  auto texts = list_texts();
  if (!texts) return fail(texts.error());
  auto engines = load_speech();
  if (!engines) return fail(engines.error());
  const std::size_t prompts = texts.value().size();
  std::erase_if(texts.value(),
                [&engines](const std::string& text) { return engines.value()->speech()->holds(text, ""); });
  const std::size_t missing = texts.value().size();
  if (missing == 0) return finish(common, prompts, 0);
  Work work(std::move(texts).value(), signal);
  {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < std::min(kSpeakersMax, std::thread::hardware_concurrency()); ++i) {
      others.emplace_back([&work] {
        auto own = load_speech();
        if (!own) return work.give_up(own.error());
        work.do_some(*own.value());
      });
    }
    work.do_some(*engines.value());
  }
  if (work.error()) return fail(*work.error());
  if (!signal.raised()) return finish(common, prompts, missing);
  std::cerr << (isatty(STDERR_FILENO) != 0 ? "\n" : "")
            << "sotto: stopped; what was spoken is kept, and sotto prepare goes on from there\n";
  return 1;
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
