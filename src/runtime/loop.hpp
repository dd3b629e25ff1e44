// Loop: the one place where events meet the core. append event -> step -> append effects -> dispatch.
//
// Thread-safety: one thread. An event posted while another is being handled waits its turn.
#pragma once

#include <deque>
#include <functional>

#include "base/result.hpp"
#include "core/step.hpp"
#include "runtime/audio_history.hpp"

namespace sotto {

// Takes what is to be remembered before anything acts on it.
class Recorder {
 public:
  virtual ~Recorder() = default;
  virtual void append(const Event& event) = 0;
  virtual void append(const Effect& effect, Milliseconds at) = 0;

  // Once it returns well, everything appended so far survives a crash. After a failure the recorder keeps
  // what it has not written, within bounds, and tries again at the next commit. Errors: disk-full,
  // write-failed, journal-locked, journal-damaged, journal-newer. One that only looks on has nothing to
  // commit.
  [[nodiscard]] virtual Result<void> commit() { return {}; }

  // Destroys what was said in the records of this time of the run, and its sound. Errors: as commit().
  [[nodiscard]] virtual Result<void> forget(Milliseconds /*from*/, Milliseconds /*to*/) { return {}; }

  // Called after every frame: time goes on, and when nothing is open any more a dialog's sound can be kept.
  virtual void tick(Milliseconds /*now*/, bool /*at_rest*/, const AudioHistory& /*history*/) {}
};

// Whether it may only be done after it has been written down.
[[nodiscard]] bool needs_journal(const Effect& effect);

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
  [[nodiscard]] bool commit();
  void withhold(const Effect& effect);

  Recorder* recorder_;
  Dispatch dispatch_;
  DialogState state_;
  std::uint64_t sequence_ = 0;
  bool handling_ = false;
  bool journal_writable_ = true;
  std::deque<Event> waiting_;
};

}  // namespace sotto
