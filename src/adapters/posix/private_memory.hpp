// Keeps what is in memory out of files: no core dumps, and sound on pages that are never swapped out.
//
// Thread-safety: any thread.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"

namespace sotto {

// From now on this process leaves no core dump, also where the system pipes them to a program, and nobody but
// root may look into it with a debugger. Errors: not-available.
[[nodiscard]] Result<void> forbid_core_dumps();

// Every page that holds some of `memory` stays out of the swap and out of core dumps until it is given back
// to the system. Where it cannot be locked it is left out of dumps all the same. Errors: memory-not-locked
// (the limit of the process, in most cases).
[[nodiscard]] Result<void> lock_pages(std::span<std::byte> memory);

}  // namespace sotto
