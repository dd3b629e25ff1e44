#include "adapters/openssl/certificate.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>

namespace sotto {
namespace {

constexpr int kSerialBits = 127;  // positive, and at most twenty bytes (RFC 5280, 4.1.2.2)
constexpr long kDaySeconds = 24L * 3600;
constexpr long kX509Version3 = 2;

template <auto Free>
struct Freed {
  template <typename Thing>
  void operator()(Thing* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Memory = std::unique_ptr<BIO, Freed<BIO_free_all>>;

bool is_made_of(std::string_view text, std::string_view letters) {
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
}

// What stands in the list of names must not be able to end it.
bool is_fine(const CertificateRequest& request) {
  const auto is_name = [](const std::string& name) {
    return name.size() <= 253 && is_made_of(name, "abcdefghijklmnopqrstuvwxyz0123456789-.");
  };
  const auto is_address = [](const std::string& address) { return is_made_of(address, "0123456789."); };
  return request.names.size() + request.addresses.size() > 0 &&
         std::all_of(request.names.begin(), request.names.end(), is_name) &&
         std::all_of(request.addresses.begin(), request.addresses.end(), is_address);
}

std::string names_of(const CertificateRequest& request) {
  std::string list;
  for (const std::string& name : request.names) list += (list.empty() ? "DNS:" : ",DNS:") + name;
  for (const std::string& address : request.addresses) list += (list.empty() ? "IP:" : ",IP:") + address;
  return list;
}

bool add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_serial(X509* certificate) {
  const std::unique_ptr<BIGNUM, Freed<BN_free>> number(BN_new());
  return number != nullptr && BN_rand(number.get(), kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_names(X509* certificate) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>("Sotto at home");
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1;
}

bool set_times(X509* certificate, std::int64_t wall_ms) {
  const auto now = static_cast<time_t>(wall_ms / 1000);
  return ASN1_TIME_set(X509_getm_notBefore(certificate), now - kDaySeconds) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), now + kDaySeconds * kCertificateDays) != nullptr;
}

X509Certificate signed_by(EVP_PKEY* key, const CertificateRequest& request) {
  X509Certificate certificate(X509_new());
  const bool made = certificate != nullptr && X509_set_version(certificate.get(), kX509Version3) == 1 &&
                    set_serial(certificate.get()) && set_names(certificate.get()) &&
                    set_times(certificate.get(), request.wall_ms) &&
                    X509_set_pubkey(certificate.get(), key) == 1 &&
                    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                    add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature") &&
                    add_extension(certificate.get(), NID_ext_key_usage, "serverAuth") &&
                    add_extension(certificate.get(), NID_subject_alt_name, names_of(request)) &&
                    X509_sign(certificate.get(), key, EVP_sha256()) > 0;
  return made ? std::move(certificate) : nullptr;
}

std::string text_of(BIO* memory) {
  char* bytes = nullptr;
  const long count = BIO_get_mem_data(memory, &bytes);
  return count > 0 ? std::string(bytes, static_cast<std::size_t>(count)) : std::string();
}

}  // namespace

Result<Certificate> make_certificate(const CertificateRequest& request) {
  if (!is_fine(request)) return Error{ErrorCode::kUsage, "the names of a certificate"};
  const Error failed{ErrorCode::kEngineFailed, "a certificate for the page"};
  const Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return failed;
  const X509Certificate certificate = signed_by(key.get(), request);
  const Memory public_part(BIO_new(BIO_s_mem()));
  const Memory secret_part(BIO_new(BIO_s_secmem()));
  const bool written =
      certificate != nullptr && public_part != nullptr && secret_part != nullptr &&
      PEM_write_bio_X509(public_part.get(), certificate.get()) == 1 &&
      PEM_write_bio_PrivateKey(secret_part.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
  if (!written) return failed;
  return Certificate{text_of(public_part.get()), text_of(secret_part.get())};
}

Result<std::string> certificate_fingerprint(const std::string& certificate_pem) {
  const Error invalid{ErrorCode::kFileInvalid, "the page's certificate"};
  const Memory input(BIO_new_mem_buf(certificate_pem.data(), static_cast<int>(certificate_pem.size())));
  if (input == nullptr) return invalid;
  const X509Certificate certificate(PEM_read_bio_X509(input.get(), nullptr, nullptr, nullptr));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (certificate == nullptr || X509_digest(certificate.get(), EVP_sha256(), digest.data(), &length) != 1)
    return invalid;
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (unsigned int i = 0; i < length; ++i) {
    if (i > 0) text += ':';
    text += kDigits[digest[i] >> 4U];
    text += kDigits[digest[i] & 15U];
  }
  return text;
}

}  // namespace sotto
