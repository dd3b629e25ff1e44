# cmake "-DFILES=style;script;library;licence" -DOUTPUT=x.cpp -P embed_page.cmake: writes a source file that holds those
# four texts.

set(names kStyle kScript kLibrary kLicence)
set(functions page_style page_script waveform_library waveform_licence)
foreach(file name function IN ZIP_LISTS FILES names functions)
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
