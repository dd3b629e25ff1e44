// A house that answers from memory and writes down what was asked of it.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "page/house.hpp"

namespace sotto {

class FakeHouse final : public House {
 public:
  // What was asked, such as "mute true", in order.
  [[nodiscard]] std::vector<std::string> asked() const;
  // The answer of a call, by its name, such as "outbox"; "[]" or "{}" without one.
  void answer_with(const std::string& call, const std::string& json);
  void fail(const std::string& call, Error error);
  void set_now(const HouseNow& now);

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
  [[nodiscard]] Result<std::string> take(const std::string& call, const std::string& details = "");

  mutable std::mutex mutex_;
  std::vector<std::string> asked_;
  std::map<std::string, std::string> answers_;
  std::map<std::string, Error> failures_;
  HouseNow now_{true, false, false, false, true, "Alexa", "guarded"};
};

}  // namespace sotto
