// Page: everything between a browser and a House: who may ask, what they may ask, and how it is answered.
//
// Pure but for its House and for what it is given: random bytes, a hash, the time. It knows no socket; a
// WebServer calls it. Thread-safety: admit(), answer() and refusal() on the server's thread; the work that
// answer() hands out on the server's workers; tell() and tell_level() on any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "page/assets.hpp"
#include "page/feed.hpp"
#include "page/guard.hpp"
#include "page/home_door.hpp"
#include "page/house.hpp"
#include "page/routes.hpp"
#include "page/sessions.hpp"
#include "ports/web_server.hpp"

namespace sotto {

// Where a page is served. On the home network a code takes the place of the token, and a paired device may
// look and let Sotto do less (FromHome in routes.hpp).
struct PageOptions {
  SessionsOptions sessions;  // random and hash serve the page as well
  std::string run;           // this run's nonce: letters and digits
  std::uint16_t port = 8787;
  HomeDoor* door = nullptr;  // borrowed: this is the page on the home network; null: on the loopback
  std::vector<std::string> home_names;  // of this machine, in lower case; on the home network only
  std::span<const PageAsset> assets;
  std::function<std::int64_t()> wall_ms;
  std::function<void(bool watched)> on_watched;  // somebody looks, or nobody any more; may be empty
};

class Page final : public WebHandler {
 public:
  // `house` must outlive this. REQUIRES: random, hash and wall_ms are there.
  Page(PageOptions options, House& house);

  // Once the server knows its port.
  void set_port(std::uint16_t port);

  [[nodiscard]] WebAdmission admit(const WebRequest& head) override;
  [[nodiscard]] WebAnswer answer(WebRequest request) override;
  [[nodiscard]] WebResponse refusal(int status) override;
  void readers(std::size_t streams) override;

  // The bytes for WebServer::publish(). "line": an event line, kept for readers who come later; "now": how it
  // stands; "changed": which list to ask for again; "level": how loud the room is.
  [[nodiscard]] std::shared_ptr<const std::string> tell(std::string_view name, std::string_view json);

 private:
  [[nodiscard]] WebResponse error_page(int status, const Error& error) const;
  [[nodiscard]] WebResponse json(int status, std::string text) const;
  [[nodiscard]] const PageAsset* find_asset(std::string_view path) const;
  [[nodiscard]] WebResponse asset(const WebRequest& request, const PageAsset& asset) const;
  [[nodiscard]] WebResponse open_session(const WebRequest& request);
  [[nodiscard]] WebResponse pair(const WebRequest& request);
  [[nodiscard]] std::string cookie_header(const std::string& value, std::int64_t seconds) const;
  [[nodiscard]] std::string_view cookie_of(const WebRequest& request) const;
  [[nodiscard]] bool is_ours(const WebRequest& request) const;
  [[nodiscard]] bool is_served_here(const Route& route) const;
  [[nodiscard]] WebResponse not_from_home() const;
  [[nodiscard]] WebResponse close_session(const WebRequest& request);
  [[nodiscard]] WebStream open_stream(const WebRequest& request) const;
  [[nodiscard]] WebWork ask(const Route& route, std::uint64_t id, WebRequest request);
  [[nodiscard]] bool has_session(const WebRequest& request) const;

  PageOptions options_;
  House& house_;
  Sessions sessions_;
  Feed feed_;
  PageAddress address_;
  std::uint16_t port_;
};

}  // namespace sotto
