#include <fcntl.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

// Touches files in four ways, for the purity check to find.
bool touch_files(const char* path) {
  std::ifstream stream(path);
  FILE* file = std::fopen(path, "r");
  const int descriptor = open(path, O_RDONLY);
  return stream.good() && file != nullptr && descriptor >= 0 && std::filesystem::exists(path);
}
