// Rights that were given away are gone: tried by a process of its own, which is confined and then tries.
#include "adapters/seccomp/confinement.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr int kDone = 0;
constexpr int kUnconfined = 100;

// What came of it in a process that is confined first: 0, or the errno.
int in_confinement(const ConfinementPlan& plan, const std::function<int()>& attempt) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (!confine(plan)) ::_exit(kUnconfined);
    ::_exit(attempt());
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// 0, or the errno.
int errno_of(long result) {
  return result < 0 ? errno : kDone;
}

int open_socket(int family, int type) {
  return errno_of(::socket(family, type, 0));
}

int call(long number) {
  return errno_of(::syscall(number, 0, 0, 0, 0, 0, 0));
}

int write_to(const fs::path& file) {
  return errno_of(::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

// To a port of this machine where nobody listens.
int connect_to_nobody(int socket) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(1);
  return ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
}

// One byte, and the descriptor with it.
struct Parcel {
  char byte = 0;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  iovec part{&byte, 1};
  msghdr message{};

  Parcel() {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
  }
};

void hand_over(int channel, int fd) {
  Parcel parcel;
  cmsghdr* head = CMSG_FIRSTHDR(&parcel.message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(head), &fd, sizeof fd);
  ASSERT_EQ(::sendmsg(channel, &parcel.message, 0), 1);
}

int take_descriptor(int channel) {
  Parcel parcel;
  int fd = -1;
  if (::recvmsg(channel, &parcel.message, 0) != 1) return fd;
  const cmsghdr* head = CMSG_FIRSTHDR(&parcel.message);
  if (head != nullptr) std::memcpy(&fd, CMSG_DATA(head), sizeof fd);
  return fd;
}

class Confined : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-confined-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    fs::create_directory(folder / "mine");
    std::ofstream(folder / "theirs") << "x";
  }
  void TearDown() override { fs::remove_all(folder); }

  fs::path folder;
};

TEST_F(Confined, NoSocketButThoseOfThisMachine) {
  for (const int family :
       {AF_INET, AF_INET6, AF_PACKET, AF_NETLINK, 40 /* AF_VSOCK */, 44 /* AF_XDP */, 1000}) {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW}) {
      EXPECT_EQ(in_confinement({}, [&] { return open_socket(family, type); }), EPERM) << family;
    }
  }
  EXPECT_EQ(in_confinement({}, [] { return open_socket(AF_UNIX, SOCK_STREAM); }), kDone);
  EXPECT_EQ(in_confinement({},
                           [] {
                             std::array<int, 2> ends{};
                             return errno_of(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()));
                           }),
            kDone);
  // Without the confinement this process can: otherwise nothing is shown.
  const int free = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_GE(free, 0);
  ::close(free);
}

TEST_F(Confined, AThreadThatWasThereBeforeHasNoMoreRights) {
  const int came = in_confinement({}, [] {
    int found = kDone;
    std::thread([&found] { found = open_socket(AF_INET, SOCK_STREAM); }).join();
    return found;
  });
  EXPECT_EQ(came, EPERM);
  // One that began before: the filter is for all threads.
  const pid_t child = ::fork();
  if (child == 0) {
    std::array<int, 2> go{};
    if (::pipe(go.data()) != 0) ::_exit(kUnconfined);
    int found = kDone;
    std::thread other([&] {
      char byte = 0;
      if (::read(go[0], &byte, 1) == 1) found = open_socket(AF_INET, SOCK_STREAM);
    });
    if (!confine({}) || ::write(go[1], "x", 1) != 1) ::_exit(kUnconfined);
    other.join();
    ::_exit(found);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), EPERM);
}

