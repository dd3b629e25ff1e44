// The hands of a live run: a process of its own that may open the network, and what the ears see of it.
//
//   ears --(control socket)--> keeper --starts, and starts again--> hands
//     ^---------------(a socket of its own for each hands)-----------^
//
// The keeper is started before the ears give their right to the network away, because what a process starts
// later has no more rights than itself. It gives the ears one end of a new socket whenever it starts hands,
// starts them again when they end, ever more slowly, and ends with the ears, as the hands do.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ports/device_bus.hpp"
#include "runtime/hands_link.hpp"

namespace sotto {

struct HandsProgram {
  std::filesystem::path file;
  std::vector<std::string> keeper_arguments;  // {"hands", "--keeper", ...}
  std::vector<std::string> environment;       // "NAME=value": all that keeper and hands get
};

// The ears' side. It brings one thread, never blocks a caller, and bounds whatever comes from hands. A
// command that hands does not answer is answered by itself: "unavailable" when there are no hands or they end
// meanwhile, "no-answer" after seven seconds. What hands says that it may not say ends the link, and with it
// those hands.
//
// Thread-safety: the DeviceBus calls, tell() and take_requests() on one thread.
class Hands : public DeviceBus {
 public:
  // Begins to talk with hands; before that they are unavailable. Its own call because it starts a thread, and
  // some rights can only be given away for all threads while there is one. REQUIRES: called once.
  virtual void begin() = 0;

  // For the page, as long as it watches: a timeline's line, or the state of the run. Left out where nobody
  // watches or there are too many that wait.
  virtual void tell(const LineTold& line) = 0;
  virtual void tell(const LiveState& state) = 0;

  // What was asked of the run since the last call: to cancel, to switch the microphone. At most sixteen wait.
  [[nodiscard]] virtual std::vector<LiveRequest> take_requests() = 0;

  // "hands-lost" when hands ended and are started again, "hands-gone" when their keeper has ended as well.
  [[nodiscard]] virtual std::optional<std::string> take_notice() = 0;
};

// Errors: not-available (the keeper cannot be started).
[[nodiscard]] Result<std::unique_ptr<Hands>> start_hands(const HandsProgram& program);

// The keeper itself: gets its control socket as standard input and starts `program` with `arguments`, which
// gets its link as standard input. Returns when the ears have ended: the exit code.
[[nodiscard]] int serve_hands_keeper(const std::filesystem::path& program,
                                     const std::vector<std::string>& arguments);

}  // namespace sotto
