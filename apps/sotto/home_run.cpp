#include "sotto/home_run.hpp"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "adapters/paho/mqtt_client.hpp"
#include "sotto/home_demo.hpp"

namespace sotto {
namespace {

constexpr Milliseconds kPatience = 5000;
constexpr std::chrono::milliseconds kTick{50};
constexpr std::size_t kWaitingMax = 1000;

Milliseconds steady_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Commands on their way from the client's thread.
class CommandQueue {
 public:
  void put(const std::string& topic, std::string_view payload) {
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() < kWaitingMax) waiting_.emplace_back(topic, payload);
    }
    arrived_.notify_one();
  }
  std::deque<std::pair<std::string, std::string>> take() {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, kTick, [this] { return !waiting_.empty(); });
    return std::exchange(waiting_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::pair<std::string, std::string>> waiting_;
};

void publish_all(MqttClient& client, const std::vector<DemoPublish>& all) {
  for (const DemoPublish& publish : all) client.publish(publish.topic, publish.payload, true);
}

void introduce(MqttClient& client, const DemoHome& home) {
  client.subscribe({DemoHome::kCommands});
  client.publish(DemoHome::kStatusTopic, "online", true);
  publish_all(client, home.describe());
}

}  // namespace

Result<void> run_demo_home(const BrokerSettings& broker, const std::string& discovery_prefix,
                           const HomeRunCalls& calls) {
  CommandQueue commands;
  const auto client = MqttClient::open(
      broker, DemoHome::kStatusTopic,
      [&](const std::string& topic, std::string_view payload) { commands.put(topic, payload); });
  if (!client) return client.error();
  MqttClient& bus = *client.value();
  if (!bus.connect_within(kPatience)) {
    return Error{ErrorCode::kNotAvailable, "the broker at " + broker.host + ": " + bus.trouble()};
  }
  DemoHome home(discovery_prefix);
  introduce(bus, home);
  calls.on_ready();
  bool introduced = true;
  while (calls.go_on()) {
    if (!bus.connected()) {
      introduced = false;
      static_cast<void>(bus.connect_within(kTick.count()));
    }
    if (bus.connected() && !introduced) {
      introduce(bus, home);
      introduced = true;
    }
    for (const auto& [topic, payload] : commands.take())
      publish_all(bus, home.hear(topic, payload, steady_now()));
    publish_all(bus, home.tick(steady_now()));
  }
  publish_all(bus, home.farewell());
  return {};
}

}  // namespace sotto
