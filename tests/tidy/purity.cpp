#include "purity.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <set>

namespace sotto::tidy {
namespace {

// C names without an effect outside of their arguments. A sanitizer's own come with its builds. nlohmann-json
// asserts with __assert_fail, which prints and aborts as our own assertions do.
constexpr std::string_view kPureNames =
    " memcpy memmove memset memcmp memchr memmem bcmp strlen strcmp strncmp strchr __memcpy_chk "
    "__memmove_chk __memset_chk strtol strtoul strtoll strtoull strtod strtof localeconv snprintf "
    "vsnprintf __snprintf_chk isalpha isdigit isspace isalnum isupper islower ispunct isxdigit toupper "
    "tolower abs labs qsort bsearch sqrt sqrtf pow powf exp expf exp2 log logf log2 log10 floor ceil "
    "round roundf lround llround lrint rint nearbyint fmod fabs trunc malloc free realloc calloc "
    "__stack_chk_fail _GLOBAL_OFFSET_TABLE_ __dso_handle __tls_get_addr __libc_single_threaded "
    "__errno_location __assert_fail __popcountdi2 ";
constexpr std::array kPurePrefixes = std::to_array<std::string_view>({
    "__cxa_",
    "_Unwind_",
    "__gxx_personality",
    "__asan_",
    "__ubsan_",
    "__tsan_",
    "__sanitizer_",
    "__gcov_",
    "__mul",
    "__div",
    "__udiv",
    "__umod",
    "__mod",
});

struct Refused {
  std::string_view part;
  std::string_view why;
};

constexpr std::array kRefused = std::to_array<Refused>({
    {"std::chrono::", "a clock"},
    {"std::filesystem::", "files"},
    {"basic_fstream<", "files"},
    {"basic_ifstream<", "files"},
    {"basic_ofstream<", "files"},
    {"basic_filebuf<", "files"},
    {"std::thread", "threads"},
    {"std::jthread", "threads"},
    {"std::this_thread", "threads"},
    {"std::condition_variable", "threads"},
    {"std::__future_base", "threads"},
    {"std::random_device", "randomness"},
    {"std::cout", "the console"},
    {"std::cerr", "the console"},
    {"std::clog", "the console"},
    {"std::cin", "the console"},
    {"std::ios_base::Init", "the console (an include of <iostream>)"},
    {"std::locale::global", "the locale of the process"},
});

// Demangled C++ names have a scope, a parameter list or a blank; what has none of these is a C name.
bool is_cpp_name(std::string_view name) {
  return name.find_first_of(":( ") != std::string_view::npos;
}

std::string run(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  std::string out;
  std::array<char, 4096> buffer{};
  if (!pipe) return out;
  for (std::size_t n = 1; n > 0;) {
    n = std::fread(buffer.data(), 1, buffer.size(), pipe.get());
    out.append(buffer.data(), n);
  }
  return out;
}

}  // namespace

std::vector<Symbol> undefined_symbols(const std::string& archive) {
  const std::string output = run("nm --undefined-only --demangle --print-file-name '" + archive + "' 2>&1");
  std::vector<Symbol> symbols;
  std::string_view rest = output;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    // "libsotto_core.a:step.cpp.o:                 U std::__throw_length_error(char const*)"
    std::size_t kind = line.find(" U ");
    if (kind == std::string_view::npos) kind = std::min(line.find(" w "), line.find(" v "));
    if (kind == std::string_view::npos) continue;
    std::string_view object = line.substr(0, line.rfind(':', kind));
    object.remove_prefix(object.rfind(':') + 1);
    symbols.push_back({std::string(object), std::string(line.substr(kind + 3))});
  }
  return symbols;
}

std::string impurity(std::string_view name) {
  if (const std::size_t version = name.find('@'); version != std::string_view::npos)
    name = name.substr(0, version);
  if (name.starts_with("sotto::")) return "";
  for (const Refused& refused : kRefused) {
    if (name.find(refused.part) != std::string_view::npos) return std::string(refused.why);
  }
  if (is_cpp_name(name)) return "";
  if (kPureNames.find(" " + std::string(name) + " ") != std::string_view::npos) return "";
  if (std::any_of(kPurePrefixes.begin(), kPurePrefixes.end(),
                  [&](auto prefix) { return name.starts_with(prefix); }))
    return "";
  return "a C function that is not known to be harmless";
}

std::vector<std::string> impurities_of(const std::string& archive, const std::vector<std::string>& allowed) {
  std::set<std::string> found;
  for (const Symbol& symbol : undefined_symbols(archive)) {
    const std::string why = impurity(symbol.name);
    const std::string place = symbol.object + ":" + symbol.name.substr(0, symbol.name.find('@'));
    if (why.empty() || std::find(allowed.begin(), allowed.end(), place) != allowed.end()) continue;
    found.insert(place + " (" + why + ")");
  }
  return {found.begin(), found.end()};
}

}  // namespace sotto::tidy
