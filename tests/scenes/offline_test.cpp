// The scenes are played where there is no network: offline.sh starts this program in a network namespace that
// has loopback only. Here the proof that it did.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

namespace sotto {
namespace {

// Whether this machine lets a program take itself off the network; tried in a child, which only exits.
bool machine_has_namespaces() {
  const pid_t child = fork();
  if (child == 0) _exit(unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0 ? 0 : 1);
  int status = 1;
  if (child < 0 || waitpid(child, &status, 0) != child) return false;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// The error of a connection to this address, 0 if there is none.
int try_to_connect(const char* address, int kind) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(53);
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) return EINVAL;
  const int handle = socket(AF_INET, kind | SOCK_NONBLOCK, 0);
  if (handle < 0) return errno;
  const int failed = connect(handle, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 ? 0 : errno;
  close(handle);
  return failed;
}

// Addresses kept for documentation (RFC 5737), private ones and a public one.
std::vector<std::string> reachable_addresses() {
  std::vector<std::string> reachable;
  for (const char* address : {"192.0.2.1", "198.51.100.7", "10.0.0.1", "172.17.0.1", "8.8.8.8"}) {
    // Without a network no way to them is known, so an attempt fails at once; a firewall would let it begin.
    if (try_to_connect(address, SOCK_STREAM) != ENETUNREACH ||
        try_to_connect(address, SOCK_DGRAM) != ENETUNREACH) {
      reachable.push_back(address);
    }
  }
  return reachable;
}

TEST(Offline, NoAddressOutsideLoopbackCanBeReached) {
  const std::vector<std::string> reachable = reachable_addresses();
  if (!reachable.empty() && !machine_has_namespaces()) {
    GTEST_SKIP() << "this machine lets nobody make a network namespace: the scenes ran with its network";
  }
  for (const std::string& address : reachable) {
    ADD_FAILURE() << "there is a way to " << address << ", although offline.sh could have cut it";
  }
}

}  // namespace
}  // namespace sotto
