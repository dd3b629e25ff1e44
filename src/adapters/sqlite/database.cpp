#include "adapters/sqlite/database.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace sotto {
namespace {

constexpr int kBusyTimeoutMs = 2000;

// A name as part of a "file:" address.
std::string escaped(const std::string& path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char letter : path) {
    if (letter == '%' || letter == '?' || letter == '#') {
      const auto code = static_cast<unsigned char>(letter);
      text += '%';
      text += kDigits[code >> 4U];
      text += kDigits[code & 15U];
    } else {
      text += letter;
    }
  }
  return text;
}

}  // namespace

Result<bool> create_database_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (fd >= 0) {
    ::close(fd);
    return true;
  }
  if (errno == EEXIST) return false;
  return Error{errno == ENOSPC || errno == EDQUOT ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed,
               file.string()};
}

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement& Statement::bind(int index, std::uint64_t value) {
  sqlite3_bind_int64(held_.get(), index, static_cast<sqlite3_int64>(value));
  return *this;
}

// Nothing that is bound goes away before the statement has run.
Statement& Statement::bind(int index, std::string_view text) {
  sqlite3_bind_text64(held_.get(), index, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
  return *this;
}

Statement& Statement::bind(int index, std::span<const std::uint8_t> blob) {
  if (blob.empty()) {
    sqlite3_bind_zeroblob(held_.get(), index, 0);
  } else {
    sqlite3_bind_blob64(held_.get(), index, blob.data(), blob.size(), SQLITE_STATIC);
  }
  return *this;
}

Statement& Statement::bind_null(int index) {
  sqlite3_bind_null(held_.get(), index);
  return *this;
}

Result<bool> Statement::step() {
  const int code = sqlite3_step(held_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const Error error = database_->error(code);
  reset();
  return error;
}

Result<void> Statement::run() {
  const auto row = step();
  if (!row) return row.error();
  reset();
  return {};
}

void Statement::reset() {
  sqlite3_reset(held_.get());
  // What was bound belongs to the caller.
  sqlite3_clear_bindings(held_.get());
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(held_.get(), column) == SQLITE_NULL;
}

std::uint64_t Statement::number(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(held_.get(), column));
}

std::string Statement::text(int column) const {
  const unsigned char* data = sqlite3_column_text(held_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(held_.get(), column));
  return data == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(data), size);
}

std::span<const std::uint8_t> Statement::blob(int column) const {
  const void* data = sqlite3_column_blob(held_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(held_.get(), column));
  return {static_cast<const std::uint8_t*>(data), data == nullptr ? 0 : size};
}

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file, Access access) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  std::string name = file.string();
  switch (access) {
    case Access::kReadWrite:
      flags |= SQLITE_OPEN_READWRITE;
      break;
    case Access::kRead:
      flags |= SQLITE_OPEN_READONLY;
      break;
    case Access::kReadUnchanging:
      flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
      name = "file:" + escaped(name) + "?immutable=1";
      break;
    case Access::kMemory:
      flags |= SQLITE_OPEN_READWRITE;
      name = ":memory:";
      break;
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
  std::unique_ptr<Database> database(new Database(file, handle));
  if (code != SQLITE_OK) return database->error(code);
  // What may not be written to is opened all the same.
  if (access == Access::kReadWrite && sqlite3_db_readonly(handle, "main") != 0)
    return database->error(SQLITE_READONLY);
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  // The file may come from anywhere: nothing in it is run.
  for (const int off : {SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
                        SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION})
    sqlite3_db_config(handle, off, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return database;
}

Database::~Database() {
  sqlite3_close_v2(handle_);
}

Result<void> Database::run(const std::string& sql) const {
  const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return error(code);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return error(code);
  return Statement(this, statement);
}

Result<std::uint64_t> Database::number(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return statement.error();
  const auto row = statement.value().step();
  if (!row) return row.error();
  return row.value() ? statement.value().number(0) : 0;
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(handle_) == 0;
}

void Database::set_busy_timeout(int milliseconds) const {
  sqlite3_busy_timeout(handle_, milliseconds);
}

void Database::allow_checkpoint_on_close() const {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

Error Database::error(int code) const {
  const int primary = code & 0xFF;
  const std::string detail = file_.string() + ": " + sqlite3_errstr(primary);
  switch (primary) {
    case SQLITE_FULL:
      return {ErrorCode::kDiskFull, detail};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kJournalLocked, detail};
    case SQLITE_NOTADB:
      return {ErrorCode::kFileInvalid, detail};
    case SQLITE_CORRUPT:
    case SQLITE_SCHEMA:
    case SQLITE_MISMATCH:
    case SQLITE_CONSTRAINT:
    case SQLITE_ERROR:
      return {ErrorCode::kJournalDamaged, detail};
    default:
      break;
  }
  // SQLite knows a full disk where it writes, but not where it enlarges its shared memory.
  return {code == SQLITE_IOERR_SHMSIZE ? ErrorCode::kDiskFull : ErrorCode::kWriteFailed, detail};
}

}  // namespace sotto
