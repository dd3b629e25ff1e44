#include "adapters/toml/config_page.hpp"

#include <arpa/inet.h>

#include "adapters/toml/toml_document.hpp"
#include "ports/web_server.hpp"

namespace sotto {
namespace {

constexpr int kPortMax = 65535;
constexpr int kOrdinaryPortMin = 1024;

// All addresses of this machine, or one that nobody on the internet can have.
bool is_listening_address(const std::string& text) {
  in_addr address{};
  return ::inet_pton(AF_INET, text.c_str(), &address) == 1 &&
         (address.s_addr == INADDR_ANY || is_home_address(ntohl(address.s_addr)));
}

void read_network(TableReader& table, int line, PageSettings& page, DocumentFaults& faults) {
  int port = page.network_port;
  if (table.read_integer("network_port", port, 0, kPortMax, Need::kOptional) && port > 0 &&
      port < kOrdinaryPortMin)
    faults.add(line, "network_port must be 0, or from 1024 on");
  if (port > 0 && port == page.port) faults.add(line, "port and network_port must differ");
  page.network_port = static_cast<std::uint16_t>(port);
  if (table.read_text("network_address", page.network_address, Need::kOptional) &&
      !is_listening_address(page.network_address))
    faults.add(line, "network_address must be an IPv4 address of the home network, or 0.0.0.0");
}

}  // namespace

void read_page(TableReader& root, PageSettings& page, DocumentFaults& faults) {
  const DocumentNode* node = root.take_table("page", Need::kOptional);
  if (node == nullptr) return;
  TableReader table(*node, "[page]", faults);
  table.read_bool("enabled", page.enabled, Need::kOptional);
  int port = page.port;
  table.read_integer("port", port, 0, kPortMax, Need::kOptional);
  table.read_text("report", page.report, Need::kOptional);
  page.port = static_cast<std::uint16_t>(port);
  read_network(table, node->line, page, faults);
}

PageSettings page_settings(const Config& config) {
  PageSettings page;
  const auto document = parse_toml(config.text, "");
  if (!document) return page;
  // Whatever else stands there was looked at when the settings were read.
  DocumentFaults ignored("");
  TableReader root(document.value().root, "", ignored);
  read_page(root, page, ignored);
  return page;
}

}  // namespace sotto
