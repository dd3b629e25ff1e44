// A house for tests: time stands still until a test moves it, and what would go out is looked at.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "home/home.hpp"
#include "permitted.hpp"

namespace sotto {

class DiscoveredHome : public testing::Test {
 protected:
  explicit DiscoveredHome(HomeSettings settings = {}) : home_(std::move(settings)) {
    home_.set_connected(true);
  }

  void hear(const std::string& topic, std::string_view payload) { home_.hear(topic, payload, now_); }

  // The one answer that a command has got, and what it published before; empty where it waits.
  struct Said {
    std::vector<HomePublish> published;
    std::string result;
    std::string told;
  };
  Said set(const std::string& device, const std::string& command, std::int64_t value_tenths = 0) {
    return set_with(permitted(++id_, device, command, value_tenths));
  }
  Said set_with(const SetDevice& command) {
    home_.set(command, now_);
    return take();
  }
  Said take() {
    HomeOutput output = home_.take();
    Said said;
    said.published = std::move(output.publishes);
    EXPECT_LE(output.answers.size(), 1U);
    if (output.answers.empty()) return said;
    EXPECT_EQ(output.answers.front().command, id_);
    said.result = output.answers.front().result;
    said.told = output.answers.front().told;
    return said;
  }
  Said wait(Milliseconds duration) {
    now_ += duration;
    home_.tick(now_);
    return take();
  }
  // A command, and what it comes to when the device says so at once.
  Said set_and_hear(const std::string& device, const std::string& command, std::int64_t value_tenths,
                    const std::string& topic, std::string_view payload) {
    Said said = set(device, command, value_tenths);
    EXPECT_EQ(said.result, "") << said.told;
    hear(topic, payload);
    Said after = take();
    after.published = std::move(said.published);
    return after;
  }
  [[nodiscard]] HomeRow row(const std::string& id) {
    for (HomeRow& row : home_.rows(now_)) {
      if (row.id == id) return std::move(row);
    }
    ADD_FAILURE() << "no device " << id;
    return {};
  }
  [[nodiscard]] std::string told(const std::string& id) { return row(id).told; }
  // What a phrase of the list stands for; empty where it is not there.
  [[nodiscard]] std::string meaning(const std::string& list, const std::string& phrase) {
    if (auto names = home_.take_names(now_ + 10'000)) names_ = std::move(*names);
    for (const SentenceList& candidate : names_.lists) {
      if (candidate.name != list) continue;
      for (const SentenceListValue& value : candidate.values) {
        if (value.says.text == phrase) return value.value;
      }
    }
    return {};
  }

  Home home_;
  HomeNames names_;
  Milliseconds now_ = 1'000'000;
  std::uint64_t id_ = 0;
};

}  // namespace sotto
