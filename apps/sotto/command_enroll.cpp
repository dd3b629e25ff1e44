// sotto enroll: whose voices may open. By microphone or from files, never in passing.
#include <array>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "adapters/portaudio/microphone.hpp"
#include "adapters/posix/folder_lock.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "runtime/enrolment.hpp"
#include "runtime/private_file.hpp"
#include "runtime/voice_store.hpp"
#include "sotto/commands.hpp"
#include "sotto/engines.hpp"
#include "sotto/paths.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/stop_signal.hpp"
#include "sotto/voices_of_run.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFileSecondsMax = 300;
constexpr Milliseconds kVoicedWanted = 14'000;  // some more than is needed
constexpr Milliseconds kPatience = 180'000;
constexpr Milliseconds kSentencePause = 900;
constexpr std::array<const char*, 8> kSentences = {
    "Alexa, unlock the front door.",
    "Open it, harbour cabin.",
    "When the sunlight strikes raindrops in the air, they act as a prism.",
    "Alexa, what is the temperature in the living room?",
    "The quick brown fox jumps over the lazy dog in the yard.",
    "Open it, walnut pilot.",
    "Please turn on the light in the kitchen and leave it on.",
    "We bought six new chairs, two lamps and a large green table.",
};

struct EnrollCommand {
  Common common;
  std::string name;
  std::vector<std::filesystem::path> files;
  bool list = false;
  std::string forget;
};

std::filesystem::path data_of(const EnrollCommand& options) {
  return options.common.data.empty() ? default_data_folder() : options.common.data;
}

bool is_name(const std::string& name) {
  bool letter = false;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
    letter = letter || c != ' ';
  }
  return letter && name.size() <= kVoiceNameMax;
}

// What one enrolment holds on to: nobody else changes the voices meanwhile.
struct Shelf {
  std::unique_ptr<FolderLock> lock;
  std::unique_ptr<SoundSealer> sealer;
  std::filesystem::path folder;
  std::vector<VoicePrint> voices;
};

Result<Shelf> open_shelf(const std::filesystem::path& data) {
  Shelf shelf;
  shelf.folder = voices_folder(data);
  if (auto made = make_private_folder(shelf.folder); !made) return made.error();
  auto lock = lock_folder(shelf.folder);
  if (!lock) return lock.error();
  shelf.lock = std::move(lock).value();
  auto sealer = open_voice_sealer();
  if (!sealer) return sealer.error();
  shelf.sealer = std::move(sealer).value();
  auto voices = load_voices(shelf.folder, *shelf.sealer);
  if (!voices) return voices.error();
  shelf.voices = std::move(voices).value();
  return shelf;
}

// Saves, and journals who is enrolled now; a running Sotto does the latter itself.
Result<void> save(const Shelf& shelf, const EnrollCommand& options, const Config& config) {
  if (auto saved = save_voices(shelf.folder, *shelf.sealer, shelf.voices); !saved) return saved;
  auto journaled = journal_voices(data_of(options), config.witness, shelf.voices);
  if (!journaled && journaled.error().code == ErrorCode::kAlreadyRunning) return {};
  return journaled;
}

Result<std::vector<float>> hear_files(const EnrollCommand& options, VoiceActivity& activity) {
  std::vector<float> voiced;
  for (const auto& file : options.files) {
    const auto sound = read_sound_file(file, resampler_factory(), kFileSecondsMax);
    if (!sound) return sound.error();
    auto part = voiced_part(activity, sound.value());
    if (!part) return part.error();
    voiced.insert(voiced.end(), part.value().begin(), part.value().end());
  }
  return voiced;
}

// Shows one sentence after the other, each until it has been said.
class Dictation {
 public:
  explicit Dictation(VoiceActivity& activity) : activity_(activity) { show(); }

  // False once there is enough.
  [[nodiscard]] Result<bool> hear(std::span<const float> frame) {
    const auto score = activity_.process(frame);
    if (!score) return score.error();
    const Milliseconds length = to_milliseconds(static_cast<SampleCount>(frame.size()));
    if (score.value() >= 500) {
      voiced_.insert(voiced_.end(), frame.begin(), frame.end());
      said_ += length;
      quiet_ = 0;
    } else {
      quiet_ += length;
    }
    if (said_ >= 1000 && quiet_ >= kSentencePause) {
      said_ = 0;
      std::cerr << "  " << voiced_ms() / 1000 << " of " << kVoicedWanted / 1000 << " s\n";
      if (voiced_ms() >= kVoicedWanted) return false;
      show();
    }
    return true;
  }

  [[nodiscard]] std::vector<float> take() { return std::move(voiced_); }

 private:
  [[nodiscard]] Milliseconds voiced_ms() const {
    return to_milliseconds(static_cast<SampleCount>(voiced_.size()));
  }
  void show() { std::cerr << "Say: " << kSentences[next_++ % kSentences.size()] << std::endl; }

  VoiceActivity& activity_;
  std::vector<float> voiced_;
  std::size_t next_ = 0;
  Milliseconds said_ = 0;
  Milliseconds quiet_ = 0;
};

