#include "sotto/scratch_folder.hpp"

#include <cstdlib>
#include <string>

namespace sotto {

Result<ScratchFolder> ScratchFolder::make() {
  std::error_code error;
  std::string name = (std::filesystem::temp_directory_path(error) / "sotto-XXXXXX").string();
  if (error || ::mkdtemp(name.data()) == nullptr) return Error{ErrorCode::kWriteFailed, name};
  return ScratchFolder(name);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : path_(std::move(other.path_)) {
  other.path_.clear();
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace sotto
