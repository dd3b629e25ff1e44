// sotto outbox: the messages that were confirmed, what became of them, and what the owner wants done with
// those that wait.
#include <unistd.h>

#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "adapters/opusenc/opus_encoder.hpp"
#include "adapters/posix/folder_lock.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "adapters/sqlite/sqlite_outbox.hpp"
#include "sotto/channels.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/commands.hpp"
#include "sotto/journaling.hpp"
#include "sotto/paths.hpp"
#include "sotto/people_of_run.hpp"
#include "sotto/setup_of_run.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct OutboxCommand {
  Common common;
  std::uint64_t id = 0;
  bool yes = false;
  bool again = false;
};

fs::path data_of(const OutboxCommand& options) {
  return options.common.data.empty() ? default_data_folder() : options.common.data;
}

// Null where there is none yet: looking makes nothing.
Result<std::unique_ptr<Outbox>> find_outbox(const OutboxCommand& options) {
  const fs::path file = outbox_file(data_of(options));
  std::error_code ignored;
  if (!fs::exists(file, ignored)) return std::unique_ptr<Outbox>();
  return open_outbox(file);
}

Json message_json(const OutboxMessage& message) {
  Json line = {{"type", "outbox"},
               {"id", message.id},
               {"state", outbox_state_name(message.state)},
               {"reason", message.reason.empty() ? Json() : Json(message.reason)},
               {"contact", message.contact},
               {"channel", message.channel},
               {"seconds", static_cast<double>(message.length_ms) / 1000.0},
               {"hold_seconds", static_cast<double>(message.hold_ms) / 1000.0},
               {"recorded", utc_time(message.created_ms)},
               {"changed", utc_time(message.changed_ms)},
               {"attempts", message.attempts},
               {"transcript", message.transcript.empty() ? Json() : Json(message.transcript)}};
  if (message.state == OutboxState::kDeferred) line["next_attempt"] = utc_time(message.next_attempt_ms);
  return line;
}

std::string message_text(const OutboxMessage& message, bool with_words) {
  char seconds[16];
  std::snprintf(seconds, sizeof seconds, "%.1f", static_cast<double>(message.length_ms) / 1000.0);
  std::string text = std::to_string(message.id) + "  " + clock_time(message.created_ms) + "  " +
                     std::string(outbox_state_name(message.state)) + "  to " + message.contact + " by " +
                     message.channel + ", " + seconds + " s";
  if (!message.reason.empty()) text += " (" + message.reason + ")";
  if (message.state == OutboxState::kDeferred) text += ", again at " + clock_time(message.next_attempt_ms);
  if (with_words && !message.transcript.empty()) text += ": \"" + message.transcript + "\"";
  return text;
}

void print(const OutboxCommand& options, const OutboxMessage& message) {
  if (options.common.json) {
    std::cout << message_json(message).dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
  } else {
    // Where output goes to a file, it may be a log.
    std::cout << message_text(message, ::isatty(STDOUT_FILENO) != 0) << '\n';
  }
}

int list(const OutboxCommand& options) {
  const auto outbox = find_outbox(options);
  if (!outbox) return fail(outbox.error());
  if (outbox.value() == nullptr) return 0;
  const auto messages = outbox.value()->list({});
  if (!messages) return fail(messages.error());
  for (const OutboxMessage& message : messages.value()) print(options, message);
  return 0;
}

Result<OutboxMessage> find_message(const Outbox* outbox, std::uint64_t id) {
  const std::string name = "message " + std::to_string(id);
  if (outbox == nullptr) return Error{ErrorCode::kNotFound, name};
  auto found = outbox->find(id);
  if (!found) return found.error();
  if (!found.value()) return Error{ErrorCode::kNotFound, name};
  return std::move(*std::move(found).value());
}

int cancel(const OutboxCommand& options) {
  const auto outbox = find_outbox(options);
  if (!outbox) return fail(outbox.error());
  if (auto found = find_message(outbox.value().get(), options.id); !found) return fail(found.error());
  const auto cancelled =
      outbox.value()->change({options.id,
                              {OutboxState::kHeld, OutboxState::kWaiting, OutboxState::kDeferred},
                              OutboxState::kCancelled,
                              "by-hand",
                              stamp_now().wall_ms,
                              0,
                              true,
                              std::nullopt});
  if (!cancelled) return fail(cancelled.error());
  const auto message = find_message(outbox.value().get(), options.id);
  if (!message) return fail(message.error());
  if (!cancelled.value()) {
    return fail({ErrorCode::kRefused, "message " + std::to_string(options.id) + ": it is " +
                                          std::string(outbox_state_name(message.value().state))});
  }
  print(options, message.value());
  return 0;
}

