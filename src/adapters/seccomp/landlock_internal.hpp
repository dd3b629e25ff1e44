// Landlock, as far as confinement.hpp needs it. Internal to this adapter.
#pragma once

#include "adapters/seccomp/confinement.hpp"

namespace sotto {

// Version and what is limited from now on, for this thread. Errors: not-available (the kernel has Landlock,
// and it refuses).
[[nodiscard]] Result<Confinement> limit_by_landlock(const ConfinementPlan& plan);

}  // namespace sotto
