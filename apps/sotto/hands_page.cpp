#include "sotto/hands_page.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "adapters/http/http_server.hpp"
#include "adapters/posix/system_clock.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "runtime/voice_store.hpp"
#include "sotto/channels.hpp"
#include "sotto/journaling.hpp"
#include "sotto/mute_switch.hpp"
#include "sotto/paths.hpp"
#include "sotto/secret_text.hpp"
#include "sotto/voices_of_run.hpp"

namespace sotto {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kSessionsBytesMax = 16 * 1024;
constexpr std::size_t kLinkBytesMax = 1024;
constexpr Milliseconds kBetweenLooks = 250;
constexpr int kQuietDbfs = -60;  // shown as nothing

std::filesystem::path sessions_file() {
  return keys_folder() / "page.sessions";
}

std::string saved_sessions() {
  auto text = read_secret_text(sessions_file(), kSessionsBytesMax);
  return text ? std::move(text).value() : std::string();
}

// A browser that is not remembered opens the link again; that is no reason to stop.
void write_secret(const std::filesystem::path& file, const std::string& text) {
  if (const auto written = write_secret_text(file, text); !written)
    std::cerr << "sotto: " << written.error().line() << std::endl;
}

std::filesystem::path data_of(const Common& common) {
  return common.data.empty() ? default_data_folder() : common.data;
}

// It opens nothing any more. That of a later run stays.
void forget_link(const std::string& link) {
  const auto there = read_secret_text(page_link_file(), kLinkBytesMax);
  if (!there || there.value() != link) return;
  std::error_code ignored;
  std::filesystem::remove(page_link_file(), ignored);
}

std::string devices_json(MqttHome& home) {
  Json list = Json::array();
  for (const HomeRow& row : home.rows()) {
    Json values = Json::object();
    for (const auto& [property, value] : row.values) values[property] = value;
    list.push_back({{"id", row.id},
                    {"name", row.said},
                    {"area", row.area},
                    {"kind", kind_name(row.kind)},
                    {"available", row.available},
                    {"setting", row.secondary},
                    {"values", std::move(values)}});
  }
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::filesystem::path page_link_file() {
  return keys_folder() / "page.link";
}

HandsPage::HandsPage(HandsPageRequest request)
    : request_(std::move(request)),
      people_(request_.config, people_file(request_.common)),
      token_(new_secret(random_bytes)),
      house_(house_parts()),
      page_(page_options(), house_),
      network_({request_.settings, PairingFiles(keys_folder()),
                [this](bool watched) { set_watched(watched_at_home_, watched); }},
               house_) {}

HandsPage::~HandsPage() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
  house_.end();
  if (watcher_.joinable()) watcher_.join();
  server_.reset();
  forget_link(link_);
}

PageHouseParts HandsPage::house_parts() {
  PageHouseParts parts;
  parts.clerks = std::move(request_.clerks);
  parts.mute = [this](bool muted) { return request_.ask(SetMuted{muted}); };
  parts.stop = [this] { return request_.ask(Cancel{}); };
  if (request_.home != nullptr && request_.orders != nullptr) {
    parts.devices = [this] { return devices_json(*request_.home); };
    parts.order = [this](const DeviceWish& wish) { return request_.orders->order(wish); };
  }
  parts.standing.running = true;
  parts.standing.muted = MuteSwitch(data_of(request_.common)).is_on();
  parts.standing.wake_word = request_.config.wake_word;
  if (!parts.standing.wake_word.empty())
    parts.standing.wake_word.front() = static_cast<char>(std::toupper(parts.standing.wake_word.front()));
  parts.standing.policy = request_.config.policy;
  const auto people = load_people_of_run(request_.config, people_file(request_.common));
  parts.standing.communications = people && people.value().communications_on;
  return parts;
}

PageOptions HandsPage::page_options() {
  PageOptions options;
  options.sessions.token = token_;
  options.sessions.random = random_bytes;
  options.sessions.hash = sha256;
  options.sessions.saved = saved_sessions();
  options.sessions.save = [](const std::string& text) { write_secret(sessions_file(), text); };
  options.run = new_run_nonce();
  options.port = request_.settings.port;
  options.assets = page_assets();
  options.wall_ms = [] { return stamp_now().wall_ms; };
  options.on_watched = [this](bool watched) { set_watched(watched_here_, watched); };
  return options;
}

Result<void> HandsPage::listen() {
  HttpServerOptions options;
  options.port = request_.settings.port;
  auto started = start_http_server(options, page_);
  if (!started) return started.error();
  server_ = std::move(started).value();
  page_.set_port(server_->port());
  const std::string place = "http://127.0.0.1:" + std::to_string(server_->port()) + "/";
  link_ = place + "#token=" + token_ + "\n";
  write_secret(page_link_file(), link_);
  // Where errors go to a file it may be a log, and the link opens everything.
  if (::isatty(STDERR_FILENO) != 0) {
    std::cerr << "sotto: the page: " << link_ << std::flush;
  } else {
    std::cerr << "sotto: the page is at " << place << "; sotto page prints the link that opens it"
              << std::endl;
  }
  watcher_ = std::thread([this] { watch(); });
  return {};
}

void HandsPage::publish(std::string_view name, const std::string& json) {
  if (server_ != nullptr) server_->publish(page_.tell(name, json));
  network_.tell(name, json);
}

// Lines come while anybody looks, wherever they are.
void HandsPage::set_watched(bool& who, bool watched) {
  const std::lock_guard lock(watched_mutex_);
  who = watched;
  (void)request_.ask(Watching{watched_here_ || watched_at_home_});
}

// A line as it is, with the time on the wall, by which the page counts down.
void HandsPage::on_line(const std::string& line) {
  if (!line.starts_with('{') || line.size() < 2) return;
  publish("line", "{\"wall_ms\":" + std::to_string(stamp_now().wall_ms) + "," + line.substr(1));
}

void HandsPage::look_at_people() {
  const auto people = people_.poll();
  if (!people) return;
  HouseNow standing = house_.standing();
  standing.communications = people->communications_on;
  if (house_.set_standing(standing)) publish("now", now_json(standing));
  publish("changed", R"({"what":"people"})");
}

void HandsPage::on_state(const LiveState& state) {
  look_at_people();
  HouseNow standing = house_.standing();
  standing.running = true;
  standing.muted = state.muted;
  standing.speaking = state.speaking;
  standing.dialog = state.dialog;
  if (house_.set_standing(standing)) publish("now", now_json(standing));
  const int level = std::clamp((state.level_dbfs - kQuietDbfs) * 1000 / -kQuietDbfs, 0, 1000);
  // Silence is told once.
  if (level == 0 && last_level_ == 0) return;
  last_level_ = level;
  publish("level", "{\"level\":" + std::to_string(level) + "}");
}

// A held message is in its file a little later than on the line that tells of it.
void HandsPage::look_at_outbox() {
  const std::filesystem::path file = outbox_file(data_of(request_.common));
  std::vector<FileStamp> stamps = {stamp_of(file)};
  std::filesystem::path log = file;
  log += "-wal";
  std::error_code missing;
  // Whoever only reads makes an empty one.
  if (const auto size = std::filesystem::file_size(log, missing); !missing && size > 0)
    stamps.push_back(stamp_of(log));
  if (std::exchange(outbox_, stamps) != stamps) publish("changed", R"({"what":"outbox"})");
}

void HandsPage::look_at_voices() {
  const FileStamp stamp = stamp_of(voices_file(voices_folder(data_of(request_.common))));
  if (std::exchange(voices_, stamp) != stamp) publish("changed", R"({"what":"people"})");
}

void HandsPage::watch() {
  const auto is_over = [this] { return stopping_; };
  MqttHome* const home = request_.home;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const bool changed = home != nullptr && home->wait_for_change(kBetweenLooks);
    if (changed) publish("changed", R"({"what":"devices"})");
    look_at_outbox();
    look_at_voices();
    network_.look();
    lock.lock();
    // A house full of sensors asks the page to look again four times a second at most.
    if (changed || home == nullptr)
      stopped_.wait_for(lock, std::chrono::milliseconds(kBetweenLooks), is_over);
  }
}

}  // namespace sotto
