// SQLite behind two small classes that turn its codes into errors. Internal to this adapter.
//
// Thread-safety: one caller for a database and its statements.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "journal/hash.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace sotto {

class Database;

// Makes an empty file for a database that only its owner may read; SQLite gives its other files the same
// mode. True where it was not there. Errors: disk-full, write-failed.
[[nodiscard]] Result<bool> create_database_file(const std::filesystem::path& file);

// One prepared statement. After step() has given true, the columns can be read until the next call.
class Statement {
 public:
  Statement& bind(int index, std::uint64_t value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, std::span<const std::uint8_t> blob);
  Statement& bind_null(int index);

  // Whether there is a row. Errors: those of Database.
  [[nodiscard]] Result<bool> step();
  // For what gives no rows: one step, and ready again.
  [[nodiscard]] Result<void> run();
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::uint64_t number(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::span<const std::uint8_t> blob(int column) const;

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Statement(const Database* database, sqlite3_stmt* statement) : database_(database), held_(statement) {}

  const Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> held_;
};

class Database {
 public:
  enum class Access { kReadWrite, kRead, kReadUnchanging, kMemory };

  // Errors: as the other functions.
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::filesystem::path& file,
                                                              Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Errors: disk-full, write-failed, journal-locked, journal-damaged, file-invalid (no SQLite file).
  [[nodiscard]] Result<void> run(const std::string& sql) const;
  [[nodiscard]] Result<Statement> prepare(std::string_view sql) const;
  // The first column of the first row.
  [[nodiscard]] Result<std::uint64_t> number(std::string_view sql) const;

  [[nodiscard]] bool in_transaction() const;
  void set_busy_timeout(int milliseconds) const;
  // Whether closing may write the WAL back into the file; off until it is known that the file is ours.
  void allow_checkpoint_on_close() const;

  [[nodiscard]] Error error(int code) const;
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  Database(std::filesystem::path file, sqlite3* handle) : file_(std::move(file)), handle_(handle) {}

  std::filesystem::path file_;
  sqlite3* handle_;
};

}  // namespace sotto
