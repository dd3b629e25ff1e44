# The engines that Sotto stands on, as imported targets engine::NAME. All their headers count as system headers, so our
# warnings stay about our own code. `make setup` puts the ones that Debian lacks into the cache.

if(SOTTO_CACHE)
  get_filename_component(sotto_cache "${SOTTO_CACHE}" ABSOLUTE)
elseif(DEFINED ENV{SOTTO_CACHE} AND NOT "$ENV{SOTTO_CACHE}" STREQUAL "")
  get_filename_component(sotto_cache "$ENV{SOTTO_CACHE}" ABSOLUTE)
elseif(DEFINED ENV{XDG_CACHE_HOME} AND NOT "$ENV{XDG_CACHE_HOME}" STREQUAL "")
  set(sotto_cache "$ENV{XDG_CACHE_HOME}/sotto")
else()
  set(sotto_cache "$ENV{HOME}/.cache/sotto")
endif()
set(sotto_engines "${sotto_cache}/engines")

function(engine_missing what)
  message(FATAL_ERROR "${what} is missing: run make setup")
endfunction()

foreach(piece openvino/cmake sherpa-onnx/lib tflite/lib micro-features/kissfft)
  if(NOT EXISTS "${sotto_engines}/${piece}")
    engine_missing("${sotto_engines}/${piece}")
  endif()
endforeach()

# A program that is installed finds the libraries where it found them when it was built.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)

# engine::NAME, made of another target that is already imported.
function(engine_wrap name)
  add_library(engine::${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(engine::${name} INTERFACE ${ARGN})
endfunction()

# engine::NAME, made of one shared library in the cache. CMake writes the library's folder into whatever links it.
function(engine_library name file)
  add_library(engine::${name} SHARED IMPORTED GLOBAL)
  set_target_properties(engine::${name} PROPERTIES IMPORTED_LOCATION "${sotto_engines}/${file}")
endfunction()

# OpenVINO

set(OpenVINO_DIR "${sotto_engines}/openvino/cmake" CACHE PATH "" FORCE)
find_package(OpenVINO QUIET COMPONENTS Runtime)
if(NOT OpenVINO_FOUND)
  engine_missing("OpenVINO")
endif()
engine_wrap(openvino openvino::runtime)

# TensorFlow Lite: the library only, whoever uses it declares the few functions that it calls

engine_library(tflite tflite/lib/libtensorflowlite_c.so)

# sherpa-onnx, through its C interface

engine_library(sherpa sherpa-onnx/lib/libsherpa-onnx-c-api.so)
set_target_properties(
  engine::sherpa
  PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${sotto_engines}/sherpa-onnx/include"
    IMPORTED_LINK_DEPENDENT_LIBRARIES engine::onnxruntime
)
engine_library(onnxruntime sherpa-onnx/lib/libonnxruntime.so)

# The micro frontend: the features that the wake models listen to, compiled from source

set(micro_features "${sotto_engines}/micro-features")
file(GLOB micro_features_sources "${micro_features}/tensorflow/lite/experimental/microfrontend/lib/*.cc")
list(FILTER micro_features_sources EXCLUDE REGEX "_(test|main|io|generator)\\.cc$")
add_library(
  sotto_micro_features STATIC EXCLUDE_FROM_ALL
  ${micro_features_sources}
  "${micro_features}/kissfft/kiss_fft.cc"
  "${micro_features}/kissfft/tools/kiss_fftr.cc"
)
target_include_directories(sotto_micro_features SYSTEM PUBLIC "${micro_features}" "${micro_features}/kissfft")
target_compile_definitions(sotto_micro_features PRIVATE FIXED_POINT=16)
target_compile_options(sotto_micro_features PRIVATE -w)
set_target_properties(sotto_micro_features PROPERTIES POSITION_INDEPENDENT_CODE ON CXX_CLANG_TIDY "")
add_library(engine::micro_features ALIAS sotto_micro_features)

# What Debian has

find_package(PkgConfig QUIET)
if(NOT PkgConfig_FOUND)
  engine_missing("pkg-config")
endif()

function(engine_pkg_config name module)
  pkg_check_modules(engine_${name} QUIET IMPORTED_TARGET GLOBAL ${module})
  if(NOT TARGET PkgConfig::engine_${name})
    engine_missing("the Debian package with ${module}.pc")
  endif()
  engine_wrap(${name} PkgConfig::engine_${name})
endfunction()

engine_pkg_config(sndfile sndfile)
engine_pkg_config(samplerate samplerate)
engine_pkg_config(opusenc libopusenc)
engine_pkg_config(portaudio portaudio-2.0)
engine_pkg_config(crypto libcrypto)
engine_pkg_config(ssl libssl)
engine_pkg_config(sodium libsodium)
engine_pkg_config(sqlite sqlite3)
engine_pkg_config(curl libcurl)
engine_pkg_config(seccomp libseccomp)
engine_pkg_config(speexdsp speexdsp)

# flite has no pkg-config file. Order matters: the voice needs the language, the language needs the lexicon.

set(flite_libraries)
foreach(part flite_cmu_us_slt flite_usenglish flite_cmulex flite)
  find_library(engine_${part} ${part})
  mark_as_advanced(engine_${part})
  if(NOT engine_${part})
    engine_missing("the Debian package flite1-dev")
  endif()
  list(APPEND flite_libraries "${engine_${part}}")
endforeach()
engine_wrap(flite ${flite_libraries} m)

# Eclipse Paho has no pkg-config file. The C++ library stands on the C library with TLS.

foreach(part paho-mqttpp3 paho-mqtt3as)
  find_library(engine_${part} ${part})
  mark_as_advanced(engine_${part})
  if(NOT engine_${part})
    engine_missing("the Debian packages libpaho-mqttpp-dev and libpaho-mqtt-dev")
  endif()
endforeach()
engine_wrap(paho "${engine_paho-mqttpp3}" "${engine_paho-mqtt3as}")

# toml++ is headers only

find_path(engine_tomlplusplus toml++/toml.h)
mark_as_advanced(engine_tomlplusplus)
if(NOT engine_tomlplusplus)
  engine_missing("the Debian package libtomlplusplus-dev")
endif()
add_library(engine::tomlplusplus INTERFACE IMPORTED GLOBAL)
target_include_directories(engine::tomlplusplus INTERFACE "${engine_tomlplusplus}")
