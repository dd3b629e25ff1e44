// TellingMessenger: a message channel that also tells the user why it could not take a message. The dialog
// only says that it could not, because what to do about it is no matter of the dialog.
// Thread-safety: as the channel inside; `tell` is called by whoever delivers.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "ports/messenger.hpp"

namespace sotto {

class TellingMessenger final : public Messenger {
 public:
  TellingMessenger(Messenger& inner, std::function<void(const Error&)> tell)
      : inner_(inner), tell_(std::move(tell)) {}

  [[nodiscard]] Result<void> deliver(const Delivery& delivery) override {
    Result<void> delivered = inner_.deliver(delivery);
    if (!delivered) tell_(delivered.error());
    return delivered;
  }
  [[nodiscard]] std::string channel() const override { return inner_.channel(); }

 private:
  Messenger& inner_;
  std::function<void(const Error&)> tell_;
};

}  // namespace sotto
