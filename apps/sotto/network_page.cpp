#include "sotto/network_page.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "adapters/http/http_server.hpp"
#include "adapters/posix/network_names.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "sotto/channels.hpp"
#include "sotto/journaling.hpp"

namespace sotto {
namespace {

// A household's telephones. Whoever takes all of it keeps others on the network away, and nobody on this
// machine: that is another server.
WebLimits home_limits() {
  WebLimits limits;
  limits.connections = 64;
  limits.streams = 32;
  limits.jobs = 8;
  return limits;
}

}  // namespace

NetworkPage::NetworkPage(NetworkPageParts parts, House& house)
    : parts_(std::move(parts)), house_(house), door_(door_options()) {
  parts_.files.remove_place();  // of a run that was killed
}

NetworkPage::~NetworkPage() {
  close();
}

HomeDoorOptions NetworkPage::door_options() {
  HomeDoorOptions options;
  options.random = random_bytes;
  options.hash = sha256;
  options.tried = [this](const PairingOffer& offer) { return parts_.files.count_try(offer); };
  // A code that stays in its file was tried as often as it may be, and is refused for that.
  options.over = [this] { (void)parts_.files.remove_offer(); };
  options.let_in = [this](const PairedDevice& device) { return bool(parts_.files.add(device)); };
  options.left = [this](const std::string& hash) { (void)parts_.files.remove(hash); };
  return options;
}

PageOptions NetworkPage::page_options() {
  PageOptions options;
  options.sessions.random = random_bytes;
  options.sessions.hash = sha256;
  options.door = &door_;
  options.home_names = list_home_names();
  options.run = new_run_nonce();
  options.port = parts_.settings.network_port;
  options.assets = page_assets();
  options.wall_ms = [] { return stamp_now().wall_ms; };
  options.on_watched = parts_.on_watched;
  return options;
}

// Stamps of one moment may miss a change of the same moment, so after each change everything is read twice.
void NetworkPage::take_files() {
  const std::vector<FileStamp> stamps = parts_.files.stamps();
  const bool changed = std::exchange(stamps_, stamps) != stamps;
  if (changed) failed_ = false;
  if (!changed && std::exchange(settled_, true)) return;
  settled_ = !changed;
  door_.set_offer(parts_.files.offer());
  const std::vector<PairedDevice> before = std::exchange(devices_, parts_.files.devices());
  door_.set_devices(devices_);
  const bool gone = std::any_of(before.begin(), before.end(), [this](const PairedDevice& device) {
    return std::find(devices_.begin(), devices_.end(), device) == devices_.end();
  });
  if (!gone) return;
  // Whoever is let in still comes back by itself; whoever is not hears nothing more.
  const std::lock_guard lock(mutex_);
  if (open_) open_->server->close_streams();
}

void NetworkPage::look() {
  take_files();
  const bool wanted = door_.is_wanted(stamp_now().wall_ms);
  if (wanted && !open_ && !failed_) open();
  if (!wanted && open_) {
    close();
    std::cerr << "sotto: the page is for this machine only" << std::endl;
  }
}

void NetworkPage::open() {
  const auto fail = [this](const Error& error) {
    failed_ = true;
    std::cerr << "sotto: no page on the home network: " << error.line() << std::endl;
  };
  auto certificate = parts_.files.certificate();
  if (!certificate) return fail(certificate.error());
  HttpServerOptions options;
  options.port = parts_.settings.network_port;
  options.limits = home_limits();
  options.tls = TlsOptions{certificate.value().certificate_pem, certificate.value().key_pem,
                           parts_.settings.network_address};
  auto made = std::make_unique<Open>();
  made->page = std::make_unique<Page>(page_options(), house_);
  auto server = start_http_server(options, *made->page);
  if (!server) return fail(server.error());
  made->server = std::move(server).value();
  made->page->set_port(made->server->port());
  const std::string place = parts_.settings.network_address + ":" + std::to_string(made->server->port());
  {
    const std::lock_guard lock(mutex_);
    open_ = std::move(made);
  }
  if (auto written = parts_.files.write_place(place); !written)
    std::cerr << "sotto: " << written.error().line() << std::endl;
  const std::size_t devices = door_.count(stamp_now().wall_ms);
  std::cerr << "sotto: the page is open on the home network (" << place << ", " << devices
            << (devices == 1 ? " device" : " devices") << " paired); sotto page unpair ends it" << std::endl;
}

void NetworkPage::close() {
  std::unique_ptr<Open> going;
  {
    const std::lock_guard lock(mutex_);
    going = std::move(open_);
  }
  if (!going) return;
  parts_.files.remove_place();
  // Its port and its connections close at once; work that has begun may take minutes, and nobody waits for it
  // but whoever ends this.
  closing_ = std::async(std::launch::async, [old = std::move(going)]() mutable { old.reset(); });
}

void NetworkPage::tell(std::string_view name, const std::string& json) {
  const std::lock_guard lock(mutex_);
  if (open_) open_->server->publish(open_->page->tell(name, json));
}

}  // namespace sotto