// The sound of a message as Ogg Opus, for whoever is to approve it.
int sound(const OutboxCommand& options) {
  if (::isatty(STDOUT_FILENO) != 0) {
    return fail({ErrorCode::kUsage, "this prints sound: send it into a file or a player"});
  }
  const auto outbox = find_outbox(options);
  if (!outbox) return fail(outbox.error());
  const auto message = find_message(outbox.value().get(), options.id);
  if (!message) return fail(message.error());
  const auto sealed = outbox.value()->sound(options.id);
  if (!sealed) return fail(sealed.error());
  const std::string name = "message " + std::to_string(options.id);
  if (!sealed.value()) return fail({ErrorCode::kOutOfHistory, name + ": its sound was destroyed"});
  const auto sealer = make_sound_sealer(keys_folder());
  if (!sealer) return fail(sealer.error());
  const auto bytes = sealer.value()->open(message_key(message.value().origin), *sealed.value());
  if (!bytes) return fail(bytes.error());
  const auto encoder = make_opus_encoder();
  if (!encoder) return fail(encoder.error());
  const auto ogg = encoder.value()->encode(outbox_samples(bytes.value()));
  if (!ogg) return fail(ogg.error());
  std::cout.write(reinterpret_cast<const char*>(ogg.value().data()),
                  static_cast<std::streamsize>(ogg.value().size()));
  std::cout.flush();
  return std::cout ? 0 : fail({ErrorCode::kWriteFailed, "standard output"});
}

bool is_meant(const OutboxMessage& message) {
  std::cout << message_text(message, true) << "\nThis sends it. Type yes: " << std::flush;
  std::string answer;
  return std::getline(std::cin, answer) && answer == "yes";
}

Result<ChannelsRequest> channels_request(const OutboxCommand& options, const Config& config) {
  const fs::path file = people_file(options.common);
  const auto people = load_people_of_run(config, file);
  if (!people) return people.error();
  if (!people.value().communications_on) {
    return Error{ErrorCode::kRefused, "messages are switched off (sotto comms on)"};
  }
  ChannelsRequest request;
  request.settings = config.channels;
  request.data = data_of(options);
  request.folder = config.outbox;
  request.keys = keys_folder();
  request.text_days = config.text_days;
  request.run = new_run_nonce();
  request.contacts = [config, file]() -> Result<std::vector<ContactEntry>> {
    auto now = load_people_of_run(config, file);
    if (!now) return now.error();
    return std::move(now).value().contacts;
  };
  return request;
}

int approve(const OutboxCommand& options) {
  if (!options.yes && ::isatty(STDIN_FILENO) == 0) {
    return fail({ErrorCode::kUsage, "there is nobody to ask whether it is meant: add --yes"});
  }
  const auto config = find_config(options.common);
  if (!config) return fail(config.error());
  const auto outbox = find_outbox(options);
  if (!outbox) return fail(outbox.error());
  if (auto found = find_message(outbox.value().get(), options.id); !found) return fail(found.error());
  const auto request = channels_request(options, config.value());
  if (!request) return fail(request.error());
  const auto channels = Channels::open(request.value());
  if (!channels) return fail(channels.error());
  OutboxKeeper& keeper = channels.value()->keeper();
  // While no Sotto runs, nobody holds anything: what a run left behind waits, or is unknown.
  if (const auto alone = lock_folder(request.value().data)) {
    if (auto taken = keeper.take_over(); !taken) return fail(taken.error());
  }
  const auto message = find_message(outbox.value().get(), options.id);
  if (!message) return fail(message.error());
  if (!options.yes && !is_meant(message.value())) {
    std::cerr << "sotto: nothing was sent\n";
    return 1;
  }
  const auto sent = keeper.approve(options.id, options.again);
  if (!sent) return fail(sent.error());
  const auto now = find_message(outbox.value().get(), options.id);
  if (!now) return fail(now.error());
  print(options, now.value());
  return 0;
}

}  // namespace

void add_outbox(CLI::App& app, int& exit_code) {
  CLI::App* outbox = app.add_subcommand("outbox", "confirmed messages: list, cancel, approve");
  outbox->require_subcommand(1);
  outbox->footer("Example: sotto outbox list");
  auto options = std::make_shared<OutboxCommand>();
  CLI::App* command = outbox->add_subcommand("list", "every message and what became of it");
  add_common(*command, options->common, "sotto outbox list --json");
  command->callback([options, &exit_code] { exit_code = list(*options); });

  command = outbox->add_subcommand("cancel", "take a message back that has not been sent");
  command->add_option("id", options->id, "its number in the list")->required();
  add_common(*command, options->common, "sotto outbox cancel 12");
  command->callback([options, &exit_code] { exit_code = cancel(*options); });

  command = outbox->add_subcommand("sound", "print the sound of a message that has not gone, as Ogg Opus");
  command->add_option("id", options->id, "its number in the list")->required();
  add_common(*command, options->common, "sotto outbox sound 12 > message.ogg");
  command->callback([options, &exit_code] { exit_code = sound(*options); });

  command = outbox->add_subcommand("approve", "send a message that waits");
  command->add_option("id", options->id, "its number in the list")->required();
  command->add_flag("--yes", options->yes, "do not ask whether it is meant");
  command->add_flag("--again", options->again, "also one that may have arrived already");
  add_common(*command, options->common, "sotto outbox approve 12");
  command->callback([options, &exit_code] { exit_code = approve(*options); });
}

}  // namespace sotto
