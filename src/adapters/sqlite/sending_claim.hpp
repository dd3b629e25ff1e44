// The locks that say which messages are being sent: one byte of a file for each, by its id. Internal to this
// adapter. Thread-safety: any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "ports/outbox.hpp"

namespace sotto {

// Null where somebody else, also in this program, holds it. Errors: write-failed, disk-full.
[[nodiscard]] Result<std::unique_ptr<SendingClaim>> claim_sending(const std::filesystem::path& file,
                                                                  std::uint64_t id);

}  // namespace sotto
