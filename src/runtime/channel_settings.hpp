// ChannelSettings: the ways by which messages leave, as the owner wrote them. Plain values.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sotto {

struct SmtpChannel {
  std::string host;
  int port = 0;                       // 0: as the security has it
  std::string security = "starttls";  // "tls"; "none": to this machine only
  std::string user;                   // empty: no authentication; the password is KEYS/smtp.password
  std::string from;                   // the mail address of the home
  std::string from_name = "Sotto";
  std::filesystem::path ca;  // whom to trust; empty: the system's list
  friend bool operator==(const SmtpChannel&, const SmtpChannel&) = default;
};

struct CommandChannel {
  std::filesystem::path program;       // absolute
  std::vector<std::string> arguments;  // {contact}, {address}, {transcript}, {file-name} are replaced
  std::string address = "email";       // what of the contact is {address}: "email" or "phone"
  int limit_seconds = 60;
  friend bool operator==(const CommandChannel&, const CommandChannel&) = default;
};

struct ChannelSettings {
  std::string usual = "file";  // of contacts that name none
  std::optional<SmtpChannel> smtp;
  std::optional<CommandChannel> command;
  friend bool operator==(const ChannelSettings&, const ChannelSettings&) = default;
};

}  // namespace sotto
