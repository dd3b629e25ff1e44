# What every target of the project shares: warnings, sanitizers, and the three kinds of target.

add_library(sotto_options INTERFACE)
target_include_directories(sotto_options INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(sotto_options INTERFACE
  -Wall -Wextra -Wconversion -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${SOTTO_WARNINGS_AS_ERRORS}>:-Werror>)
# g++ 12 warns of overlapping copies inside std::string that cannot happen (its bug 105651), only at -O3.
target_compile_options(sotto_options INTERFACE $<$<CONFIG:Release>:-Wno-restrict>)
if(SOTTO_SANITIZE)
  target_compile_options(sotto_options INTERFACE
    -fsanitize=${SOTTO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(sotto_options INTERFACE -fsanitize=${SOTTO_SANITIZE})
endif()
find_package(Threads REQUIRED)

# sotto_room(NAME [ROOM...]): the library of src/NAME, standing on the named rooms. A room of headers only is an
# interface library.
function(sotto_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  list(TRANSFORM ARGN PREPEND sotto_ OUTPUT_VARIABLE below)
  if(sources)
    add_library(sotto_${name} STATIC ${sources})
    target_link_libraries(sotto_${name} PUBLIC sotto_options ${below})
  else()
    add_library(sotto_${name} INTERFACE)
    target_link_libraries(sotto_${name} INTERFACE sotto_options ${below})
  endif()
endfunction()

# sotto_adapter(NAME ENGINE...): the library of src/adapters/NAME, which stands on ports and runtime and on exactly
# one third party (imported targets engine::...).
function(sotto_adapter name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(sotto_adapter_${name} STATIC ${sources})
  target_link_libraries(sotto_adapter_${name} PUBLIC sotto_runtime PRIVATE ${ARGN})
endfunction()

# sotto_test(NAME LABELS a b SOURCES ... LIBRARIES ... [TIMEOUT seconds]): one GoogleTest program, one ctest entry a
# case.
function(sotto_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "LABELS;SOURCES;LIBRARIES")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LIBRARIES} sotto_options GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE SOTTO_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  if(SOTTO_SANITIZE MATCHES "address")
    target_sources(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tools/sanitizers/keep_loaded.cpp)
  endif()
  # What runs in real time has the machine for itself.
  set(serial FALSE)
  if("live" IN_LIST arg_LABELS)
    set(serial TRUE)
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT ${arg_TIMEOUT} RUN_SERIAL ${serial})
  # gtest_discover_tests keeps only the first of several labels, so they are set where ctest reads its list.
  set(labels_file ${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake)
  file(WRITE ${labels_file}
    "if(${name}_TESTS)\n  set_tests_properties(\${${name}_TESTS} PROPERTIES LABELS \"${arg_LABELS}\")\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels_file})
  # tests_LABEL builds every test program with that label; tools/check.sh builds no more than it runs.
  foreach(label IN LISTS arg_LABELS)
    if(NOT TARGET tests_${label})
      add_custom_target(tests_${label})
    endif()
    add_dependencies(tests_${label} ${name})
  endforeach()
endfunction()
