# What is in web/ becomes part of the program, with the library that draws waveforms and its licence.

file(GLOB web_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/*.js ${CMAKE_SOURCE_DIR}/web/*.css
  ${CMAKE_SOURCE_DIR}/web/*.svg)
set(asset_files ${CMAKE_SOURCE_DIR}/web/index.html ${web_files} ${sotto_engines}/wavesurfer/wavesurfer.min.js)
set(asset_paths "/")
foreach(file IN LISTS web_files)
  get_filename_component(name ${file} NAME)
  list(APPEND asset_paths "/assets/${name}")
endforeach()
list(APPEND asset_paths "/assets/wavesurfer.min.js")
configure_file(${sotto_engines}/wavesurfer/LICENSE ${CMAKE_BINARY_DIR}/wavesurfer_licence.txt COPYONLY)
list(APPEND asset_files ${CMAKE_BINARY_DIR}/wavesurfer_licence.txt)
list(APPEND asset_paths "/assets/wavesurfer-licence.txt")

set(assets_source ${CMAKE_BINARY_DIR}/page_assets.cpp)
add_custom_command(
  OUTPUT ${assets_source}
  COMMAND ${CMAKE_COMMAND} "-DFILES=${asset_files}" "-DPATHS=${asset_paths}" -DOUTPUT=${assets_source}
    -P ${CMAKE_SOURCE_DIR}/src/page/embed_assets.cmake
  DEPENDS ${asset_files} ${CMAKE_SOURCE_DIR}/src/page/embed_assets.cmake
  VERBATIM)
target_sources(sotto_page PRIVATE ${assets_source})
