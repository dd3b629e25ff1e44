// Messages leave through a process of their own, which is started for one message and given nothing but that
// message and the settings of its channel. It opens the network; the process that hears never does.
//
//   home --(one socket for each message)--> launcher --starts--> sender: begun, then what came of it
//
// The launcher is started at the beginning, before the home gives its right to the network away, because what
// a process starts later has no more rights than itself. It waits for sockets, starts a sender for each and
// ends when the home does. Thread-safety: a SenderLauncher any thread, a messenger one caller.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "ports/audio_encoder.hpp"
#include "ports/courier.hpp"
#include "ports/messenger.hpp"

namespace sotto {

struct SenderProgram {
  std::filesystem::path file;
  std::vector<std::string> launcher_arguments = {"deliver", "--launcher"};
  std::vector<std::string> environment;  // "NAME=value": all that launcher and senders get
};

class SenderLauncher {
 public:
  virtual ~SenderLauncher() = default;

  // The home's end of a socket to a new sender. Errors: delivery-deferred (the launcher is gone).
  [[nodiscard]] virtual Result<int> start_sender() = 0;
};

// Errors: not-available.
[[nodiscard]] Result<std::shared_ptr<SenderLauncher>> start_sender_launcher(const SenderProgram& program);

struct SenderChannel {
  std::string name;      // "smtp", "command"
  std::string settings;  // as JSON; holds no password
  int limit_seconds = 180;
};

// REQUIRES: launcher and encoder are not null. Errors of deliver(): those of the courier and of the encoder;
// delivery-deferred where the sender never began, delivery-unknown where it ended without a word.
[[nodiscard]] std::unique_ptr<Messenger> make_sender_process(std::shared_ptr<SenderLauncher> launcher,
                                                             SenderChannel channel,
                                                             std::shared_ptr<AudioEncoder> encoder);

// The launcher itself: gets its socket as standard input and starts `program` with `arguments`, which gets
// the message's socket as standard input. Returns when the home has ended: the exit code.
[[nodiscard]] int serve_launcher(const std::filesystem::path& program,
                                 const std::vector<std::string>& arguments);

using CourierFactory =
    std::function<Result<std::unique_ptr<Courier>>(const std::string& channel, const std::string& settings)>;

// The sender itself: one message from the socket that is standard input. Returns the exit code.
[[nodiscard]] int serve_delivery(const CourierFactory& make_courier);

}  // namespace sotto
