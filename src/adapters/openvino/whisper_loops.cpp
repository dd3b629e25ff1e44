#include "adapters/openvino/whisper_loops.hpp"

#include <algorithm>

namespace sotto {
namespace {

constexpr std::size_t kLongestRun = 20;

std::size_t repeats_of_a_loop(std::size_t run) {
  return run <= 2 ? 5 : run <= 4 ? 4 : 3;
}

}  // namespace

std::optional<std::size_t> loop_start(std::span<const std::int32_t> tokens) {
  for (std::size_t run = 1; run <= kLongestRun; ++run) {
    const std::size_t wanted = repeats_of_a_loop(run);
    if (tokens.size() < run * wanted) continue;
    std::size_t same = 0;  // tokens that equal the one a run later, counted from the end
    while (same + run < tokens.size() &&
           tokens[tokens.size() - 1 - same] == tokens[tokens.size() - 1 - same - run]) {
      ++same;
    }
    if (same >= run * (wanted - 1)) return tokens.size() - same;
  }
  return std::nullopt;
}

}  // namespace sotto
