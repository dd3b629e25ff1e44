// The program that hands_process_test starts as keeper and as hands. A command is a plan: what hands does
// when it comes. Its second argument is a file to which every start adds a line.
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <string>

#include "adapters/posix/hands_process.hpp"
#include "adapters/posix/line_channel.hpp"

namespace sotto {
namespace {

void answer(LineChannel& channel, std::uint64_t id) {
  channel.send(encode_from_hands(DeviceAnswered{id, "confirmed", "Done."}));
}

// What else a process that was taken over could try.
void lie(LineChannel& channel, const std::string& plan, std::uint64_t id) {
  if (plan == "garbage") channel.send("garbage");
  if (plan == "typed") channel.send(R"({"at":0,"body":{"words":[]},"event":"request-typed","sequence":0})");
  if (plan == "endless") channel.send(std::string(kHandsLineMax + 2, 'x'));
  if (plan == "unasked") answer(channel, id + 1000);
  if (plan == "flood") {
    for (int i = 0; i < 1000; ++i) channel.send(encode_from_hands(SetMuted{i % 2 == 0}));
  }
}

void obey(LineChannel& channel, const SetDevice& command, bool& watched) {
  const std::string& plan = command.device;
  if (plan == "die") ::raise(SIGKILL);
  if (plan == "hang") ::pause();
  if (plan == "silence") return;
  if (plan == "mute") channel.send(encode_from_hands(SetMuted{true}));
  if (plan == "cancel") channel.send(encode_from_hands(Cancel{}));
  if (plan == "watch") channel.send(encode_from_hands(Watching{true}));
  if (plan == "names") channel.send(encode_from_hands(HomeNames{{{"device", {{{"lamp", 0}, "lamp"}}}}}));
  if (plan == "watched?" && !watched) {
    channel.send(encode_from_hands(DeviceAnswered{command.id, "no-device", ""}));
    return;
  }
  lie(channel, plan, command.id);
  answer(channel, command.id);
  if (plan == "twice") answer(channel, command.id);
}

int serve(const char* started) {
  std::ofstream(started, std::ios::app) << "started" << std::endl;
  LineChannel channel(STDIN_FILENO, {kHandsLineMax, 4 * kHandsLineMax});
  bool watched = false;
  while (channel.exchange(1000)) {
    for (const std::string& line : channel.take()) {
      const auto message = decode_to_hands(line);
      if (!message) return 1;
      if (const auto* command = std::get_if<SetDevice>(&message.value())) {
        obey(channel, *command, watched);
      } else {
        watched = true;
      }
    }
  }
  return 0;
}

}  // namespace
}  // namespace sotto

int main(int argc, char** argv) {
  if (argc > 2 && std::strcmp(argv[1], "keeper") == 0) {
    return sotto::serve_hands_keeper("/proc/self/exe", {"hands", argv[2]});
  }
  return argc > 2 ? sotto::serve(argv[2]) : 2;
}
