// sotto run: listens and answers, until it is told to stop.
#include <iostream>
#include <memory>

#include "adapters/posix/folder_lock.hpp"
#include "adapters/posix/private_memory.hpp"
#include "adapters/sqlite/sqlite_reminders.hpp"
#include "runtime/private_file.hpp"
#include "sotto/channels.hpp"
#include "sotto/commands.hpp"
#include "sotto/hands_of_run.hpp"
#include "sotto/journaling.hpp"
#include "sotto/listening.hpp"
#include "sotto/mute_switch.hpp"
#include "sotto/paths.hpp"
#include "sotto/people_of_run.hpp"
#include "sotto/release_request.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/timeline.hpp"
#include "sotto/voices_of_run.hpp"

namespace sotto {
namespace {

struct RunCommand {
  Common common;
  std::string input;
  std::string policy;
};

void notice(const std::string& text) {
  std::cerr << "sotto: " << text << std::endl;
}

// Its own data: two that listen at once would both answer.
Result<std::unique_ptr<FolderLock>> take_data_folder(const std::filesystem::path& data) {
  if (auto made = make_private_folder(data); !made) return made.error();
  return lock_folder(data);
}

JournalingRequest journal_of(const Config& config, const std::filesystem::path& data) {
  JournalingRequest request;
  request.data = data;
  request.keys = keys_folder();
  request.head = head_file(data);
  request.witness = config.witness;
  request.retention = {config.text_days, config.audio_days};
  request.beginning = beginning_of("run", config.text);
  request.on_notice = notice;
  return request;
}

// Without a broker, or without its process, everything but the devices goes on.
std::unique_ptr<Hands> reach_devices(const Common& common, const Config& config) {
  auto hands = start_hands_of_run(common, config);
  if (hands) return std::move(hands).value();
  notice("no devices: " + hands.error().line());
  return nullptr;
}

std::string words_of_hands(const std::string& code) {
  return code == "hands-lost" ? "the devices' process has ended; it is started again"
                              : "the devices' process is gone for good; start sotto run again";
}

// The mute switch in the data folder and whatever hands asks for.
void attach_controls(ListenRequest& request, Hands* hands, const MuteSwitch& mute) {
  constexpr int kFramesBetweenLooks = 16;  // half a second
  request.muted = mute.is_on();
  request.on_muted = [mute](bool muted) {
    if (const auto kept = mute.set(muted); !kept)
      notice("the mute switch is not kept: " + kept.error().line());
  };
  request.take_requests = [hands, mute, was_on = request.muted, frames = 0]() mutable {
    std::vector<LiveRequest> requests;
    if (++frames % kFramesBetweenLooks == 0 && mute.is_on() != was_on) {
      was_on = !was_on;
      requests.emplace_back(SetMuted{was_on});
    }
    if (hands == nullptr) return requests;
    for (const LiveRequest& wish : hands->take_requests()) {
      if (const auto* switched = std::get_if<SetMuted>(&wish)) was_on = switched->muted;
      requests.push_back(wish);
    }
    if (const auto code = hands->take_notice()) notice(words_of_hands(*code));
    return requests;
  };
  if (hands == nullptr) return;
  request.on_line = [hands](const std::string& line) { hands->tell(LineTold{line}); };
  request.on_state = [hands](const LiveState& state) { hands->tell(state); };
}

// The outbox and the ways out of the house. Without them a message is refused when it should go out.
std::unique_ptr<Channels> open_channels(const Config& config, const Common& common,
                                        const std::filesystem::path& data) {
  ChannelsRequest request;
  request.settings = config.channels;
  request.data = data;
  request.folder = config.outbox;
  request.keys = keys_folder();
  request.text_days = config.text_days;
  request.run = new_run_nonce();
  request.contacts = [config, file = people_file(common)]() -> Result<std::vector<ContactEntry>> {
    auto people = load_people_of_run(config, file);
    if (!people) return people.error();
    return std::move(people.value().contacts);
  };
  auto channels = Channels::open(request);
  Result<void> ready = channels ? channels.value()->keeper().take_over() : Result<void>(channels.error());
  if (ready) return std::move(channels).value();
  notice("no message can be sent: " + ready.error().line());
  return nullptr;
}

// Without them timers ring all the same, as long as this run lasts.
std::unique_ptr<ReminderStore> open_reminders_of_run(const std::filesystem::path& data) {
  auto reminders = open_reminders(data / "reminders.db");
  if (reminders) return std::move(reminders).value();
  std::cerr << "sotto: timers do not outlive this run: " << reminders.error().line() << std::endl;
  return nullptr;
}

// Contacts that were allowed, forbidden or taken away while Sotto listens.
std::optional<EventBody> take_people(PeopleWatch& watch, const Pronouncer& pronouncer, bool sends) {
  const auto people = watch.poll();
  if (!people) return std::nullopt;
  if (people->communications_on && !sends) {
    notice("messages are switched on; they go out once Sotto is started again");
    return std::nullopt;
  }
  if (people->trouble) notice("messages are off: " + people->trouble->line());
  return contacts_event(people->communications_on, people->contacts, pronouncer);
}

// Voices that were enrolled or forgotten while Sotto listens.
std::optional<EventBody> take_voices(VoicesWatch& voices) {
  auto names = voices.poll();
  if (!names) return std::nullopt;
  if (voices.trouble()) notice("no voice is known: " + voices.trouble()->line());
  return VoicesChanged{std::move(*names)};
}

void set_sound(ListenRequest& request, const Config& config) {
  request.microphone = config.microphone;
  request.loudspeaker = config.loudspeaker;
  request.cancel_echo = config.cancel_echo;
  request.suppress_noise = config.suppress_noise;
  request.headset = config.headset;
}

// Whatever can be refused at once is refused here, before other processes are started.
Result<RunSetup> setup_with_people(const RunCommand& options, const Config& config) {
  auto setup = make_setup(config, options.policy);
  if (!setup) return setup;
  if (!setup.value().policy.live) {
    return Error{ErrorCode::kRefused, "policy " + setup.value().policy.name + " is for replay only"};
  }
  if (auto checked = Engines::check({}); !checked) return checked.error();
  auto people = load_people_of_run(config, people_file(options.common));
  if (!people) return people.error();
  setup.value().communications_on = people.value().communications_on;
  setup.value().contacts = std::move(people.value().contacts);
  return setup;
}

// What the owner changed while Sotto listens, one thing at a time.
std::optional<EventBody> take_change(PeopleWatch& watch, VoicesWatch& voices,
                                     const std::filesystem::path& data, bool sends,
                                     const Pronouncer& pronouncer) {
  if (take_release(data)) return SendingReleased{};
  auto change = take_people(watch, pronouncer, sends);
  return change ? change : take_voices(voices);
}

ListenRequest request_of(const RunCommand& options, const Config& config, const std::filesystem::path& data) {
  ListenRequest request;
  request.outbox = config.outbox.empty() ? data / "outbox" : config.outbox;
  set_sound(request, config);
  request.input = options.input;
  request.json = options.common.json;
  return request;
}

void attach_voices(ListenRequest& request, VoicesWatch& voices) {
  request.setup.voices = voices.poll().value_or(std::vector<std::string>{});
  if (voices.trouble()) notice("no voice is known: " + voices.trouble()->line());
  request.voice_prints = &voices.prints();
}

int run(const RunCommand& options) {
  StopSignal signal;
  const auto config = find_config(options.common);
  if (!config) return fail(config.error());
  PeopleWatch watch(config.value(), people_file(options.common));
  auto setup = setup_with_people(options, config.value());
  if (!setup) return fail(setup.error());
  const std::filesystem::path data =
      options.common.data.empty() ? default_data_folder() : options.common.data;
  const auto lock = take_data_folder(data);
  if (!lock) return fail(lock.error());
  const bool from_file = !options.input.empty() && options.input != "-";
  if (from_file && !std::filesystem::exists(options.input)) {
    return fail({ErrorCode::kFileMissing, options.input});
  }
  if (const auto forbidden = forbid_core_dumps(); !forbidden) return fail(forbidden.error());
  // While communications are off nothing that sends is even made.
  std::unique_ptr<Channels> channels;
  if (setup.value().communications_on) channels = open_channels(config.value(), options.common, data);
  const std::unique_ptr<Hands> hands = reach_devices(options.common, config.value());
  // From here on this process opens no network, starts no program and has no thread that could.
  if (const auto confined = confine_ears(config.value(), data); !confined) {
    notice("no message can be sent, because Sotto cannot give its right to the network away: " +
           confined.error().line());
    setup.value().communications_on = false;
    channels.reset();
  }
  if (hands) hands->begin();
  EngineChoice choice;
  choice.wake_word = config.value().wake_word;
  auto engines = Engines::load(choice);
  if (!engines) return fail(engines.error());

  ListenRequest request = request_of(options, config.value(), data);
  request.setup = std::move(setup).value();
  Journaling journaling(journal_of(config.value(), data));
  request.recorder = journaling.recorder();
  request.devices = hands.get();
  attach_controls(request, hands.get(), MuteSwitch(data));
  const std::unique_ptr<ReminderStore> reminders = open_reminders_of_run(data);
  request.reminders = reminders.get();
  request.keeper = channels ? &channels->keeper() : nullptr;
  (void)take_release(data);  // of an earlier run
  VoicesWatch voices(data);
  attach_voices(request, voices);
  request.take_change = [&watch, &voices, data, sends = channels != nullptr](const Pronouncer& pronouncer) {
    return take_change(watch, voices, data, sends, pronouncer);
  };
  const auto summary = listen(*engines.value(), request, signal);
  if (!summary) return fail(summary.error());
  const std::string line = summary_line(summary.value());
  std::cout << (options.common.json ? line : timeline_text(line)) << std::endl;
  return 0;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto options = std::make_shared<RunCommand>();
  CLI::App* command = app.add_subcommand("run", "listen and answer, until Ctrl-C");
  command->add_option(
      "--input", options->input,
      "listen to a sound file, or to raw 16 kHz mono s16le on standard input (-), in real time");
  command->add_option("--policy", options->policy, "guarded (default) or a file");
  add_common(*command, options->common, "arecord -f S16_LE -r 16000 -t raw | sotto run --input -");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace sotto
