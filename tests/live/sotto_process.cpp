#include "sotto_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>

namespace sotto {
namespace {

using Clock = Child::Clock;

bool readable_before(int fd, Clock::time_point deadline) {
  pollfd watched{fd, POLLIN, 0};
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return ::poll(&watched, 1, static_cast<int>(std::max<std::int64_t>(0, left))) > 0;
}

}  // namespace

LineReader::LineReader() {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  read_end_ = ends[0];
  write_end_ = ends[1];
}

LineReader::~LineReader() {
  close_writer();
  if (read_end_ >= 0) ::close(read_end_);
}

void LineReader::close_writer() {
  if (write_end_ >= 0) ::close(write_end_);
  write_end_ = -1;
}

std::optional<std::string> LineReader::next(Clock::time_point deadline) {
  while (true) {
    if (const std::size_t end = waiting_.find('\n'); end != std::string::npos) {
      std::string line = waiting_.substr(0, end);
      waiting_.erase(0, end + 1);
      return line;
    }
    if (!readable_before(read_end_, deadline)) return std::nullopt;
    std::array<char, 4096> block{};
    const ssize_t count = ::read(read_end_, block.data(), block.size());
    if (count <= 0) return std::nullopt;
    waiting_.append(block.data(), static_cast<std::size_t>(count));
  }
}

SottoProcess::SottoProcess(const std::vector<std::string>& arguments,
                           const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> argv = {SOTTO_PROGRAM};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  child_ = std::make_unique<Child>(argv, environment, -1, out_.writer(), err_.writer());
  out_.close_writer();
  err_.close_writer();
}

std::unique_ptr<SottoProcess> SottoProcess::run(
    const std::filesystem::path& folder, const std::string& settings,
    const std::vector<std::pair<std::string, std::string>>& environment) {
  const std::filesystem::path config = folder / "sotto.toml";
  std::ofstream(config) << settings;
  auto surroundings = environment;
  surroundings.emplace_back("XDG_CONFIG_HOME", folder / "config");  // its keys are no business of the user's
  return std::make_unique<SottoProcess>(
      std::vector<std::string>{"run", "--json", "--config", config, "--data", folder / "data"}, surroundings);
}

nlohmann::json SottoProcess::wait_for(const std::string& type, const std::string& key,
                                      const std::string& value, std::chrono::seconds patience) {
  const auto deadline = Clock::now() + patience;
  while (const auto line = out_.next(deadline)) {
    story_ += *line + "\n";
    const auto event = nlohmann::json::parse(*line, nullptr, false);
    if (!event.is_object() || event.value("type", "") != type) continue;
    if (key.empty() || (event.contains(key) && event[key] == value)) return event;
  }
  return nullptr;
}

bool SottoProcess::wait_for_notice(const std::string& text, std::chrono::seconds patience) {
  const auto deadline = Clock::now() + patience;
  while (const auto line = err_.next(deadline)) {
    story_ += *line + "\n";
    if (line->find(text) != std::string::npos) return true;
  }
  return false;
}

bool SottoProcess::interrupt() {
  child_->signal(SIGINT);
  return wait_for_end();
}

bool SottoProcess::wait_for_end(std::chrono::seconds patience) {
  return child_->wait(Clock::now() + patience);
}

}  // namespace sotto
