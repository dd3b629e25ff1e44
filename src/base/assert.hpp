// Assertions for programmer errors; on in every build, because a wrong assumption near a message must stop
// the program rather than let it guess. Never for anything that input, files or devices can cause: those are
// Error.
#pragma once

namespace sotto {

// Prints the broken assumption and aborts. Holds no user data.
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);

}  // namespace sotto

#define SOTTO_ASSERT(condition) \
  (static_cast<bool>(condition) ? void(0) : ::sotto::assertion_failed(#condition, __FILE__, __LINE__))
#define SOTTO_UNREACHABLE(why) ::sotto::assertion_failed(why, __FILE__, __LINE__)
