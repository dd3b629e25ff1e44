#include "adapters/toml/config_channels.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace sotto {
namespace {

constexpr int kPortMax = 65535;
constexpr int kSecondsMax = 600;
constexpr std::array<std::string_view, 3> kChannels = {"file", "smtp", "command"};
constexpr std::array<std::string_view, 3> kSecurity = {"starttls", "tls", "none"};
constexpr std::array<std::string_view, 2> kAddresses = {"email", "phone"};
constexpr std::array<std::string_view, 4> kPlaceholders = {"{contact}", "{address}", "{transcript}",
                                                           "{file-name}"};

void read_smtp(const DocumentNode& node, ChannelSettings& channels, DocumentFaults& faults) {
  TableReader table(node, "[channel.smtp]", faults);
  SmtpChannel& smtp = channels.smtp.emplace();
  table.read_text("host", smtp.host, Need::kRequired);
  table.read_integer("port", smtp.port, 1, kPortMax, Need::kOptional);
  std::size_t security = 0;
  if (table.read_choice("security", security, kSecurity, Need::kOptional)) {
    smtp.security = kSecurity[security];
  }
  table.read_text("user", smtp.user, Need::kOptional);
  table.read_text("from", smtp.from, Need::kRequired);
  table.read_text("from_name", smtp.from_name, Need::kOptional);
  std::string ca;
  if (table.read_text("ca", ca, Need::kOptional)) smtp.ca = ca;
}

void read_command(const DocumentNode& node, ChannelSettings& channels, DocumentFaults& faults) {
  TableReader table(node, "[channel.command]", faults);
  CommandChannel& command = channels.command.emplace();
  std::string program;
  if (table.read_text("program", program, Need::kRequired)) command.program = program;
  if (!program.empty() && !command.program.is_absolute()) {
    faults.add(node.line, "program must be a whole path, from / on");
  }
  table.read_texts("arguments", command.arguments, Need::kOptional);
  for (const std::string& argument : command.arguments) {
    const bool known = std::find(kPlaceholders.begin(), kPlaceholders.end(), argument) != kPlaceholders.end();
    if (!known && argument.find_first_of("{}") != std::string::npos) {
      faults.add(node.line, "the argument \"" + argument +
                                "\" is none of {contact}, {address}, {transcript}, {file-name}");
    }
  }
  std::size_t address = 0;
  if (table.read_choice("address", address, kAddresses, Need::kOptional)) {
    command.address = kAddresses[address];
  }
  table.read_integer("seconds", command.limit_seconds, 1, kSecondsMax, Need::kOptional);
}

}  // namespace

void read_channels(TableReader& root, ChannelSettings& channels, DocumentFaults& faults) {
  const DocumentNode* node = root.take_table("channel", Need::kOptional);
  if (node == nullptr) return;
  TableReader table(*node, "[channel]", faults);
  std::size_t usual = 0;
  if (table.read_choice("usual", usual, kChannels, Need::kOptional)) channels.usual = kChannels[usual];
  if (const DocumentNode* smtp = table.take_table("smtp", Need::kOptional)) {
    read_smtp(*smtp, channels, faults);
  }
  if (const DocumentNode* command = table.take_table("command", Need::kOptional)) {
    read_command(*command, channels, faults);
  }
  const bool missing =
      (channels.usual == "smtp" && !channels.smtp) || (channels.usual == "command" && !channels.command);
  if (missing) faults.add(node->line, "[channel." + channels.usual + "] is missing");
}

}  // namespace sotto