TEST_F(Confined, NoOtherProgramAndNoLookIntoOtherProcesses) {
  EXPECT_EQ(in_confinement({},
                           [] {
                             std::array<char*, 1> none = {nullptr};
                             return errno_of(::execve("/bin/true", none.data(), none.data()));
                           }),
            EPERM);
  for (const long number :
       {SYS_execveat, SYS_process_vm_readv, SYS_pidfd_getfd, SYS_io_uring_setup, SYS_bpf, SYS_perf_event_open,
        SYS_userfaultfd, SYS_keyctl, SYS_mount, SYS_setns, SYS_unshare}) {
    EXPECT_EQ(in_confinement({}, [&] { return call(number); }), EPERM) << "system call " << number;
  }
#if !defined(__SANITIZE_ADDRESS__)
  EXPECT_EQ(in_confinement({}, [] { return errno_of(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }),
            EPERM);
#endif
}

TEST_F(Confined, ASocketThatWasOpenBeforeIsClosed) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_GE(socket, 0);
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const auto is_open = [](int fd) { return errno_of(::fcntl(fd, F_GETFD)); };
  EXPECT_EQ(in_confinement({}, [&] { return is_open(socket); }), EBADF);
  EXPECT_EQ(in_confinement({}, [&] { return is_open(ends[0]); }), kDone);
  ConfinementPlan with_network;
  with_network.network = true;
  EXPECT_EQ(in_confinement(with_network, [&] { return is_open(socket); }), kDone);
  for (const int fd : {socket, ends[0], ends[1]}) ::close(fd);
}

// What comes in later, for example over a socket of this machine, is Landlock's part.
TEST_F(Confined, ASocketThatSomebodyHandsOverDoesNotConnect) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto confined = confine({});
    if (!confined) ::_exit(kUnconfined);
    const int given = take_descriptor(ends[1]);
    // Only Landlock can tell; where the kernel has none, such a socket must not come in at all.
    ::_exit(confined.value().tcp_limited ? errno_of(connect_to_nobody(given)) : EACCES);
  }
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_GE(socket, 0);
  hand_over(ends[0], socket);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), EACCES);
  EXPECT_EQ(errno_of(connect_to_nobody(socket)), ECONNREFUSED) << "without the confinement it can try";
  for (const int fd : {socket, ends[0], ends[1]}) ::close(fd);
}

TEST_F(Confined, NothingIsWrittenButWhereItMayBe) {
  ConfinementPlan plan;
  plan.writable = {folder / "mine", folder / "missing"};
  const pid_t child = ::fork();
  if (child == 0) {
    const auto confined = confine(plan);
    if (!confined) ::_exit(kUnconfined);
    if (confined.value().landlock == 0) ::_exit(kDone);  // the doctor says so
    if (write_to(folder / "mine/new") != kDone) ::_exit(1);
    if (::rename((folder / "mine/new").c_str(), (folder / "mine/other").c_str()) != 0) ::_exit(2);
    if (write_to(folder / "theirs") != EACCES) ::_exit(3);
    if (write_to(folder / "new") != EACCES) ::_exit(4);
    if (::unlink((folder / "theirs").c_str()) == 0) ::_exit(5);
    if (::truncate((folder / "theirs").c_str(), 0) == 0) ::_exit(6);
    if (::open((folder / "theirs").c_str(), O_RDONLY | O_CLOEXEC) < 0) ::_exit(7);
    ::_exit(kDone);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), kDone) << "the number of the step";
}

TEST_F(Confined, TheOneWithTheDevicesKeepsTheNetworkAndNothingElse) {
  ConfinementPlan plan;
  plan.network = true;
  for (const int family : {AF_INET, AF_INET6, AF_NETLINK, AF_UNIX}) {
    EXPECT_EQ(in_confinement(plan, [&] { return open_socket(family, SOCK_DGRAM); }), kDone) << family;
  }
  EXPECT_EQ(in_confinement(plan, [] { return open_socket(AF_PACKET, SOCK_RAW); }), EPERM);
  EXPECT_EQ(in_confinement(plan,
                           [] {
                             std::array<char*, 1> none = {nullptr};
                             return errno_of(::execve("/bin/true", none.data(), none.data()));
                           }),
            EPERM);
}

}  // namespace
}  // namespace sotto
