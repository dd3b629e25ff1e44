#include "pulse.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <numbers>
#include <system_error>

namespace sotto {
namespace {

using Clock = Child::Clock;
using std::chrono::seconds;

constexpr int kPipeBytes = 1 << 20;  // half a minute of 16-bit sound

int left_ms(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<std::int64_t>(0, left));
}

bool readable_before(int fd, Clock::time_point deadline) {
  pollfd watched{fd, POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&watched, 1, left_ms(deadline));
  } while (ready < 0 && errno == EINTR);
  return ready > 0;
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

bool on_path(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::string folders = path == nullptr ? "/usr/bin:/bin" : path;
  std::replace(folders.begin(), folders.end(), ':', '\n');
  std::size_t from = 0;
  while (from <= folders.size()) {
    const std::size_t end = std::min(folders.find('\n', from), folders.size());
    const auto candidate = std::filesystem::path(folders.substr(from, end - from)) / program;
    if (::access(candidate.c_str(), X_OK) == 0) return true;
    from = end + 1;
  }
  return false;
}

// PulseAudio's volumes go with the third power (pa_sw_volume_from_dB).
std::string volume_of(double db) {
  return std::to_string(std::lround(65536.0 * std::pow(10.0, db / 60.0)));
}

}  // namespace

Child::Child(const std::vector<std::string>& argv,
             const std::vector<std::pair<std::string, std::string>>& environment, int in, int out, int err) {
  std::vector<char*> arguments;
  for (const std::string& argument : argv) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  std::vector<std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string variable = *entry;
    const std::string name = variable.substr(0, variable.find('='));
    const bool replaced = std::any_of(environment.begin(), environment.end(),
                                      [&](const auto& other) { return other.first == name; });
    if (!replaced) variables.push_back(variable);
  }
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  std::vector<char*> variable_list;
  for (const std::string& variable : variables) variable_list.push_back(const_cast<char*>(variable.c_str()));
  variable_list.push_back(nullptr);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ != 0) return;
  // Only calls that are safe between fork and exec from here on.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(126);
  const int nothing = ::open("/dev/null", O_RDWR);
  ::dup2(in >= 0 ? in : nothing, STDIN_FILENO);
  ::dup2(out >= 0 ? out : nothing, STDOUT_FILENO);
  ::dup2(err >= 0 ? err : nothing, STDERR_FILENO);
  ::execvpe(arguments[0], arguments.data(), variable_list.data());
  ::_exit(127);
}

Child::~Child() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Child::signal(int number) const {
  if (pid_ > 0) ::kill(pid_, number);
}

bool Child::wait(Clock::time_point deadline) {
  if (pid_ > 0) {
    // Readable when the process has ended.
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    const bool ended = handle >= 0 && readable_before(handle, deadline);
    if (handle >= 0) ::close(handle);
    if (!ended) return false;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    exit_status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  }
  return exit_status_ == 0;
}

