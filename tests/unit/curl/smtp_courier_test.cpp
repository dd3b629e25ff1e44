#include "adapters/curl/smtp_courier.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "journal/base64.hpp"
#include "ports/messenger.hpp"

// Against a real mail server (aiosmtpd), which also misbehaves.

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::vector<std::byte> some_sound(std::size_t size) {
  std::vector<std::byte> sound(size);
  std::uint32_t state = 7;
  for (std::byte& byte : sound) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<std::byte>(state >> 24U);
  }
  return sound;
}

class Smtp : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-mail-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder = name;
    parcel.key = "4f1c-17";
    parcel.contact = "Maria Alvarez";
    parcel.address = "maria@example.org";
    parcel.subject = "Voice message";
    parcel.transcript = "bring milk";
    parcel.wall_ms = 1'795'450'209'000;
    parcel.length_ms = 3000;
    parcel.file_name = "message.ogg";
    parcel.sound = some_sound(12'345);
    settings.host = "127.0.0.1";
    settings.security = SmtpSecurity::kNone;
    settings.from = "home@example.org";
    settings.connect_seconds = 20;
    settings.total_seconds = 60;
  }
  void TearDown() override {
    stop();
    fs::remove_all(folder);
  }

  void serve(const std::string& behaviour) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    ASSERT_EQ(::pipe2(in.data(), O_CLOEXEC), 0);
    ASSERT_EQ(::pipe2(out.data(), O_CLOEXEC), 0);
    const std::string script = SOTTO_SOURCE_DIR "/tests/unit/curl/smtp_server.py";
    std::vector<std::string> words = {"python3", script, folder.string(), behaviour};
    if (fs::exists(folder / "cert.pem")) {
      words.push_back((folder / "cert.pem").string());
      words.push_back((folder / "key.pem").string());
    }
    server = ::fork();
    if (server == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      std::vector<char*> argv;
      for (std::string& word : words) argv.push_back(word.data());
      argv.push_back(nullptr);
      ::execv("/usr/bin/python3", argv.data());  // Debian's own, which has aiosmtpd
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    input = in[1];
    std::string port;
    for (char letter = 0; ::read(out[0], &letter, 1) == 1 && letter != '\n';) port += letter;
    ::close(out[0]);
    ASSERT_FALSE(port.empty()) << "is python3-aiosmtpd installed?";
    settings.port = std::stoi(port);
  }
  void stop() {
    if (server <= 0) return;
    ::close(input);
    ::kill(server, SIGKILL);
    ::waitpid(server, nullptr, 0);
    server = -1;
  }

  void make_certificate() {
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj /CN=localhost "
        "-addext subjectAltName=DNS:localhost -keyout " +
        (folder / "key.pem").string() + " -out " + (folder / "cert.pem").string() + " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    settings.host = "localhost";
    settings.ca = folder / "cert.pem";
  }
  void write_password(const std::string& text, unsigned mode) {
    settings.user = "home";
    settings.password_file = folder / "smtp.password";
    std::ofstream(settings.password_file) << text;
    fs::permissions(settings.password_file, static_cast<fs::perms>(mode));
  }

  [[nodiscard]] Result<void> carry() {
    auto courier = make_smtp_courier(settings);
    if (!courier) return courier.error();
    return courier.value()->carry(parcel);
  }
  // What the server took; null where it took nothing.
  [[nodiscard]] Json mail(int number = 1) const {
    std::ifstream in(folder / (std::to_string(number) + ".json"));
    return in ? Json::parse(in) : Json();
  }
  static std::string header(const Json& mail, const std::string& name) {
    std::string found;
    int count = 0;
    for (const Json& line : mail["headers"]) {
      if (line[0] != name) continue;
      found = line[1];
      ++count;
    }
    EXPECT_LE(count, 1) << name << " stands twice";
    return found;
  }
  void expect_fault(const Result<void>& result, ErrorCode code) {
    ASSERT_FALSE(result);
    EXPECT_EQ(code_name(result.error().code), code_name(code)) << result.error().line();
    EXPECT_EQ(result.error().line().find("milk"), std::string::npos) << "what was said is in an error";
    EXPECT_TRUE(mail().is_null()) << "it arrived";
  }

  fs::path folder;
  Parcel parcel;
  SmtpSettings settings;
  pid_t server = -1;
  int input = -1;
};

