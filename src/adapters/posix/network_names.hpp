// By what names and addresses this machine can be reached on the home network.
//
// Thread-safety: no state; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sotto {

// In lower case: "kitchen" and "kitchen.local"; empty where the machine has no name that a browser could use.
[[nodiscard]] std::vector<std::string> list_home_names();

// IPv4 addresses of its interfaces that belong to a home network ("192.168.1.5"), without its own loopback;
// empty where there are none. Asks the kernel over a netlink socket.
[[nodiscard]] std::vector<std::string> list_home_addresses();

// Whether anything listens there, as far as a connection from this machine tells. `address`: IPv4, in
// numbers.
[[nodiscard]] bool is_listened_at(const std::string& address, std::uint16_t port);

}  // namespace sotto
