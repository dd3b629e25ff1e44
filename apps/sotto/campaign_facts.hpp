// What the page shows of a campaign's report: how much was heard, and what of it woke, was sent or could have
// been. Thread-safety: pure but for reading the named file.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace sotto {

// {"made":...,"commit":...,"hours":...,"recordings":...,"complete":...,"variants":[{"name","wakes":{"count",
// "upper"},"sent":{...},"gates":[{"gate","passed","tried","upper"}],"composed":...}]}. Null where there is no
// report that can be read.
[[nodiscard]] nlohmann::json campaign_facts(const std::filesystem::path& report);

}  // namespace sotto
