// The outbox of a home and the channels behind it, from settings to a keeper; shared by `run`, `outbox` and
// the sender's own process.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/posix/sender_process.hpp"
#include "adapters/toml/config_file.hpp"
#include "base/result.hpp"
#include "runtime/outbox_keeper.hpp"

namespace sotto {

[[nodiscard]] std::filesystem::path outbox_file(const std::filesystem::path& data);

struct ChannelsRequest {
  ChannelSettings settings;
  std::filesystem::path data;
  std::filesystem::path folder;  // of the channel "file"; empty: DATA/outbox
  std::filesystem::path keys;
  int text_days = 30;
  std::string run;  // this run's nonce: letters and digits
  // The contacts as they are at this moment. Called before every attempt, on any thread. Errors stop it.
  std::function<Result<std::vector<ContactEntry>>()> contacts;
};

class Channels {
 public:
  // Starts the launcher of the senders where a channel needs one, so it must be made while this process may
  // still start such a process (adapters/posix/sender_process.hpp). Makes the owner's key where there is
  // none. Errors: those of the outbox, of the keys and of the folder; not-available.
  [[nodiscard]] static Result<std::unique_ptr<Channels>> open(const ChannelsRequest& request);
  ~Channels();
  Channels(const Channels&) = delete;
  Channels& operator=(const Channels&) = delete;

  [[nodiscard]] OutboxKeeper& keeper() { return *keeper_; }

 private:
  Channels() = default;

  std::shared_ptr<SenderLauncher> launcher_;
  std::vector<std::unique_ptr<Messenger>> channels_;
  std::unique_ptr<OutboxKeeper> keeper_;
};

// Where a contact is reached. Errors: not-found, refused (not allowed), not-available (no address for the
// channel).
[[nodiscard]] Result<Recipient> find_recipient(const std::vector<ContactEntry>& contacts,
                                               const ChannelSettings& settings,
                                               const std::string& contact_id);

// In the sender's process: the channel of that name from the settings that came with the message.
// Errors: file-invalid.
[[nodiscard]] Result<std::unique_ptr<Courier>> make_courier(const std::string& channel,
                                                            const std::string& settings);

// 16 random bytes as hex.
[[nodiscard]] std::string new_run_nonce();

}  // namespace sotto
