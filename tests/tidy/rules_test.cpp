#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "rules.hpp"

// Each rule is seen to fail on a tiny tree that breaks it, and to pass on one that keeps it.

namespace sotto::tidy {
namespace {

namespace fs = std::filesystem;

class RulesTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = fs::path(testing::TempDir()) / ("sotto_tidy_" + std::string(info->name()));
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }

  Tree tree() const { return load_tree(root_); }

  fs::path root_;
};

// The places found, as "path:line".
std::vector<std::string> places(const Findings& findings) {
  std::vector<std::string> out;
  for (const Finding& finding : findings) out.push_back(finding.path + ":" + std::to_string(finding.line));
  return out;
}

using Places = std::vector<std::string>;

TEST_F(RulesTest, UpwardIncludesAreFound) {
  write("src/base/a.hpp", "#include \"core/state.hpp\"\n");
  write("src/core/state.hpp", "#include \"base/a.hpp\"\n#include \"ports/clock.hpp\"\n");
  write("src/ports/clock.hpp", "#include \"journal/codec.hpp\"\n");
  write("src/journal/codec.hpp", "#include \"core/state.hpp\"\n");
  write("src/runtime/loop.cpp", "#include \"journal/codec.hpp\"\n#include \"adapters/toml/reader.hpp\"\n");
  write("src/adapters/toml/reader.hpp", "#include \"runtime/loop.hpp\"\n");
  EXPECT_EQ(places(check_directions(tree())), (Places{"src/base/a.hpp:1", "src/core/state.hpp:2",
                                                      "src/ports/clock.hpp:1", "src/runtime/loop.cpp:2"}));
}

TEST_F(RulesTest, AdaptersDoNotSeeEachOther) {
  write("src/adapters/toml/reader.hpp", "\n");
  write("src/adapters/outbox/outbox.cpp", "#include \"outbox.hpp\"\n#include \"adapters/toml/reader.hpp\"\n");
  write("src/adapters/outbox/outbox.hpp", "#include \"../toml/reader.hpp\"\n");
  EXPECT_EQ(places(check_directions(tree())),
            (Places{"src/adapters/outbox/outbox.cpp:2", "src/adapters/outbox/outbox.hpp:1"}));
}

TEST_F(RulesTest, OnlyDriversAndTestsSeeTheSimulation) {
  write("src/sim/room.hpp", "\n");
  for (const char* path : {"src/runtime/loop.cpp", "src/adapters/toml/reader.cpp", "apps/sotto/main.cpp",
                           "tests/unit/sim/room_test.cpp", "src/sim/room.cpp"})
    write(path, "#include \"sim/room.hpp\"\n");
  EXPECT_EQ(places(check_directions(tree())),
            (Places{"src/adapters/toml/reader.cpp:1", "src/runtime/loop.cpp:1"}));
}

TEST_F(RulesTest, TheProductDoesNotSeeTestsAndUnknownRooms) {
  write("tests/support/voices.hpp", "\n");
  write("apps/sotto/main.cpp", "#include \"tests/support/voices.hpp\"\n");
  write("apps/sotto/main.hpp", "\n");
  write("src/core/step.cpp", "#include \"apps/sotto/main.hpp\"\n");
  write("src/helpers/strings.hpp", "\n");
  EXPECT_EQ(places(check_directions(tree())),
            (Places{"apps/sotto/main.cpp:1", "src/core/step.cpp:1", "src/helpers/strings.hpp:1"}));
}

TEST_F(RulesTest, CommentedIncludesDoNotCount) {
  write("src/core/state.hpp", "\n");
  write("src/base/a.hpp", "// #include \"core/state.hpp\"\n/*\n#include \"core/state.hpp\"\n*/\n");
  EXPECT_TRUE(check_directions(tree()).empty());
}

TEST_F(RulesTest, ThirdPartiesHaveTheirPlace) {
  write("src/adapters/openvino/whisper.cpp", "#include <openvino/openvino.hpp>\n#include <vector>\n");
  write("src/adapters/openvino/whisper.hpp", "#include <openvino/openvino.hpp>\n");
  write("src/adapters/openvino/whisper_internal.hpp", "#include <openvino/openvino.hpp>\n");
  write("src/runtime/loop.cpp", "#include <openvino/openvino.hpp>\n#include <unistd.h>\n");
  write("tests/unit/openvino/whisper_test.cpp",
        "#include <gtest/gtest.h>\n#include <openvino/openvino.hpp>\n");
  write("tests/unit/core/core_test.cpp", "#include <openvino/openvino.hpp>\n");
  write("src/adapters/tflite/w.cpp", "#include \"tensorflow/lite/c/c_api.h\"\n#include <fmt/core.h>\n");
  EXPECT_EQ(places(check_third_party(tree())),
            (Places{"src/adapters/openvino/whisper.hpp:1", "src/adapters/tflite/w.cpp:2",
                    "src/runtime/loop.cpp:1", "src/runtime/loop.cpp:2", "tests/unit/core/core_test.cpp:1"}));
}