TEST_F(Smtp, SendsAMailThatAnotherLibraryReads) {
  serve("accept");
  const auto sent = carry();
  ASSERT_TRUE(sent) << sent.error().line();
  const Json got = mail();
  ASSERT_TRUE(got.is_object());
  EXPECT_EQ(got["from"], "home@example.org");
  EXPECT_EQ(got["to"], Json::array({"maria@example.org"}));
  EXPECT_EQ(header(got, "Subject"), "Voice message");
  EXPECT_EQ(header(got, "To"), "\"Maria Alvarez\" <maria@example.org>");
  EXPECT_EQ(header(got, "From"), "\"Sotto\" <home@example.org>");
  EXPECT_EQ(header(got, "Message-ID"), "<sotto.4f1c-17@example.org>");
  EXPECT_EQ(header(got, "Date"), "Mon, 23 Nov 2026 16:10:09 +0000");
  EXPECT_TRUE(got["defects"].empty()) << got["defects"];
  ASSERT_EQ(got["parts"].size(), 2U);
  EXPECT_EQ(got["parts"][0]["type"], "text/plain");
  const auto text = decode_base64(got["parts"][0]["bytes"].get<std::string>());
  ASSERT_TRUE(text);
  EXPECT_NE(std::string(text->begin(), text->end()).find("bring milk"), std::string::npos);
  EXPECT_EQ(got["parts"][1]["type"], "audio/ogg");
  EXPECT_EQ(got["parts"][1]["disposition"], "attachment");
  EXPECT_EQ(got["parts"][1]["name"], "message.ogg");
  const auto sound = decode_base64(got["parts"][1]["bytes"].get<std::string>());
  ASSERT_TRUE(sound);
  ASSERT_EQ(sound->size(), parcel.sound.size());
  EXPECT_EQ(std::memcmp(sound->data(), parcel.sound.data(), sound->size()), 0);
  EXPECT_LE(got["longest_line"], 998);
}

TEST_F(Smtp, LetsNothingIntoTheHeadersOrTheEnvelope) {
  parcel.contact = "Maria\r\nBcc: spy@example.org\r\n\r\n.\r\nRCPT TO:<spy@example.org>";
  parcel.transcript = "milk\r\n.\r\nMAIL FROM:<x@y>\r\nRCPT TO:<spy@example.org>\r\n";
  parcel.subject = "Voice\nReply-To: spy@example.org";
  serve("accept");
  ASSERT_TRUE(carry());
  const Json got = mail();
  EXPECT_EQ(got["to"], Json::array({"maria@example.org"}));
  EXPECT_EQ(header(got, "Bcc"), "");
  EXPECT_EQ(header(got, "Reply-To"), "");
  EXPECT_EQ(header(got, "Subject"), "Voice Reply-To: spy@example.org");
  EXPECT_EQ(got["parts"].size(), 2U);
  EXPECT_TRUE(mail(2).is_null());
}

TEST_F(Smtp, SendsNamesOfAllLanguages) {
  parcel.contact =
      "J\xC3\xBCrgen \xE4\xB8\xAD\xE6\x96\x87 \xF0\x9F\x98\x80 and a rather long name besides it";
  parcel.transcript = "\xC3\x84pfel, bitte";
  serve("accept");
  ASSERT_TRUE(carry());
  EXPECT_EQ(header(mail(), "To"), parcel.contact + " <maria@example.org>");
  const auto text = decode_base64(mail()["parts"][0]["bytes"].get<std::string>());
  ASSERT_TRUE(text);
  EXPECT_NE(std::string(text->begin(), text->end()).find(parcel.transcript), std::string::npos);
}

TEST_F(Smtp, TakesTheServersRefusalForItsLastWord) {
  for (const char* behaviour : {"refuse", "refuse-data"}) {
    serve(behaviour);
    expect_fault(carry(), ErrorCode::kDeliveryRefused);
    stop();
  }
}

TEST_F(Smtp, TriesLaterWhereTheServerAsksForIt) {
  for (const char* behaviour : {"greylist", "defer"}) {
    serve(behaviour);
    expect_fault(carry(), ErrorCode::kDeliveryDeferred);
    stop();
  }
}

