#include "sotto/demo_orders.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "adapters/paho/mqtt_client.hpp"
#include "adapters/posix/system_clock.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "adapters/toml/toml_document.hpp"
#include "runtime/live_driver.hpp"
#include "sim/room.hpp"
#include "sim/scene.hpp"
#include "sotto/hands_of_run.hpp"
#include "sotto/home_broker.hpp"
#include "sotto/home_run.hpp"
#include "sotto/paths.hpp"
#include "sotto/scratch_folder.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/timeline.hpp"

namespace sotto {
namespace {

constexpr int kSceneSecondsMax = 60;
constexpr std::chrono::seconds kHomeComesWithin{5};
constexpr Milliseconds kConnectsWithin = 5000;
constexpr const char* kIndent = "          ";

// Ends where its script ends.
class ScriptedSource final : public AudioSource {
 public:
  explicit ScriptedSource(Room& room) : room_(room) {}
  [[nodiscard]] Result<std::size_t> read(std::span<float> frame) override {
    // The room goes on for a while: what Sotto still says comes out of it only as long as it is heard.
    if (room_.over() && ++frames_after_ > kFramesAfter) return std::size_t{0};
    return room_.read(frame);
  }
  [[nodiscard]] std::string name() const override { return room_.name(); }

 private:
  static constexpr int kFramesAfter = 12 * kSampleRate / static_cast<int>(kFrameSamples);
  Room& room_;
  int frames_after_ = 0;
};

// The home, on a thread of its own.
class PlayedHome {
 public:
  explicit PlayedHome(const BrokerSettings& broker)
      : thread_([this, broker] {
          const auto ran =
              run_demo_home(broker, "homeassistant", {[this] { ready(); }, [this] { return !over_; }});
          static_cast<void>(ran.ok());  // one that never comes up is never ready
        }) {}
  ~PlayedHome() {
    over_ = true;
    thread_.join();
  }
  PlayedHome(const PlayedHome&) = delete;
  PlayedHome& operator=(const PlayedHome&) = delete;

  [[nodiscard]] bool wait() {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, kHomeComesWithin, [this] { return ready_; });
  }

 private:
  void ready() {
    const std::lock_guard lock(mutex_);
    ready_ = true;
    came_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable came_;
  bool ready_ = false;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

// Lines of two threads, one at a time; states of devices only where they change.
class Printer {
 public:
  void line(const std::string& text) {
    const std::lock_guard lock(mutex_);
    std::cout << text << std::endl;
  }
  void state(const std::string& topic, std::string_view payload) {
    const std::lock_guard lock(mutex_);
    const auto [place, is_new] = states_.try_emplace(topic, payload);
    if (is_new || place->second == payload) return;
    place->second = payload;
    std::cout << kIndent << "on the broker: " << topic << ' ' << payload << std::endl;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> states_;
};

Result<std::unique_ptr<Hands>> start_hands_on(const BrokerSettings& broker,
                                              const std::filesystem::path& folder) {
  Common common;
  common.config = folder / "sotto.toml";
  std::ofstream settings(common.config);
  settings << "[mqtt]\nhost = \"" << broker.host << "\"\nport = " << broker.port << '\n';
  settings << "[page]\nenabled = false\n";
  settings.close();
  if (!settings) return Error{ErrorCode::kWriteFailed, common.config.string()};
  Config config;
  config.broker = broker;
  return start_hands_of_run(common, config);
}

Result<std::unique_ptr<Room>> open_room(Engines& engines, const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return Error{ErrorCode::kFileMissing, file.string()};
  const auto document = read_toml_file(file);
  if (!document) return document.error();
  const auto scene = parse_scene(document.value());
  if (!scene) return scene.error();
  RoomSounds sounds;
  sounds.load = [folder = file.parent_path()](const std::string& sound) {
    return read_sound_file(folder / sound, resampler_factory(), kSceneSecondsMax);
  };
  sounds.speak = [&engines](const std::string& text, const std::string& voice) {
    return engines.speech()->speak(text, voice);
  };
  return Room::make(scene.value(), std::move(sounds));
}

Result<void> hear(Engines& engines, Room& room, DeviceBus& devices, Printer& printer, StopSignal& signal) {
  auto setup = make_setup(Config{}, "");
  if (!setup) return setup.error();
  Services services = engines.services();
  services.devices = &devices;
  for (WakeDetector* detector : services.wake_detectors) detector->reset(0);
  services.voice_activity->reset();
  const std::unique_ptr<Clock> clock = make_system_clock();
  LiveOptions options;
  options.pace = clock.get();
  options.on_line = [&printer](const std::string& line) { printer.line(timeline_text(line)); };
  LiveDriver driver(services, std::move(setup).value(), std::move(options), room);
  signal.watch(&driver);
  ScriptedSource source(room);
  const auto summary = driver.run(source);
  signal.watch(nullptr);
  return summary ? Result<void>() : summary.error();
}

}  // namespace

Result<void> show_orders(Engines& engines, StopSignal& signal) {
  auto room = open_room(engines, share_folder() / "scenes/home.toml");
  if (!room) return room.error();
  const auto scratch = ScratchFolder::make();
  if (!scratch) return scratch.error();
  const auto broker = HomeBroker::start(scratch.value().path());
  if (!broker) return broker.error();
  PlayedHome home(broker.value()->settings());
  if (!home.wait()) return Error{ErrorCode::kNotAvailable, "the demonstration home"};
  Printer printer;
  const auto watcher = MqttClient::open(
      broker.value()->settings(), "sotto-demo/status",
      [&printer](const std::string& topic, std::string_view payload) { printer.state(topic, payload); });
  if (!watcher) return watcher.error();
  if (!watcher.value()->connect_within(kConnectsWithin)) {
    return Error{ErrorCode::kNotAvailable, "the demonstration's broker: " + watcher.value()->trouble()};
  }
  watcher.value()->subscribe({"sotto-home/kitchen_lamp", "sotto-home/front_door"});
  const auto hands = start_hands_on(broker.value()->settings(), scratch.value().path());
  if (!hands) return hands.error();
  hands.value()->begin();
  return hear(engines, *room.value(), *hands.value(), printer, signal);
}

}  // namespace sotto
