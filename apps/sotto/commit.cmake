# cmake -DSOURCE=folder -DOUTPUT=commit.cpp -P commit.cmake: a source file that says which commit was built. Without git
# or its folder the commit is "unknown".
execute_process(
  COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit "unknown")
endif()
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT [[// Generated at every build.
#include "sotto/commit.hpp"

namespace sotto {

std::string_view built_commit() {
  return "@commit@";
}

}  // namespace sotto
]] @ONLY)
