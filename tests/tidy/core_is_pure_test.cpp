#include <gtest/gtest.h>

#include <algorithm>

#include "purity.hpp"

// core, nlu, journal and base reach no clock, file, socket, thread or source of randomness. The check itself
// is held against small libraries that do (tests/tidy/impure).

namespace sotto::tidy {
namespace {

std::vector<std::string> libraries_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find('|'));
    out.emplace_back(one);
    list.remove_prefix(std::min(list.size(), one.size() + 1));
  }
  return out;
}

TEST(CoreIsPure, NoLibraryReachesOutside) {
  // A broken assumption prints and aborts: the one effect that base has.
  const std::vector<std::string> allowed = {"assert.cpp.o:fprintf", "assert.cpp.o:__fprintf_chk",
                                            "assert.cpp.o:stderr", "assert.cpp.o:abort"};
  const std::vector<std::string> libraries = libraries_of(SOTTO_PURE_LIBRARIES);
  ASSERT_FALSE(libraries.empty());
  for (const std::string& library : libraries) {
    EXPECT_FALSE(undefined_symbols(library).empty()) << "nm could not read " << library;
    std::string all;
    for (const std::string& line : impurities_of(library, allowed)) all += line + "\n";
    EXPECT_TRUE(all.empty()) << library << " is not pure:\n" << all;
  }
}

struct Impure {
  const char* object;
  const char* symbol_part;
};

class ImpureTest : public testing::TestWithParam<Impure> {};

TEST_P(ImpureTest, IsFound) {
  const std::vector<std::string> found = impurities_of(SOTTO_IMPURE_LIBRARY);
  const bool seen = std::any_of(found.begin(), found.end(), [](const std::string& line) {
    return line.starts_with(GetParam().object) && line.find(GetParam().symbol_part) != std::string::npos;
  });
  std::string all;
  for (const std::string& line : found) all += line + "\n";
  EXPECT_TRUE(seen) << "found only:\n" << all;
}

INSTANTIATE_TEST_SUITE_P(
    All, ImpureTest,
    testing::Values(Impure{"clock.cpp.o", "std::chrono::"}, Impure{"clock.cpp.o", "time"},
                    Impure{"file.cpp.o", "basic_ifstream"}, Impure{"file.cpp.o", "fopen"},
                    Impure{"file.cpp.o", "open"}, Impure{"file.cpp.o", "std::filesystem::"},
                    Impure{"socket.cpp.o", "socket"}, Impure{"socket.cpp.o", "connect"},
                    Impure{"thread.cpp.o", "std::thread"}, Impure{"thread.cpp.o", "pthread_mutex_lock"},
                    Impure{"chance.cpp.o", "std::random_device"}, Impure{"chance.cpp.o", "rand"},
                    Impure{"chance.cpp.o", "getrandom"}, Impure{"surroundings.cpp.o", "getenv"},
                    Impure{"surroundings.cpp.o", "std::cout"}));

TEST(CoreIsPure, WhatIsPureIsLeftAlone) {
  const std::vector<std::string> found = impurities_of(SOTTO_IMPURE_LIBRARY);
  const bool blamed = std::any_of(found.begin(), found.end(),
                                  [](const std::string& line) { return line.starts_with("innocent.cpp.o"); });
  EXPECT_FALSE(blamed);
}

TEST(CoreIsPure, NamesAreJudgedOneByOne) {
  EXPECT_EQ(impurity("memcpy@GLIBC_2.14"), "");
  EXPECT_EQ(impurity("operator new(unsigned long)"), "");
  EXPECT_EQ(impurity("std::__throw_length_error(char const*)"), "");
  EXPECT_EQ(impurity("sotto::step(sotto::State const&, sotto::Event const&)"), "");
  EXPECT_NE(impurity("read"), "");
  EXPECT_NE(impurity("std::chrono::_V2::system_clock::now()"), "");
  EXPECT_NE(impurity("std::basic_filebuf<char, std::char_traits<char> >::open(char const*)"), "");
}

}  // namespace
}  // namespace sotto::tidy
