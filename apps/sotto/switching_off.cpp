#include "sotto/switching_off.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "adapters/posix/folder_lock.hpp"
#include "sotto/journaling.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kSecretNames = {"smtp.password", "channel.password"};

}  // namespace

std::vector<fs::path> channel_secrets(const fs::path& keys) {
  std::vector<fs::path> secrets;
  for (const char* name : kSecretNames) {
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(keys / name, ignored))) secrets.push_back(keys / name);
  }
  return secrets;
}

Result<void> remove_secrets(const std::vector<fs::path>& secrets) {
  Result<void> result;
  for (const fs::path& secret : secrets) {
    std::error_code trouble;
    fs::remove(secret, trouble);
    if (trouble && result) result = Error{ErrorCode::kWriteFailed, secret.string()};
  }
  return result;
}

Result<void> journal_people(const fs::path& data, const fs::path& witness, const std::string& text) {
  return journal_settings(data, witness, "people.toml", text);
}

Result<void> journal_settings(const fs::path& data, const fs::path& witness, const std::string& file,
                              const std::string& text) {
  std::error_code ignored;
  if (!fs::exists(journal_file(data), ignored)) return {};
  const auto lock = lock_folder(data);
  if (!lock) return lock.error();
  Result<void> spread;
  const auto journal =
      open_journal_by_hand(journal_file(data), witness, [&spread](const Error& error) { spread = error; });
  if (!journal) return journal.error();
  const nlohmann::json body = {{"file", file}, {"text", nullptr}};
  const nlohmann::json words = {{"/text", text}};
  const Draft draft{record_kind::kSettings, 0, body.dump(), words.dump()};
  if (auto added = journal.value()->append({&draft, 1}); !added) return added.error();
  if (auto signed_now = journal.value()->checkpoint(); !signed_now) return signed_now.error();
  return spread;
}

}  // namespace sotto
