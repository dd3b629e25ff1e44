// sotto demo: with a microphone, listens for a newcomer; without one, shows what happened in Portland and
// what would happen here.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>

#include "adapters/portaudio/sound_devices.hpp"
#include "runtime/prompt_texts.hpp"
#include "sotto/commands.hpp"
#include "sotto/demo_orders.hpp"
#include "sotto/journaling.hpp"
#include "sotto/listening.hpp"
#include "sotto/paths.hpp"
#include "sotto/progress.hpp"
#include "sotto/replaying.hpp"
#include "sotto/scratch_folder.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/side_by_side.hpp"
#include "sotto/timeline.hpp"

namespace sotto {
namespace {

constexpr std::array<const char*, 2> kPolicies = {"portland-2018", "guarded"};
constexpr std::size_t kUsualWidth = 120;

struct DemoCommand {
  bool evening = false;
};

std::size_t terminal_width() {
  winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return size.ws_col;
}

bool has_microphone() {
  const std::vector<SoundDevice> devices = list_sound_devices();
  return std::any_of(devices.begin(), devices.end(),
                     [](const SoundDevice& each) { return each.default_input && each.input_channels > 0; });
}

// What a newcomer may try: two people to send to, in a folder that disappears.
Result<RunSummary> listen_for_newcomer(Engines& engines, StopSignal& signal) {
  const auto scratch = ScratchFolder::make();
  if (!scratch) return scratch.error();
  Config config;
  config.communications = true;
  config.contacts = {{"Maria Alvarez", {}, true}, {"Ben Okafor", {}, true}};
  auto setup = make_setup(config, "");
  if (!setup) return setup.error();
  ListenRequest request;
  request.setup = std::move(setup).value();
  request.outbox = scratch.value().path() / "outbox";
  JournalingRequest journal;
  journal.data = scratch.value().path();
  journal.keys = scratch.value().path() / "keys";
  journal.beginning = beginning_of("demo", "");
  journal.on_notice = [](const std::string& notice) { std::cerr << "sotto: " << notice << std::endl; };
  Journaling journaling(std::move(journal));
  request.recorder = journaling.recorder();
  request.greeting = notice_text(Notice::kDemonstration);
  std::cout
      << "This is a demonstration. Messages may go to Maria Alvarez and to Ben Okafor; they become files in\n"
      << "  " << request.outbox.string() << "\n"
      << "and everything is deleted at the end. A normal install starts with messages off.\n"
      << "Try: \"Alexa, send a message to Maria\". Sotto takes its own voice out of what the microphone "
         "hears,\n"
      << "but learns the room first: for its first ten seconds of speech it may hear itself, and refuse.\n"
      << std::endl;
  return listen(engines, request, signal);
}

Result<void> play_evening(Engines& engines) {
  const std::filesystem::path scene = share_folder() / "scenes/portland.toml";
  if (!std::filesystem::exists(scene)) return Error{ErrorCode::kFileMissing, scene.string()};
  std::cout
      << "A family talks at home. Nobody speaks to the assistant. The same recording is heard twice: with\n"
      << "the rules by which a speaker sent such talk away in 2018 (portland-2018), and with Sotto's\n"
      << "(guarded). Nothing leaves this machine.\n"
      << std::endl;
  SideBySide columns(kPolicies[0], kPolicies[1]);
  Progress progress(isatty(STDERR_FILENO) != 0);
  for (std::size_t i = 0; i < kPolicies.size(); ++i) {
    auto setup = make_setup(Config{}, kPolicies[i]);
    if (!setup) return setup.error();
    ReplayRequest request;
    request.file = scene;
    request.setup = std::move(setup).value();
    request.on_line = [&](const std::string& line) { columns.add(i, line); };
    request.on_progress = [&progress](Milliseconds heard) { progress.show(heard); };
    const auto outcome = replay(engines, request);
    progress.clear();
    if (!outcome) return outcome.error();
    columns.add(i, summary_line(outcome.value().summary));
  }
  for (const std::string& line : columns.lines(terminal_width())) std::cout << line << '\n';
  return {};
}

// Without Mosquitto the evening was worth showing all the same.
void play_home(Engines& engines, StopSignal& signal) {
  std::cout
      << "\nAnd in a home that exists only on a broker of this machine: Emma switches a light on and asks\n"
      << "whether the front door is locked. Orders go through a second process, as in every run.\n"
      << std::endl;
  if (const auto shown = show_orders(engines, signal); !shown) {
    std::cout << "It cannot be shown here: " << shown.error().line() << '\n';
  }
}

int demo(const DemoCommand& options) {
  StopSignal signal;
  auto engines = Engines::load({});
  if (!engines) return fail(engines.error());
  const bool microphone = has_microphone();
  if (microphone && !options.evening) {
    const auto summary = listen_for_newcomer(*engines.value(), signal);
    if (summary) {
      std::cout << timeline_text(summary_line(summary.value())) << std::endl;
      return 0;
    }
    if (summary.error().code != ErrorCode::kNoSoundDevice) return fail(summary.error());
  }
  if (!options.evening) {
    std::cout << "No microphone gives sound here, so this plays a recorded evening.\n" << std::endl;
  }
  if (const auto played = play_evening(*engines.value()); !played) return fail(played.error());
  play_home(*engines.value(), signal);
  std::cout << "\nMore: sotto replay scenes/portland.toml; sotto run listens; README.md" << std::endl;
  return 0;
}

}  // namespace

void add_demo(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<DemoCommand>();
  CLI::App* command = app.add_subcommand(
      "demo", "listen with two invented contacts; without a microphone, play a recorded evening");
  command->add_flag("--evening", options->evening,
                    "play the recorded evening although there is a microphone");
  command->footer("Example: sotto demo --evening");
  command->callback([options, &exit_code] { exit_code = demo(*options); });
}

}  // namespace sotto
