// material: speaks what the campaign hears, and shows what there is. docs/material.md is the manual.
//
// usage: material speak   [COMMON] [--models FOLDER] [--supplement FILE] [--worker K --workers N]
//                         [--threads N] [--only test-talk|test-trigger|test-dialog|tuning-...]
//        material status  [COMMON]
//        material shard   [COMMON] [--part tuning|test] [--set talk|trigger] [--shards N] [--number K]
//                         [--minutes N] [--write FILE.flac]
//        material dialogs [COMMON] [--part tuning|test]
//        material search  [--models FOLDER] [--data FOLDER] [--known FILE]
// COMMON: [--out FOLDER] [--data FOLDER] [--known FILE] [--takes N] [--dialogs N] [--seed N]

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/flite/flite_pronouncer.hpp"
#include "adapters/openssl/sha256_file.hpp"
#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "adapters/toml/toml_document.hpp"
#include "adapters/toml/word_lists.hpp"
#include "frequent_words.hpp"
#include "material_data.hpp"
#include "sim/household.hpp"
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
  MaterialSources sources;
  HouseholdSettings household;
  int number = 0;
  fs::path write;
  std::string only;  // part and set that is to be spoken, "test-dialog"; empty: all
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

bool read_part(std::string_view name, MaterialPart& part) {
  part = name == "test" ? MaterialPart::kTest : MaterialPart::kTuning;
  return name == part_name(part);
}

bool read_path_option(std::string_view name, std::string_view value, Arguments& arguments) {
  const std::map<std::string_view, fs::path*> paths = {{"--out", &arguments.speaking.folder},
                                                       {"--data", &arguments.sources.data},
                                                       {"--known", &arguments.sources.known_triggers},
                                                       {"--models", &arguments.speaking.models},
                                                       {"--supplement", &arguments.speaking.supplement},
                                                       {"--write", &arguments.write}};
  const auto found = paths.find(name);
  if (found == paths.end()) return false;
  *found->second = value;
  return true;
}

