// RunRecord: everything that a run told its recorder, and the questions that tests ask about it.
// Thread-safety: the thread of the run; read when the run is over.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/loop.hpp"

namespace sotto {

class RunRecord final : public Recorder {
 public:
  void append(const Event& event) override;
  void append(const Effect& effect, Milliseconds at) override;
  [[nodiscard]] Result<void> commit() override { return failure ? Result<void>(*failure) : Result<void>(); }

  std::optional<Error> failure;  // of every commit, while it is set

  // Before the event is handled and before the effect is carried out; may be empty.
  std::function<void(const Event& event)> on_event;
  std::function<void(const Effect& effect)> on_effect;

  [[nodiscard]] const std::vector<Event>& events() const { return events_; }
  [[nodiscard]] const std::vector<Effect>& effects() const { return effects_; }

  // "held", "sending", "sent": of every message, in order.
  [[nodiscard]] std::vector<std::string> message_states() const;
  // Of the latest verdict of any gate, "gate verdict reason"; empty without one.
  [[nodiscard]] std::string last_verdict() const;
  // Every verdict, for a test's explanation.
  [[nodiscard]] std::string story() const;

  template <typename T>
  [[nodiscard]] int count() const {
    int n = 0;
    for (const Effect& effect : effects_) n += std::holds_alternative<T>(effect) ? 1 : 0;
    return n;
  }
  template <typename T>
  [[nodiscard]] int count_events() const {
    int n = 0;
    for (const Event& event : events_) n += std::holds_alternative<T>(event.body) ? 1 : 0;
    return n;
  }

 private:
  std::vector<Event> events_;
  std::vector<Effect> effects_;
};

}  // namespace sotto
