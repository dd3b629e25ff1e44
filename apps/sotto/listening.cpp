#include "sotto/listening.hpp"

#include <unistd.h>

#include <chrono>
#include <iostream>
#include <optional>
#include <random>
#include <utility>

#include "adapters/opusenc/opus_encoder.hpp"
#include "adapters/outbox/outbox_folder.hpp"
#include "adapters/portaudio/loudspeaker.hpp"
#include "adapters/portaudio/microphone.hpp"
#include "adapters/posix/private_memory.hpp"
#include "adapters/posix/raw_source.hpp"
#include "adapters/posix/system_clock.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "adapters/speexdsp/echo_canceller.hpp"
#include "runtime/echo_free.hpp"
#include "runtime/live_driver.hpp"
#include "sotto/playing.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/silent_sink.hpp"
#include "sotto/telling_messenger.hpp"
#include "sotto/timeline.hpp"
#include "sotto/wall_clock.hpp"

namespace sotto {
namespace {

void notice(const std::string& text) {
  std::cerr << "sotto: " << text << std::endl;
}

Result<std::unique_ptr<AudioSource>> open_source(const ListenRequest& request, const StopSignal& signal) {
  if (request.input.empty()) {
    MicrophoneOptions options;
    options.device = request.microphone;
    return make_microphone(resampler_factory(), options);
  }
  if (request.input == "-") {
    RawSourceOptions options;
    options.cancel_fd = signal.fd();
    return make_raw_source(STDIN_FILENO, options);
  }
  return open_sound_file(request.input, resampler_factory());
}

std::unique_ptr<AudioSink> open_sink(const ListenRequest& request) {
  LoudspeakerOptions options;
  options.device = request.loudspeaker;
  auto speaker = make_loudspeaker(resampler_factory(), options);
  if (speaker) return std::move(speaker).value();
  notice("no loudspeaker: Sotto listens, but cannot ask anything, so it sends nothing");
  return std::make_unique<SilentSink>();
}

Result<std::unique_ptr<Messenger>> open_outbox(const std::filesystem::path& folder) {
  auto encoder = make_opus_encoder();
  if (!encoder) return encoder.error();
  return make_outbox_folder(folder, std::move(encoder).value());
}

std::string words_of_notice(const std::string& code) {
  if (code == "sound-lost") return "the microphone is gone; waiting for it";
  if (code == "sound-back") return "the microphone is back";
  if (code == "home-names") return "the names of the devices can be no sentences; the ones before still hold";
  if (code == "outbox-failed")
    return "the outbox cannot be written: a held message does not outlive this run";
  if (code == "reminders-failed")
    return "timers and the list cannot be written down: they do not outlive this run";
  return code;
}

void introduce(const ListenRequest& request, const AudioSource& source) {
  const std::string where = request.input == "-" ? "standard input" : source.name();
  notice("listening to " + where + "; say \"" + request.setup.words.wake_word + "\"; Ctrl-C ends");
  if (!request.setup.communications_on) notice("communications are off: messages are refused");
}

LiveOptions live_options(const ListenRequest& request, Engines& engines, Clock* pace) {
  LiveOptions options;
  const bool json = request.json;
  const TimelineWords shown = isatty(STDOUT_FILENO) != 0 ? TimelineWords::kShown : TimelineWords::kHidden;
  options.on_line = [json, shown, also = request.on_line](const std::string& line) {
    std::cout << (json ? line : timeline_text(line, shown)) << std::endl;
    if (also) also(line);
  };
  options.take_requests = request.take_requests;
  options.on_state = request.on_state;
  options.muted = request.muted;
  options.on_muted = request.on_muted;
  options.on_notice = [](const std::string& code) { notice(words_of_notice(code)); };
  options.read_wall_clock = read_wall_clock;
  options.on_idle = [&engines](Milliseconds now) { engines.release_idle(now); };
  options.pace = pace;
  options.recorder = request.recorder;
  if (request.take_change) {
    options.take_change = [&request, pronouncer = engines.services().pronouncer] {
      return request.take_change(*pronouncer);
    };
  }
  options.on_sound_memory = [](std::span<std::byte> memory) {
    if (const auto locked = lock_pages(memory); !locked) notice(locked.error().line());
  };
  return options;
}

// Microphone and loudspeaker as the driver has them: where both are real, with the echo taken out, and with
// each question measured.
class RoomSound {
 public:
  RoomSound(const ListenRequest& request, AudioSource& source, AudioSink& sink)
      : source_(source), sink_(sink) {
    if (!request.input.empty()) return;
    if (request.cancel_echo) {
      auto canceller = make_echo_canceller({.suppress_noise = request.suppress_noise});
      if (canceller) {
        canceller_ = std::move(canceller).value();
      } else {
        notice("Sotto hears itself: " + canceller.error().line());
      }
    }
    echo_free_ = std::make_unique<EchoFree>(source, sink, canceller_.get(), !request.headset);
    if (const auto locked = lock_pages(echo_free_->memory()); !locked) notice(locked.error().line());
  }

