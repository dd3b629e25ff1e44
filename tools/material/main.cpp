// material: speaks what the campaign hears, and shows what there is. docs/material.md is the manual.
//
// usage: material speak   [--out FOLDER] [--data FOLDER] [--models FOLDER] [--supplement FILE] [--takes N]
//                         [--seed N] [--worker K --workers N] [--threads N]
//        material status  [--out FOLDER] [--data FOLDER] [--takes N] [--seed N]

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "material_data.hpp"
#include "speaking.hpp"
#include "speaking_plan.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;

struct Arguments {
  std::string command;
  SpeakingOptions speaking;
  fs::path data = "tools/material";
  std::uint64_t seed = 1;
  int takes = 3;
};

fs::path cache_folder() {
  const auto variable = [](const char* name) {
    const char* const value = std::getenv(name);
    return fs::path(value == nullptr ? "" : value);
  };
  if (const auto cache = variable("SOTTO_CACHE"); !cache.empty()) return cache;
  if (const auto cache = variable("XDG_CACHE_HOME"); !cache.empty()) return cache / "sotto";
  return variable("HOME") / ".cache" / "sotto";
}

template <typename Number>
bool read_number(std::string_view text, Number low, Number high, Number& out) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && stop == text.data() + text.size() && out >= low && out <= high;
}

bool read_option(std::string_view name, std::string_view value, Arguments& arguments) {
  SpeakingOptions& speaking = arguments.speaking;
  if (name == "--out") {
    speaking.folder = value;
  } else if (name == "--data") {
    arguments.data = value;
  } else if (name == "--models") {
    speaking.models = value;
  } else if (name == "--supplement") {
    speaking.supplement = value;
  } else if (name == "--takes") {
    return read_number(value, 1, 14, arguments.takes);
  } else if (name == "--seed") {
    return read_number<std::uint64_t>(value, 0, UINT64_MAX, arguments.seed);
  } else if (name == "--worker") {
    return read_number(value, 0U, 63U, speaking.share.worker);
  } else if (name == "--workers") {
    return read_number(value, 1U, 64U, speaking.share.workers);
  } else if (name == "--threads") {
    return read_number(value, 1, 16, speaking.threads);
  } else {
    return false;
  }
  return true;
}

std::optional<Arguments> parse_arguments(std::span<char*> words) {
  if (words.empty()) return std::nullopt;
  Arguments arguments;
  arguments.command = words[0];
  arguments.speaking.folder = cache_folder() / "material";
  arguments.speaking.models = cache_folder() / "models";
  arguments.speaking.supplement = "data/lexicon/supplement.dict";
  for (std::size_t i = 1; i < words.size(); i += 2) {
    if (i + 1 == words.size() || !read_option(words[i], words[i + 1], arguments)) return std::nullopt;
  }
  const WorkerShare& share = arguments.speaking.share;
  return share.worker < share.workers ? std::optional(arguments) : std::nullopt;
}

int fail(const Error& error) {
  std::fprintf(stderr, "material: %s\n", error.line().c_str());
  return kExitFailed;
}

double hours(SampleCount samples) {
  return static_cast<double>(samples) / kSampleRate / 3600.0;
}

int speak(const Arguments& arguments, const std::vector<SpokenLine>& plan) {
  const Result<std::vector<SpokenLine>> spoken = read_spoken(arguments.speaking.folder);
  if (!spoken) return fail(spoken.error());
  std::vector<SpokenLine> left = still_to_speak(plan, spoken.value(), arguments.speaking.share);
  const std::size_t all = left.size();
  std::size_t count = 0;
  SampleCount samples = 0;
  const Result<void> done = speak_lines(std::move(left), arguments.speaking, [&](const SpokenLine& line) {
    samples += line.samples;
    if (++count % 50 != 0 && count != all) return;
    std::printf("%zu of %zu lines, %.3f h\n", count, all, hours(samples));
    std::fflush(stdout);
  });
  return done ? 0 : fail(done.error());
}

// Lines once, and lines times voices, for each part and set.
int show_status(const Arguments& arguments, const std::vector<SpokenLine>& plan) {
  const Result<std::vector<SpokenLine>> spoken = read_spoken(arguments.speaking.folder);
  if (!spoken) return fail(spoken.error());
  struct Sum {
    std::set<std::string> lines;
    std::set<std::string> voices;
    std::size_t planned = 0;
    std::size_t pairs = 0;
    SampleCount samples = 0;
    SampleCount once = 0;
  };
  std::map<std::string, Sum> sums;
  const auto key = [](const SpokenLine& line) { return std::string(part_name(line.part)) + " " + line.set; };
  for (const SpokenLine& line : plan) ++sums[key(line)].planned;
  for (const SpokenLine& line : spoken.value()) {
    Sum& sum = sums[key(line)];
    if (sum.lines.insert(line.line).second) sum.once += line.samples;
    sum.voices.insert(line.voice);
    ++sum.pairs;
    sum.samples += line.samples;
  }
  for (const auto& [name, sum] : sums) {
    std::printf("%-16s %5zu lines, %.2f h; by %2zu voices %5zu of %5zu, %.2f h\n", name.c_str(),
                sum.lines.size(), hours(sum.once), sum.voices.size(), sum.pairs, sum.planned,
                hours(sum.samples));
  }
  return 0;
}

int run(std::span<char*> words) {
  const std::optional<Arguments> arguments = parse_arguments(words);
  const bool known = arguments && (arguments->command == "speak" || arguments->command == "status");
  if (!known) {
    std::fputs(
        "usage: material speak  [--out FOLDER] [--data FOLDER] [--models FOLDER] [--supplement FILE]\n"
        "                       [--takes N] [--seed N] [--worker K --workers N] [--threads N]\n"
        "       material status [--out FOLDER] [--data FOLDER] [--takes N] [--seed N]\n",
        stderr);
    return kExitUsage;
  }
  const Result<std::vector<SpeakingSet>> sets = read_material_data(arguments->data, arguments->takes);
  if (!sets) return fail(sets.error());
  const std::vector<SpokenLine> plan = plan_speaking(sets.value(), arguments->seed);
  return arguments->command == "speak" ? speak(*arguments, plan) : show_status(*arguments, plan);
}

}  // namespace
}  // namespace sotto

int main(int count, char** words) {
  return sotto::run(std::span(words, static_cast<std::size_t>(count)).subspan(1));
}
