# A short front for CMake. Each target does all that it needs; what is done already costs next to nothing.

PYTHON ?= python3

.PHONY: setup build run test check clean

setup:
	@$(PYTHON) tools/setup/setup.py

build/build.ninja: CMakePresets.json | setup
	@cmake --preset dev
	@touch $@

build: build/build.ninja
	@cmake --build --preset dev
	@[ build/.prompts -nt build/sotto ] || { build/sotto prepare && touch build/.prompts; }

run: build
	@build/sotto demo

test: build
	@ctest --preset dev

check:
	@$(PYTHON) tools/setup/setup.py --check
	@tools/check.sh

clean:
	rm -rf build build-release build-asan build-tsan
