// A broker, a demonstration home on it and Sotto's way to them, for tests. All waiting has deadlines.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/paho/mqtt_client.hpp"
#include "adapters/paho/mqtt_home.hpp"
#include "sotto/home_broker.hpp"
#include "sotto/home_run.hpp"

namespace sotto {

class MqttHouse : public testing::Test {
 protected:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kPatience{15};

  void SetUp() override;
  void TearDown() override;

  // On a free port, or on the one it had before.
  void start_broker(const std::string& more = "");
  void start_demo();
  void stop_demo();
  void connect(const HomeSettings& settings = {});

  // Looks every few milliseconds.
  static bool wait_until(const std::function<bool()>& done, std::chrono::milliseconds patience = kPatience);
  bool wait_for_device(const std::string& id);
  // The one answer to the command; its result is empty at the deadline.
  DeviceAnswered ask(const std::string& device, const std::string& command, std::int64_t value_tenths = 0);
  DeviceAnswered ask(const SetDevice& command);
  DeviceAnswered wait_for_answer(std::uint64_t id);

  std::filesystem::path folder_;
  std::unique_ptr<HomeBroker> broker_;
  std::uint16_t port_ = 0;
  std::atomic<bool> demo_goes_on_ = false;
  std::atomic<bool> demo_ready_ = false;
  std::thread demo_;
  std::unique_ptr<MqttHome> home_;
  std::uint64_t next_id_ = 1;
};

}  // namespace sotto
