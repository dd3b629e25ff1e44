#include "sotto/switching_off.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "adapters/posix/checkpoint_files.hpp"
#include "adapters/posix/folder_lock.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "sotto/journaling.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 2> kSecretNames = {"smtp.password", "channel.password"};

// A journal that is written by hand is signed and witnessed as one that `sotto run` writes.
Result<std::unique_ptr<JournalWriter>> open_to_write(const fs::path& data, const fs::path& witness,
                                                     Result<void>& spread) {
  auto signer = load_signing_key(keys_folder());
  if (!signer) return signer.error();
  const fs::path head = head_file(data);
  auto known = read_head(head);
  if (!known) return known.error();
  JournalOptions options;
  options.hash = sha256;
  options.verify = verify_signature;
  options.signer = std::move(signer).value();
  options.random = random_bytes;
  options.stamp = stamp_now;
  options.head = std::move(known).value();
  options.on_checkpoint = [head, witness, &spread](const std::string& note) {
    if (auto written = write_head(head, note); !written) spread = written;
    if (witness.empty()) return;
    if (auto added = append_witness(witness, note); !added) spread = added;
  };
  return open_journal(journal_file(data), std::move(options));
}

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
  std::error_code ignored;
  if (!fs::exists(journal_file(data), ignored)) return {};
  const auto lock = lock_folder(data);
  if (!lock) return lock.error();
  Result<void> spread;
  const auto journal = open_to_write(data, witness, spread);
  if (!journal) return journal.error();
  const nlohmann::json body = {{"file", "people.toml"}, {"text", nullptr}};
  const nlohmann::json words = {{"/text", text}};
  const Draft draft{record_kind::kSettings, 0, body.dump(), words.dump()};
  if (auto added = journal.value()->append({&draft, 1}); !added) return added.error();
  if (auto signed_now = journal.value()->checkpoint(); !signed_now) return signed_now.error();
  return spread;
}

}  // namespace sotto
