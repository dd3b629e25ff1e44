// What `sotto doctor` asks the machine: processor, memory, disk and folders. Nothing is changed by asking.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace sotto {

struct Check {
  std::string what;  // "microphone"
  bool ok = false;
  std::string detail;  // what was found, without a full stop
  std::string advice;  // what to do about it; empty when all is well
};

[[nodiscard]] Check check_processor();

// Whether so much memory is free, also under the limit of a container.
[[nodiscard]] Check check_memory(std::uint64_t needed_mb);

// Whether so much room is free where `folder` is or would be.
[[nodiscard]] Check check_disk(const std::filesystem::path& folder, std::uint64_t needed_mb);

// Whether a process can give its rights away, as the one that hears does: a process made for it tries.
[[nodiscard]] Check check_confinement();

// A folder that only its owner may look into; it may not be there yet if it can be made.
[[nodiscard]] Check check_private_folder(const std::string& what, const std::filesystem::path& folder);

// A folder of the owner's choice, whatever its mode.
[[nodiscard]] Check check_writable_folder(const std::string& what, const std::filesystem::path& folder);

}  // namespace sotto
