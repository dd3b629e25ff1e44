#include <sys/random.h>

#include <cstdlib>
#include <random>

// Asks for randomness in three ways, for the purity check to find.
unsigned roll() {
  unsigned value = 0;
  if (getrandom(&value, sizeof value, 0) < 0) value = 1;
  std::random_device device;
  return value + device() + static_cast<unsigned>(std::rand());
}
