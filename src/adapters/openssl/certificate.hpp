// The page's own certificate, by OpenSSL: an ECDSA key on P-256 and a certificate that it signs itself.
//
// Nobody vouches for it but the person who compares its fingerprint: that on the screen of the machine with
// the one that the other device's browser shows. Thread-safety: no state; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace sotto {

// Ten years: whoever has compared it once should not have to learn to click a warning away.
inline constexpr int kCertificateDays = 3650;

struct CertificateRequest {
  std::vector<std::string> names;      // "kitchen.local"; letters, digits, hyphens and full stops
  std::vector<std::string> addresses;  // IPv4: "192.168.1.5"
  std::int64_t wall_ms = 0;            // now; it holds from a day before on, for clocks that are late
};

struct Certificate {
  std::string certificate_pem;
  std::string key_pem;  // PKCS 8, not encrypted: a secret
};

// Errors: usage (no name and no address, or one that is none), engine-failed.
[[nodiscard]] Result<Certificate> make_certificate(const CertificateRequest& request);

// SHA-256 of the certificate as browsers show it: "A1:B2:...", 32 pairs. Errors: file-invalid.
[[nodiscard]] Result<std::string> certificate_fingerprint(const std::string& certificate_pem);

}  // namespace sotto
