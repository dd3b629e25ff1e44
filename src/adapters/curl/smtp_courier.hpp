// SmtpCourier: a message as mail, over SMTP with TLS (libcurl).
//
// The server's answers rule: 4xx and a line that fails before the whole mail was handed over are
// delivery-deferred, 5xx delivery-refused; a line that is lost after that, before the answer, is
// delivery-unknown. Thread-safety: one caller; curl's global part is set up once a process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "ports/courier.hpp"

namespace sotto {

enum class SmtpSecurity : std::uint8_t {
  kStartTls,  // begins in the clear and must become TLS before anything else is said
  kTls,       // TLS from the first byte
  kNone,      // only to this machine itself
};

struct SmtpSettings {
  std::string host;
  int port = 0;  // 0: 587, 465 or 25, as the security has it
  SmtpSecurity security = SmtpSecurity::kStartTls;
  std::string from;                     // the mail address of the home
  std::string from_name = "Sotto";      // shown beside it
  std::string user;                     // empty: no authentication
  std::filesystem::path password_file;  // 0600; holds the password and nothing else
  std::filesystem::path ca;             // whom to trust; empty: the system's list
  int connect_seconds = 20;
  int total_seconds = 120;
  std::uint64_t bytes_max = std::uint64_t{20} << 20U;  // of the sound
};

// Errors of the settings: file-invalid. The password is read when a message is sent.
[[nodiscard]] Result<std::unique_ptr<Courier>> make_smtp_courier(SmtpSettings settings);

}  // namespace sotto
