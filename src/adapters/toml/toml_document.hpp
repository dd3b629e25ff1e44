// TOML text to a Document (base/document.hpp), by toml++. The only place that knows TOML.
//
// Thread-safety: pure functions apart from reading the named file; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/document.hpp"
#include "base/result.hpp"

namespace sotto {

// `name` is what messages call the file. Errors: file-invalid, "NAME:LINE: what is wrong"; dates and times
// are invalid too, because no file of ours has any.
[[nodiscard]] Result<Document> parse_toml(std::string_view text, const std::string& name);

// The whole text of a file of at most 1 MiB. Errors: file-missing, file-unreadable, too-long.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& path);

// Both in one; messages name the file by `path` as given.
[[nodiscard]] Result<Document> read_toml_file(const std::filesystem::path& path);

}  // namespace sotto
