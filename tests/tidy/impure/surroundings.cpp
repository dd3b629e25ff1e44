#include <cstdlib>
#include <iostream>

// Reads the environment and writes to the console, for the purity check to find.
void look_around() {
  std::cout << std::getenv("HOME");
}
