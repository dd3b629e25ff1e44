#include "adapters/paho/mqtt_home.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "adapters/paho/connection_internal.hpp"
#include "adapters/paho/device_code.hpp"
#include "adapters/paho/incoming.hpp"

namespace sotto {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr const char* kStatusTopic = "sotto/status";
constexpr Milliseconds kBackOffMin = 500;
constexpr Milliseconds kBackOffMax = 30'000;
constexpr std::size_t kBatch = 64;  // messages between two looks at the commands
constexpr std::size_t kWaitingMax = 256;
constexpr Milliseconds kTickBusy = 20;
constexpr Milliseconds kTickIdle = 100;

Milliseconds steady_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(SteadyClock::now().time_since_epoch()).count();
}

}  // namespace

class MqttHome::Worker {
 public:
  explicit Worker(const HomeSettings& settings) : home_(settings) {}

  ~Worker() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    connection_.reset();
  }

  Result<void> start(const BrokerSettings& broker) {
    ConnectionHandlers handlers;
    handlers.on_message = [this](const std::string& topic, std::string_view payload) {
      ++heard_;
      if (!incoming_.put(topic, payload)) ++refused_;
      wake();
    };
    handlers.on_change = [this] { wake(); };
    auto made = Connection::make(broker, kStatusTopic, std::move(handlers));
    if (!made) return made.error();
    connection_ = std::move(made).value();
    thread_ = std::thread([this] { run(); });
    return {};
  }

  void set(const SetDevice& command) {
    {
      const std::lock_guard lock(mutex_);
      if (commands_.size() < kWaitingMax) {
        commands_.push_back(command);
      } else {
        answers_.push_back({command.id, "refused", "That is too much at once."});
      }
      woken_ = true;
    }
    wake_.notify_one();
  }

  std::vector<DeviceAnswered> take_answers() {
    const std::lock_guard lock(mutex_);
    return std::exchange(answers_, {});
  }

  std::optional<HomeNames> take_names() {
    const std::lock_guard lock(mutex_);
    return std::exchange(names_, std::nullopt);
  }

  [[nodiscard]] bool connected() const { return greeted_; }
  [[nodiscard]] std::string trouble() const { return connection_->trouble(); }

  bool wait_for_change(Milliseconds patience) {
    std::unique_lock lock(mutex_);
    const bool there =
        changed_.wait_for(lock, std::chrono::milliseconds(patience), [this] { return news_ != seen_news_; });
    seen_news_ = news_;
    return there;
  }

  [[nodiscard]] MqttCounts counts() {
    MqttCounts counts{heard_, refused_, published_, connections_, 0};
    const std::lock_guard lock(home_mutex_);
    for (std::size_t i = 0; i < kDiscoveryFaults; ++i)
      counts.faults += home_.faults(static_cast<DiscoveryFault>(i));
    return counts;
  }

  [[nodiscard]] std::vector<HomeRow> rows() {
    const std::lock_guard lock(home_mutex_);
    return home_.rows(steady_now());
  }

  [[nodiscard]] std::size_t device_count() {
    const std::lock_guard lock(home_mutex_);
    return home_.device_count();
  }

 private:
  void wake() {
    {
      const std::lock_guard lock(mutex_);
      if (woken_) return;
      woken_ = true;
    }
    wake_.notify_one();
  }

  void run() {
    while (wait_for_work()) {
      keep_connected();
      work();
    }
  }

  void work() {
    const std::lock_guard lock(home_mutex_);
    obey();
    const auto messages = incoming_.take(kBatch);
    for (const auto& [topic, payload] : messages) home_.hear(topic, payload, steady_now());
    home_.tick(steady_now());
    act();
    publish_names();
    if (!messages.empty()) tell_news();
  }

  void tell_news() {
    {
      const std::lock_guard lock(mutex_);
      ++news_;
    }
    changed_.notify_all();
  }

  // False when it is time to end.
  bool wait_for_work() {
    std::unique_lock lock(mutex_);
    const Milliseconds tick = pending_ ? kTickBusy : kTickIdle;
    if (incoming_.empty()) {
      wake_.wait_for(lock, std::chrono::milliseconds(tick), [this] { return woken_ || stopping_; });
    }
    woken_ = false;
    return !stopping_;
  }

  void keep_connected() {
    const bool connected = connection_->connected();
    if (connected && !greeted_) greet();
    if (!connected && greeted_) {
      greeted_ = false;
      tell_news();
      const std::lock_guard lock(home_mutex_);
      home_.set_connected(false);
    }
    if (connected || connection_->connecting() || steady_now() < next_try_) return;
    next_try_ = steady_now() + back_off_;
    back_off_ = std::min(2 * back_off_, kBackOffMax);
    connection_->start_connecting();
  }

  void greet() {
    back_off_ = kBackOffMin;
    next_try_ = 0;
    ++connections_;
    const std::lock_guard lock(home_mutex_);
    connection_->subscribe(home_.topics());
    static_cast<void>(connection_->publish(kStatusTopic, "online", true));
    home_.set_connected(true);
    greeted_ = true;
    tell_news();
  }

  void obey() {
    std::deque<SetDevice> commands;
    {
      const std::lock_guard lock(mutex_);
      commands.swap(commands_);
    }
    for (const SetDevice& command : commands) home_.set(command, steady_now());
    if (!commands.empty()) act();
  }

  void act() {
    HomeOutput output = home_.take();
    for (const HomePublish& publish : output.publishes) publish_one(publish, output);
    if (!output.unsubscribe.empty()) connection_->unsubscribe(output.unsubscribe);
    if (!output.subscribe.empty() && greeted_) connection_->subscribe(output.subscribe);
    const std::lock_guard lock(mutex_);
    pending_ = home_.has_pending();
    for (DeviceAnswered& answer : output.answers) answers_.push_back(std::move(answer));
  }

  // The code is in this memory for as long as that takes.
  void publish_one(const HomePublish& publish, HomeOutput& output) {
    std::optional<std::string> payload = publish.payload;
    if (!publish.code_file.empty()) payload = with_code(publish);
    if (!payload) {
      home_.withdraw(publish.command, "I have no code for it that I may use.");
      std::erase_if(output.answers, [&](const auto& each) { return each.command == publish.command; });
      for (DeviceAnswered& answer : home_.take().answers) output.answers.push_back(std::move(answer));
      return;
    }
    if (connection_->publish(publish.topic, *payload, publish.retain)) ++published_;
    if (!publish.code_file.empty()) wipe(*payload);
  }

  void publish_names() {
    auto names = home_.take_names(steady_now());
    if (!names) return;
    const std::lock_guard lock(mutex_);
    names_ = std::move(names);
  }

  std::mutex home_mutex_;
  Home home_;

  std::mutex mutex_;  // taken inside home_mutex_, never around it
  std::condition_variable wake_;
  std::condition_variable changed_;
  std::uint64_t news_ = 0;
  std::uint64_t seen_news_ = 0;
  bool woken_ = false;
  bool stopping_ = false;
  bool pending_ = false;
  std::deque<SetDevice> commands_;
  std::vector<DeviceAnswered> answers_;
  std::optional<HomeNames> names_;

  Incoming incoming_;
  std::atomic<bool> greeted_ = false;
  std::atomic<std::uint64_t> heard_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
  std::atomic<std::uint64_t> published_ = 0;
  std::atomic<std::uint64_t> connections_ = 0;
  Milliseconds back_off_ = kBackOffMin;
  Milliseconds next_try_ = 0;
  std::unique_ptr<Connection> connection_;
  std::thread thread_;
};

MqttHome::MqttHome(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}

MqttHome::~MqttHome() = default;

Result<std::unique_ptr<MqttHome>> MqttHome::open(const BrokerSettings& broker, const HomeSettings& home) {
  auto worker = std::make_unique<Worker>(home);
  if (auto started = worker->start(broker); !started) return started.error();
  return std::unique_ptr<MqttHome>(new MqttHome(std::move(worker)));
}

void MqttHome::set(const SetDevice& command) {
  worker_->set(command);
}

std::vector<DeviceAnswered> MqttHome::take_answers() {
  return worker_->take_answers();
}

std::optional<HomeNames> MqttHome::take_names() {
  return worker_->take_names();
}

bool MqttHome::connected() const {
  return worker_->connected();
}

std::string MqttHome::trouble() const {
  return worker_->trouble();
}

bool MqttHome::wait_for_change(Milliseconds patience) {
  return worker_->wait_for_change(patience);
}

MqttCounts MqttHome::counts() const {
  return worker_->counts();
}

std::vector<HomeRow> MqttHome::rows() {
  return worker_->rows();
}

std::size_t MqttHome::device_count() {
  return worker_->device_count();
}

}  // namespace sotto