TEST_F(RulesTest, AMisspeltOwnHeaderIsNotTakenForKnown) {
  write("src/core/step.cpp", "#include \"core/stat.hpp\"\n");
  EXPECT_EQ(places(check_third_party(tree())), (Places{"src/core/step.cpp:1"}));
}

struct BannedCase {
  const char* path;
  const char* line;
};

class BannedTest : public RulesTest, public testing::WithParamInterface<BannedCase> {};

TEST_P(BannedTest, IsFoundInItsPlace) {
  root_ /= std::to_string(reinterpret_cast<std::uintptr_t>(GetParam().line));
  write(GetParam().path, std::string("int x;\n") + GetParam().line + "\n");
  EXPECT_EQ(places(check_banned_names(tree())), (Places{std::string(GetParam().path) + ":2"}));
}

INSTANTIATE_TEST_SUITE_P(
    All, BannedTest,
    testing::Values(
        BannedCase{"src/core/a.cpp", "auto t = Clock::now();"},
        BannedCase{"tests/unit/core/a.cpp", "auto t = std::chrono::steady_clock::now();"},
        BannedCase{"src/runtime/loop.cpp", "clock_gettime(CLOCK_MONOTONIC, &t);"},
        BannedCase{"src/base/a.cpp", "auto t = std::time(nullptr_t{});"},
        BannedCase{"src/base/a.cpp", "auto t = time(nullptr);"},
        BannedCase{"src/base/a.cpp", "gettimeofday(&t, nullptr);"},
        BannedCase{"tests/live/a.cpp", "std::this_thread::sleep_for(1s);"},
        BannedCase{"src/adapters/portaudio/a.cpp", "std::this_thread::sleep_until(t);"},
        BannedCase{"src/runtime/a.cpp", "std::this_thread::yield();"},
        BannedCase{"src/adapters/portaudio/a.cpp", "usleep(10);"},
        BannedCase{"src/adapters/portaudio/a.cpp", "nanosleep(&t, nullptr);"},
        BannedCase{"src/adapters/portaudio/a.cpp", "::sleep(1);"},
        BannedCase{"src/core/a.cpp", "int r = std::rand();"}, BannedCase{"src/core/a.cpp", "srand(1);"},
        BannedCase{"src/sim/a.cpp", "std::random_device device;"},
        BannedCase{"src/adapters/toml/a.cpp", "const char* home = std::getenv(\"HOME\");"},
        BannedCase{"src/runtime/a.cpp", "std::exit(1);"}, BannedCase{"src/runtime/a.cpp", "_exit(1);"},
        BannedCase{"src/runtime/a.cpp", "std::quick_exit(1);"},
        BannedCase{"src/runtime/a.cpp", "std::abort();"},
        BannedCase{"src/runtime/a.cpp", "std::terminate();"}, BannedCase{"src/runtime/a.cpp", "throw 1;"},
        BannedCase{"src/runtime/a.cpp", "assert(x == 1);"},
        BannedCase{"src/runtime/a.cpp", "std::cout << 1;"},
        BannedCase{"src/runtime/a.cpp", "std::cerr << 1;"},
        BannedCase{"src/runtime/a.cpp", "std::clog << 1;"},
        BannedCase{"src/runtime/a.cpp", "std::printf(\"x\");"},
        BannedCase{"src/runtime/a.cpp", "std::fprintf(stderr, \"x\");"},
        BannedCase{"src/runtime/a.cpp", "puts(\"x\");"},
        BannedCase{"src/core/a.cpp", "std::unordered_map<int, int> m;"},
        BannedCase{"src/nlu/a.cpp", "std::unordered_set<int> m;"},
        BannedCase{"src/journal/a.cpp", "std::unordered_multimap<int, int> m;"},
        BannedCase{"src/journal/a.cpp", "std::unordered_multiset<int> m;"},
        BannedCase{"src/nlu/a.cpp", "double d = strtod(text, nullptr);"},
        BannedCase{"src/nlu/a.cpp", "double d = std::stod(text);"},
        BannedCase{"src/nlu/a.cpp", "float d = std::stof(text);"},
        BannedCase{"src/nlu/a.cpp", "double d = atof(text);"},
        BannedCase{"apps/sotto/a.cpp", "setlocale(LC_ALL, \"\");"},
        BannedCase{"src/runtime/a.cpp", "worker.detach();"},
        BannedCase{"src/core/a.hpp", "struct S { double score; };"},
        BannedCase{"src/core/a.hpp", "struct S { float score; };"},
        BannedCase{"src/base/a.hpp", "#include <cassert>"},
        BannedCase{"src/base/a.hpp", "#include <assert.h>"},
        BannedCase{"tools/a.py",
                   "# FIX"
                   "ME later"},
        BannedCase{"src/base/a.hpp",
                   "// TO"
                   "DO: more"},
        BannedCase{"CMakeLists.txt",
                   "# XX"
                   "X"}));

