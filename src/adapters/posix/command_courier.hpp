// CommandCourier: a message through any program of the owner's, started without a shell.
//
// The program gets the sound file on standard input and its arguments as they stand in the settings, where an
// argument that is {contact}, {address}, {transcript} or {file-name} as a whole is replaced. Whatever it
// prints is thrown away. Exit 0: sent; 75 (EX_TEMPFAIL): delivery-deferred; another: delivery-refused; a
// signal, or the time limit: delivery-unknown. Thread-safety: one caller. REQUIRES: SIGPIPE is ignored.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ports/courier.hpp"

namespace sotto {

struct CommandSettings {
  std::filesystem::path program;  // absolute
  std::vector<std::string> arguments;
  int limit_seconds = 60;
};

// Errors: file-invalid (the program's path is not absolute; an argument has braces but is no placeholder).
[[nodiscard]] Result<std::unique_ptr<Courier>> make_command_courier(CommandSettings settings);

// The arguments for this message. A value that begins with a hyphen gets a blank before it, so that no
// program takes it for an option; it ends where it holds a NUL.
[[nodiscard]] std::vector<std::string> fill_arguments(const std::vector<std::string>& arguments,
                                                      const Parcel& parcel);

}  // namespace sotto
