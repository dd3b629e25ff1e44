#include "street.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>

#include "adapters/paho/mqtt_client.hpp"

namespace sotto {
namespace {

constexpr std::chrono::seconds kPatience{20};

void write_number(std::int64_t number) {
  static_cast<void>(!::write(STDOUT_FILENO, &number, sizeof number));
}

void flood_until(MqttClient& client, const std::atomic<bool>& go_on, std::int64_t& sent) {
  auto next = Street::Clock::now();
  for (int i = 0; go_on; ++i, ++sent) {
    client.publish("z/" + std::to_string(i % kStreetDevices),
                   R"({"state":"OFF","brightness":)" + std::to_string(i % 255) + "}", false);
    next += std::chrono::microseconds(1'000'000 / kFloodASecond);
    std::this_thread::sleep_until(next);
  }
}

}  // namespace

std::string street_config(int lamp) {
  const std::string id = std::to_string(lamp);
  const std::string area = "area " + std::to_string(lamp % 20);
  return R"({"name":null,"object_id":"lamp_)" + id +
         R"(","schema":"json","brightness":true,"state_topic":"z/)" + id + R"(","command_topic":"z/)" + id +
         R"(/set","availability":[{"topic":"z/bridge"}],"device":{"name":"lamp )" + id +
         R"(","suggested_area":")" + area + R"("},"unique_id":"u)" + id + "\"}";
}

std::string street_topic(int lamp) {
  return "homeassistant/light/u" + std::to_string(lamp) + "/light/config";
}

Street::Street() {
  std::string name = (std::filesystem::temp_directory_path() / "sotto-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return;
  folder_ = name;
  auto broker = HomeBroker::start(folder_);
  if (!broker) return;
  broker_ = std::move(broker).value();
  std::array<int, 2> in = {-1, -1};
  std::array<int, 2> out = {-1, -1};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) return;
  posix_spawn_file_actions_t files;
  ::posix_spawn_file_actions_init(&files);
  ::posix_spawn_file_actions_adddup2(&files, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
  std::string program = "/proc/self/exe";
  std::string mode = "--lamps";
  std::string port = std::to_string(broker_->port());
  std::array<char*, 4> argv = {program.data(), mode.data(), port.data(), nullptr};
  const int code = ::posix_spawn(&lamps_, program.c_str(), &files, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&files);
  ::close(in[0]);
  ::close(out[1]);
  to_lamps_ = in[1];
  from_lamps_ = out[0];
  ready_ = code == 0 && read_number(kPatience).has_value();
}

Street::~Street() {
  if (to_lamps_ >= 0) ::close(to_lamps_);
  if (lamps_ > 0) ::waitpid(lamps_, nullptr, 0);
  if (from_lamps_ >= 0) ::close(from_lamps_);
  broker_.reset();
  std::filesystem::remove_all(folder_);
}

std::optional<std::int64_t> Street::read_number(std::chrono::milliseconds patience) {
  pollfd watched{from_lamps_, POLLIN, 0};
  std::int64_t number = 0;
  if (::poll(&watched, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
  if (::read(from_lamps_, &number, sizeof number) != sizeof number) return std::nullopt;
  return number;
}

std::optional<Street::Clock::time_point> Street::next_command(std::chrono::milliseconds patience) {
  const auto number = read_number(patience);
  if (!number) return std::nullopt;
  return Clock::time_point(std::chrono::nanoseconds(*number));
}

void Street::flood() {
  static_cast<void>(!::write(to_lamps_, "f", 1));
}

std::int64_t Street::end_flood() {
  static_cast<void>(!::write(to_lamps_, "e", 1));
  return read_number(kPatience).value_or(0);
}

// Commands are answered with the time of the clock that all processes of a machine share.
int run_lamps(int port) {
  BrokerSettings broker;
  broker.host = "127.0.0.1";
  broker.port = static_cast<std::uint16_t>(port);
  auto opened = MqttClient::open(broker, "bench/status", [](const std::string&, std::string_view) {
    write_number(std::chrono::nanoseconds(Street::Clock::now().time_since_epoch()).count());
  });
  if (!opened || !opened.value()->connect_within(5000)) return 1;
  MqttClient& client = *opened.value();
  for (int i = 0; i < kStreetDevices; ++i) client.publish(street_topic(i), street_config(i), true);
  for (int i = 0; i < kStreetDevices; ++i)
    client.publish("z/" + std::to_string(i), R"({"state":"OFF","brightness":100})", true);
  client.publish("z/bridge", "online", true);
  client.subscribe({"z/+/set"});
  std::this_thread::sleep_for(std::chrono::seconds(1));  // until the broker has them
  write_number(0);
  std::atomic<bool> flooding = false;
  std::int64_t sent = 0;
  std::thread flood;
  for (char order = 0; ::read(STDIN_FILENO, &order, 1) == 1;) {
    if (order == 'f' && !flooding) {
      flooding = true;
      sent = 0;
      flood = std::thread([&] { flood_until(client, flooding, sent); });
    } else if (order == 'e' && flooding) {
      flooding = false;
      flood.join();
      write_number(sent);
    }
  }
  flooding = false;
  if (flood.joinable()) flood.join();
  return 0;
}

}  // namespace sotto
