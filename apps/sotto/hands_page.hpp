// HandsPage: the page in the process that has the devices: its web server, and what it shows of the run.
//
// Lines and states of the run come to it only while a browser looks. Thread-safety: on_line() and on_state()
// on one thread, the rest before and after; it brings the server's threads and one that watches devices and
// outbox.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/paho/mqtt_home.hpp"
#include "adapters/toml/config_page.hpp"
#include "adapters/toml/people_file.hpp"
#include "page/page.hpp"
#include "ports/web_server.hpp"
#include "runtime/hands_link.hpp"
#include "sotto/network_page.hpp"
#include "sotto/page_house.hpp"
#include "sotto/page_orders.hpp"
#include "sotto/people_of_run.hpp"

namespace sotto {

struct HandsPageRequest {
  Common common;
  Config config;
  PageSettings settings;
  PageClerks clerks;
  MqttHome* home = nullptr;                        // borrowed; null: no home is connected
  PageOrders* orders = nullptr;                    // borrowed
  std::function<bool(const FromHands& wish)> ask;  // the process that hears; on any thread
};

class HandsPage {
 public:
  explicit HandsPage(HandsPageRequest request);
  ~HandsPage();
  HandsPage(const HandsPage&) = delete;
  HandsPage& operator=(const HandsPage&) = delete;

  // Begins to listen, and says where: as a link on a terminal, else only that `sotto page` knows it. Errors:
  // not-available (the port is taken).
  [[nodiscard]] Result<void> listen();

  void on_line(const std::string& line);
  void on_state(const LiveState& state);

 private:
  [[nodiscard]] PageOptions page_options();
  [[nodiscard]] PageHouseParts house_parts();
  void look_at_people();
  void watch();
  void look_at_outbox();
  void look_at_voices();
  void publish(std::string_view name, const std::string& json);
  void set_watched(bool& who, bool watched);

  HandsPageRequest request_;
  PeopleWatch people_;
  std::string token_;
  std::string link_;  // as it stands in its file
  std::mutex watched_mutex_;
  bool watched_here_ = false;     // by a browser of this machine
  bool watched_at_home_ = false;  // by a paired device
  PageHouse house_;
  Page page_;
  std::unique_ptr<WebServer> server_;
  NetworkPage network_;
  std::thread watcher_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::vector<FileStamp> outbox_;  // what the watcher has seen last
  FileStamp voices_;
  int last_level_ = -1;
};

// Where the link of the latest run lies: mode 0600, in the keys' folder.
[[nodiscard]] std::filesystem::path page_link_file();

}  // namespace sotto
