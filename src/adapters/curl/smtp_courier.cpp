#include "adapters/curl/smtp_courier.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/curl/mail_text.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

constexpr std::size_t kPasswordMax = 1024;

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeMime {
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;
using Mime = std::unique_ptr<curl_mime, FreeMime>;
using List = std::unique_ptr<curl_slist, FreeList>;

// Overwritten when it goes.
class Password {
 public:
  ~Password() { wipe(text); }
  Password() = default;
  Password(const Password&) = delete;
  Password& operator=(const Password&) = delete;
  Password(Password&&) = default;

  template <typename Bytes>
  static void wipe(Bytes& bytes) {
    volatile auto* data = bytes.data();
    for (std::size_t i = 0; i < bytes.size(); ++i) data[i] = 0;
  }

  std::string text;
};

// The sound, which curl asks for piece by piece: once it has been given the last one, nobody can tell any
// more whether the server has the whole mail.
struct Attachment {
  std::span<const std::byte> bytes;
  std::size_t at = 0;
  bool given = false;

  static std::size_t read(char* buffer, std::size_t size, std::size_t count, void* self) {
    auto& attachment = *static_cast<Attachment*>(self);
    const std::size_t some = std::min(size * count, attachment.bytes.size() - attachment.at);
    std::memcpy(buffer, attachment.bytes.data() + attachment.at, some);
    attachment.at += some;
    if (attachment.at == attachment.bytes.size()) attachment.given = true;
    return some;
  }
  static int seek(void* self, curl_off_t offset, int origin) {
    auto& attachment = *static_cast<Attachment*>(self);
    if (origin != SEEK_SET || offset < 0 || static_cast<std::size_t>(offset) > attachment.bytes.size()) {
      return CURL_SEEKFUNC_FAIL;
    }
    attachment.at = static_cast<std::size_t>(offset);
    return CURL_SEEKFUNC_OK;
  }
};

bool is_local(const std::string& host) {
  return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

// Part of an address that curl takes apart again.
bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 253 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':';
  });
}

std::string server_url(const SmtpSettings& settings) {
  int port = settings.port;
  if (port == 0) {
    port = settings.security == SmtpSecurity::kTls    ? 465
           : settings.security == SmtpSecurity::kNone ? 25
                                                      : 587;
  }
  const bool v6 = settings.host.find(':') != std::string::npos;
  return (settings.security == SmtpSecurity::kTls ? "smtps://" : "smtp://") +
         (v6 ? "[" + settings.host + "]" : settings.host) + ":" + std::to_string(port);
}

Result<Password> read_password(const std::filesystem::path& file) {
  if (!only_owner_may_use(file)) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return Error{ErrorCode::kKeyMissing, file.string()};
    return Error{ErrorCode::kKeyInvalid, file.string() + ": others may read it (chmod 600)"};
  }
  auto bytes = read_private_file(file, kPasswordMax);
  if (!bytes) return bytes.error();
  Password password;
  password.text.reserve(bytes.value().size());
  for (const std::uint8_t byte : bytes.value()) {
    if (byte == '\n' || byte == '\r' || byte == '\0') break;
    password.text.push_back(static_cast<char>(byte));
  }
  Password::wipe(bytes.value());
  if (password.text.empty()) return Error{ErrorCode::kKeyInvalid, file.string() + ": it is empty"};
  return password;
}

class SmtpCourier final : public Courier {
 public:
  explicit SmtpCourier(SmtpSettings settings) : settings_(std::move(settings)), url_(server_url(settings_)) {}

