// Loop: the one place where events meet the core. append event -> step -> append effects -> dispatch.
//
// Thread-safety: one thread. An event posted while another is being handled waits its turn.
#pragma once

#include <deque>
#include <functional>

#include "core/step.hpp"

namespace sotto {

// Takes what is to be remembered before anything acts on it.
class Recorder {
 public:
  virtual ~Recorder() = default;
  virtual void append(const Event& event) = 0;
  virtual void append(const Effect& effect, Milliseconds at) = 0;
};

class Loop {
 public:
  using Dispatch = std::function<void(const Effect& effect, Milliseconds at)>;

  // `recorder` may be null. `dispatch` is called once for each effect, in order.
  Loop(Recorder* recorder, Dispatch dispatch);

  // `at` earlier than the previous event's time is taken as that time: results may come late, never early.
  void post(EventBody body, Milliseconds at);

  [[nodiscard]] const DialogState& state() const { return state_; }

 private:
  void handle(const Event& event);

  Recorder* recorder_;
  Dispatch dispatch_;
  DialogState state_;
  std::uint64_t sequence_ = 0;
  bool handling_ = false;
  std::deque<Event> waiting_;
};

}  // namespace sotto
