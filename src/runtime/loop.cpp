#include "runtime/loop.hpp"

#include <algorithm>
#include <utility>

namespace sotto {

Loop::Loop(Recorder* recorder, Dispatch dispatch) : recorder_(recorder), dispatch_(std::move(dispatch)) {}

void Loop::post(EventBody body, Milliseconds at) {
  waiting_.push_back(Event{0, at, std::move(body)});
  if (handling_) return;
  handling_ = true;
  while (!waiting_.empty()) {
    Event event = std::move(waiting_.front());
    waiting_.pop_front();
    event.sequence = ++sequence_;
    event.at = std::max(event.at, state_.now);
    handle(event);
  }
  handling_ = false;
}

void Loop::handle(const Event& event) {
  if (recorder_ != nullptr) recorder_->append(event);
  Step next = step(state_, event);
  state_ = std::move(next.state);
  if (recorder_ != nullptr) {
    for (const Effect& effect : next.effects) recorder_->append(effect, event.at);
  }
  for (const Effect& effect : next.effects) dispatch_(effect, event.at);
}

}  // namespace sotto
