// The parts of a mail that are text: header lines and the body. Internal to this adapter. Pure, any thread.
//
// Nothing that a name or a transcript holds can become another header line or another address.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ports/courier.hpp"

namespace sotto {

// Whether it is one plain mail address: LOCAL@DOMAIN in visible ASCII without quotes, brackets, commas and
// the like, at most 254 bytes.
[[nodiscard]] bool is_mail_address(std::string_view text);

// Text for a header: plain where it is ASCII, in encoded words (RFC 2047, UTF-8, base64) where it is not.
// Control characters and bytes that are no UTF-8 become blanks.
[[nodiscard]] std::string header_text(std::string_view text);

// "Maria Alvarez" <maria@example.org>. REQUIRES: is_mail_address(address).
[[nodiscard]] std::string header_mailbox(std::string_view name, std::string_view address);

// "Mon, 23 Nov 2026 16:10:00 +0000" (RFC 5322).
[[nodiscard]] std::string mail_date(std::int64_t wall_ms);

// "<sotto.KEY@DOMAIN>": the same for every attempt at one message.
[[nodiscard]] std::string message_id(std::string_view key, std::string_view from_address);

// All header lines but those that say how the mail is made up, without line ends.
[[nodiscard]] std::vector<std::string> header_lines(const Parcel& parcel, std::string_view from_name,
                                                    std::string_view from_address);

// The text part, lines ended by CR LF.
[[nodiscard]] std::string body_text(const Parcel& parcel);

}  // namespace sotto
