#!/usr/bin/env bash
# Everything that `make check` looks at beyond the tests: format, clang-tidy, and the tests under sanitizers.
#
#   tools/check.sh                 all steps
#   tools/check.sh format tidy     only these; steps: format tidy asan tsan
#   tools/check.sh --fix           writes the format instead of checking it
#
# SOTTO_BUILD_ROOT: where the build folders lie (default: the source tree). JOBS: how many jobs at once (default: 2).
# Every step runs even if one before it failed; the last line says how each ended.
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2

readonly jobs="${JOBS:-2}"
readonly builds="${SOTTO_BUILD_ROOT:-.}"
readonly cache="${SOTTO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sotto}/check"
readonly suppressions="$PWD/tools/sanitizers"

cpp_files() {
  if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
    git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.hpp' ':!third_party'
  else
    find src apps tests bench tools -name '*.[ch]pp' -print0
  fi
}

step_format() { cpp_files | xargs -0 clang-format-16 --dry-run -Werror; }

# configure PRESET FOLDER: the build that `make` uses keeps its compilers as they are, so that nothing is built again.
configure() {
  local launcher=()
  if [ "$1" != dev ] && command -v ccache >/dev/null; then
    launcher=(-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  cmake --preset "$1" -B "$2" "${launcher[@]}" >"$2.log" 2>&1 || { cat "$2.log"; return 1; }
  rm -f "$2.log"
}

# build_labels FOLDER LABEL...: the test programs that carry one of the labels, as far as there are any.
build_labels() {
  local folder=$1 label known targets=()
  shift
  known=$(ninja -C "$folder" -t targets all) || return 1
  for label in "$@"; do
    if grep -q "^tests_$label: phony" <<<"$known"; then targets+=("tests_$label"); fi
  done
  if [ ${#targets[@]} -eq 0 ]; then
    echo "no tests labelled $*"
    return 1
  fi
  ninja -C "$folder" -j "$jobs" "${targets[@]}"
}

step_tidy() {
  configure dev "$builds/build" || return 1
  python3 tools/clang_tidy.py --build "$builds/build" --cache "$cache/tidy" --jobs "$jobs"
}

step_asan() {
  local folder="$builds/build-asan"
  configure asan-ubsan "$folder" && build_labels "$folder" unit golden property fuzz || return 1
  # tools/sanitizers says why each engine's leak is let pass. OpenVINO's thread library would load a part of itself with
  # RTLD_DEEPBIND, where the sanitizer stops, unless it is told.
  TBB_ENABLE_SANITIZERS=1 \
    ASAN_OPTIONS="detect_stack_use_after_return=1:check_initialization_order=1:strict_init_order=1" \
    LSAN_OPTIONS="suppressions=$suppressions/lsan.supp:print_suppressions=0" \
    UBSAN_OPTIONS="print_stacktrace=1" \
    ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$jobs" \
    -L '^(unit|golden|property|fuzz)$' -LE '^(scene|live)$' |
    grep -v -E '^ +Start |Passed +[0-9.]+ sec$'
}

step_tsan() {
  local folder="$builds/build-tsan" without_aslr=()
  # The thread sanitizer of g++ 12 stops where the kernel scatters memory more widely than it knows.
  if setarch "$(uname -m)" -R true 2>/dev/null; then without_aslr=(setarch "$(uname -m)" -R); fi
  configure tsan "$folder" && "${without_aslr[@]}" bash -c \
    "$(declare -f build_labels); jobs=$jobs; build_labels '$folder' runtime ring" || return 1
  TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1" \
    "${without_aslr[@]}" ctest --test-dir "$folder" --output-on-failure --no-tests=error -j "$jobs" \
    -L '^(runtime|ring)$' -LE '^(scene|live)$' |
    grep -v -E '^ +Start |Passed +[0-9.]+ sec$'
}

main() {
  local step began steps=() outcomes=() failed=0
  if [ "${1:-}" = --fix ]; then
    cpp_files | xargs -0 clang-format-16 -i
    return
  fi
  steps=("$@")
  [ ${#steps[@]} -gt 0 ] || steps=(format tidy asan tsan)
  for step in "${steps[@]}"; do
    if ! declare -F "step_$step" >/dev/null; then
      echo "unknown step '$step': use format, tidy, asan or tsan" >&2
      return 2
    fi
  done
  mkdir -p "$builds" "$cache"
  for step in "${steps[@]}"; do
    echo "== $step"
    began=$SECONDS
    if "step_$step"; then
      outcomes+=("$step ok $((SECONDS - began)) s")
    else
      outcomes+=("$step FAILED $((SECONDS - began)) s")
      failed=1
    fi
  done
  local list
  list=$(printf ', %s' "${outcomes[@]}")
  if [ $failed -eq 0 ]; then
    echo "check: passed (${list:2})"
  else
    echo "check: FAILED (${list:2})"
  fi
  return $failed
}

main "$@"
