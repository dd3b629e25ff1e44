// HomeDoor: who is let in from the home network: devices that have shown the code which `sotto page pair` put
// on the screen of the machine itself.
//
// A code is used once, holds for five minutes and for five tries in all, and one try a second is looked at. A
// device gets a cookie, of which only the hash is kept. Thread-safety: any thread. Time is given from
// outside.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "page/sessions.hpp"

namespace sotto {

inline constexpr std::int64_t kPairingMs = std::int64_t{5} * 60 * 1000;
inline constexpr std::int64_t kPairingBetweenMs = 1000;
// 100 million codes and five tries: one in 20 million guesses at one pairing is right.
inline constexpr std::size_t kPairingDigits = 8;
inline constexpr int kPairingTriesMax = 5;
inline constexpr std::size_t kPairedMax = 16;  // devices; the oldest makes room

// A code that holds now. As text one line: "CODE ENDS_MS TRIES".
struct PairingOffer {
  std::string code;
  std::int64_t ends_ms = 0;  // on the wall's clock
  int tries = 0;             // that were looked at
  friend bool operator==(const PairingOffer&, const PairingOffer&) = default;
};

[[nodiscard]] PairingOffer new_pairing(RandomFunction random, std::int64_t wall_ms);
[[nodiscard]] std::string format_pairing(const PairingOffer& offer);
// None where the text is anything else.
[[nodiscard]] std::optional<PairingOffer> parse_pairing(std::string_view text);
// False where it is over, or would hold for longer than a code may.
[[nodiscard]] bool holds_at(const PairingOffer& offer, std::int64_t wall_ms);

// A device that was let in. As text one line: "PAIRED_MS ENDS_MS", in a file with the hash as its name.
struct PairedDevice {
  std::string hash;  // of its cookie, in 64 hexadecimal digits
  std::int64_t paired_ms = 0;
  std::int64_t ends_ms = 0;
  friend bool operator==(const PairedDevice&, const PairedDevice&) = default;
};

[[nodiscard]] std::string format_paired(const PairedDevice& device);
[[nodiscard]] std::optional<PairedDevice> parse_paired(std::string_view hash, std::string_view text);

enum class PairingAnswer : std::uint8_t {
  kLetIn,
  kWrong,    // or there is no code: whoever asks does not learn which
  kTooSoon,  // not looked at
};

struct Pairing {
  PairingAnswer answer = PairingAnswer::kWrong;
  std::string cookie;  // of a device that was let in
};

struct HomeDoorOptions {
  RandomFunction random = nullptr;
  HashFunction hash = nullptr;
  // Writes down that the offer was tried (`tries` counts this one), before the code is looked at. False: it
  // could not be, or there is no such offer any more; then the code is wrong.
  std::function<bool(const PairingOffer& offer)> tried;
  // The offer is over: it was used, or tried too often.
  std::function<void()> over;
  // Writes a device down. False: it could not be; then nobody is let in.
  std::function<bool(const PairedDevice& device)> let_in;
  std::function<void(const std::string& hash)> left;
};

class HomeDoor {
 public:
  // REQUIRES: every one of the options is there.
  explicit HomeDoor(HomeDoorOptions options);

  // What lies in the keys' folder now.
  void set_offer(const std::optional<PairingOffer>& offer);
  void set_devices(std::vector<PairedDevice> devices);

  // Whether anybody may come: a code holds, or a device is let in.
  [[nodiscard]] bool is_wanted(std::int64_t wall_ms) const;
  [[nodiscard]] std::size_t count(std::int64_t wall_ms) const;

  // Blanks and hyphens in the code do not matter.
  [[nodiscard]] Pairing pair(std::string_view code, std::int64_t wall_ms);
  [[nodiscard]] bool holds(std::string_view cookie, std::int64_t wall_ms) const;
  void close(std::string_view cookie);

 private:
  [[nodiscard]] std::string hash_of(std::string_view cookie) const;
  [[nodiscard]] Pairing let_in(std::int64_t wall_ms);

  HomeDoorOptions options_;
  mutable std::mutex mutex_;
  std::optional<PairingOffer> offer_;
  std::optional<std::int64_t> looked_ms_;  // when a code was looked at last
  std::vector<PairedDevice> devices_;      // in the order of pairing
};

}  // namespace sotto
