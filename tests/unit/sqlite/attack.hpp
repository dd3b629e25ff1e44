// A journal with something of everything in it, for those who would change it.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "journal_fixture.hpp"

namespace sotto {

// 1 opened, 2 to 601 of every kind, two recordings and a deletion among them, a checkpoint at the very end.
class Attack : public testing::Test {
 protected:
  // Made once and copied, because every append waits for the disk.
  static void SetUpTestSuite() {
    made_folder = std::make_unique<TestFolder>();
    made = std::make_unique<TestWorld>();
    const auto journal = made->open(*made_folder / "journal.db");
    append_many(*journal, *made, 300);
    SOTTO_ASSERT(journal->append_recording(recording_draft(1), {1, 2, 3}).value() == 302);
    SOTTO_ASSERT(journal->append_recording(recording_draft(2), {4, 5, 6}).value() == 303);
    append_many(*journal, *made, 147);
    SOTTO_ASSERT(journal->forget({100, 119, true, false, "retention"}, 1).ok());  // 451
    append_many(*journal, *made, 150);
    SOTTO_ASSERT(journal->checkpoint().ok());
    SOTTO_ASSERT(journal->size().value() == 601);
  }
  static void TearDownTestSuite() {
    made.reset();
    made_folder.reset();
  }
  void SetUp() override {
    std::filesystem::copy_file(*made_folder / "journal.db", file);
    world.wall_ms = made->wall_ms;
    world.monotonic_ms = made->monotonic_ms;
    world.notes = made->notes;
    world.chance.seed(17);
  }

  // What is found after somebody has run this SQL.
  [[nodiscard]] Reasons after(const std::string& sql, std::vector<std::string> witnesses = {}) const {
    run_sql(file, sql);
    return reasons(verify_file(file, world, std::move(witnesses)).findings);
  }
  [[nodiscard]] static std::string record_at(int sequence) {
    return " WHERE sequence = " + std::to_string(sequence);
  }
  // A header with one byte flipped, for SQL.
  [[nodiscard]] std::string flipped_header(std::uint64_t sequence, std::size_t at) const {
    const auto reader = open_journal_reader(file);
    Bytes bytes = encode_header(all_records(*reader.value(), {sequence, sequence, "", false})[0].header);
    bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ 1U);
    return "x'" + to_hex(bytes) + "'";
  }
  // Writes the records from `first` on anew, so that each hangs on the one before: all that can be done
  // without the key.
  void chain_anew(const std::function<void(std::vector<JournalRecord>&)>& change) const;

  static inline std::unique_ptr<TestFolder> made_folder;
  static inline std::unique_ptr<TestWorld> made;
  TestFolder folder;
  std::filesystem::path file = folder / "journal.db";
  TestWorld world;
};

}  // namespace sotto
