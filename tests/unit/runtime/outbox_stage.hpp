// What an outbox needs, for tests: a folder with keys, a clock that a test moves, and channels that answer as
// planned and count what reached them in a file, which outlives a program that is killed.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sodium/owner_key.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "adapters/sqlite/sqlite_outbox.hpp"
#include "base/assert.hpp"
#include "runtime/outbox_keeper.hpp"

namespace sotto {

class OutboxFolderOfTest {
 public:
  OutboxFolderOfTest() {
    std::string name = (std::filesystem::temp_directory_path() / "sotto-outbox-XXXXXX").string();
    SOTTO_ASSERT(::mkdtemp(name.data()) != nullptr);
    path_ = name;
    SOTTO_ASSERT(load_or_make_owner_key(keys()).ok());
  }
  OutboxFolderOfTest(const OutboxFolderOfTest&) = delete;
  OutboxFolderOfTest& operator=(const OutboxFolderOfTest&) = delete;
  ~OutboxFolderOfTest() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::filesystem::path file() const { return path_ / "outbox.db"; }
  [[nodiscard]] std::filesystem::path keys() const { return path_ / "keys"; }
  [[nodiscard]] std::filesystem::path arrived() const { return path_ / "arrived"; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Every delivery that arrives is one line: its key.
class PlannedChannel final : public Messenger {
 public:
  explicit PlannedChannel(std::filesystem::path arrived) : arrived_(std::move(arrived)) {}

  Result<void> deliver(const Delivery& delivery) override {
    last = delivery;
    if (on_deliver) on_deliver(delivery);
    auto& answers = plan[delivery.contact];
    Result<void> answer;
    if (!answers.empty()) {
      answer = answers.front();
      answers.erase(answers.begin());
    }
    if (step) step("channel");
    if (answer) std::ofstream(arrived_, std::ios::app) << delivery.key << std::endl;
    if (step) step("arrived");
    return answer;
  }
  [[nodiscard]] std::string channel() const override { return "planned"; }

  [[nodiscard]] static std::map<std::string, int> counts(const std::filesystem::path& arrived) {
    std::map<std::string, int> all;
    std::ifstream lines(arrived);
    for (std::string line; std::getline(lines, line);) ++all[line];
    return all;
  }

  std::map<std::string, std::vector<Result<void>>> plan;  // by contact; empty: it arrives
  std::function<void(const Delivery&)> on_deliver;
  std::function<void(const char*)> step;
  Delivery last;

 private:
  std::filesystem::path arrived_;
};

// One program with an outbox.
class OutboxProgram {
 public:
  OutboxProgram(const OutboxFolderOfTest& folder, std::string run, std::int64_t& wall_ms,
                std::function<void(const char*)> step = {})
      : channel(folder.arrived()) {
    auto opened = open_outbox(folder.file());
    SOTTO_ASSERT(opened.ok());
    outbox = std::move(opened).value();
    OutboxKeeperOptions options;
    options.outbox = outbox;
    auto sealer = make_sound_sealer(folder.keys());
    SOTTO_ASSERT(sealer.ok());
    options.sealer = std::move(sealer).value();
    channel.step = step;
    options.channels["planned"] = &channel;
    options.default_channel = "planned";
    options.recipient = [this](const std::string& id, const std::string&) -> Result<Recipient> {
      if (refused == id) return Error{ErrorCode::kRefused, "the contact"};
      return Recipient{"", id + "@example.org"};
    };
    options.wall_ms = [&wall_ms] { return wall_ms; };
    options.run = std::move(run);
    options.on_step = std::move(step);
    keeper = std::make_unique<OutboxKeeper>(std::move(options));
  }

  [[nodiscard]] static std::vector<float> sound(std::size_t samples = 1600) {
    std::vector<float> all(samples);
    for (std::size_t i = 0; i < samples; ++i) all[i] = static_cast<float>(i % 100) / 128.0F - 0.25F;
    return all;
  }
  [[nodiscard]] Result<void> hold(std::uint64_t id, const std::string& contact) {
    return keeper->hold({id, contact, contact, sound(), 15000});
  }
  [[nodiscard]] Result<void> deliver(std::uint64_t id, const std::string& contact) {
    Delivery delivery;
    delivery.message_id = id;
    delivery.contact = contact;
    delivery.contact_id = contact;
    delivery.transcript = "words of " + contact;
    delivery.samples = sound();
    return keeper->deliver(delivery);
  }
  [[nodiscard]] OutboxMessage message(std::uint64_t id) const {
    const auto found = outbox->find(id);
    SOTTO_ASSERT(found.ok() && found.value().has_value());
    return *found.value();
  }
  [[nodiscard]] OutboxState state(std::uint64_t id) const { return message(id).state; }

  std::shared_ptr<Outbox> outbox;
  PlannedChannel channel;
  std::string refused;  // a contact that is no longer allowed
  std::unique_ptr<OutboxKeeper> keeper;
};

}  // namespace sotto