TEST_F(RulesTest, BannedNamesAreWholeWordsOfCodeInTheirPlace) {
  write("src/core/a.cpp",
        "// never rand() or std::unordered_map\nauto s = \"exit(1) sleep_for\";\nstatic_assert(true);\n"
        "int operand(int x);\nint y = strand(2);\nchar name[] = \"aXX"
        "XXXb\";\n");
  write("src/adapters/clock/a.cpp", "auto t = std::chrono::steady_clock::now();\n");
  write("src/runtime/live_driver.cpp", "auto t = std::chrono::steady_clock::now();\n");
  write("src/adapters/http/a.cpp", "std::unordered_map<int, int> m;\n");
  write("apps/sotto/main.cpp", "int main() { const char* h = std::getenv(\"HOME\"); std::cout << h; }\n");
  write("src/base/assert.cpp", "void f() { std::fprintf(stderr, \"x\"); std::abort(); }\n");
  EXPECT_EQ(places(check_banned_names(tree())), Places{});
}

TEST_F(RulesTest, NumbersWithSeparatorsAndRawStringsAreBlankedRightly) {
  EXPECT_EQ(blank_comments_and_literals("int x = 1'000'000; // it's\nint y;"),
            "int x = 1'000'000;        \nint y;");
  EXPECT_EQ(blank_comments_and_literals("auto a = 'x' + '\\''; rand();"), "auto a = ' ' + '  '; rand();");
  EXPECT_EQ(blank_comments_and_literals("f(\"a\\\"b\"); g();"), "f(\"    \"); g();");
  EXPECT_EQ(blank_comments_and_literals("s = R\"(a \" b)\"; g();"), "s = R         ; g();");
}

std::string lines(std::size_t count, const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text + "\n";
  return out;
}

TEST_F(RulesTest, LongFilesAndLinesAreFound) {
  write("src/core/long.cpp", lines(501, "int x;"));
  write("src/core/just.cpp", lines(500, "int x;"));
  write("src/core/wide.cpp", "// " + std::string(108, 'x') + "\n// " + std::string(107, 'x') + "\n");
  write("tools/setup/fetch.py", lines(501, "x = 1"));
  write("tools/a.sh", "# " + std::string(119, 'x') + "\n# " + std::string(118, 'x') + "\n");
  EXPECT_EQ(places(check_sizes(tree())), (Places{"src/core/long.cpp:501", "src/core/wide.cpp:1",
                                                 "tools/a.sh:1", "tools/setup/fetch.py:501"}));
}

TEST_F(RulesTest, WidthIsCountedInCharacters) {
  std::string line = "// ";
  for (int i = 0; i < 107; ++i) line += "\u00e9";
  write("src/core/wide.cpp", line + "\n");
  EXPECT_TRUE(check_sizes(tree()).empty());
}

TEST_F(RulesTest, LongFunctionsAreFound) {
  const std::string body = lines(59, "  int x = g({1, 2}, [](int a) { return a; });");
  write("src/core/free.cpp",
        "namespace sotto {\nint x = 1;\n\nvoid f(int a) {\n" + body + "}\n}  // namespace sotto\n");
  write("src/core/member.cpp",
        "class C {\n public:\n  C(int a)\n      : a_{a}, b_(a) {\n" + body + "  }\n  int a_;\n};\n");
  write("src/core/lambda.cpp", "const auto kF = [](int a) {\n" + body + "};\n");
  write("src/core/nested.cpp",
        "template <typename T>\nT f(const T& a) {\n  if (a > 0) {\n" + body + "  }\n}\n");
  write("tests/a_test.cpp", "TEST(A, B) {\n" + body + "}\n");
  EXPECT_EQ(places(check_sizes(tree())),
            (Places{"src/core/free.cpp:4", "src/core/lambda.cpp:1", "src/core/member.cpp:4",
                    "src/core/nested.cpp:1", "tests/a_test.cpp:1"}));
}