  [[nodiscard]] AudioSource& source() const { return echo_free_ ? *echo_free_ : source_; }
  [[nodiscard]] AudioSink& sink() const { return echo_free_ ? *echo_free_ : sink_; }

 private:
  AudioSource& source_;
  AudioSink& sink_;
  std::unique_ptr<EchoCanceller> canceller_;
  std::unique_ptr<EchoFree> echo_free_;
};

// Somebody who cannot hear it has read it.
void greet(Engines& engines, const ListenRequest& request, AudioSink& sink) {
  if (request.greeting.empty()) return;
  const auto greeting = engines.speech()->speak(request.greeting, "");
  if (greeting) (void)play_through(sink, greeting.value()).ok();
}

std::uint64_t unpredictable() {
  std::random_device device;
  return (std::uint64_t{device()} << 32U) | device();
}

}  // namespace

Result<RunSummary> listen(Engines& engines, const ListenRequest& request, StopSignal& signal) {
  RunSetup setup = request.setup;
  if (!setup.policy.live || !setup.policy.forced.empty()) {
    return Error{ErrorCode::kRefused, "policy " + setup.policy.name + " is for replay only"};
  }
  setup.seed = unpredictable();
  setup.wall_clock.reset();  // the driver asks the real one
  // Without an outbox there are no messages; everything else goes on.
  std::unique_ptr<Messenger> folder;
  if (request.keeper == nullptr && setup.communications_on) {
    auto opened = open_outbox(request.outbox);
    if (!opened) notice("no message can be sent: " + opened.error().line());
    if (opened) folder = std::move(opened).value();
  }
  const std::unique_ptr<AudioSink> sink = open_sink(request);
  if (auto kept = keep_contact_prompts(*engines.speech(), setup); !kept) return kept.error();
  greet(engines, request, *sink);
  // Opened after the greeting, which it must not hear.
  auto source = open_source(request, signal);
  if (!source) return source.error();
  Services services = engines.services();
  services.devices = request.devices;
  services.reminders = request.reminders;
  services.voice_prints = request.voice_prints;
  services.outbox = request.keeper;
  std::optional<TellingMessenger> channel;
  if (Messenger* messenger = request.keeper != nullptr ? request.keeper : folder.get();
      messenger != nullptr) {
    channel.emplace(*messenger, [](const Error& error) { notice(error.line()); });
    services.messenger = &*channel;
  }
  const std::unique_ptr<Clock> clock = make_system_clock();
  const RoomSound room(request, *source.value(), *sink);
  LiveDriver driver(services, std::move(setup),
                    live_options(request, engines, request.input.empty() ? nullptr : clock.get()),
                    room.sink());
  signal.watch(&driver);
  introduce(request, *source.value());
  const Milliseconds began = clock->now();
  auto summary = driver.run(room.source());
  signal.watch(nullptr);
  if (summary) summary.value().wall_s = static_cast<double>(clock->now() - began) / 1000.0;
  return summary;
}

}  // namespace sotto
