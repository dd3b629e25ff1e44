#include "adapters/paho/device_code.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "home/payload.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= kCodeMax && std::all_of(text.begin(), text.end(), [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("-_.#*").find(c) != std::string_view::npos;
  });
}

}  // namespace

void wipe(std::string& text) {
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

std::optional<std::string> with_code(const HomePublish& publish) {
  if (!only_owner_may_use(publish.code_file)) return std::nullopt;
  auto bytes = read_private_file(publish.code_file, kCodeMax + 2);  // a line end may follow
  if (!bytes) return std::nullopt;
  std::string code(bytes.value().begin(), bytes.value().end());
  ::explicit_bzero(bytes.value().data(), bytes.value().size());
  while (!code.empty() && (code.back() == '\n' || code.back() == '\r')) code.pop_back();
  std::optional<std::string> payload;
  if (is_code(code)) {
    payload.emplace();
    // No growth: what is left behind by one could not be wiped.
    const auto marks = std::count(publish.payload.begin(), publish.payload.end(), kCodeMark);
    payload->reserve(publish.payload.size() + static_cast<std::size_t>(marks) * kCodeMax);
    for (const char c : publish.payload) {
      if (c == kCodeMark) {
        *payload += code;
      } else {
        *payload += c;
      }
    }
  }
  wipe(code);
  return payload;
}

}  // namespace sotto
