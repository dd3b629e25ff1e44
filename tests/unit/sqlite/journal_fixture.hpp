// Journals on disk that are the same on every machine, and ways to look at them and to harm them.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "base/assert.hpp"
#include "journal/journal_verifier.hpp"
#include "unit/journal/signing.hpp"

namespace sotto {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sotto-journal-XXXXXX").string();
    SOTTO_ASSERT(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, ignored);
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Time and chance as a journal sees them. Must outlive the journals that were opened with it.
struct TestWorld {
  std::int64_t wall_ms = 1'700'000'000'000;
  std::int64_t monotonic_ms = 1000;
  std::mt19937 chance{6};
  std::vector<std::string> notes;  // every checkpoint
  Signer signer = test_signer();

  void pass(std::int64_t ms) {
    wall_ms += ms;
    monotonic_ms += ms;
  }
  [[nodiscard]] JournalOptions options() {
    JournalOptions all;
    all.hash = &sha256;
    all.verify = &verify_signature;
    all.signer = signer;
    all.random = [this](std::span<std::uint8_t> bytes) {
      for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(chance());
    };
    all.stamp = [this] { return Stamp{wall_ms, monotonic_ms}; };
    all.on_checkpoint = [this](const std::string& note) { notes.push_back(note); };
    return all;
  }
  [[nodiscard]] std::unique_ptr<JournalWriter> open(const std::filesystem::path& file) {
    auto journal = open_journal(file, options());
    SOTTO_ASSERT(journal.ok());
    return std::move(journal).value();
  }
};

inline Draft plain_draft(int number) {
  return {"event/ticked", number, "{\"n\":" + std::to_string(number) + "}", std::nullopt};
}
inline Draft spoken_draft(int number) {
  return {"event/transcribed", number, "{\"n\":" + std::to_string(number) + ",\"text\":null}",
          "{\"/text\":\"spoken-secret-" + std::to_string(number) + "\"}"};
}
inline Draft recording_draft(int number) {
  const std::string name = std::to_string(number);
  return {"recording", number, R"({"file":"recordings/)" + name + R"(.sotto","sha256":"00"})", std::nullopt};
}

// Appends `count` records in batches of three, every second one with words.
inline void append_many(JournalWriter& journal, TestWorld& world, int count, std::int64_t apart_ms = 100) {
  for (int i = 0; i < count; i += 3) {
    std::vector<Draft> batch;
    for (int n = i; n < std::min(count, i + 3); ++n)
      batch.push_back(n % 2 == 0 ? spoken_draft(n) : plain_draft(n));
    world.pass(apart_ms);
    SOTTO_ASSERT(journal.append(batch).ok());
  }
}

// Runs SQL as anybody with a pen can.
inline void run_sql(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  SOTTO_ASSERT(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
  char* wrong = nullptr;
  const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &wrong);
  if (code != SQLITE_OK) std::fprintf(stderr, "%s: %s\n", sql.c_str(), wrong);
  SOTTO_ASSERT(code == SQLITE_OK);
  SOTTO_ASSERT(sqlite3_close(database) == SQLITE_OK);
}

inline std::string file_content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline VerifyReport verify_file(const std::filesystem::path& file, const TestWorld& world,
                                std::vector<std::string> witnesses = {}) {
  const auto reader = open_journal_reader(file);
  SOTTO_ASSERT(reader.ok());
  VerifyOptions options;
  options.hash = &sha256;
  options.verify = &verify_signature;
  options.trusted_key = world.signer.public_key;
  options.witnesses = std::move(witnesses);
  auto report = verify_journal(*reader.value(), std::move(options));
  SOTTO_ASSERT(report.ok());
  return std::move(report).value();
}

// "SEQUENCE reason" of every finding.
inline std::vector<std::string> reasons(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const Finding& finding : findings)
    all.push_back(std::to_string(finding.sequence) + " " + finding.reason);
  return all;
}
using Reasons = std::vector<std::string>;

inline std::vector<JournalRecord> all_records(const JournalReader& journal, const RecordQuery& query = {}) {
  std::vector<JournalRecord> all;
  SOTTO_ASSERT(journal
                   .read(query,
                         [&](const JournalRecord& record) {
                           all.push_back(record);
                           return true;
                         })
                   .ok());
  return all;
}

}  // namespace sotto
