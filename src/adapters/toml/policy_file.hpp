// Policies as TOML: a file to a Policy and back. docs of every key: the comments of policies/guarded.toml.
//
// A policy is whole: a missing key is an error, so that nobody relies on a default that a later version
// changes. `forced` is never read: it belongs to measurements, not to files. Thread-safety: pure apart from
// reading the named file.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "core/policy.hpp"

namespace sotto {

// `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong".
[[nodiscard]] Result<Policy> parse_policy(std::string_view text, const std::string& name);

// The policy as a file without comments; parse_policy() gives it back, `forced` apart.
[[nodiscard]] std::string format_policy(const Policy& policy);

// A built-in one by name ("guarded"), or else the file of that path. Errors: those of parse_policy(),
// file-missing, file-unreadable, too-long.
[[nodiscard]] Result<Policy> load_policy(const std::string& name_or_path);

}  // namespace sotto
