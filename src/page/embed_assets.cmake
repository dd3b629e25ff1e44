# cmake "-DFILES=file;..." "-DPATHS=/assets/x;..." -DOUTPUT=x.cpp -P embed_assets.cmake: writes a source file that holds
# the files, each under the path by which a browser asks for it.

set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")
set(types_txt "text/plain; charset=utf-8")
set(number 0)
foreach(file path IN ZIP_LISTS FILES PATHS)
  file(READ "${file}" text HEX)
  # Bytes rather than a literal: no text can then break out of it, and no compiler limits its length.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "static_cast<char>(0x\\1)," bytes "${text}")
  cmake_path(GET file EXTENSION LAST_ONLY ending)
  string(SUBSTRING "${ending}" 1 -1 ending)
  string(APPEND texts "constexpr char kText${number}[] = {${bytes}};\n")
  string(APPEND rows "    {\"${path}\", \"${types_${ending}}\", {kText${number}, sizeof(kText${number})}},\n")
  math(EXPR number "${number} + 1")
endforeach()

file(WRITE "${OUTPUT}" "// Generated from the files of the page.
#include <array>

#include \"page/assets.hpp\"

namespace sotto {
namespace {

${texts}
constexpr std::array<PageAsset, ${number}> kAssets = {{
${rows}}};

}  // namespace

std::span<const PageAsset> page_assets() {
  return kAssets;
}

}  // namespace sotto
")
