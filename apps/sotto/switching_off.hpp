// What `sotto comms off` takes away besides the contacts.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "adapters/toml/config_file.hpp"
#include "base/result.hpp"

namespace sotto {

// What only the channels use, of the keys' folder: never the journal's keys. Those that are there.
[[nodiscard]] std::vector<std::filesystem::path> channel_secrets(const std::filesystem::path& keys);

// Errors: write-failed, naming the first that could not be removed; the others are removed all the same.
[[nodiscard]] Result<void> remove_secrets(const std::vector<std::filesystem::path>& secrets);

// Messages that have not been sent and can still be cancelled.
[[nodiscard]] Result<std::size_t> count_messages(const std::filesystem::path& data);

// Cancels every message that has not been sent; one that is being sent at this moment ends as it ends. Gives
// how many. Nothing to do, where there is no outbox. Errors: those of the outbox.
[[nodiscard]] Result<std::size_t> cancel_messages(const std::filesystem::path& data);

// Writes into the journal what `file` now says; the text is no part of the chain. Otherwise as
// journal_people().
[[nodiscard]] Result<void> journal_settings(const std::filesystem::path& data,
                                            const std::filesystem::path& witness, const std::string& file,
                                            const std::string& text);

// Writes into the journal what people.toml now says. Nothing to do, where there is no journal yet.
// Errors: already-running (a running Sotto holds the journal, and writes down the change itself), those of
// the journal.
[[nodiscard]] Result<void> journal_people(const std::filesystem::path& data,
                                          const std::filesystem::path& witness, const std::string& text);

}  // namespace sotto
