#include "page/home_door.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/assert.hpp"
#include "page/guard.hpp"

namespace sotto {
namespace {

bool is_made_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

// Reads a number without a sign and takes it, and the blank behind it, from the text.
template <typename Number>
bool take_number(std::string_view& text, Number& number) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (!is_made_of(word, "0123456789")) return false;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  return read.ec == std::errc() && read.ptr == word.data() + word.size();
}

std::string_view without_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

std::string digits_of(std::string_view code) {
  std::string digits;
  for (const char letter : code) {
    if (letter != ' ' && letter != '-') digits += letter;
  }
  return digits;
}

}  // namespace

PairingOffer new_pairing(RandomFunction random, std::int64_t wall_ms) {
  PairingOffer offer;
  while (offer.code.size() < kPairingDigits) {
    std::array<std::uint8_t, 32> bytes{};
    random(bytes);
    for (const std::uint8_t byte : bytes) {
      // 250 to 255 would make the first six digits likelier than the others.
      if (byte < 250 && offer.code.size() < kPairingDigits) offer.code += static_cast<char>('0' + byte % 10);
    }
  }
  offer.ends_ms = wall_ms + kPairingMs;
  return offer;
}

std::string format_pairing(const PairingOffer& offer) {
  return offer.code + " " + std::to_string(offer.ends_ms) + " " + std::to_string(offer.tries) + "\n";
}

std::optional<PairingOffer> parse_pairing(std::string_view text) {
  text = without_line_end(text);
  const std::size_t blank = std::min(text.find(' '), text.size());
  PairingOffer offer;
  offer.code = std::string(text.substr(0, blank));
  text.remove_prefix(std::min(blank + 1, text.size()));
  const bool fine = offer.code.size() == kPairingDigits && is_made_of(offer.code, "0123456789") &&
                    take_number(text, offer.ends_ms) && take_number(text, offer.tries) && text.empty();
  return fine ? std::optional(offer) : std::nullopt;
}

bool holds_at(const PairingOffer& offer, std::int64_t wall_ms) {
  return offer.ends_ms > wall_ms && offer.ends_ms - wall_ms <= kPairingMs && offer.tries < kPairingTriesMax;
}

std::string format_paired(const PairedDevice& device) {
  return std::to_string(device.paired_ms) + " " + std::to_string(device.ends_ms) + "\n";
}

std::optional<PairedDevice> parse_paired(std::string_view hash, std::string_view text) {
  text = without_line_end(text);
  PairedDevice device;
  device.hash = std::string(hash);
  const bool fine = is_cookie_hash(hash) && take_number(text, device.paired_ms) &&
                    take_number(text, device.ends_ms) && text.empty();
  return fine ? std::optional(device) : std::nullopt;
}

HomeDoor::HomeDoor(HomeDoorOptions options) : options_(std::move(options)) {
  SOTTO_ASSERT(options_.random != nullptr && options_.hash != nullptr);
  SOTTO_ASSERT(options_.tried && options_.over && options_.let_in && options_.left);
}

void HomeDoor::set_offer(const std::optional<PairingOffer>& offer) {
  const std::lock_guard lock(mutex_);
  offer_ = offer;
}

void HomeDoor::set_devices(std::vector<PairedDevice> devices) {
  const std::lock_guard lock(mutex_);
  devices_ = std::move(devices);
  std::sort(devices_.begin(), devices_.end(), [](const PairedDevice& left, const PairedDevice& right) {
    return left.paired_ms < right.paired_ms;
  });
}

bool HomeDoor::is_wanted(std::int64_t wall_ms) const {
  if (count(wall_ms) > 0) return true;
  const std::lock_guard lock(mutex_);
  return offer_ && holds_at(*offer_, wall_ms);
}

std::size_t HomeDoor::count(std::int64_t wall_ms) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(devices_.begin(), devices_.end(),
                    [wall_ms](const PairedDevice& device) { return device.ends_ms > wall_ms; }));
}

std::string HomeDoor::hash_of(std::string_view cookie) const {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(cookie.data());
  return to_hex(options_.hash({bytes, cookie.size()}));
}

Pairing HomeDoor::pair(std::string_view code, std::int64_t wall_ms) {
  const std::lock_guard lock(mutex_);
  if (!offer_ || !holds_at(*offer_, wall_ms)) return {};
  // A clock that was set back is no reason to wait for it.
  if (looked_ms_ && wall_ms >= *looked_ms_ && wall_ms - *looked_ms_ < kPairingBetweenMs)
    return {PairingAnswer::kTooSoon, {}};
  looked_ms_ = wall_ms;
  // Counted before it is looked at: whoever makes this process fall over has no further try by it.
  ++offer_->tries;
  if (!options_.tried(*offer_)) {
    offer_.reset();
    return {};
  }
  const bool right = equal_in_constant_time(digits_of(code), offer_->code);
  const bool last = offer_->tries >= kPairingTriesMax;
  Pairing pairing = right ? let_in(wall_ms) : Pairing{};
  if (right || last) {
    offer_.reset();
    options_.over();
  }
  return pairing;
}

Pairing HomeDoor::let_in(std::int64_t wall_ms) {
  const std::string cookie = new_secret(options_.random);
  const PairedDevice device{hash_of(cookie), wall_ms, wall_ms + kSessionMs};
  if (!options_.let_in(device)) return {};
  std::erase_if(devices_, [this, wall_ms](const PairedDevice& each) {
    if (each.ends_ms > wall_ms) return false;
    options_.left(each.hash);
    return true;
  });
  while (devices_.size() >= kPairedMax) {
    options_.left(devices_.front().hash);
    devices_.erase(devices_.begin());
  }
  devices_.push_back(device);
  return {PairingAnswer::kLetIn, cookie};
}

bool HomeDoor::holds(std::string_view cookie, std::int64_t wall_ms) const {
  if (cookie.empty()) return false;
  const std::string hash = hash_of(cookie);
  const std::lock_guard lock(mutex_);
  bool found = false;
  for (const PairedDevice& device : devices_) {
    found = (equal_in_constant_time(device.hash, hash) && device.ends_ms > wall_ms) || found;
  }
  return found;
}

void HomeDoor::close(std::string_view cookie) {
  const std::string hash = hash_of(cookie);
  const std::lock_guard lock(mutex_);
  if (std::erase_if(devices_, [&hash](const PairedDevice& device) { return device.hash == hash; }) > 0)
    options_.left(hash);
}

}  // namespace sotto
