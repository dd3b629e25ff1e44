#include "adapters/toml/config_page.hpp"

#include "adapters/toml/toml_document.hpp"

namespace sotto {
namespace {

constexpr int kPortMax = 65535;

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
