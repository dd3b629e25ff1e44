#include "adapters/openvino/whisper_alignment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "base/assert.hpp"

namespace sotto {
namespace {

constexpr std::size_t kMedianWidth = 7;

// (rows, columns), row after row.
struct Table {
  std::size_t rows;
  std::size_t columns;
  std::vector<float> values;

  float& at(std::size_t row, std::size_t column) { return values[row * columns + column]; }
};

// Each column gets mean 0 and deviation 1 over the tokens: what all tokens look at tells nothing about one of
// them.
void normalize_columns(Table& table) {
  for (std::size_t column = 0; column < table.columns; ++column) {
    float mean = 0;
    for (std::size_t row = 0; row < table.rows; ++row) mean += table.at(row, column);
    mean /= static_cast<float>(table.rows);
    float square = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
      const float difference = table.at(row, column) - mean;
      square += difference * difference;
    }
    const float deviation = std::sqrt(square / static_cast<float>(table.rows));
    for (std::size_t row = 0; row < table.rows; ++row) {
      table.at(row, column) = (table.at(row, column) - mean) / std::max(deviation, 1e-9F);
    }
  }
}

void smooth_rows(Table& table) {
  if (table.columns < kMedianWidth) return;
  std::vector<float> smooth(table.columns);
  const auto last = static_cast<std::ptrdiff_t>(table.columns) - 1;
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (std::ptrdiff_t column = 0; column <= last; ++column) {
      std::array<float, kMedianWidth> window{};
      for (std::size_t k = 0; k < kMedianWidth; ++k) {
        std::ptrdiff_t from =
            column + static_cast<std::ptrdiff_t>(k) - static_cast<std::ptrdiff_t>(kMedianWidth / 2);
        from = from < 0 ? -from : from > last ? 2 * last - from : from;
        window[k] = table.at(row, static_cast<std::size_t>(from));
      }
      std::nth_element(window.begin(), window.begin() + kMedianWidth / 2, window.end());
      smooth[static_cast<std::size_t>(column)] = window[kMedianWidth / 2];
    }
    std::copy(smooth.begin(), smooth.end(),
              table.values.begin() + static_cast<std::ptrdiff_t>(row * table.columns));
  }
}

// The cheapest way through the table from its first to its last cell, one step right, down or both at a time:
// for each row the column where the way enters it.
std::vector<int> cheapest_way(Table& gain) {
  enum class From : std::uint8_t { kDiagonal, kAbove, kLeft };
  const std::size_t width = gain.columns + 1;
  std::vector<float> cost((gain.rows + 1) * width, INFINITY);
  std::vector<From> from((gain.rows + 1) * width, From::kLeft);
  cost[0] = 0;
  for (std::size_t row = 1; row <= gain.rows; ++row) {
    for (std::size_t column = 1; column <= gain.columns; ++column) {
      const std::size_t here = row * width + column;
      const float diagonal = cost[here - width - 1];
      const float above = cost[here - width];
      const float left = cost[here - 1];
      const float least = std::min({diagonal, above, left});
      from[here] = diagonal == least ? From::kDiagonal : above == least ? From::kAbove : From::kLeft;
      cost[here] = least - gain.at(row - 1, column - 1);
    }
  }
  std::vector<int> entered(gain.rows, 0);
  std::size_t row = gain.rows;
  std::size_t column = gain.columns;
  while (row > 0 && column > 0) {
    entered[row - 1] = static_cast<int>(column - 1);
    const From step = from[row * width + column];
    if (step != From::kLeft) --row;
    if (step != From::kAbove) --column;
  }
  return entered;
}

}  // namespace

std::vector<int> align_tokens(std::span<const float> attention, std::size_t rows, std::size_t steps,
                              std::size_t used_steps) {
  SOTTO_ASSERT(rows >= 1 && used_steps >= 1 && used_steps <= steps && attention.size() >= rows * steps);
  Table table{rows, used_steps, {}};
  table.values.reserve(rows * used_steps);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::span<const float> looks = attention.subspan(row * steps, used_steps);
    table.values.insert(table.values.end(), looks.begin(), looks.end());
  }
  normalize_columns(table);
  smooth_rows(table);
  std::vector<int> boundaries = cheapest_way(table);
  boundaries.push_back(static_cast<int>(used_steps));
  return boundaries;
}

}  // namespace sotto
