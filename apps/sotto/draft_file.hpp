// DraftFile: a file that grows beside its place and takes it only when it is whole.
//
// Only the owner may read it. Thread-safety: one user.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace sotto {

class DraftFile {
 public:
  // Errors: disk-full, write-failed.
  [[nodiscard]] static Result<DraftFile> begin(const std::filesystem::path& file);
  DraftFile(DraftFile&& other) noexcept;
  DraftFile& operator=(DraftFile&&) = delete;
  DraftFile(const DraftFile&) = delete;
  DraftFile& operator=(const DraftFile&) = delete;
  // Unless it was finished, nothing stays.
  ~DraftFile();

  // Errors: disk-full, write-failed.
  [[nodiscard]] Result<void> write(std::string_view text);
  // Durable when it returns; an older file of that name is replaced. Errors: disk-full, write-failed.
  [[nodiscard]] Result<void> finish();

 private:
  DraftFile(std::filesystem::path file, std::filesystem::path draft, int fd);
  [[nodiscard]] Result<void> flush();

  std::filesystem::path file_;
  std::filesystem::path draft_;
  int fd_;
  std::string waiting_;
};

}  // namespace sotto