TEST_F(RulesTest, ShortFunctionsTablesAndClassesMayStand) {
  const std::string body = lines(58, "  g();");
  write("src/core/two.cpp", "void f() {\n" + body + "}\n\nvoid g() {\n" + body + "}\n");
  write("src/core/table.cpp", "const int kTable[] = {\n" + lines(90, "    1,") + "};\n");
  write("src/core/type.hpp", "class C final : public D {\n" + lines(90, "  int f() { return 1; }") + "};\n");
  write("src/core/macro.hpp", "#define M(x) \\\n  { \\\n" + lines(70, "  x(); \\") + "  }\n");
  write("src/core/codec.cpp",
        "MAKE_CODEC(A, b)\nMAKE_CODEC(B,\n           c)\nnamespace {\n" + lines(90, "int x;") + "}\n");
  EXPECT_EQ(places(check_sizes(tree())), Places{});
}

TEST_F(RulesTest, HeadersBeginWithACommentAndAreGuarded) {
  write("src/core/good.hpp", "// What it is for.\n#pragma once\n");
  write("src/core/mute.hpp", "#pragma once\n");
  write("src/core/unguarded.hpp", "// What it is for.\nint x;\n");
  write("src/core/open.hpp", "// What it is for.\n#pragma once\nusing namespace std;\n");
  write("src/core/open.cpp", "using namespace std;\n");
  EXPECT_EQ(places(check_headers(tree())),
            (Places{"src/core/mute.hpp:1", "src/core/open.hpp:3", "src/core/unguarded.hpp:1"}));
}

TEST_F(RulesTest, MachinePathsAreFound) {
  write("docs/a.md",
        "see /wor"
        "k/main\n");
  write("tools/a.py",
        "x = 1\ny = '/roo"
        "t/.cache'\n");
  write("Makefile",
        "a:\n\tcp x /tmp/bash"
        "_jobs.0/y\n");
  write("src/core/a.cpp",
        "// net/wor"
        "k/ and ~/wor"
        "k/ and ./wor"
        "k/\n");
  EXPECT_EQ(places(check_machine_paths(tree())),
            (Places{"Makefile:2", "docs/a.md:1", "src/core/a.cpp:1", "tools/a.py:2"}));
}

TEST_F(RulesTest, CodesAreKebabUniqueAndExplained) {
  write("docs/errors.md", "| `file-missing` | the named file is not there |\n| `usage` |\n");
  write("src/base/error_codes.def",
        "// A list.\nSOTTO_ERROR(kFileMissing, \"file-missing\", \"x\")\nSOTTO_ERROR(kA, \"usage\", \"x\")\n"
        "SOTTO_ERROR(kB, \"file-missing\", \"x\")\n");
  write("src/core/reasons.def", "SOTTO_REASON(kTooFar, \"Too_Far\")\n");
  EXPECT_EQ(places(check_codes(tree())), (Places{"src/base/error_codes.def:3", "src/base/error_codes.def:4",
                                                 "src/core/reasons.def:1", "src/core/reasons.def:1"}));
}

TEST_F(RulesTest, ForgottenTestsAreFound) {
  write("tests/CMakeLists.txt", "add_subdirectory(unit)\n");
  write("tests/unit/base/CMakeLists.txt", "sotto_test(base_test LABELS unit SOURCES result_test.cpp)\n");
  write("tests/unit/base/result_test.cpp", "\n");
  write("tests/unit/base/units_test.cpp", "\n");
  write("bench/loop_bench.cpp", "\n");
  EXPECT_EQ(places(check_registered(tree())),
            (Places{"bench/loop_bench.cpp:1", "tests/unit/base/units_test.cpp:1"}));
}

TEST_F(RulesTest, BuildOutputIsNotRead) {
  write("build/a.hpp", "rand();\n");
  write("build-asan/a.hpp", "rand();\n");
  write(".git/a.hpp", "rand();\n");
  write("src/base/blob.hpp", std::string("// \0 rand();\n", 14));
  EXPECT_TRUE(tree().files.empty());
}

}  // namespace
}  // namespace sotto::tidy
