// PageHouse: the house as the page sees it from the process that has the devices: what is live comes over the
// link to the process that hears, everything else from two clerks, so that a slow answer keeps no quick one
// waiting.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "adapters/posix/servant.hpp"
#include "page/house.hpp"
#include "sotto/commands.hpp"

namespace sotto {

struct PageClerks {
  std::unique_ptr<Servant> quick;
  std::unique_ptr<Servant> slow;
};
// Started while this process may still start programs. Errors: those of Servant::start().
[[nodiscard]] Result<PageClerks> start_page_clerks(const Common& common);

struct PageHouseParts {
  PageClerks clerks;
  // Each asks the process that hears; false where it is gone.
  std::function<bool(bool muted)> mute;
  std::function<bool()> stop;
  // Empty where no home is connected.
  std::function<std::string()> devices;                              // a list of objects
  std::function<Result<std::string>(const DeviceWish& wish)> order;  // what the device answered
  HouseNow standing;                                                 // at the beginning
};

class PageHouse final : public House {
 public:
  explicit PageHouse(PageHouseParts parts) : parts_(std::move(parts)), standing_(parts_.standing) {}

  // Nobody waits for a clerk any more.
  void end();

  // What is heard of the run. True where anything has changed.
  bool set_standing(const HouseNow& standing);

  [[nodiscard]] HouseNow standing() const override;
  [[nodiscard]] Result<void> mute(bool muted) override;
  [[nodiscard]] Result<void> stop() override;
  [[nodiscard]] Result<std::string> outbox() override;
  [[nodiscard]] Result<std::string> cancel_message(std::uint64_t id) override;
  [[nodiscard]] Result<std::string> approve_message(std::uint64_t id, bool again) override;
  [[nodiscard]] Result<HouseSound> message_sound(std::uint64_t id) override;
  [[nodiscard]] Result<std::string> history(const HistoryQuery& query) override;
  [[nodiscard]] Result<std::string> interaction(std::uint64_t id) override;
  [[nodiscard]] Result<HouseSound> interaction_sound(std::uint64_t id) override;
  [[nodiscard]] Result<std::string> what_if(std::uint64_t id, const std::string& policy) override;
  [[nodiscard]] Result<std::string> forget_interaction(std::uint64_t id) override;
  [[nodiscard]] Result<std::string> devices() override;
  [[nodiscard]] Result<std::string> order_device(const DeviceWish& wish) override;
  [[nodiscard]] Result<std::string> people() override;
  [[nodiscard]] Result<std::string> allow_contact(const std::string& name, bool allowed) override;
  [[nodiscard]] Result<std::string> import_contacts(const std::string& vcards) override;
  [[nodiscard]] Result<std::string> switch_communications(bool on) override;
  [[nodiscard]] Result<std::string> release_sending() override;
  [[nodiscard]] Result<std::string> safety() override;
  [[nodiscard]] Result<std::string> verify_journal() override;
  [[nodiscard]] Result<std::string> examine() override;

 private:
  PageHouseParts parts_;
  mutable std::mutex mutex_;
  HouseNow standing_;
};

}  // namespace sotto