TEST_F(Smtp, TriesLaterWhereNobodyAnswers) {
  serve("accept");
  stop();
  expect_fault(carry(), ErrorCode::kDeliveryDeferred);
  settings.total_seconds = 2;
  serve("mute");
  expect_fault(carry(), ErrorCode::kDeliveryDeferred);
}

TEST_F(Smtp, TriesLaterWhereTheLineDropsBeforeTheMailIsOut) {
  parcel.sound = some_sound(std::size_t{12} << 20U);  // more than the sockets hold
  serve("drop-mid-data");
  expect_fault(carry(), ErrorCode::kDeliveryDeferred);
}

TEST_F(Smtp, DoesNotKnowWhereTheLineDropsBeforeTheAnswer) {
  serve("drop-after-dot");
  expect_fault(carry(), ErrorCode::kDeliveryUnknown);
}

TEST_F(Smtp, DoesNotKnowWhereTheAnswerNeverComes) {
  settings.total_seconds = 2;
  serve("hang");
  expect_fault(carry(), ErrorCode::kDeliveryUnknown);
}

TEST_F(Smtp, RefusesSoundThatIsTooLarge) {
  parcel.sound = some_sound(30'000);
  settings.bytes_max = 20'000;
  serve("accept");
  expect_fault(carry(), ErrorCode::kDeliveryRefused);
  stop();
  settings.bytes_max = 100'000;
  serve("small");
  expect_fault(carry(), ErrorCode::kDeliveryRefused);
}

TEST_F(Smtp, LogsInOverTlsOnly) {
  make_certificate();
  write_password("open sesame\n", 0600);
  settings.security = SmtpSecurity::kStartTls;
  serve("auth");
  const auto sent = carry();
  ASSERT_TRUE(sent) << sent.error().line();
  EXPECT_EQ(mail()["login"], "home");
  EXPECT_EQ(mail()["tls"], true);
  stop();
  serve("tls");
  settings.security = SmtpSecurity::kTls;
  settings.user.clear();
  settings.password_file.clear();
  fs::remove(folder / "1.json");
  ASSERT_TRUE(carry());
  EXPECT_EQ(mail()["tls"], true);
}

TEST_F(Smtp, RefusesAWrongPassword) {
  make_certificate();
  write_password("let me in", 0600);
  settings.security = SmtpSecurity::kStartTls;
  serve("auth");
  const auto sent = carry();
  expect_fault(sent, ErrorCode::kDeliveryRefused);
  EXPECT_EQ(sent.error().line().find("let me in"), std::string::npos);
}

TEST_F(Smtp, SaysNothingToAServerThatItCannotTrust) {
  make_certificate();
  settings.security = SmtpSecurity::kStartTls;
  serve("starttls");
  settings.ca.clear();
  expect_fault(carry(), ErrorCode::kDeliveryRefused);
  settings.ca = folder / "cert.pem";
  settings.host = "127.0.0.1";  // the certificate is for localhost
  expect_fault(carry(), ErrorCode::kDeliveryRefused);
  stop();
  settings.host = "localhost";
  serve("accept");  // offers no TLS
  expect_fault(carry(), ErrorCode::kDeliveryRefused);
}

TEST_F(Smtp, NeedsAPasswordThatIsTheOwnersAlone) {
  settings.port = 1;
  write_password("open sesame", 0644);
  expect_fault(carry(), ErrorCode::kKeyInvalid);
  write_password("", 0600);
  expect_fault(carry(), ErrorCode::kKeyInvalid);
  fs::remove(settings.password_file);
  expect_fault(carry(), ErrorCode::kKeyMissing);
}

TEST_F(Smtp, RefusesSettingsThatWouldLeak) {
  settings.host = "mail.example.org";
  expect_fault(carry(), ErrorCode::kFileInvalid);
  settings.host = "evil/../@x";
  settings.security = SmtpSecurity::kTls;
  expect_fault(carry(), ErrorCode::kFileInvalid);
  settings.host = "mail.example.org";
  settings.from = "home@example.org\r\nX: y";
  expect_fault(carry(), ErrorCode::kFileInvalid);
  settings.from = "home@example.org";
  parcel.address = "a@b>\r\nRCPT TO:<c@d";
  expect_fault(carry(), ErrorCode::kDeliveryRefused);
}

}  // namespace
}  // namespace sotto
