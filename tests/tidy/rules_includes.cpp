#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include "rules.hpp"

// Which room may include which, and where each third party may be seen.

namespace sotto::tidy {
namespace {

struct Include {
  std::size_t line = 0;
  std::string target;    // as written
  std::string resolved;  // path from the root if it is a file of ours, else empty
};

// Rooms of src/ and what each may include besides itself.
struct Room {
  std::string_view name;
  std::vector<std::string_view> below;
};

const std::vector<Room>& rooms() {
  static const std::vector<Room> kRooms = {
      {"base", {}},
      {"nlu", {"base"}},
      {"core", {"nlu", "base"}},
      {"journal", {"core", "nlu", "base"}},
      {"ports", {"core", "nlu", "base"}},
      {"home", {"ports", "core", "nlu", "base"}},
      {"runtime", {"ports", "journal", "core", "nlu", "base"}},
      {"adapters", {"runtime", "home", "ports", "journal", "core", "nlu", "base"}},
      {"sim", {"runtime", "ports", "journal", "core", "nlu", "base"}},
      {"explain", {"runtime", "ports", "journal", "core", "nlu", "base"}},
      {"people", {"runtime", "ports", "core", "nlu", "base"}},
      {"page", {"runtime", "ports", "journal", "core", "nlu", "base"}},
  };
  return kRooms;
}

struct ThirdParty {
  std::string_view prefix;               // of the include as written
  std::vector<std::string_view> places;  // path prefixes in which it may be included
  bool headers_too = false;              // otherwise only .cpp files of src/ may include it
};

// One line per third party; docs/dependencies.md says what each is for. An adapter's third party is also
// allowed in the adapter's own tests.
const std::vector<ThirdParty>& third_parties() {
  static const std::vector<ThirdParty> kThirdParties = {
      {"openvino/", {"src/adapters/openvino/"}},
      {"tensorflow/", {"src/adapters/tflite/"}},
      {"tensorflow_lite/", {"src/adapters/tflite/"}},
      {"sherpa-onnx/", {"src/adapters/sherpa/"}},
      {"flite/", {"src/adapters/flite/"}},
      {"flite.h", {"src/adapters/flite/"}},
      {"sndfile.h", {"src/adapters/sndfile/", "tests/", "bench/"}},
      {"samplerate.h", {"src/adapters/samplerate/"}},
      {"opusenc.h", {"src/adapters/opusenc/"}},
      {"opus/", {"src/adapters/opusenc/"}},
      {"portaudio.h", {"src/adapters/portaudio/"}},
      {"openssl/", {"src/adapters/openssl/"}},
      {"toml++/", {"src/adapters/toml/", "src/sim/", "tests/"}},
      {"nlohmann/", {"src/journal/"}, true},
      {"nlohmann/",
       {"src/adapters/", "src/explain/", "src/home/", "src/runtime/journal", "src/runtime/recording_keeper",
        "src/runtime/hands_link", "src/runtime/voice_store", "src/sim/material_", "src/sim/household",
        "src/page/", "apps/", "tests/", "bench/", "tools/"}},
      {"CLI/", {"apps/"}},
      {"spdlog/", {"apps/"}},
      {"gtest/", {"tests/"}, true},
      {"gmock/", {"tests/"}, true},
      {"benchmark/", {"bench/"}, true},
      {"sqlite3.h", {"src/adapters/sqlite/"}},
      {"sodium.h", {"src/adapters/sodium/"}},
      {"curl/", {"src/adapters/curl/"}},
      {"seccomp.h", {"src/adapters/seccomp/"}},
      {"mqtt/", {"src/adapters/paho/"}},
      {"boost/", {"src/adapters/http/"}},
      {"boost/math/", {"src/sim/"}},
      {"speex/", {"src/adapters/speexdsp/"}},
  };
  return kThirdParties;
}

// The operating system itself: where files, processes, sockets and signals may be touched.
constexpr std::array kSystemPrefixes = {
    "unistd.h",  "fcntl.h",  "semaphore.h", "sys/",       "poll.h",   "signal.h",   "pthread.h", "sched.h",
    "termios.h", "netinet/", "arpa/",       "dlfcn.h",    "spawn.h",  "linux/",     "dirent.h",  "pwd.h",
    "grp.h",     "netdb.h",  "net/",        "ftw.h",      "malloc.h", "execinfo.h", "syslog.h",  "glob.h",
    "fnmatch.h", "link.h",   "utime.h",     "sysexits.h", "ifaddrs.h"};
// A file of the speech cache is written whole or not at all, which needs fsync.
constexpr std::array kSystemPlaces = {"src/adapters/",
                                      "src/runtime/live",
                                      "src/runtime/private_file",
                                      "src/runtime/speech_file",
                                      "apps/",
                                      "tests/",
                                      "bench/",
                                      "tools/"};

// Headers of the C++20 library, and the C headers without a C++ name that matters here.
constexpr std::string_view kStandard =
    " algorithm any array atomic barrier bit bitset cctype cerrno cfenv cfloat charconv chrono cinttypes "
    "climits clocale cmath compare complex concepts condition_variable coroutine csetjmp csignal cstdarg "
    "cstddef cstdint cstdio cstdlib cstring ctime cwchar cwctype deque exception execution filesystem "
    "format forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream "
    "iterator latch limits list locale map memory memory_resource mutex new numbers numeric optional "
    "ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex source_location "
    "span sstream stack stdexcept stop_token streambuf string string_view syncstream system_error thread "
    "tuple type_traits typeindex typeinfo unordered_map unordered_set utility valarray variant vector "
    "version cassert assert.h errno.h stdint.h stddef.h string.h stdio.h stdlib.h math.h time.h limits.h "
    "ctype.h stdbool.h cuchar immintrin.h cxxabi.h ";

std::optional<Include> parse_include(const SourceFile& file, std::size_t index) {
  std::string_view code = file.code_lines[index];
  if (!code.starts_with("#include")) return std::nullopt;
  const std::string_view raw = file.lines[index];
  const std::size_t open = raw.find_first_of("<\"");
  if (open == std::string_view::npos) return std::nullopt;
  const std::size_t close = raw.find(raw[open] == '<' ? '>' : '"', open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  return Include{index + 1, std::string(raw.substr(open + 1, close - open - 1)), {}};
}

std::vector<Include> includes_of(const Tree& tree, const SourceFile& file) {
  std::vector<Include> found;
  const std::filesystem::path folder = std::filesystem::path(file.path).parent_path();
  for (std::size_t i = 0; i < file.code_lines.size(); ++i) {
    std::optional<Include> include = parse_include(file, i);
    if (!include) continue;
    for (const std::filesystem::path& base :
         {folder, std::filesystem::path("src"), std::filesystem::path("apps"), std::filesystem::path("tests"),
          std::filesystem::path(".")}) {
      const std::string candidate = (base / include->target).lexically_normal().generic_string();
      if (tree.find(candidate) == nullptr) continue;
      include->resolved = candidate;
      break;
    }
    found.push_back(std::move(*include));
  }
  return found;
}

// "src/adapters/toml/x.cpp" -> {"src", "adapters", "toml"}, without the file's own name.
std::vector<std::string> folders_of(std::string_view path) {
  std::vector<std::string> parts;
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos; slash = path.find('/')) {
    parts.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash + 1);
  }
  return parts;
}

const Room* find_room(std::string_view name) {
  const auto found =
      std::find_if(rooms().begin(), rooms().end(), [&](const Room& r) { return r.name == name; });
  return found == rooms().end() ? nullptr : &*found;
}

// What is wrong with `from` including `to`, or nothing. Both are paths from the root.
std::optional<std::string> direction_fault(const std::string& from, const std::string& to) {
  const std::vector<std::string> a = folders_of(from);
  const std::vector<std::string> b = folders_of(to);
  if (a.empty() || b.empty()) return std::nullopt;
  if (a[0] == "tests" || a[0] == "bench" || a[0] == "tools") return std::nullopt;
  if (b[0] == "tests" || b[0] == "bench" || b[0] == "tools")
    return "the product includes " + b[0] + "/: move what both need into src/";
  if (a[0] == "apps") return std::nullopt;
  if (a[0] != "src") return std::nullopt;
  if (b[0] == "apps") return "src/ includes apps/: apps stand on top; move what is needed down";
  if (a.size() < 2 || b.size() < 2) return std::nullopt;
  const Room* room = find_room(a[1]);
  if (room == nullptr || a[1] == b[1]) {
    if (a[1] == "adapters" && b[1] == "adapters" && a.size() > 2 && b.size() > 2 && a[2] != b[2])
      return "adapter " + a[2] + " includes adapter " + b[2] + ": join them in apps/ through a port";
    return std::nullopt;
  }
  if (std::find(room->below.begin(), room->below.end(), b[1]) != room->below.end()) return std::nullopt;
  if (b[1] == "sim") return "only src/sim, apps, tests, bench and tools may include sim/";
  return "src/" + a[1] + " may not include " + b[1] +
         "/: dependencies point apps -> adapters, sim -> runtime -> " +
         "ports, journal -> core -> nlu -> base";
}

bool starts_with_one_of(std::string_view text, const auto& prefixes) {
  return std::any_of(std::begin(prefixes), std::end(prefixes),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

// "src/adapters/toml/" is also open to "tests/unit/toml/" and "tests/unit/adapters/toml/".
bool place_allows(std::string_view place, const SourceFile& file) {
  if (file.under(place)) return true;
  constexpr std::string_view kAdapters = "src/adapters/";
  if (!place.starts_with(kAdapters)) return false;
  const std::string folder(place.substr(kAdapters.size()));
  return file.under("tests/unit/" + folder) || file.under("tests/unit/adapters/" + folder);
}

std::optional<std::string> third_party_fault(const SourceFile& file, const std::string& target) {
  if (starts_with_one_of(target, kSystemPrefixes)) {
    if (starts_with_one_of(file.path, kSystemPlaces)) return std::nullopt;
    return "<" + target + "> is the operating system: reach it through a port and an adapter";
  }
  std::optional<std::string> fault =
      "unknown header <" + target +
      ">: a new third party needs a line in docs/dependencies.md, in NOTICE and in " +
      "the table of tests/tidy/rules_includes.cpp";
  for (const ThirdParty& party : third_parties()) {
    if (!target.starts_with(party.prefix)) continue;
    if (std::none_of(party.places.begin(), party.places.end(),
                     [&](std::string_view place) { return place_allows(place, file); })) {
      fault = "<" + target + "> may be included only in " + std::string(party.places.front()) +
              " (tests/tidy/rules_includes.cpp has the table): use the port";
    } else if (file.is_header() && file.under("src/") && !party.headers_too &&
               !file.path.ends_with("_internal.hpp")) {
      return "<" + target + "> in a header: keep it in the .cpp file behind a pimpl, or in NAME_internal.hpp";
    } else {
      return std::nullopt;
    }
  }
  return fault;
}

}  // namespace

Findings check_directions(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    if (!file.is_cpp()) continue;
    const std::vector<std::string> folders = folders_of(file.path);
    if (folders.size() >= 2 && folders[0] == "src" && find_room(folders[1]) == nullptr)
      findings.push_back({file.path, 1, "src/" + folders[1] + " is not a room: see docs/ARCHITECTURE.md"});
    for (const Include& include : includes_of(tree, file)) {
      if (include.resolved.empty()) continue;
      if (auto fault = direction_fault(file.path, include.resolved))
        findings.push_back({file.path, include.line, *fault});
    }
  }
  return findings;
}

Findings check_third_party(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files) {
    if (!file.is_cpp() || file.under("third_party/")) continue;
    for (const Include& include : includes_of(tree, file)) {
      if (!include.resolved.empty()) continue;
      if (kStandard.find(" " + include.target + " ") != std::string_view::npos) continue;
      if (auto fault = third_party_fault(file, include.target))
        findings.push_back({file.path, include.line, *fault});
    }
  }
  return findings;
}

}  // namespace sotto::tidy
