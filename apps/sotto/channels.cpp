#include "sotto/channels.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "adapters/curl/smtp_courier.hpp"
#include "adapters/opusenc/opus_encoder.hpp"
#include "adapters/outbox/outbox_folder.hpp"
#include "adapters/posix/command_courier.hpp"
#include "adapters/sodium/owner_key.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "adapters/sqlite/sqlite_outbox.hpp"
#include "journal/hash.hpp"
#include "runtime/private_file.hpp"
#include "sotto/journaling.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

SenderProgram sender_program() {
  SenderProgram program;
  std::error_code ignored;
  program.file = fs::read_symlink("/proc/self/exe", ignored);
  program.environment = passed_on_environment();
  return program;
}

std::string settings_json(const SmtpChannel& smtp, const fs::path& keys) {
  Json json = {{"host", smtp.host}, {"port", smtp.port},           {"security", smtp.security},
               {"from", smtp.from}, {"from_name", smtp.from_name}, {"ca", smtp.ca.string()}};
  if (!smtp.user.empty()) {
    json["user"] = smtp.user;
    json["password_file"] = (keys / "smtp.password").string();
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string settings_json(const CommandChannel& command) {
  const Json json = {{"program", command.program.string()},
                     {"arguments", command.arguments},
                     {"limit_s", command.limit_seconds}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string text_of(const Json& json, const char* key) {
  return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string();
}

int number_of(const Json& json, const char* key, int fallback) {
  return json.contains(key) && json[key].is_number_integer() ? json[key].get<int>() : fallback;
}

// More than any number that stands in the folder: a new outbox begins there, because a folder's number is
// never used for another message.
std::uint64_t first_free_number(const fs::path& folder) {
  std::uint64_t highest = 0;
  std::error_code code;
  for (fs::directory_iterator entry(folder, code), end; !code && entry != end; entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    std::uint64_t number = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    if (read.ec == std::errc{}) highest = std::max(highest, number);
  }
  return highest + 1;
}

std::int64_t wall_now() {
  return stamp_now().wall_ms;
}

}  // namespace

fs::path outbox_file(const fs::path& data) {
  return data / "outbox.db";
}

Channels::~Channels() {
  keeper_.reset();  // it uses the channels
}

Result<std::unique_ptr<Channels>> Channels::open(const ChannelsRequest& request) {
  std::unique_ptr<Channels> channels(new Channels());
  const ChannelSettings& settings = request.settings;
  auto made_encoder = make_opus_encoder();
  if (!made_encoder) return made_encoder.error();
  const std::shared_ptr<AudioEncoder> encoder = std::move(made_encoder).value();
  if (settings.smtp || settings.command) {
    auto launcher = start_sender_launcher(sender_program());
    if (!launcher) return launcher.error();
    channels->launcher_ = std::move(launcher).value();
  }
  if (auto folder = make_private_folder(request.data); !folder) return folder.error();
  const fs::path folder = request.folder.empty() ? request.data / "outbox" : request.folder;
  auto file_encoder = make_opus_encoder();
  if (!file_encoder) return file_encoder.error();
  auto file = make_outbox_folder(folder, std::move(file_encoder).value());
  if (!file) return file.error();
  channels->channels_.push_back(std::move(file).value());
  if (settings.smtp) {
    channels->channels_.push_back(make_sender_process(
        channels->launcher_, {"smtp", settings_json(*settings.smtp, request.keys), 180}, encoder));
  }
  if (settings.command) {
    channels->channels_.push_back(make_sender_process(
        channels->launcher_,
        {"command", settings_json(*settings.command), settings.command->limit_seconds + 30}, encoder));
  }
  if (auto key = load_or_make_owner_key(request.keys); !key) return key.error();
  auto sealer = make_sound_sealer(request.keys);
  if (!sealer) return sealer.error();
  auto outbox = open_outbox(outbox_file(request.data), {first_free_number(folder)});
  if (!outbox) return outbox.error();

  OutboxKeeperOptions options;
  options.outbox = std::move(outbox).value();
  options.sealer = std::move(sealer).value();
  for (const auto& channel : channels->channels_) options.channels[channel->channel()] = channel.get();
  options.recipient = [settings, contacts = request.contacts](const std::string& contact_id,
                                                              const std::string&) -> Result<Recipient> {
    const auto now = contacts();
    if (!now) return now.error();
    return find_recipient(now.value(), settings, contact_id);
  };
  options.wall_ms = wall_now;
  options.text_days = request.text_days;
  options.run = request.run;
  options.default_channel = settings.usual;
  channels->keeper_ = std::make_unique<OutboxKeeper>(std::move(options));
  return channels;
}

Result<Recipient> find_recipient(const std::vector<ContactEntry>& contacts, const ChannelSettings& settings,
                                 const std::string& contact_id_wanted) {
  const auto found = std::find_if(contacts.begin(), contacts.end(), [&](const ContactEntry& entry) {
    return contact_id(entry.name) == contact_id_wanted;
  });
  if (found == contacts.end()) return Error{ErrorCode::kNotFound, "the contact"};
  if (!found->allowed) return Error{ErrorCode::kRefused, "the contact is not allowed"};
  Recipient recipient;
  recipient.channel = found->channel.empty() ? settings.usual : found->channel;
  const bool by_phone =
      recipient.channel == "command" && settings.command && settings.command->address == "phone";
  const std::vector<std::string>& addresses = by_phone ? found->phones : found->emails;
  if (!addresses.empty()) recipient.address = addresses.front();
  if (recipient.channel != "file" && recipient.address.empty()) {
    return Error{ErrorCode::kNotAvailable,
                 std::string("the contact has no ") + (by_phone ? "telephone number" : "mail address")};
  }
  return recipient;
}

Result<std::unique_ptr<Courier>> make_courier(const std::string& channel, const std::string& settings) {
  const Json json = Json::parse(settings, nullptr, false);
  if (!json.is_object()) return Error{ErrorCode::kFileInvalid, "the settings of channel " + channel};
  if (channel == "smtp") {
    SmtpSettings smtp;
    smtp.host = text_of(json, "host");
    smtp.port = number_of(json, "port", 0);
    const std::string security = text_of(json, "security");
    smtp.security = security == "none"  ? SmtpSecurity::kNone
                    : security == "tls" ? SmtpSecurity::kTls
                                        : SmtpSecurity::kStartTls;
    smtp.from = text_of(json, "from");
    smtp.from_name = text_of(json, "from_name");
    smtp.user = text_of(json, "user");
    smtp.password_file = text_of(json, "password_file");
    smtp.ca = text_of(json, "ca");
    return make_smtp_courier(std::move(smtp));
  }
  if (channel != "command") return Error{ErrorCode::kFileInvalid, "channel " + channel};
  CommandSettings command;
  command.program = text_of(json, "program");
  if (json.contains("arguments") && json["arguments"].is_array()) {
    for (const Json& argument : json["arguments"]) {
      if (argument.is_string()) command.arguments.push_back(argument.get<std::string>());
    }
  }
  command.limit_seconds = number_of(json, "limit_s", command.limit_seconds);
  return make_command_courier(std::move(command));
}

std::string new_run_nonce() {
  std::array<std::uint8_t, 16> nonce{};
  random_bytes(nonce);
  return to_hex(nonce);
}

}  // namespace sotto
