// HomeBroker: a Mosquitto of our own on the loopback interface, for the demonstration home and for tests.
//
// It keeps nothing, is reached from this machine only, and does not outlive its owner. Thread-safety: one
// user.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "home/home_settings.hpp"

namespace sotto {

class HomeBroker {
 public:
  // On the given port, or on a free one. Its settings lie in `folder`; `more` are further lines of them.
  // Errors: not-available (no mosquitto on this machine, or it does not start), write-failed.
  [[nodiscard]] static Result<std::unique_ptr<HomeBroker>> start(const std::filesystem::path& folder,
                                                                 std::uint16_t port = 0,
                                                                 const std::string& more = "");
  ~HomeBroker();  // ends it
  HomeBroker(const HomeBroker&) = delete;
  HomeBroker& operator=(const HomeBroker&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] BrokerSettings settings() const;
  [[nodiscard]] pid_t pid() const { return pid_; }
  // Without a goodbye, as in a power cut.
  void kill();

 private:
  HomeBroker(pid_t pid, std::uint16_t port) : pid_(pid), port_(port) {}
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
};

}  // namespace sotto
