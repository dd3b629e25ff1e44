// Asks a page as a server does, for tests without a socket.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "page/page.hpp"

namespace sotto {

inline WebResponse ask(Page& page, WebRequest request) {
  WebAdmission admission = page.admit(request);
  if (auto* refused = std::get_if<WebResponse>(&admission)) return *refused;
  if (request.body.size() > std::get<std::size_t>(admission)) return page.refusal(413);
  WebAnswer answer = page.answer(std::move(request));
  if (auto* work = std::get_if<WebWork>(&answer)) return work->run();
  if (auto* stream = std::get_if<WebStream>(&answer)) return stream->response;
  return std::get<WebResponse>(answer);
}

// Empty: the request has no such header.
inline void set(WebRequest& request, const std::string& name, const std::string& value) {
  std::erase_if(request.headers, [&name](const auto& header) { return header.first == name; });
  if (!value.empty()) request.headers.emplace_back(name, value);
}

inline std::string header(const WebResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace sotto
