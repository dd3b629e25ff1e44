// From the end-pointer's decision to the broker: `sotto run --input` hears an order again and again, in real
// time, and a client of the broker notes when each command arrives. Budget: 250 ms in the median.
//
// usage: spoken_order_bench FOLDER_OF_SCENES [ORDERS]
//
// The decision's time is that of the line "gate request pass" on the recording's own clock. What the
// program's clock shows when the recording stands at zero is taken from the line that came soonest after its
// time; so the figure holds all that follows the decision, and a little less than the printing of one line
// too little.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "adapters/paho/mqtt_client.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "live/sotto_process.hpp"
#include "sotto/engines.hpp"
#include "sotto/home_broker.hpp"
#include "sotto/home_run.hpp"
#include "sotto/scratch_folder.hpp"

namespace sotto {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFirst_s = 5;
constexpr int kBetween_s = 8;
constexpr int kRate = 16'000;

double seconds(Clock::time_point at) {
  return std::chrono::duration<double>(at.time_since_epoch()).count();
}

// When commands came to the lamp.
struct Arrivals {
  std::mutex mutex;
  std::vector<double> at;
};

struct Heard {
  double began = std::numeric_limits<double>::max();  // the recording's zero on our clock
  std::vector<double> decisions;                      // on the recording's clock
};

bool write_orders(const std::filesystem::path& file, const std::filesystem::path& order, int count) {
  const auto spoken = read_sound_file(order, resampler_factory(), 30);
  if (!spoken) return false;
  std::vector<float> sound(static_cast<std::size_t>(kRate) *
                           static_cast<std::size_t>(kFirst_s + kBetween_s * count));
  for (int i = 0; i < count; ++i) {
    const auto from = static_cast<std::ptrdiff_t>(kRate) * (kFirst_s + kBetween_s * i);
    std::copy(spoken.value().begin(), spoken.value().end(), sound.begin() + from);
  }
  return write_wav(file, sound, kRate).ok();
}

Heard hear(SottoProcess& sotto) {
  Heard heard;
  while (true) {
    const auto line = sotto.next_line(std::chrono::seconds(30));
    const double now = seconds(Clock::now());
    if (!line) return heard;
    const auto event = nlohmann::json::parse(*line, nullptr, false);
    if (!event.is_object() || event.value("type", "") == "summary") return heard;
    if (!event.contains("t")) continue;
    const double t = event["t"].get<double>();
    heard.began = std::min(heard.began, now - t);
    if (event.value("type", "") == "gate" && event.value("gate", "") == "request" &&
        event.value("verdict", "") == "pass") {
      heard.decisions.push_back(t);
    }
  }
}

int report(const Heard& heard, const std::vector<double>& arrivals, int orders) {
  if (arrivals.size() != heard.decisions.size() || arrivals.empty()) {
    std::printf("%zu orders understood, %zu commands arrived: no figure\n", heard.decisions.size(),
                arrivals.size());
    return 1;
  }
  std::vector<double> took;
  for (std::size_t i = 0; i < arrivals.size(); ++i)
    took.push_back((arrivals[i] - heard.began - heard.decisions[i]) * 1000);
  std::sort(took.begin(), took.end());
  std::printf(
      "%zu of %d orders understood; decision to broker: median %.0f ms, 90 %% within %.0f ms, worst %.0f "
      "ms\n",
      took.size(), orders, took[took.size() / 2], took[took.size() * 9 / 10], took.back());
  return 0;
}

int measure(const std::filesystem::path& scenes, int orders) {
  const auto scratch = ScratchFolder::make();
  if (!scratch) return 1;
  const std::filesystem::path folder = scratch.value().path();
  const auto broker = HomeBroker::start(folder);
  if (!broker || !write_orders(folder / "orders.wav", scenes / "said/emma-light.flac", orders)) return 1;
  const BrokerSettings settings = broker.value()->settings();
  Arrivals arrivals;
  const auto watcher =
      MqttClient::open(settings, "bench/status", [&arrivals](const std::string&, std::string_view) {
        const double now = seconds(Clock::now());
        const std::lock_guard lock(arrivals.mutex);
        arrivals.at.push_back(now);
      });
  if (!watcher || !watcher.value()->connect_within(5000)) return 1;
  watcher.value()->subscribe({"sotto-home/kitchen_lamp/set"});
  std::atomic<bool> go_on = true;
  std::thread home([&] {
    static_cast<void>(run_demo_home(settings, "homeassistant", {[] {}, [&] { return go_on.load(); }}).ok());
  });
  std::ofstream(folder / "sotto.toml") << "[mqtt]\nhost = \"127.0.0.1\"\nport = " << settings.port << '\n';
  SottoProcess sotto({"run", "--json", "--config", folder / "sotto.toml", "--data", folder / "data",
                      "--input", folder / "orders.wav"},
                     {{"XDG_CONFIG_HOME", folder / "config"}});
  const Heard heard = hear(sotto);
  go_on = false;
  home.join();
  const std::lock_guard lock(arrivals.mutex);
  return report(heard, arrivals.at, orders);
}

}  // namespace
}  // namespace sotto

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: spoken_order_bench FOLDER_OF_SCENES [ORDERS]\n");
    return 2;
  }
  return sotto::measure(argv[1], argc > 2 ? std::atoi(argv[2]) : 20);
}
