// The program that sender_process_test starts as launcher and as sender: its courier does what its channel's
// settings say, and writes what it got into a file.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "adapters/posix/sender_process.hpp"

namespace sotto {
namespace {

// What this program opened by itself.
bool is_of_mine(int fd) {
  char target[256] = {};
  const ssize_t size = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), target, sizeof target - 1);
  return size > 0 && std::strstr(target, "/got") != nullptr;
}

class PlannedCourier final : public Courier {
 public:
  explicit PlannedCourier(std::string settings) : settings_(std::move(settings)) {}

  Result<void> carry(const Parcel& parcel) override {
    const std::size_t space = settings_.find(' ');
    const std::string plan = settings_.substr(0, space);
    std::ofstream out(settings_.substr(space + 1), std::ios::app);
    out << parcel.key << '|' << parcel.contact << '|' << parcel.address << '|' << parcel.transcript << '|'
        << parcel.file_name << '|' << parcel.sound.size() << '|' << parcel.wall_ms << '|' << parcel.length_ms
        << std::endl;
    if (plan == "die") ::raise(SIGKILL);
    if (plan == "hang") ::pause();
    if (plan == "refuse") return Error{ErrorCode::kDeliveryRefused, "planned"};
    if (plan == "environment") {
      for (char** entry = environ; *entry != nullptr; ++entry) out << *entry << std::endl;
      for (int fd = 3; fd < 100; ++fd) {
        if (::fcntl(fd, F_GETFD) >= 0 && !is_of_mine(fd)) out << "open " << fd << std::endl;
      }
    }
    return {};
  }

 private:
  std::string settings_;
};

}  // namespace
}  // namespace sotto

int main(int argc, char** argv) {
  if (argc > 1 && std::strcmp(argv[1], "launcher") == 0) {
    return sotto::serve_launcher("/proc/self/exe", {"sender"});
  }
  return sotto::serve_delivery(
      [](const std::string& channel,
         const std::string& settings) -> sotto::Result<std::unique_ptr<sotto::Courier>> {
        if (channel != "planned") return sotto::Error{sotto::ErrorCode::kFileInvalid, "channel"};
        return std::unique_ptr<sotto::Courier>(std::make_unique<sotto::PlannedCourier>(settings));
      });
}
