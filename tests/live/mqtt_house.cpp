#include "mqtt_house.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace sotto {

void MqttHouse::SetUp() {
  std::string name = (std::filesystem::temp_directory_path() / "sotto-house-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  folder_ = name;
}

void MqttHouse::TearDown() {
  home_.reset();
  stop_demo();
  broker_.reset();
  std::filesystem::remove_all(folder_);
}

void MqttHouse::start_broker(const std::string& more) {
  auto started = HomeBroker::start(folder_, port_, more);
  ASSERT_TRUE(started.ok()) << started.error().line();
  broker_ = std::move(started).value();
  port_ = broker_->port();
}

void MqttHouse::start_demo() {
  demo_goes_on_ = true;
  demo_ = std::thread([this, broker = broker_->settings()] {
    const auto ran = run_demo_home(broker, "homeassistant",
                                   {[this] { demo_ready_ = true; }, [this] { return demo_goes_on_.load(); }});
    EXPECT_TRUE(ran.ok()) << ran.error().line();
  });
  ASSERT_TRUE(wait_until([this] { return demo_ready_.load(); }));
}

void MqttHouse::stop_demo() {
  demo_goes_on_ = false;
  if (demo_.joinable()) demo_.join();
}

void MqttHouse::connect(const HomeSettings& settings) {
  auto opened = MqttHome::open(broker_->settings(), settings);
  ASSERT_TRUE(opened.ok()) << opened.error().line();
  home_ = std::move(opened).value();
  ASSERT_TRUE(wait_until([this] { return home_->connected(); })) << home_->trouble();
}

bool MqttHouse::wait_until(const std::function<bool()>& done, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  while (!never.wait_for(lock, std::chrono::milliseconds(5), done)) {
    if (Clock::now() > deadline) return false;
  }
  return true;
}

bool MqttHouse::wait_for_device(const std::string& id) {
  return wait_until([&] {
    const auto rows = home_->rows();
    return std::any_of(rows.begin(), rows.end(), [&](const HomeRow& row) {
      return row.id == id && row.available && !row.told.empty();
    });
  });
}

DeviceAnswered MqttHouse::ask(const std::string& device, const std::string& command,
                              std::int64_t value_tenths) {
  return ask({next_id_++, device, command, value_tenths});
}

DeviceAnswered MqttHouse::ask(const SetDevice& command) {
  home_->set(command);
  return wait_for_answer(command.id);
}

DeviceAnswered MqttHouse::wait_for_answer(std::uint64_t id) {
  std::vector<DeviceAnswered> answers;
  wait_until([&] {
    answers = home_->take_answers();
    return !answers.empty();
  });
  EXPECT_EQ(answers.size(), 1U);
  if (answers.empty()) return {};
  EXPECT_EQ(answers.front().command, id);
  return answers.front();
}

}  // namespace sotto
