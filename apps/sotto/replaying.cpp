#include "sotto/replaying.hpp"

#include <chrono>
#include <utility>

#include "adapters/opusenc/opus_encoder.hpp"
#include "adapters/outbox/outbox_folder.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "adapters/toml/toml_document.hpp"
#include "runtime/enrolment.hpp"
#include "runtime/replay_driver.hpp"
#include "sim/expectations.hpp"
#include "sim/room.hpp"
#include "sotto/scratch_folder.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/telling_messenger.hpp"

namespace sotto {
namespace {

constexpr int kSceneSecondsMax = 600;

// What every kind of replay needs around its source.
struct Stage {
  std::optional<ScratchFolder> scratch;
  std::unique_ptr<Messenger> messenger;
};

double seconds_since(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

Result<Stage> make_stage(const std::filesystem::path& outbox) {
  Stage stage;
  std::filesystem::path folder = outbox;
  if (folder.empty()) {
    auto scratch = ScratchFolder::make();
    if (!scratch) return scratch.error();
    stage.scratch.emplace(std::move(scratch).value());
    folder = stage.scratch->path() / "outbox";
  }
  auto encoder = make_opus_encoder();
  if (!encoder) return encoder.error();
  auto messenger = make_outbox_folder(folder, std::move(encoder).value());
  if (!messenger) return messenger.error();
  stage.messenger = std::move(messenger).value();
  return stage;
}

// Ends where the user wants it to end.
class StoppableSource final : public AudioSource {
 public:
  StoppableSource(AudioSource& inner, const std::function<bool()>& stopped)
      : inner_(inner), stopped_(stopped) {}

  [[nodiscard]] Result<std::size_t> read(std::span<float> frame) override {
    if (is_stopped()) return std::size_t{0};
    return inner_.read(frame);
  }
  [[nodiscard]] bool over() const override { return is_stopped() || inner_.over(); }
  [[nodiscard]] SampleCount take_lost() override { return inner_.take_lost(); }
  [[nodiscard]] std::string name() const override { return inner_.name(); }

 private:
  [[nodiscard]] bool is_stopped() const { return stopped_ && stopped_(); }

  AudioSource& inner_;
  const std::function<bool()>& stopped_;
};

Result<RunSummary> run_source(Engines& engines, const ReplayRequest& request, const RunSetup& setup,
                              Messenger& messenger, AudioSource& source, AudioSink* sink,
                              const VoicePrints* voices) {
  if (auto kept = keep_contact_prompts(*engines.speech(), setup); !kept) return kept.error();
  Services services = engines.services();
  services.messenger = &messenger;
  services.voice_prints = voices;
  for (WakeDetector* detector : services.wake_detectors) detector->reset(0);
  services.voice_activity->reset();
  ReplayOptions options;
  if (request.on_line) {
    options.on_line = [&request](const std::string& line, const Effect*, Milliseconds) {
      request.on_line(line);
    };
  }
  options.on_progress = request.on_progress;
  options.recorder = request.recorder;
  options.on_exhibit = [&messenger](const Exhibit& exhibit, const std::vector<float>& samples) {
    // The exhibit of the naive policy goes where the run's own messages go: its scratch channel.
    Delivery delivery;
    delivery.message_id = exhibit.message_id;
    delivery.contact = exhibit.contact_name;
    delivery.samples = samples;
    delivery.recorded_at = to_milliseconds(exhibit.span.from);
    (void)messenger.deliver(delivery).ok();
  };
  ReplayDriver driver(services, setup, std::move(options), sink);
  const auto began = std::chrono::steady_clock::now();
  StoppableSource stoppable(source, request.stopped);
  auto summary = driver.run(stoppable);
  if (!summary) return summary.error();
  summary.value().wall_s = seconds_since(began);
  return summary;
}

RunSetup setup_of_scene(const Scene& scene, RunSetup setup) {
  setup.seed = scene.seed;
  setup.contacts.clear();
  for (const std::string& name : scene.contacts) setup.contacts.push_back({name, {}, true});
  setup.communications_on = !scene.contacts.empty();
  return setup;
}

// What whoever is enrolled once said to be known again. Other words than those of any scene.
constexpr const char* kEnrolmentText =
    "When the sunlight strikes raindrops in the air, they act as a prism and form a rainbow. We bought six "
    "new chairs, two lamps and a large green table. Please put them into the room behind the stairs.";

Result<void> enroll_people(Engines& engines, const Scene& scene, VoicePrints& voices) {
  const Services services = engines.services();
  std::vector<VoicePrint> prints;
  for (const ScenePerson& person : scene.people) {
    if (!person.enrolled) continue;
    const auto speech = engines.speech()->speak(kEnrolmentText, person.voice);
    if (!speech) return speech.error();
    const auto voiced = voiced_part(*services.voice_activity, speech.value());
    if (!voiced) return voiced.error();
    auto finding = judge_enrolment(*services.voice_identifier, person.name, voiced.value(), prints);
    if (!finding) return finding.error();
    if (finding.value().fault != EnrolmentFault::kNone) {
      return Error{ErrorCode::kFileInvalid, scene.file + ": " + person.name + " cannot be enrolled: " +
                                                enrolment_advice(finding.value().fault)};
    }
    prints.push_back(std::move(finding.value().print));
  }
  voices.set(std::move(prints));
  return {};
}

Result<Scene> read_scene(const std::filesystem::path& file) {
  const auto document = read_toml_file(file);
  if (!document) return document.error();
  return parse_scene(document.value());
}

Result<ReplayOutcome> replay_sound(Engines& engines, const ReplayRequest& request, Messenger& messenger) {
  auto source = open_sound_file(request.file, resampler_factory());
  if (!source) return source.error();
  auto summary = run_source(engines, request, request.setup, messenger, *source.value(), nullptr, nullptr);
  if (!summary) return summary.error();
  return ReplayOutcome{summary.value(), {}, {}};
}

Result<ReplayOutcome> replay_scene(Engines& engines, const ReplayRequest& request, Messenger& messenger) {
  const auto scene = read_scene(request.file);
  if (!scene) return scene.error();
  const std::filesystem::path folder = request.file.parent_path();
  RoomSounds sounds;
  sounds.load = [folder](const std::string& file) {
    return read_sound_file(folder / file, resampler_factory(), kSceneSecondsMax);
  };
  double speaking_s = 0.0;  // people's own voices are no work of Sotto's
  sounds.speak = [&engines, &speaking_s](const std::string& text, const std::string& voice) {
    const auto began = std::chrono::steady_clock::now();
    auto speech = engines.speech()->speak(text, voice);
    speaking_s += seconds_since(began);
    return speech;
  };
  auto room = Room::make(scene.value(), std::move(sounds));
  if (!room) return room.error();
  speaking_s = 0.0;
  RunSetup setup = setup_of_scene(scene.value(), request.setup);
  VoicePrints voices;
  if (auto enrolled = enroll_people(engines, scene.value(), voices); !enrolled) return enrolled.error();
  setup.voices = voices.names();
  auto summary = run_source(engines, request, setup, messenger, *room.value(), room.value().get(), &voices);
  if (!summary) return summary.error();
  ReplayOutcome outcome{summary.value(), {}, {}};
  outcome.summary.wall_s -= speaking_s;
  const Expectation* expected = find_expectation(scene.value(), setup.policy.name);
  // A run with forced gates is a measurement: the scene's expectations are for the policy as it is.
  if (expected != nullptr && setup.policy.forced.empty()) {
    outcome.failed_expectations = list_differences(*expected, outcome.summary);
  }
  return outcome;
}

}  // namespace

bool is_scene(const std::filesystem::path& file) {
  return file.extension() == ".toml";
}

Result<void> check_replay_file(const std::filesystem::path& file) {
  if (is_scene(file)) {
    if (auto scene = read_scene(file); !scene) return scene.error();
    return {};
  }
  if (auto source = open_sound_file(file, resampler_factory()); !source) return source.error();
  return {};
}

Result<ReplayOutcome> replay(Engines& engines, const ReplayRequest& request) {
  auto stage = make_stage(request.outbox);
  if (!stage) return stage.error();
  std::vector<Error> undelivered;
  TellingMessenger messenger(*stage.value().messenger,
                             [&undelivered](const Error& error) { undelivered.push_back(error); });
  auto outcome = is_scene(request.file) ? replay_scene(engines, request, messenger)
                                        : replay_sound(engines, request, messenger);
  if (outcome) outcome.value().undelivered = std::move(undelivered);
  return outcome;
}

}  // namespace sotto