Recording::Recording(const PulseServer& server, const std::string& source) {
  std::array<int, 2> ends{-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  pipe_ = ends[0];
  ::fcntl(pipe_, F_SETPIPE_SZ, kPipeBytes);
  recorder_ = std::make_unique<Child>(
      std::vector<std::string>{"parec", "--device=" + source, "--rate=16000", "--channels=1",
                               "--format=s16le", "--raw", "--latency-msec=20"},
      server.environment(), -1, ends[1]);
  ::close(ends[1]);
  until(1, Clock::now() + seconds(10));
}

Recording::~Recording() {
  recorder_.reset();
  if (pipe_ >= 0) ::close(pipe_);
}

const std::vector<float>& Recording::until(std::size_t count, Clock::time_point deadline) {
  std::array<unsigned char, 8192> block;
  while (samples_.size() < count && readable_before(pipe_, deadline)) {
    const ssize_t got = ::read(pipe_, block.data(), block.size());
    if (got <= 0) break;
    odd_.insert(odd_.end(), block.begin(), block.begin() + got);
    std::size_t i = 0;
    for (; i + 1 < odd_.size(); i += 2) {
      const auto value = static_cast<std::int16_t>(odd_[i + 1] << 8 | odd_[i]);
      samples_.push_back(static_cast<float>(value) / 32768.0F);
    }
    odd_.erase(odd_.begin(), odd_.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return samples_;
}

bool PulseServer::available() {
  return on_path("pulseaudio") && on_path("pacat") && on_path("parec") &&
         std::filesystem::exists("/usr/share/alsa/alsa.conf");
}

PulseServer::PulseServer(std::optional<double> echo_db) {
  std::string pattern = (std::filesystem::temp_directory_path() / "sotto-pulse-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  write_text(folder_ / "asound.conf",
             "</usr/share/alsa/alsa.conf>\n"
             "pcm.!default { type pulse }\n"
             "ctl.!default { type pulse }\n");
  // Without norewinds a sink in memory renders two seconds of silence ahead, and whoever starts to play waits
  // for their end. The last module makes the socket that is waited for, when the others are all there.
  // The room is the first to play anything, so it has the number 0. Its rate is that of both, so nothing is
  // adjusted.
  const std::string room =
      echo_db ? "load-module module-loopback source=speaker.monitor sink=mic latency_msec=40 adjust_time=0\n"
                "set-sink-input-volume 0 " +
                    volume_of(*echo_db) + "\n"
              : "";
  write_text(folder_ / "server.pa",
             "load-module module-null-sink sink_name=mic rate=48000 channels=1 norewinds=1\n"
             "load-module module-null-sink sink_name=speaker rate=48000 channels=2 norewinds=1\n" +
                 room +
                 "set-default-source mic.monitor\n"
                 "set-default-sink speaker\n"
                 "load-module module-native-protocol-unix auth-anonymous=1 socket=" +
                 (folder_ / "native").string() +
                 "\n"
                 "load-module module-cli-protocol-unix socket=" +
                 (folder_ / "ready").string() + "\n");
  start();
}

PulseServer::~PulseServer() {
  server_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

bool PulseServer::start() {
  std::error_code ignored;
  std::filesystem::remove(folder_ / "native", ignored);
  std::filesystem::remove(folder_ / "ready", ignored);
  const int watch = ::inotify_init1(IN_CLOEXEC);
  ::inotify_add_watch(watch, folder_.c_str(), IN_CREATE);
  const int log = ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const std::vector<std::string> command = {"pulseaudio",
                                            "--daemonize=no",
                                            "--exit-idle-time=-1",
                                            "--use-pid-file=no",
                                            "--log-target=stderr",
                                            "-n",
                                            "-F",
                                            (folder_ / "server.pa").string()};
  auto server = std::make_unique<Child>(command, environment(), -1, log, log);
  ::close(log);
  const auto deadline = Clock::now() + seconds(10);
  bool ready = false;
  while (!ready && readable_before(watch, deadline)) {
    std::array<char, 4096> events;
    if (::read(watch, events.data(), events.size()) <= 0) break;
    ready = std::filesystem::exists(folder_ / "ready");
  }
  ::close(watch);
  if (ready) server_ = std::move(server);
  return ready;
}

std::string PulseServer::log() const {
  std::ifstream file(folder_ / "log");
  return {std::istreambuf_iterator<char>(file), {}};
}

void PulseServer::kill() {
  server_.reset();
}

bool PulseServer::restart() {
  kill();
  return start();
}

std::vector<std::pair<std::string, std::string>> PulseServer::environment() const {
  return {{"XDG_RUNTIME_DIR", folder_.string()},
          {"PULSE_RUNTIME_PATH", folder_.string()},
          {"PULSE_STATE_PATH", (folder_ / "state").string()},
          {"PULSE_COOKIE", (folder_ / "cookie").string()},
          {"PULSE_SERVER", "unix:" + (folder_ / "native").string()},
          {"ALSA_CONFIG_PATH", (folder_ / "asound.conf").string()},
          // Its client library would look for a server for a second.
          {"JACK_NO_START_SERVER", "1"}};
}

void PulseServer::use_here() const {
  for (const auto& [name, value] : environment()) ::setenv(name.c_str(), value.c_str(), 1);
}

std::unique_ptr<Child> PulseServer::play(std::span<const float> samples, const std::string& sink) const {
  const auto path = folder_ / ("sound-" + std::to_string(++sounds_));
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(samples.data()),
             static_cast<std::streamsize>(samples.size() * sizeof(float)));
  file.close();
  return std::make_unique<Child>(
      std::vector<std::string>{"pacat", "--playback", "--device=" + sink, "--rate=16000", "--channels=1",
                               "--format=float32le", "--raw", path.string()},
      environment());
}

std::vector<float> chirp(double length_s) {
  std::vector<float> sound(static_cast<std::size_t>(length_s * 16000));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double t = static_cast<double>(i) / 16000;
    const double phase = 2 * std::numbers::pi * (300 * t + (3500 - 300) / (2 * length_s) * t * t);
    sound[i] = static_cast<float>(0.5 * std::sin(phase));
  }
  return sound;
}

Match find_pattern(std::span<const float> sound, std::span<const float> pattern) {
  double pattern_energy = 0;
  for (const float sample : pattern) pattern_energy += static_cast<double>(sample) * sample;
  Match best;
  for (std::size_t at = 0; at + pattern.size() <= sound.size(); ++at) {
    float product = 0;
    float energy = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      product += sound[at + i] * pattern[i];
      energy += sound[at + i] * sound[at + i];
    }
    const double likeness = product / std::sqrt(pattern_energy * static_cast<double>(energy) + 1e-6);
    if (likeness > best.likeness) best = {at, likeness};
  }
  return best;
}

}  // namespace sotto
