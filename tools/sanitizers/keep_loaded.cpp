// Linked into every test under the address sanitizer: libraries that were loaded stay loaded. OpenVINO lets
// go of its readers of model files, and the leak checker cannot name, so cannot let pass, what a library
// leaked that is gone.
extern "C" int dlclose(void*) noexcept {
  return 0;
}
