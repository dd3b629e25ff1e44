#include <chrono>
#include <ctime>

// Reads clocks, for the purity check to find.
long long now_twice() {
  return std::chrono::steady_clock::now().time_since_epoch().count() + std::time(nullptr);
}
