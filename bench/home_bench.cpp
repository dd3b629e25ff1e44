// What the house costs over a real broker on this machine: how soon a thousand devices are known, how long a
// command takes to its publication, and whether a flood of states delays it. Budgets: 1,000 devices in 1 s,
// no more than 50 ms of delay under 5,000 messages a second.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/paho/mqtt_home.hpp"
#include "home/home.hpp"
#include "street.hpp"

namespace {

using sotto::kStreetDevices;
using sotto::MqttHome;
using sotto::Street;
using Clock = std::chrono::steady_clock;

constexpr int kCommands = 200;

double milliseconds_since(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

std::unique_ptr<MqttHome> open_home(const Street& street) {
  auto home = MqttHome::open(street.settings(), {});
  return home ? std::move(home).value() : nullptr;
}

bool wait_for_devices(MqttHome& home, int count) {
  const auto deadline = Clock::now() + std::chrono::seconds(30);
  while (static_cast<int>(home.device_count()) < count) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

bool wait_for_connection(const MqttHome& home) {
  const auto deadline = Clock::now() + std::chrono::seconds(30);
  while (!home.connected()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

// From the connection until all devices are known, and until their names are there.
void BM_Discovery(benchmark::State& state) {
  Street street;
  if (!street.ready()) return state.SkipWithError("no broker");
  double connected = 0;
  double known = 0;
  double named = 0;
  for (auto step : state) {
    const auto opened = Clock::now();
    const auto home = open_home(street);
    if (!home || !wait_for_connection(*home)) return state.SkipWithError("no connection");
    connected = std::max(connected, milliseconds_since(opened));
    const auto began = Clock::now();
    if (!wait_for_devices(*home, kStreetDevices)) return state.SkipWithError("not all devices came");
    known = std::max(known, milliseconds_since(began));
    while (!home->take_names()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    named = std::max(named, milliseconds_since(began));
  }
  state.counters["connected_ms_max"] = connected;
  state.counters["known_ms_max"] = known;
  state.counters["named_ms_max"] = named;
}

// Discovery and states without a network.
void BM_DiscoveryAlone(benchmark::State& state) {
  for (auto step : state) {
    sotto::Home home{{}};
    for (int i = 0; i < kStreetDevices; ++i) home.hear(sotto::street_topic(i), sotto::street_config(i), 0);
    benchmark::DoNotOptimize(home.take_names(10'000));
  }
}

void measure_commands(benchmark::State& state, Street& street, MqttHome& home) {
  std::vector<double> took;
  std::uint64_t id = 0;
  for (auto step : state) {
    for (int i = 0; i < kCommands; ++i) {
      const auto began = Clock::now();
      home.set({++id, "lamp_" + std::to_string(i % kStreetDevices), "on", 0});
      const auto arrived = street.next_command(std::chrono::seconds(5));
      if (!arrived) return state.SkipWithError("a command was lost");
      took.push_back(std::chrono::duration<double, std::milli>(*arrived - began).count());
      // One at a time, as people speak; the limit of commands that wait is not what is measured.
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  }
  std::sort(took.begin(), took.end());
  state.counters["median_ms"] = took[took.size() / 2];
  state.counters["p99_ms"] = took[took.size() * 99 / 100];
  state.counters["max_ms"] = took.back();
}

// From set() until the lamp hears it: through Sotto's queue, the broker and back.
void BM_Command(benchmark::State& state) {
  Street street;
  if (!street.ready()) return state.SkipWithError("no broker");
  const auto home = open_home(street);
  if (!home || !wait_for_devices(*home, kStreetDevices)) return state.SkipWithError("not all devices came");
  std::this_thread::sleep_for(std::chrono::seconds(2));
  measure_commands(state, street, *home);
}

// The same while the lamps report 5,000 times a second.
void BM_CommandInAFlood(benchmark::State& state) {
  Street street;
  if (!street.ready()) return state.SkipWithError("no broker");
  const auto home = open_home(street);
  if (!home || !wait_for_devices(*home, kStreetDevices)) return state.SkipWithError("not all devices came");
  std::this_thread::sleep_for(std::chrono::seconds(2));
  street.flood();
  const std::uint64_t heard_before = home->counts().heard;
  const auto began = Clock::now();
  measure_commands(state, street, *home);
  const double seconds = milliseconds_since(began) / 1000.0;
  state.counters["heard_a_second"] = static_cast<double>(home->counts().heard - heard_before) / seconds;
  state.counters["sent_a_second"] = static_cast<double>(street.end_flood()) / seconds;
}

BENCHMARK(BM_Discovery)->Unit(benchmark::kMillisecond)->Iterations(5)->UseRealTime();
BENCHMARK(BM_DiscoveryAlone)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_Command)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();
BENCHMARK(BM_CommandInAFlood)->Unit(benchmark::kMillisecond)->Iterations(1)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == "--lamps") return sotto::run_lamps(std::atoi(argv[2]));
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
