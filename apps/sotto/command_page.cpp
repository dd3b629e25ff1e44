// sotto page: prints the link that opens the page of the run that goes on.
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "sotto/hands_page.hpp"
#include "sotto/page_commands.hpp"
#include "sotto/secret_text.hpp"

namespace sotto {
namespace {

constexpr std::size_t kLinkBytesMax = 1024;

int run(const Common& common) {
  const auto text = read_secret_text(page_link_file(), kLinkBytesMax);
  if (!text && text.error().code == ErrorCode::kFileMissing) {
    std::cerr << "sotto: there is no page: start sotto run\n";
    return 1;
  }
  if (!text) return fail(text.error());
  std::string link = text.value();
  while (link.ends_with('\n')) link.pop_back();
  if (common.json) {
    std::cout << nlohmann::ordered_json({{"type", "page"}, {"link", link}}).dump() << '\n';
  } else {
    std::cout << link << '\n';
  }
  return 0;
}

}  // namespace

void add_page(CLI::App& app, int& exit_code) {
  auto common = std::make_shared<Common>();
  CLI::App* command =
      app.add_subcommand("page", "print the link that opens the page of the latest run; pair other devices");
  add_common(*command, *common, "sotto page");
  add_page_pairing(*command, exit_code);
  command->callback([common, command, &exit_code] {
    if (command->get_subcommands().empty()) exit_code = run(*common);
  });
}

}  // namespace sotto
