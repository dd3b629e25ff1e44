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

bool is_home_address(std::uint32_t address) {
  return address >> 24U == 10 || address >> 24U == 127 || address >> 20U == 0xAC1 ||
         address >> 16U == 0xC0A8 || address >> 16U == 0xA9FE;
}

}  // namespace sotto
