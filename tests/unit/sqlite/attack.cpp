#include "attack.hpp"

#include "journal/record.hpp"

namespace sotto {

void Attack::chain_anew(const std::function<void(std::vector<JournalRecord>&)>& change) const {
  std::vector<JournalRecord> records;
  {
    const auto reader = open_journal_reader(file);
    records = all_records(*reader.value());
  }
  change(records);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "BEGIN; DELETE FROM record", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_stmt* insert = nullptr;
  ASSERT_EQ(
      sqlite3_prepare_v2(database, "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)", -1, &insert, nullptr),
      SQLITE_OK);
  Hash previous = {};
  for (std::size_t i = 0; i < records.size(); ++i) {
    JournalRecord& record = records[i];
    record.header.sequence = i + 1;
    record.header.previous = previous;
    record.header.body_hash =
        sha256({reinterpret_cast<const std::uint8_t*>(record.body.data()), record.body.size()});
    const Bytes header = encode_header(record.header);
    previous = leaf_hash(&sha256, header);
    const auto text = [&](int index, const std::string& value) {
      sqlite3_bind_text(insert, index, value.data(), static_cast<int>(value.size()), SQLITE_TRANSIENT);
    };
    sqlite3_bind_int64(insert, 1, static_cast<sqlite3_int64>(i + 1));
    text(2, record.header.kind);
    sqlite3_bind_blob(insert, 3, header.data(), static_cast<int>(header.size()), SQLITE_TRANSIENT);
    text(4, record.body);
    sqlite3_bind_null(insert, 5);
    sqlite3_bind_null(insert, 6);
    if (record.salt) sqlite3_bind_blob(insert, 5, record.salt->data(), 32, SQLITE_TRANSIENT);
    if (record.words) text(6, *record.words);
    ASSERT_EQ(sqlite3_step(insert), SQLITE_DONE);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  ASSERT_EQ(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  ASSERT_EQ(sqlite3_close(database), SQLITE_OK);
}

}  // namespace sotto
