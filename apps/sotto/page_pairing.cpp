// sotto page pair, list, unpair: which devices of the home network may open the page.
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/posix/network_names.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/toml/config_page.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/hands_page.hpp"
#include "sotto/journaling.hpp"
#include "sotto/page_commands.hpp"
#include "sotto/pairing_files.hpp"
#include "sotto/paths.hpp"
#include "sotto/setup_of_run.hpp"
#include "sotto/stop_signal.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kBetweenLooksMs = 100;
// The process with the page looks four times a second.
constexpr std::int64_t kFollowsWithinMs = 5000;
constexpr std::string_view kEverywhere = "0.0.0.0";

struct UnpairCommand {
  Common common;
  std::size_t number = 0;  // 0: all
};

std::int64_t now_ms() {
  return stamp_now().wall_ms;
}

// Waits, and looks, until then at the latest. False where it did not come about, or Ctrl-C.
bool wait_until(const StopSignal& stop, std::int64_t ends_ms, const auto& come_about) {
  while (!stop.raised() && now_ms() < ends_ms) {
    if (come_about()) return true;
    pollfd interrupted{stop.fd(), POLLIN, 0};
    (void)::poll(&interrupted, 1, kBetweenLooksMs);
  }
  return come_about();
}

struct Place {
  std::string address;
  std::uint16_t port = 0;
};

// Where the page listens, if something really does.
std::optional<Place> open_place(const PairingFiles& files) {
  const auto text = files.place();
  if (!text) return std::nullopt;
  const std::size_t colon = std::min(text->find(':'), text->size());
  Place place{text->substr(0, colon), 0};
  const std::string_view port = std::string_view(*text).substr(std::min(colon + 1, text->size()));
  const auto read = std::from_chars(port.data(), port.data() + port.size(), place.port);
  if (read.ec != std::errc() || !is_listened_at(place.address, place.port)) return std::nullopt;
  return place;
}

Json links_of(const std::vector<std::string>& hosts, std::uint16_t port) {
  Json links = Json::array();
  for (const std::string& host : hosts) links.push_back("https://" + host + ":" + std::to_string(port) + "/");
  return links;
}

void say_pairing(const Common& common, const PairingOffer& offer, const Json& links,
                 const std::string& fingerprint) {
  if (common.json) {
    const Json line = {{"type", "pairing"},
                       {"links", links},
                       {"code", offer.code},
                       {"fingerprint", fingerprint},
                       {"ends_ms", offer.ends_ms}};
    std::cout << line.dump() << std::endl;
    return;
  }
  std::cout << "On the other device, in the same home network, open one of:\n";
  for (const Json& link : links) std::cout << "  " << link.get<std::string>() << '\n';
  std::cout << "Its browser warns, because nobody but you vouches for this machine. Look at the certificate "
               "there;\n"
               "go on only if its SHA-256 fingerprint is\n  "
            << fingerprint.substr(0, 48) << "\n  " << fingerprint.substr(48)
            << "\nThen enter this code: " << offer.code.substr(0, 4) << ' ' << offer.code.substr(4)
            << "\nIt holds until " << clock_time(offer.ends_ms) << ", once, and for five tries. Waiting …"
            << std::endl;
}

int say_outcome(const Common& common, const PairingFiles& files, bool paired) {
  const std::size_t count = files.devices().size();
  if (common.json) {
    std::cout << Json({{"type", "paired"}, {"paired", paired}, {"devices", count}}).dump() << std::endl;
  } else if (paired) {
    std::cout << "Paired. " << count << (count == 1 ? " device is" : " devices are")
              << " let in; sotto page list shows them, sotto page unpair ends it." << std::endl;
  } else {
    std::cout << "Nothing was paired; the code holds no longer." << std::endl;
  }
  return paired ? 0 : 1;
}

// Addresses of this machine at which the page will listen.
std::vector<std::string> listening_addresses(const PageSettings& settings) {
  if (settings.network_address != kEverywhere) return {settings.network_address};
  return list_home_addresses();
}

int offer_code(const Common& common, const PairingFiles& files, const std::vector<std::string>& hosts,
               const std::string& fingerprint) {
  const StopSignal stop;
  const PairingOffer offer = new_pairing(random_bytes, now_ms());
  const std::vector<PairedDevice> before = files.devices();
  if (auto written = files.write_offer(offer); !written) return fail(written.error());
  std::optional<Place> place;
  wait_until(stop, now_ms() + kFollowsWithinMs, [&] { return (place = open_place(files)).has_value(); });
  if (!place) {
    (void)files.remove_offer();
    return fail({ErrorCode::kNotAvailable, "the page on the home network did not open; sotto run says why"});
  }
  say_pairing(common, offer, links_of(hosts, place->port), fingerprint);
  const auto is_over = [&] {
    const auto there = files.offer();
    return !there || there->code != offer.code;
  };
  wait_until(stop, offer.ends_ms, is_over);
  // One that has taken its place is not ours to take away.
  if (!is_over()) (void)files.remove_offer();
  const std::vector<PairedDevice> after = files.devices();
  const bool paired = std::any_of(after.begin(), after.end(), [&before](const PairedDevice& device) {
    return std::find(before.begin(), before.end(), device) == before.end();
  });
  return say_outcome(common, files, paired);
}