bool read_option(std::string_view name, std::string_view value, Arguments& arguments) {
  SpeakingOptions& speaking = arguments.speaking;
  HouseholdSettings& household = arguments.household;
  if (name == "--takes") return read_number(value, 1, 14, arguments.sources.takes);
  if (name == "--dialogs") return read_number(value, 0, 9999, arguments.sources.dialogs);
  if (name == "--seed") return read_number<std::uint64_t>(value, 0, UINT64_MAX, arguments.sources.seed);
  if (name == "--worker") return read_number(value, 0U, 63U, speaking.share.worker);
  if (name == "--workers") return read_number(value, 1U, 64U, speaking.share.workers);
  if (name == "--threads") return read_number(value, 1, 16, speaking.threads);
  if (name == "--part") return read_part(value, household.part);
  if (name == "--shards") return read_number(value, 1, 1000, household.shards);
  if (name == "--number") return read_number(value, 0, 999, arguments.number);
  if (name == "--only") {
    arguments.only = value;
    const std::string_view set = value.substr(std::min(value.find('-') + 1, value.size()));
    return (value.starts_with("test-") || value.starts_with("tuning-")) &&
           (set == "talk" || set == "trigger" || set == "dialog");
  }
  if (name == "--set") {
    household.set = value;
    return value == "talk" || value == "trigger";
  }
  if (name == "--minutes") {
    Milliseconds minutes = 0;
    const bool right = read_number<Milliseconds>(value, 1, kShardMsMax / 60'000, minutes);
    household.shard_ms = minutes * 60'000;
    return right;
  }
  return read_path_option(name, value, arguments);
}

std::optional<Arguments> parse_arguments(std::span<char*> words) {
  if (words.empty()) return std::nullopt;
  Arguments arguments;
  arguments.command = words[0];
  arguments.speaking.folder = cache_folder() / "material";
  arguments.speaking.models = cache_folder() / "models";
  arguments.speaking.supplement = "data/lexicon/supplement.dict";
  arguments.household.part = MaterialPart::kTest;
  for (std::size_t i = 1; i < words.size(); i += 2) {
    if (i + 1 == words.size() || !read_option(words[i], words[i + 1], arguments)) return std::nullopt;
  }
  arguments.household.seed = arguments.sources.seed;
  const WorkerShare& share = arguments.speaking.share;
  if (share.worker >= share.workers || arguments.number >= arguments.household.shards) return std::nullopt;
  return arguments;
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

// The truth of one shard on standard output, its sound into a file where one is named.
int make_shard(const Arguments& arguments) {
  const fs::path& folder = arguments.speaking.folder;
  const Result<std::vector<SpokenLine>> spoken = read_spoken(folder);
  if (!spoken) return fail(spoken.error());
  const std::vector<ShardPlan> plans = plan_shards(arguments.household, spoken.value());
  if (plans.empty()) return fail({ErrorCode::kFileMissing, folder.string() + " holds nothing of that set"});
  const ShardPlan& plan = plans[static_cast<std::size_t>(arguments.number)];
  std::string sum;
  if (!arguments.write.empty()) {
    constexpr int kLineSecondsMax = 120;
    const Result<std::vector<float>> sound = render_shard(plan, [&](const std::string& file) {
      return read_sound_file(folder / file, make_good_resampler, kLineSecondsMax);
    });
    if (!sound) return fail(sound.error());
    if (const Result<void> written = write_flac(arguments.write, sound.value()); !written) {
      return fail(written.error());
    }
    const Result<std::string> read = sha256_of_file(arguments.write);
    if (!read) return fail(read.error());
    sum = read.value();
  }
  std::puts(format_truth(plan, arguments.write.filename().string(), sum).c_str());
  return 0;
}

int show_dialogs(const Arguments& arguments) {
  const Result<DialogWordings> wordings = read_wordings(arguments.sources);
  if (!wordings) return fail(wordings.error());
  const MaterialPart part = arguments.household.part;
  for (const MaterialDialog& dialog :
       draw_dialogs(wordings.value(), part, arguments.sources.dialogs, arguments.sources.seed)) {
    std::puts(format_dialog(dialog).c_str());
  }
  return 0;
}

// The lines of triggers/unseen.txt: as far apart from each other and from the known ones as ears tell, in
// turn for test and tuning.
int search_phrases(const Arguments& arguments) {
  constexpr MilliEdits kDistanceMax = 1600;
  constexpr MilliEdits kApart = 600;
  constexpr std::size_t kCount = 120;
  const std::string dictionary = (arguments.speaking.models / "lexicon" / "cmudict.dict").string();
  const Result<std::vector<TalkBlock>> talk = read_talk_folder(arguments.sources.data / "talk");
  if (!talk) return fail(talk.error());
  const Result<std::vector<PronouncedWord>> words = read_frequent_words(talk.value(), dictionary);
  if (!words) return fail(words.error());
  const Result<std::string> text = read_text_file(arguments.sources.known_triggers);
  if (!text) return fail(text.error());
  const auto known = parse_triggers(text.value(), arguments.sources.known_triggers.string());
  if (!known) return fail(known.error());
  const auto pronouncer = make_flite_pronouncer(dictionary, arguments.speaking.supplement.string());
  if (!pronouncer) return fail(pronouncer.error());
  const Phonemes wake = parse_phonemes("AH L EH K S AH").value_or(Phonemes{});
  // What sounds like the wake word itself is no trigger, it is the wake word.
  std::vector<Phonemes> taken = {wake};
  for (const std::string& phrase : known.value()) {
    for (Phonemes& sounds : pronouncer.value()->pronounce(phrase)) taken.push_back(std::move(sounds));
  }
  const std::vector<TriggerPhrase> found = search_triggers(words.value(), wake, kDistanceMax);
  bool is_test = true;
  for (const TriggerPhrase& phrase : spread_out(found, taken, kApart, kCount)) {
    std::printf("%s %d %s\n", is_test ? "test" : "tuning", phrase.distance, phrase.text.c_str());
    is_test = !is_test;
  }
  return 0;
}

int run(std::span<char*> words) {
  const std::optional<Arguments> arguments = parse_arguments(words);
  const std::string command = arguments ? arguments->command : "";
  if (command == "shard") return make_shard(*arguments);
  if (command == "dialogs") return show_dialogs(*arguments);
  if (command == "search") return search_phrases(*arguments);
  if (command != "speak" && command != "status") {
    std::fputs(
        "usage: material speak   [COMMON] [--models FOLDER] [--supplement FILE] [--worker K --workers N]\n"
        "                        [--threads N] [--only test-talk|test-trigger|test-dialog|tuning-...]\n"
        "       material status  [COMMON]\n"
        "       material shard   [COMMON] [--part tuning|test] [--set talk|trigger] [--shards N] [--number "
        "K]\n"
        "                        [--minutes N] [--write FILE.flac]\n"
        "       material dialogs [COMMON] [--part tuning|test]\n"
        "       material search  [--models FOLDER] [--data FOLDER] [--known FILE]\n"
        "COMMON: [--out FOLDER] [--data FOLDER] [--known FILE] [--takes N] [--dialogs N] [--seed N]\n",
        stderr);
    return kExitUsage;
  }
  const Result<std::vector<SpeakingSet>> sets = read_material_data(arguments->sources);
  if (!sets) return fail(sets.error());
  std::vector<SpokenLine> plan = plan_speaking(sets.value(), arguments->sources.seed);
  std::erase_if(plan, [&](const SpokenLine& line) {
    return !arguments->only.empty() && arguments->only != std::string(part_name(line.part)) + "-" + line.set;
  });
  return command == "speak" ? speak(*arguments, plan) : show_status(*arguments, plan);
}

}  // namespace
}  // namespace sotto

int main(int count, char** words) {
  return sotto::run(std::span(words, static_cast<std::size_t>(count)).subspan(1));
}
