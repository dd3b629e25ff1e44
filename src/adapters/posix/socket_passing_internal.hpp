// Hands an open socket to another process. Internal to this adapter.
#pragma once

namespace sotto {

// Whether it went out. Never a signal, never waits longer than the other end reads.
[[nodiscard]] bool pass_socket(int through, int socket);

// Waits. -1: the other end has ended.
[[nodiscard]] int receive_socket(int from);

// Whether it is a connected socket that stays on this machine.
[[nodiscard]] bool is_local_socket(int socket);

}  // namespace sotto
