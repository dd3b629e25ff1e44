#include "ports/web_server.hpp"

#include <algorithm>

namespace sotto {

std::size_t WebRequest::count(std::string_view name) const {
  return static_cast<std::size_t>(std::count_if(headers.begin(), headers.end(),
                                                [&](const auto& header) { return header.first == name; }));
}

std::string_view WebRequest::header(std::string_view name) const {
  std::string_view found;
  if (count(name) != 1) return found;
  for (const auto& [key, value] : headers) {
    if (key == name) found = value;
  }
  return found;
}

}  // namespace sotto
