// A handler that says what it was asked, streams, and takes as long as a test wants.
#pragma once

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <string>

#include "ports/web_server.hpp"

namespace sotto {

inline constexpr std::size_t kLargeBytes = 300'000;

class EchoHandler final : public WebHandler {
 public:
  WebAdmission admit(const WebRequest& head) override {
    {
      const std::lock_guard lock(mutex_);
      local_host_ = head.local_host;
    }
    if (head.path == "/refused") return refusal(403);
    return std::size_t{100};
  }
  WebAnswer answer(WebRequest request) override {
    if (request.path == "/large") return response(200, std::string(kLargeBytes, 'x') + "end");
    if (request.path == "/stream") return WebStream{response(200, "hello\n")};
    if (request.path == "/slow") {
      return WebWork{true, [this] {
                       began.set_value();
                       go_on.get_future().wait();
                       return response(200, "late");
                     }};
    }
    if (request.path == "/work") return WebWork{false, [this] { return response(200, "worked"); }};
    return response(200, request.method + " " + request.path + "?" + request.query + " " + request.body +
                             " " + std::string(request.header("host")));
  }
  WebResponse refusal(int status) override { return response(status, "refused"); }
  void readers(std::size_t streams) override { streams_now = streams; }

  static WebResponse response(int status, const std::string& text) {
    WebResponse response;
    response.status = status;
    response.body = std::make_shared<const std::string>(text);
    return response;
  }

  // Of this machine, to which the latest request came; empty before the first.
  [[nodiscard]] std::string local_host() {
    const std::lock_guard lock(mutex_);
    return local_host_;
  }

  std::promise<void> began;
  std::promise<void> go_on;
  std::atomic<std::size_t> streams_now = 0;

 private:
  std::mutex mutex_;
  std::string local_host_;
};

}  // namespace sotto
