#include "sotto/pairing_files.hpp"

#include <algorithm>
#include <system_error>

#include "sotto/secret_text.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBytesMax = 16 * 1024;
// The door keeps no more; what is beyond was put there by somebody else.
constexpr std::size_t kFilesMax = 4 * kPairedMax;

Result<std::string> read_text(const fs::path& file) {
  return read_secret_text(file, kBytesMax);
}

// What is not there is gone already.
Result<void> remove_file(const fs::path& file) {
  std::error_code trouble;
  fs::remove(file, trouble);
  if (trouble) return Error{ErrorCode::kWriteFailed, file.string()};
  return {};
}

}  // namespace

Result<Certificate> PairingFiles::certificate() const {
  auto certificate = read_text(certificate_file());
  if (!certificate) return certificate.error();
  auto key = read_text(key_file());
  if (!key) return key.error();
  return Certificate{std::move(certificate).value(), std::move(key).value()};
}

Result<Certificate> PairingFiles::certificate_or_new(const CertificateRequest& request) const {
  auto there = certificate();
  if (there || there.error().code != ErrorCode::kFileMissing) return there;
  auto made = make_certificate(request);
  if (!made) return made;
  if (auto written = write_secret_text(key_file(), made.value().key_pem); !written) return written.error();
  if (auto written = write_secret_text(certificate_file(), made.value().certificate_pem); !written)
    return written.error();
  return made;
}

std::optional<PairingOffer> PairingFiles::offer() const {
  const auto text = read_text(offer_file());
  return text ? parse_pairing(text.value()) : std::nullopt;
}

Result<void> PairingFiles::write_offer(const PairingOffer& offer) const {
  return write_secret_text(offer_file(), format_pairing(offer));
}

bool PairingFiles::count_try(const PairingOffer& offer) const {
  const auto there = this->offer();
  return there && there->code == offer.code && there->ends_ms == offer.ends_ms && write_offer(offer);
}

Result<void> PairingFiles::remove_offer() const {
  return remove_file(offer_file());
}

std::vector<PairedDevice> PairingFiles::devices() const {
  std::vector<PairedDevice> devices;
  std::error_code trouble;
  fs::directory_iterator each(devices_folder(), trouble);
  for (std::size_t i = 0; !trouble && each != fs::directory_iterator() && i < kFilesMax; ++i) {
    const auto text = read_text(each->path());
    const auto device =
        text ? parse_paired(each->path().filename().string(), text.value()) : std::optional<PairedDevice>();
    if (device) devices.push_back(*device);
    each.increment(trouble);
  }
  std::sort(devices.begin(), devices.end(), [](const PairedDevice& left, const PairedDevice& right) {
    return left.paired_ms < right.paired_ms;
  });
  return devices;
}

Result<void> PairingFiles::add(const PairedDevice& device) const {
  return write_secret_text(devices_folder() / device.hash, format_paired(device));
}

Result<void> PairingFiles::remove(const std::string& hash) const {
  return remove_file(devices_folder() / hash);
}

std::optional<std::string> PairingFiles::place() const {
  auto text = read_text(place_file());
  if (!text) return std::nullopt;
  std::string place = std::move(text).value();
  while (place.ends_with('\n')) place.pop_back();
  return place;
}

Result<void> PairingFiles::write_place(const std::string& place) const {
  return write_secret_text(place_file(), place + "\n");
}

void PairingFiles::remove_place() const {
  (void)remove_file(place_file());
}

Result<void> PairingFiles::remove_everything() const {
  Result<void> result = remove_offer();
  std::error_code trouble;
  fs::remove_all(devices_folder(), trouble);
  if (trouble) result = Error{ErrorCode::kWriteFailed, devices_folder().string()};
  for (const fs::path& file : {certificate_file(), key_file()}) {
    if (auto removed = remove_file(file); !removed) result = removed;
  }
  return result;
}

std::vector<FileStamp> PairingFiles::stamps() const {
  return {stamp_of(offer_file()), stamp_of(devices_folder()), stamp_of(certificate_file())};
}

}  // namespace sotto