int pair(const Common& common) {
  const auto config = find_config(common);
  if (!config) return fail(config.error());
  const PageSettings settings = page_settings(config.value());
  std::error_code ignored;
  if (!settings.enabled || !std::filesystem::exists(page_link_file(), ignored)) {
    std::cerr << "sotto: there is no page: start sotto run\n";
    return 1;
  }
  CertificateRequest request{list_home_names(), listening_addresses(settings), now_ms()};
  if (request.addresses.empty())
    return fail({ErrorCode::kNotAvailable, "this machine has no IPv4 address in a home network"});
  const PairingFiles files(keys_folder());
  const auto certificate = files.certificate_or_new(request);
  if (!certificate) return fail(certificate.error());
  const auto fingerprint = certificate_fingerprint(certificate.value().certificate_pem);
  if (!fingerprint) return fail(fingerprint.error());
  std::vector<std::string> hosts = request.addresses;
  if (settings.network_address == kEverywhere)
    std::copy_if(request.names.begin(), request.names.end(), std::back_inserter(hosts),
                 [](const std::string& name) { return name.find('.') != std::string::npos; });
  return offer_code(common, files, hosts, fingerprint.value());
}

int list(const Common& common) {
  const std::vector<PairedDevice> devices = PairingFiles(keys_folder()).devices();
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const PairedDevice& device = devices[i];
    if (common.json) {
      const Json line = {{"type", "device"},
                         {"number", i + 1},
                         {"paired_ms", device.paired_ms},
                         {"ends_ms", device.ends_ms}};
      std::cout << line.dump() << '\n';
    } else {
      std::cout << i + 1 << "  paired " << clock_time(device.paired_ms)
                << (device.ends_ms > now_ms() ? ", until " : ", ended ") << clock_time(device.ends_ms)
                << '\n';
    }
  }
  if (devices.empty() && !common.json)
    std::cout << "No device is paired: the page is for this machine only.\n";
  return 0;
}

int unpair_all(const Common& common, const PairingFiles& files) {
  if (auto removed = files.remove_everything(); !removed) return fail(removed.error());
  const StopSignal stop;
  const bool closed = wait_until(stop, now_ms() + kFollowsWithinMs, [&] { return !open_place(files); });
  if (!closed)
    return fail(
        {ErrorCode::kNotAvailable, "no device is paired, but the port is still open; stop sotto run"});
  if (common.json) {
    std::cout << Json({{"type", "unpaired"}, {"devices", 0}}).dump() << '\n';
  } else {
    std::cout << "No device is paired: the page is for this machine only.\n";
  }
  return 0;
}

int unpair(const UnpairCommand& options) {
  const PairingFiles files(keys_folder());
  if (options.number == 0) return unpair_all(options.common, files);
  const std::vector<PairedDevice> devices = files.devices();
  if (options.number > devices.size()) {
    std::cerr << "sotto: there is no device " << options.number << ": see sotto page list\n";
    return 1;
  }
  if (auto removed = files.remove(devices[options.number - 1].hash); !removed) return fail(removed.error());
  if (options.common.json) {
    std::cout << Json({{"type", "unpaired"}, {"devices", devices.size() - 1}}).dump() << '\n';
  } else {
    std::cout << "Device " << options.number << " is not let in any more.\n";
  }
  return 0;
}

}  // namespace

void add_page_pairing(CLI::App& page, int& exit_code) {
  auto common = std::make_shared<Common>();
  CLI::App* pairs = page.add_subcommand("pair", "let a device of the home network open the page");
  add_common(*pairs, *common, "sotto page pair");
  pairs->callback([common, &exit_code] { exit_code = pair(*common); });
  CLI::App* lists = page.add_subcommand("list", "show the devices that are let in");
  add_common(*lists, *common, "sotto page list");
  lists->callback([common, &exit_code] { exit_code = list(*common); });
  auto options = std::make_shared<UnpairCommand>();
  CLI::App* unpairs = page.add_subcommand("unpair", "let none of them in any more, and close the port");
  unpairs->add_option("NUMBER", options->number, "only this one of sotto page list")
      ->check(CLI::PositiveNumber);
  add_common(*unpairs, options->common, "sotto page unpair");
  unpairs->callback([options, &exit_code] { exit_code = unpair(*options); });
}

}  // namespace sotto
