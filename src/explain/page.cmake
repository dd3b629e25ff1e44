# What the pages of `sotto explain --html` are made of becomes part of the program: our style and script, and the
# library that draws the waveform, with its licence.

set(page_texts
  ${CMAKE_SOURCE_DIR}/src/explain/page/page.css
  ${CMAKE_SOURCE_DIR}/src/explain/page/page.js
  ${sotto_engines}/wavesurfer/wavesurfer.min.js
  ${sotto_engines}/wavesurfer/LICENSE)
foreach(text IN LISTS page_texts)
  if(NOT EXISTS "${text}")
    engine_missing("${text}")
  endif()
endforeach()

set(page_source ${CMAKE_BINARY_DIR}/page_texts.cpp)
add_custom_command(
  OUTPUT ${page_source}
  COMMAND ${CMAKE_COMMAND} "-DFILES=${page_texts}" -DOUTPUT=${page_source}
    -P ${CMAKE_SOURCE_DIR}/src/explain/embed_page.cmake
  DEPENDS ${page_texts} ${CMAKE_SOURCE_DIR}/src/explain/embed_page.cmake
  VERBATIM)
target_sources(sotto_explain PRIVATE ${page_source})
