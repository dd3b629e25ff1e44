# What the pages of `sotto explain --html` and `sotto campaign` are made of becomes part of the program: our styles and
# scripts, and the libraries that draw the waveform and the plots, with their licences.

set(page_texts
  ${CMAKE_SOURCE_DIR}/src/explain/page/page.css
  ${CMAKE_SOURCE_DIR}/src/explain/page/page.js
  ${sotto_engines}/wavesurfer/wavesurfer.min.js
  ${sotto_engines}/wavesurfer/LICENSE
  ${CMAKE_SOURCE_DIR}/src/explain/page/campaign.css
  ${CMAKE_SOURCE_DIR}/src/explain/page/campaign.js
  ${sotto_engines}/chart/chart.umd.min.js
  ${sotto_engines}/chart/LICENSE.md)
set(page_functions page_style page_script waveform_library waveform_licence campaign_style campaign_script
  chart_library chart_licence)
foreach(text IN LISTS page_texts)
  if(NOT EXISTS "${text}")
    engine_missing("${text}")
  endif()
endforeach()

set(page_source ${CMAKE_BINARY_DIR}/page_texts.cpp)
add_custom_command(
  OUTPUT ${page_source}
  COMMAND ${CMAKE_COMMAND} "-DFILES=${page_texts}" "-DFUNCTIONS=${page_functions}"
    -DOUTPUT=${page_source} -P ${CMAKE_SOURCE_DIR}/src/explain/embed_page.cmake
  DEPENDS ${page_texts} ${CMAKE_SOURCE_DIR}/src/explain/embed_page.cmake
  VERBATIM)
target_sources(sotto_explain PRIVATE ${page_source})
