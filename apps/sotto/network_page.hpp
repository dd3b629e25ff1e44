// NetworkPage: the page on the home network, over TLS. Open only while a device is paired or a code holds;
// `sotto page pair` and `sotto page unpair` say so through the keys' folder.
//
// Thread-safety: look() on one thread; tell() and readers on any.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "adapters/toml/config_page.hpp"
#include "page/home_door.hpp"
#include "page/house.hpp"
#include "page/page.hpp"
#include "ports/web_server.hpp"
#include "sotto/pairing_files.hpp"

namespace sotto {

struct NetworkPageParts {
  PageSettings settings;
  PairingFiles files;
  std::function<void(bool watched)> on_watched;  // on the server's thread
};

class NetworkPage {
 public:
  // `house` must outlive this.
  NetworkPage(NetworkPageParts parts, House& house);
  // Closes, and waits for work that has begun.
  ~NetworkPage();
  NetworkPage(const NetworkPage&) = delete;
  NetworkPage& operator=(const NetworkPage&) = delete;

  // Opens, closes and forgets devices, as the files want it now. To be called a few times a second.
  void look();

  // To every device that looks.
  void tell(std::string_view name, const std::string& json);

 private:
  struct Open {
    std::unique_ptr<Page> page;
    std::unique_ptr<WebServer> server;  // goes first
  };

  [[nodiscard]] HomeDoorOptions door_options();
  [[nodiscard]] PageOptions page_options();
  void take_files();
  void open();
  void close();

  NetworkPageParts parts_;
  House& house_;
  HomeDoor door_;
  std::vector<FileStamp> stamps_;
  bool settled_ = false;               // the files were the same twice
  bool failed_ = false;                // and said so; tried again when the files change
  std::vector<PairedDevice> devices_;  // at the last look
  mutable std::mutex mutex_;           // for open_
  std::unique_ptr<Open> open_;
  std::future<void> closing_;  // the one before, which waits for work that has begun
};

}  // namespace sotto
