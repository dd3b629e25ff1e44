#include <sys/socket.h>

// Opens a socket, for the purity check to find.
int call_out(const sockaddr* address, socklen_t size) {
  return connect(socket(AF_INET, SOCK_STREAM, 0), address, size);
}
