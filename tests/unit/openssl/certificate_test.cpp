#include "adapters/openssl/certificate.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>

namespace sotto {
namespace {

constexpr std::int64_t kNow = 1'795'000'000'000;
constexpr std::int64_t kDayMs = std::int64_t{24} * 3600 * 1000;

using X509Certificate = std::unique_ptr<X509, decltype([](X509* it) { X509_free(it); })>;
using Memory = std::unique_ptr<BIO, decltype([](BIO* it) { BIO_free_all(it); })>;
using Key = std::unique_ptr<EVP_PKEY, decltype([](EVP_PKEY* it) { EVP_PKEY_free(it); })>;

CertificateRequest request() {
  return {{"kitchen", "kitchen.local"}, {"192.168.1.5"}, kNow};
}

X509Certificate read(const std::string& pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return X509Certificate(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
}

TEST(Certificate, IsForTheNamesAndAddressesThatWereAskedForAndSignsItself) {
  const auto made = make_certificate(request());
  ASSERT_TRUE(made) << made.error().line();
  const X509Certificate certificate = read(made.value().certificate_pem);
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(X509_check_host(certificate.get(), "kitchen.local", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "192.168.1.5", 0), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "bedroom.local", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "192.168.1.6", 0), 0);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())), 1);
}

TEST(Certificate, HasAKeyOfItsOwnOnP256) {
  const auto made = make_certificate(request());
  ASSERT_TRUE(made);
  const std::string& pem = made.value().key_pem;
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Key key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  ASSERT_NE(key, nullptr);
  EXPECT_EQ(EVP_PKEY_get_bits(key.get()), 256);
  EXPECT_EQ(X509_check_private_key(read(made.value().certificate_pem).get(), key.get()), 1);
  EXPECT_EQ(made.value().certificate_pem.find("PRIVATE"), std::string::npos);
}

TEST(Certificate, HoldsFromYesterdayForTenYears) {
  const auto made = make_certificate(request());
  ASSERT_TRUE(made);
  const X509Certificate certificate = read(made.value().certificate_pem);
  const auto at = [&certificate](std::int64_t wall_ms) {
    auto seconds = static_cast<time_t>(wall_ms / 1000);
    return X509_cmp_time(X509_get0_notBefore(certificate.get()), &seconds) < 0 &&
           X509_cmp_time(X509_get0_notAfter(certificate.get()), &seconds) > 0;
  };
  EXPECT_FALSE(at(kNow - 2 * kDayMs));
  EXPECT_TRUE(at(kNow - kDayMs / 2));
  EXPECT_TRUE(at(kNow + (kCertificateDays - 1) * kDayMs));
  EXPECT_FALSE(at(kNow + (kCertificateDays + 1) * kDayMs));
}

TEST(Certificate, EveryOneDiffersAndSoDoesItsFingerprint) {
  const auto first = make_certificate(request());
  const auto second = make_certificate(request());
  ASSERT_TRUE(first && second);
  const auto print = certificate_fingerprint(first.value().certificate_pem);
  ASSERT_TRUE(print);
  EXPECT_EQ(print.value().size(), 32U * 3 - 1);
  EXPECT_EQ(print.value().find_first_not_of("0123456789ABCDEF:"), std::string::npos);
  EXPECT_NE(print.value(), certificate_fingerprint(second.value().certificate_pem).value());
  EXPECT_EQ(certificate_fingerprint("no certificate").error().code, ErrorCode::kFileInvalid);
}

TEST(Certificate, NoNameSlipsAnotherOneIn) {
  for (const std::string name : {"kitchen,DNS:evil.example", "kitchen evil", "", "KITCHEN", "*.local"}) {
    CertificateRequest wrong = request();
    wrong.names = {name};
    EXPECT_EQ(make_certificate(wrong).error().code, ErrorCode::kUsage) << name;
  }
  CertificateRequest wrong = request();
  wrong.addresses = {"1.2.3.4,DNS:evil.example"};
  EXPECT_EQ(make_certificate(wrong).error().code, ErrorCode::kUsage);
  EXPECT_EQ(make_certificate({{}, {}, kNow}).error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace sotto