  Result<void> carry(const Parcel& parcel) override {
    if (!is_mail_address(parcel.address)) return refused("the contact has no plain mail address");
    if (parcel.sound.size() > settings_.bytes_max) {
      return refused("the sound has more than " + std::to_string(settings_.bytes_max) + " bytes");
    }
    const Handle handle(curl_easy_init());
    if (!handle) return Error{ErrorCode::kEngineFailed, "libcurl"};
    if (auto done = set_up(handle.get()); !done) return done;
    Attachment attachment{parcel.sound, 0, false};
    const Mime mime = make_mail(handle.get(), parcel, attachment);
    const List headers = make_headers(parcel);
    const List to(curl_slist_append(nullptr, ("<" + parcel.address + ">").c_str()));
    if (!mime || !headers || !to) return Error{ErrorCode::kEngineFailed, "libcurl"};
    curl_easy_setopt(handle.get(), CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(handle.get(), CURLOPT_MIMEPOST, mime.get());
    const CURLcode code = curl_easy_perform(handle.get());
    return judge(handle.get(), code, attachment.given);
  }

 private:
  [[nodiscard]] Error refused(const std::string& what) const {
    return {ErrorCode::kDeliveryRefused, settings_.host + ": " + what};
  }

  [[nodiscard]] Result<void> set_up(CURL* handle) const {
    const auto text = [handle](CURLoption option, const std::string& value) {
      return curl_easy_setopt(handle, option, value.c_str()) == CURLE_OK;
    };
    const auto number = [handle](CURLoption option, long value) {
      return curl_easy_setopt(handle, option, value) == CURLE_OK;
    };
    bool done = text(CURLOPT_URL, url_) && text(CURLOPT_PROTOCOLS_STR, "smtp,smtps") &&
                text(CURLOPT_PROXY, "") && text(CURLOPT_MAIL_FROM, "<" + settings_.from + ">") &&
                number(CURLOPT_NOSIGNAL, 1) && number(CURLOPT_NETRC, CURL_NETRC_IGNORED) &&
                number(CURLOPT_CONNECTTIMEOUT, settings_.connect_seconds) &&
                number(CURLOPT_TIMEOUT, settings_.total_seconds) &&
                // While the answer to the mail is awaited curl counts by this one alone.
                number(CURLOPT_SERVER_RESPONSE_TIMEOUT, settings_.total_seconds) &&
                number(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) && number(CURLOPT_SSL_VERIFYPEER, 1) &&
                number(CURLOPT_SSL_VERIFYHOST, 2);
    const bool plain = settings_.security == SmtpSecurity::kNone;
    done = done && number(CURLOPT_USE_SSL, plain ? CURLUSESSL_NONE : CURLUSESSL_ALL);
    if (!settings_.ca.empty()) done = done && text(CURLOPT_CAINFO, settings_.ca.string());
    if (!done) return Error{ErrorCode::kEngineFailed, "libcurl"};
    if (settings_.user.empty()) return {};
    const auto password = read_password(settings_.password_file);
    if (!password) return password.error();
    if (!text(CURLOPT_USERNAME, settings_.user) || !text(CURLOPT_PASSWORD, password.value().text)) {
      return Error{ErrorCode::kEngineFailed, "libcurl"};
    }
    return {};
  }

  [[nodiscard]] static Mime make_mail(CURL* handle, const Parcel& parcel, Attachment& attachment) {
    Mime mime(curl_mime_init(handle));
    if (!mime) return nullptr;
    const std::string body = body_text(parcel);
    curl_mimepart* const text = curl_mime_addpart(mime.get());
    curl_mimepart* const sound = curl_mime_addpart(mime.get());
    const bool done =
        text != nullptr && sound != nullptr && curl_mime_data(text, body.data(), body.size()) == CURLE_OK &&
        curl_mime_type(text, "text/plain; charset=utf-8") == CURLE_OK &&
        // Of a length that is known beforehand, so that a server can refuse a mail before it comes.
        curl_mime_encoder(text, "base64") == CURLE_OK &&
        curl_mime_data_cb(sound, static_cast<curl_off_t>(parcel.sound.size()), Attachment::read,
                          Attachment::seek, nullptr, &attachment) == CURLE_OK &&
        curl_mime_type(sound, "audio/ogg") == CURLE_OK &&
        curl_mime_filename(sound, parcel.file_name.c_str()) == CURLE_OK &&
        curl_mime_encoder(sound, "base64") == CURLE_OK;
    return done ? std::move(mime) : nullptr;
  }

  [[nodiscard]] List make_headers(const Parcel& parcel) const {
    List headers;
    for (const std::string& line : header_lines(parcel, settings_.from_name, settings_.from)) {
      curl_slist* const longer = curl_slist_append(headers.get(), line.c_str());
      if (longer == nullptr) return nullptr;
      (void)headers.release();
      headers.reset(longer);
    }
    return headers;
  }

  [[nodiscard]] Result<void> judge(CURL* handle, CURLcode code, bool given) const {
    if (code == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer);
    // Only these say that the server's last answer is what failed; with others it is an older one.
    const bool answered = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
                          code == CURLE_LOGIN_DENIED || code == CURLE_REMOTE_ACCESS_DENIED ||
                          code == CURLE_USE_SSL_FAILED || code == CURLE_RECV_ERROR;
    const std::string what = curl_easy_strerror(code);
    if (answered && answer >= 500 && answer < 600) return refused("it answered " + std::to_string(answer));
    if (answered && answer >= 400 && answer < 500) {
      return Error{ErrorCode::kDeliveryDeferred, settings_.host + ": it answered " + std::to_string(answer)};
    }
    if (given) return Error{ErrorCode::kDeliveryUnknown, settings_.host + ": " + what};
    switch (code) {
      case CURLE_PEER_FAILED_VERIFICATION:
      case CURLE_SSL_CACERT_BADFILE:
      case CURLE_SSL_ISSUER_ERROR:
      case CURLE_USE_SSL_FAILED:
      case CURLE_LOGIN_DENIED:
      case CURLE_URL_MALFORMAT:
      case CURLE_UNSUPPORTED_PROTOCOL:
      case CURLE_FILESIZE_EXCEEDED:
        return refused(what);
      default:
        return Error{ErrorCode::kDeliveryDeferred, settings_.host + ": " + what};
    }
  }

  SmtpSettings settings_;
  std::string url_;
};

}  // namespace

Result<std::unique_ptr<Courier>> make_smtp_courier(SmtpSettings settings) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (ready != CURLE_OK) return Error{ErrorCode::kEngineFailed, "libcurl"};
  if (!is_host(settings.host)) return Error{ErrorCode::kFileInvalid, "smtp: host is no host name"};
  if (!is_mail_address(settings.from)) return Error{ErrorCode::kFileInvalid, "smtp: from is no mail address"};
  if (settings.security == SmtpSecurity::kNone && !is_local(settings.host)) {
    return Error{ErrorCode::kFileInvalid, "smtp: without TLS mail goes to this machine only"};
  }
  if (settings.user.empty() != settings.password_file.empty()) {
    return Error{ErrorCode::kFileInvalid, "smtp: user and password_file go together"};
  }
  return std::unique_ptr<Courier>(std::make_unique<SmtpCourier>(std::move(settings)));
}

}  // namespace sotto
