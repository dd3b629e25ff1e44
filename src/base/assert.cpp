#include "base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace sotto {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "sotto: broken assumption: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace sotto
