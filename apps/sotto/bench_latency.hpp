// bench latency: how long after the end-pointer's decision the transcript is there, in real time.
#pragma once

#include <CLI/CLI.hpp>

namespace sotto {

// Adds `latency` to the `bench` command.
void add_bench_latency(CLI::App& bench, int& exit_code);

}  // namespace sotto
