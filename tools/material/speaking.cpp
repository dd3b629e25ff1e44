#include "speaking.hpp"

#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "adapters/flite/flite_pronouncer.hpp"
#include "adapters/openssl/sha256_file.hpp"
#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sherpa/kokoro_synthesizer.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "sim/material_random.hpp"
#include "sim/material_voices.hpp"
#include "voice_files.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

// A worker's own catalogue, appended to. A line that a killed writer has cut is taken off first.
class Catalog {
 public:
  explicit Catalog(fs::path file) : file_(std::move(file)) {}

  Result<void> open() {
    std::error_code trouble;
    if (fs::exists(file_, trouble)) {
      std::ifstream in(file_, std::ios::binary);
      const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      const std::size_t end = text.rfind('\n');
      fs::resize_file(file_, end == std::string::npos ? 0 : end + 1, trouble);
      if (!in || trouble) return Error{ErrorCode::kFileUnreadable, file_.string()};
    }
    out_.open(file_, std::ios::binary | std::ios::app);
    if (!out_) return Error{ErrorCode::kWriteFailed, file_.string()};
    return {};
  }

  Result<void> append(const SpokenLine& line) {
    out_ << format_spoken_line(line) + '\n' << std::flush;
    if (!out_) return Error{ErrorCode::kWriteFailed, file_.string()};
    return {};
  }

 private:
  fs::path file_;
  std::ofstream out_;
};

using Voices = std::map<MaterialPart, std::unique_ptr<KokoroSynthesizer>>;

Result<Voices> open_voices(const SpeakingOptions& options) {
  const std::string dictionary = (options.models / "lexicon" / "cmudict.dict").string();
  auto pronouncer = make_flite_pronouncer(dictionary, options.supplement.string());
  if (!pronouncer) return pronouncer.error();
  const std::shared_ptr<const Pronouncer> shared = std::move(pronouncer).value();
  Voices voices;
  for (const MaterialPart part : {MaterialPart::kTuning, MaterialPart::kTest}) {
    // A folder for each worker: none reads what another one is writing.
    const fs::path folder = options.folder / "voices" /
                            (std::string(part_name(part)) + "-" + std::to_string(options.share.worker));
    if (Result<void> made = make_voice_files(options.models, part, folder); !made) return made.error();
    KokoroOptions kokoro;
    kokoro.models_folder = folder;
    if (!options.supplement.empty()) kokoro.pronunciations = {options.supplement};
    kokoro.default_voice = material_voices(part).front().name;
    kokoro.threads = options.threads;
    kokoro.pronouncer = shared;
    kokoro.resampler = make_good_resampler;
    auto opened = make_kokoro_synthesizer(std::move(kokoro));
    if (!opened) return opened.error();
    voices[part] = std::move(opened).value();
  }
  return voices;
}

Result<void> speak_line(SpokenLine& line, KokoroSynthesizer& voice, const fs::path& folder) {
  const Result<Speech> speech = voice.speak_at(line.text, line.voice, line.speed);
  if (!speech) return Error{speech.error().code, line.line};
  if (speech.value().empty()) return Error{ErrorCode::kFileInvalid, line.line + " has nothing to say"};
  const fs::path file = folder / line.file;
  std::error_code trouble;
  fs::create_directories(file.parent_path(), trouble);
  if (Result<void> written = write_flac(file, speech.value()); !written) return written;
  const Result<std::string> sum = sha256_of_file(file);
  if (!sum) return sum.error();
  line.sha256 = sum.value();
  line.samples = static_cast<SampleCount>(speech.value().size());
  return {};
}

}  // namespace

bool WorkerShare::has(const std::string& file) const {
  return MaterialRandom(0, file).below(workers) == worker;
}

Result<std::vector<SpokenLine>> read_spoken(const fs::path& folder) {
  std::set<fs::path> files;
  std::error_code trouble;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, trouble)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("lines-") && name.ends_with(".jsonl")) files.insert(entry.path());
  }
  std::vector<SpokenLine> all;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    Result<std::vector<SpokenLine>> lines = parse_catalog(text, file.string(), true);
    if (!lines) return lines.error();
    for (SpokenLine& line : lines.value()) all.push_back(std::move(line));
  }
  sort_catalog(all);
  return all;
}

std::vector<SpokenLine> still_to_speak(const std::vector<SpokenLine>& plan,
                                       const std::vector<SpokenLine>& spoken, const WorkerShare& share) {
  std::map<std::string, const SpokenLine*> known;
  for (const SpokenLine& line : spoken) known[line.file] = &line;
  std::vector<SpokenLine> left;
  for (const SpokenLine& line : plan) {
    if (!share.has(line.file)) continue;
    const auto found = known.find(line.file);
    if (found == known.end() || found->second->text != line.text) left.push_back(line);
  }
  return left;
}

Result<void> speak_lines(std::vector<SpokenLine> lines, const SpeakingOptions& options,
                         const std::function<void(const SpokenLine&)>& done) {
  std::error_code trouble;
  fs::create_directories(options.folder, trouble);
  Catalog catalog(options.folder / ("lines-" + std::to_string(options.share.worker) + ".jsonl"));
  if (Result<void> opened = catalog.open(); !opened) return opened;
  Result<Voices> voices = open_voices(options);
  if (!voices) return voices.error();
  for (SpokenLine& line : lines) {
    Result<void> spoken = speak_line(line, *voices.value().at(line.part), options.folder);
    if (!spoken) return spoken;
    if (Result<void> noted = catalog.append(line); !noted) return noted;
    done(line);
  }
  return {};
}

}  // namespace sotto
