# cmake -DROOT=... -DFILES=a.toml;b.toml -DOUTPUT=x.cpp -P embed_texts.cmake: writes a source file that holds the texts
# of those files, which are named relative to ROOT.

set(entries "")
set(count 0)
foreach(name IN LISTS FILES)
  file(READ "${ROOT}/${name}" text HEX)
  # Bytes rather than a literal: no text can then break out of it, and no compiler limits its length.
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${text}")
  string(APPEND texts "constexpr unsigned char kText${count}[] = {${bytes}0};\n")
  string(APPEND entries "    {\"${name}\", kText${count}, sizeof(kText${count}) - 1},\n")
  math(EXPR count "${count} + 1")
endforeach()

file(WRITE "${OUTPUT}" "// Generated from the files that it names.
#include \"adapters/toml/built_in_texts.hpp\"

namespace sotto {
namespace {

${texts}
constexpr BuiltInText kTexts[] = {
${entries}};

}  // namespace

std::span<const BuiltInText> built_in_texts() {
  return kTexts;
}

}  // namespace sotto
")
