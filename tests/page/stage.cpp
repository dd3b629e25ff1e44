// The page of a house that answers from a file, for the tests in a browser: page_stage ANSWERS.json
//
// Prints {"link":...} once it listens. Lines on standard input: "tell NAME JSON" publishes, "now JSON"
// changes how it stands, "answer CALL JSON" what a call gives, "asked" prints what was asked so far. Ends
// with the input.
#include <csignal>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "adapters/http/http_server.hpp"
#include "adapters/posix/system_clock.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "page/page.hpp"
#include "unit/page/fake_house.hpp"

namespace sotto {
namespace {

using nlohmann::json;

HouseNow now_of(const json& facts) {
  return {facts.value("running", true),        facts.value("muted", false),
          facts.value("speaking", false),      facts.value("dialog", false),
          facts.value("communications", true), facts.value("wake_word", "Alexa"),
          facts.value("policy", "guarded")};
}

std::pair<std::string, std::string> split(const std::string& text) {
  const std::size_t blank = text.find(' ');
  return {text.substr(0, blank), blank == std::string::npos ? "" : text.substr(blank + 1)};
}

int stage(const std::string& answers) {
  FakeHouse house;
  std::ifstream file(answers);
  const json known = json::parse(file);
  for (const auto& [call, value] : known.items()) house.answer_with(call, value.dump());
  PageOptions options;
  options.sessions.token = new_secret(random_bytes);
  options.sessions.random = random_bytes;
  options.sessions.hash = sha256;
  options.run = "stage";
  options.assets = page_assets();
  options.wall_ms = [] { return std::int64_t{1'800'000'000'000}; };
  const std::string token = options.sessions.token;
  Page page(std::move(options), house);
  HttpServerOptions server_options;
  server_options.port = 0;
  auto started = start_http_server(server_options, page);
  if (!started) return 1;
  WebServer& server = *started.value();
  page.set_port(server.port());
  std::cout << json({{"link", "http://127.0.0.1:" + std::to_string(server.port()) + "/#token=" + token}})
            << std::endl;
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto [verb, rest] = split(line);
    if (verb == "asked") std::cout << json(house.asked()) << std::endl;
    if (verb == "now") {
      house.set_now(now_of(json::parse(rest)));
      server.publish(page.tell("now", now_json(house.standing())));
    }
    const auto [name, facts] = split(rest);
    if (verb == "tell") server.publish(page.tell(name, facts));
    if (verb == "answer") house.answer_with(name, facts);
  }
  return 0;
}

}  // namespace
}  // namespace sotto

int main(int count, char** arguments) {
  return count == 2 ? sotto::stage(arguments[1]) : 2;
}
