#include "page/feed.hpp"

#include <charconv>

namespace sotto {

std::shared_ptr<const std::string> Feed::add(std::string_view name, std::string_view data, bool kept) {
  const std::lock_guard lock(mutex_);
  std::string text;
  if (kept) text += "id: " + run_ + "-" + std::to_string(++number_) + "\n";
  text += "event: " + std::string(name) + "\ndata: ";
  for (const char letter : data) text += letter == '\n' || letter == '\r' ? ' ' : letter;
  text += "\n\n";
  auto shared = std::make_shared<const std::string>(std::move(text));
  if (!kept) return shared;
  kept_.push_back({number_, shared});
  bytes_ += shared->size();
  while (kept_.size() > kFeedLines || bytes_ > kFeedBytes) {
    bytes_ -= kept_.front().text->size();
    kept_.pop_front();
  }
  return shared;
}

std::string Feed::since(std::string_view last_id) const {
  const std::lock_guard lock(mutex_);
  std::uint64_t last = 0;
  if (last_id.starts_with(run_ + "-")) {
    const std::string_view digits = last_id.substr(run_.size() + 1);
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), last);
    if (read.ec != std::errc()) last = 0;
  }
  std::string text;
  for (const Kept& event : kept_) {
    if (event.number > last) text += *event.text;
  }
  return text;
}

}  // namespace sotto
