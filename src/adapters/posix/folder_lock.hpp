// A lock on a folder, so that two programs do not use it at once. Thread-safety: one owner. It goes when the
// object or the process does.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"

namespace sotto {

class FolderLock {
 public:
  virtual ~FolderLock() = default;
};

// Takes the lock `folder`/lock (mode 0600, created when missing), or fails at once.
// Errors: already-running (somebody else holds it), write-failed.
[[nodiscard]] Result<std::unique_ptr<FolderLock>> lock_folder(const std::filesystem::path& folder);

}  // namespace sotto
