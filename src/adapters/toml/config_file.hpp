// Config: what the owner has chosen, from sotto.toml. Defaults hold where the file or a key is absent; an
// unknown key is an error. Thread-safety: plain values; pure apart from reading the named file.
//
//   wake_word = "alexa"            # or "okay nabu", "hey jarvis", "hey mycroft"
//   communications = false         # messages; off after install
//   trial = false                  # true: everything but the sending
//   policy = "guarded"             # a built-in policy, or the path of a file
//   outbox = "/home/ana/outbox"    # where the channel "file" puts messages; absent: in the data folder
//   hold_seconds = 15              # waits before sending, 10 to 120; absent: as the policy says
//   [sound]
//   microphone = "USB Audio"       # part of a device's name; absent: the system's default
//   loudspeaker = "USB Audio"
//   cancel_echo = true             # take Sotto's own voice out of the microphone's sound
//   suppress_noise = false         # and lower steady noise a little, with it
//   headset = false                # true: the microphone cannot hear the loudspeaker, so nobody measures
//   whether
//                                  # a question reached the room. That takes a safeguard of sending away
//   [journal]
//   text_days = 30                 # what was said is destroyed after so many days, 1 to 3650
//   audio_days = 1                 # sound likewise; 0: no sound is kept
//   witness = "/media/usb/sotto"   # every checkpoint is added to this file as well
//   [timers]                       # docs/timers.md
//   quiet_from = "22:00"           # rings are quiet from here ...
//   quiet_to = "07:00"             # ... to here; both the same: never
//   volume = 100                   # percent of a full ring, 1 to 100
//   quiet_volume = 25
//   [channel]
//   usual = "smtp"                 # of contacts that name none: "file" (absent), "smtp" or "command"
//   [channel.smtp]                 # docs/messages.md
//   host = "mail.example.org"
//   from = "home@example.org"
//   [channel.command]
//   program = "/usr/local/bin/send-it"
//   arguments = ["{address}", "{transcript}"]
//   [mqtt]
//   host = "broker.local"          # absent: no home is connected
//   port = 1883                    # absent: 1883, or 8883 with TLS
//   user = "sotto"
//   password_file = "mqtt.key"     # mode 0600, holds nothing but the password
//   tls = true                     # absent: as soon as a ca or a cert is named
//   ca = "ca.pem"                  # whom to trust; absent: the system's list
//   cert = "sotto.pem"             # client certificate, with its key
//   key = "sotto.key"
//   discovery_prefix = "homeassistant"
//   [[area]]
//   name = "living room"
//   floor = "downstairs"
//   aliases = ["lounge"]
//   [[device]]
//   id = "kitchen_lamp"            # as `sotto devices list` shows it
//   name = "kitchen light"         # absent: as the device calls itself
//   area = "kitchen"
//   aliases = ["hood light"]
//   code_file = "alarm.code"       # in the keys folder, mode 0600; for a panel or lock that wants a code
//   [[contact]]
//   name = "Maria Alvarez"
//   nicknames = ["Mia"]
//   allowed = true                 # absent: not allowed
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "core/alert.hpp"
#include "home/home_settings.hpp"
#include "runtime/channel_settings.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {

struct Config {
  std::string wake_word = "alexa";
  bool communications = false;
  bool trial = false;  // nothing is sent; what would have been is written down
  std::string policy = "guarded";
  std::filesystem::path outbox;  // empty: in the data folder; a relative one is relative to the config file
  std::optional<int> hold_seconds;  // none: as the policy says
  std::string microphone;           // empty: the system's default
  bool cancel_echo = true;
  bool suppress_noise = false;
  bool headset = false;
  std::string loudspeaker;
  int text_days = 30;
  int audio_days = 1;
  std::filesystem::path witness;  // empty: none; a relative one is relative to the config file
  RingRules rings;
  ChannelSettings channels;
  BrokerSettings broker;  // relative files are relative to the config file
  HomeSettings home;
  std::vector<ContactEntry> contacts;
  std::string text;  // of the file, for the journal; empty where there is none
};

// The wake words that there are models for.
[[nodiscard]] std::vector<std::string_view> wake_words();

// `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong".
[[nodiscard]] Result<Config> parse_config(std::string_view text, const std::string& name);

// The defaults when there is no such file; a relative policy path and outbox become relative to its folder.
// Errors: as parse_config(), file-unreadable, too-long.
[[nodiscard]] Result<Config> load_config(const std::filesystem::path& path);

}  // namespace sotto
