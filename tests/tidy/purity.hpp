// Which symbols of a library reach outside of it: the proof that core, nlu, journal and base are pure.
//
// Every C function that a library leaves undefined must stand in a list of harmless ones, because that is the
// only way to the operating system; of C++ names, those of the standard library that stand for files, clocks,
// threads, randomness and the console are refused. Thread-safety: pure functions, apart from running nm.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sotto::tidy {

struct Symbol {
  std::string object;  // the member of the archive, for example "step.cpp.o"
  std::string name;    // as nm --demangle prints it
};

// Runs nm over an archive. An empty list means that nm could not read it or that it needs nothing, which no
// real library of ours does.
[[nodiscard]] std::vector<Symbol> undefined_symbols(const std::string& archive);

// Why a pure library may not use this symbol; empty if it may.
[[nodiscard]] std::string impurity(std::string_view name);

// All impure symbols of an archive, a line each, except those that `allowed` names by "object:symbol".
[[nodiscard]] std::vector<std::string> impurities_of(const std::string& archive,
                                                     const std::vector<std::string>& allowed = {});

}  // namespace sotto::tidy
