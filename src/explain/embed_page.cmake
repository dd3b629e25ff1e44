# cmake "-DFILES=a;b" "-DFUNCTIONS=f;g" -DOUTPUT=x.cpp -P embed_page.cmake: writes a source file whose functions,
# declared in page_texts.hpp, return the texts of the files.

foreach(file function IN ZIP_LISTS FILES FUNCTIONS)
  set(name "bytes_of_${function}")
  file(READ "${file}" text HEX)
  # Bytes rather than a literal: no text can then break out of it, and no compiler limits its length.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "static_cast<char>(0x\\1)," bytes "${text}")
  string(APPEND texts "constexpr char ${name}[] = {${bytes}};\n")
  string(APPEND functions_text
    "std::string_view ${function}() {\n  return {${name}, sizeof(${name})};\n}\n")
endforeach()

file(WRITE "${OUTPUT}" "// Generated from the files of the page.
#include \"explain/page_texts.hpp\"

namespace sotto {
namespace {

${texts}
}  // namespace

${functions_text}
}  // namespace sotto
")