Result<std::vector<float>> hear_microphone(const Config& config, VoiceActivity& activity) {
  MicrophoneOptions microphone;
  microphone.device = config.microphone;
  auto source = make_microphone(resampler_factory(), microphone);
  if (!source) return source.error();
  const StopSignal stop;
  Dictation dictation(activity);
  std::array<float, kFrameSamples> frame{};
  const auto frames_max = static_cast<std::size_t>(to_samples(kPatience)) / frame.size();
  for (std::size_t i = 0; i < frames_max && !stop.raised(); ++i) {
    const auto count = source.value()->read(frame);
    if (!count) return count.error();
    if (count.value() < frame.size()) break;
    const auto more = dictation.hear(frame);
    if (!more) return more.error();
    if (!more.value()) break;
  }
  if (stop.raised()) return Error{ErrorCode::kUsage, "stopped; nobody was enrolled"};
  return dictation.take();
}

void tell(const EnrollCommand& options, const std::string& name, const EnrolmentFinding& finding) {
  if (options.common.json) {
    std::cout << Json({{"type", "enrolled"},
                       {"name", name},
                       {"voiced_s", static_cast<double>(finding.voiced_ms) / 1000.0},
                       {"least_similarity", finding.least_similarity / 1000.0}})
                     .dump(-1, ' ', false, Json::error_handler_t::replace)
              << '\n';
    return;
  }
  std::cout << name << " is enrolled, by " << finding.voiced_ms / 1000
            << " seconds of speech. A running Sotto knows the voice within a second.\n";
}

int enroll(const EnrollCommand& options, const Config& config) {
  if (!is_name(options.name)) return fail({ErrorCode::kUsage, "a name has letters, and at most 80 of them"});
  EngineChoice choice;
  choice.recognizer = choice.speech = false;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());
  const Services services = engines.value()->services();
  const auto voiced = options.files.empty() ? hear_microphone(config, *services.voice_activity)
                                            : hear_files(options, *services.voice_activity);
  if (!voiced) return fail(voiced.error());
  auto shelf = open_shelf(data_of(options));
  if (!shelf) return fail(shelf.error());
  std::vector<VoicePrint>& voices = shelf.value().voices;
  const auto finding = judge_enrolment(*services.voice_identifier, options.name, voiced.value(), voices);
  if (!finding) return fail(finding.error());
  if (finding.value().fault != EnrolmentFault::kNone) {
    std::cerr << "sotto: nobody was enrolled: " << enrolment_advice(finding.value().fault);
    if (!finding.value().alike.empty()) std::cerr << " (" << finding.value().alike << ")";
    std::cerr << '\n';
    return 1;
  }
  std::erase_if(voices, [&options](const VoicePrint& each) { return each.name == options.name; });
  voices.push_back(finding.value().print);
  if (auto saved = save(shelf.value(), options, config); !saved) return fail(saved.error());
  tell(options, options.name, finding.value());
  return 0;
}

int list(const EnrollCommand& options) {
  std::error_code ignored;
  std::vector<VoicePrint> voices;
  if (std::filesystem::exists(voices_file(voices_folder(data_of(options))), ignored)) {
    auto shelf = open_shelf(data_of(options));
    if (!shelf) return fail(shelf.error());
    voices = std::move(shelf.value().voices);
  }
  if (options.common.json) {
    Json names = Json::array();
    for (const VoicePrint& voice : voices) names.push_back(voice.name);
    std::cout
        << Json({{"type", "voices"}, {"names", names}}).dump(-1, ' ', false, Json::error_handler_t::replace)
        << '\n';
    return 0;
  }
  for (const VoicePrint& voice : voices)
    std::cout << voice.name << ", by " << voice.voiced_ms / 1000 << " seconds of speech\n";
  if (voices.empty()) std::cout << "Nobody is enrolled. Next: sotto enroll NAME\n";
  return 0;
}

int forget(const EnrollCommand& options, const Config& config) {
  auto shelf = open_shelf(data_of(options));
  if (!shelf) return fail(shelf.error());
  const auto gone = std::erase_if(shelf.value().voices,
                                  [&options](const VoicePrint& each) { return each.name == options.forget; });
  if (gone == 0) return fail({ErrorCode::kUsage, "nobody of that name is enrolled: sotto enroll --list"});
  if (auto saved = save(shelf.value(), options, config); !saved) return fail(saved.error());
  if (options.common.json) {
    std::cout << Json({{"type", "forgotten"}, {"name", options.forget}})
                     .dump(-1, ' ', false, Json::error_handler_t::replace)
              << '\n';
  } else {
    std::cout << options.forget << " is forgotten.\n";
  }
  return 0;
}

int run(const EnrollCommand& options) {
  const int asked =
      (options.list ? 1 : 0) + (options.forget.empty() ? 0 : 1) + (options.name.empty() ? 0 : 1);
  if (asked != 1) return fail({ErrorCode::kUsage, "give a NAME, or --list, or --forget NAME"});
  const auto config = find_config(options.common);
  if (!config) return fail(config.error());
  if (options.list) return list(options);
  return options.forget.empty() ? enroll(options, config.value()) : forget(options, config.value());
}

}  // namespace

void add_enroll(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<EnrollCommand>();
  CLI::App* command = app.add_subcommand("enroll", "let Sotto know a voice, which may then open doors");
  command->add_option("NAME", options->name, "whose voice it is");
  command->add_option("FILE", options->files, "sound files of that voice alone; none: the microphone");
  command->add_flag("--list", options->list, "who is enrolled");
  command->add_option("--forget", options->forget, "delete this voice");
  add_common(*command, options->common, "sotto enroll Maria");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
