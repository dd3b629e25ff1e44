// PairingFiles: what the page on the home network keeps beside the other secrets: its certificate and key,
// the code that holds now, and a file for each paired device.
//
// The commands write here and the process with the page looks: what is taken away here ends there within a
// second. Every file has mode 0600. Thread-safety: no state; a device is one file, so whoever adds one and
// whoever removes another do not disturb each other.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "adapters/openssl/certificate.hpp"
#include "adapters/toml/people_file.hpp"
#include "base/result.hpp"
#include "page/home_door.hpp"

namespace sotto {

class PairingFiles {
 public:
  explicit PairingFiles(std::filesystem::path keys) : keys_(std::move(keys)) {}

  // Errors: file-missing, file-unreadable, too-long.
  [[nodiscard]] Result<Certificate> certificate() const;
  // The one that is there, or a new one with these names. Errors: those of make_certificate(), disk-full,
  // write-failed, file-unreadable.
  [[nodiscard]] Result<Certificate> certificate_or_new(const CertificateRequest& request) const;

  // None where there is no code, or the file is not ours.
  [[nodiscard]] std::optional<PairingOffer> offer() const;
  [[nodiscard]] Result<void> write_offer(const PairingOffer& offer) const;
  // Counts a try: false where another code, or none, has taken its place, or it cannot be written.
  [[nodiscard]] bool count_try(const PairingOffer& offer) const;
  // Errors: write-failed.
  [[nodiscard]] Result<void> remove_offer() const;

  // In the order of pairing. What is no device's file is left out.
  [[nodiscard]] std::vector<PairedDevice> devices() const;
  [[nodiscard]] Result<void> add(const PairedDevice& device) const;
  [[nodiscard]] Result<void> remove(const std::string& hash) const;

  // "192.168.1.5:8788": where the page listens now, written by the process that has it.
  [[nodiscard]] std::optional<std::string> place() const;
  [[nodiscard]] Result<void> write_place(const std::string& place) const;
  void remove_place() const;

  // Code, devices, certificate and key: whoever pairs next compares a new fingerprint. Tries all of them.
  [[nodiscard]] Result<void> remove_everything() const;

  // Differ whenever a code or a device has come, changed or gone.
  [[nodiscard]] std::vector<FileStamp> stamps() const;

 private:
  [[nodiscard]] std::filesystem::path offer_file() const { return keys_ / "page.pairing"; }
  [[nodiscard]] std::filesystem::path devices_folder() const { return keys_ / "page.devices"; }
  [[nodiscard]] std::filesystem::path certificate_file() const { return keys_ / "page.cert"; }
  [[nodiscard]] std::filesystem::path key_file() const { return keys_ / "page.key"; }
  [[nodiscard]] std::filesystem::path place_file() const { return keys_ / "page.network"; }

  std::filesystem::path keys_;
};

}  // namespace sotto
