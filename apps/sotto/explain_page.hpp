// Writing the page of `explain --html`: with the sound, where it is kept and the owner's key is here.
#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "explain/story.hpp"
#include "journal/journal_store.hpp"

namespace sotto {

struct PageRequest {
  const JournalReader& journal;
  std::filesystem::path journal_file;  // recordings/ lies beside it
  std::filesystem::path page;
};

// The page can be read by the owner only. Sound that is kept and cannot be had is left out, with a line on
// standard error. Errors: disk-full, write-failed.
[[nodiscard]] Result<void> write_page(const PageRequest& request, const Interaction& interaction,
                                      const Story& story);

// The sound alone; request.page is the file. Errors: not-found (none is kept), those of the keys, disk-full,
// write-failed.
[[nodiscard]] Result<void> write_interaction_sound(const PageRequest& request,
                                                   const Interaction& interaction);

}  // namespace sotto
