// The story of a recorded journal, as the golden files hold it. The clock on the wall is UTC.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "explain/read_interaction.hpp"
#include "explain/story.hpp"
#include "journal_file.hpp"

namespace sotto {

inline constexpr const char* kJournalEnding = ".journal.jsonl";

// "portland.guarded" for each journal of the folder.
inline std::vector<std::string> journal_names(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    const std::size_t end = file.find(kJournalEnding);
    if (end != std::string::npos) names.push_back(file.substr(0, end));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// In UTC, so that a story is the same everywhere.
inline std::string wall_time(std::int64_t wall_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(wall_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::minutes>(time - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%d-%02u-%02u %02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()));
  return text.data();
}

inline Result<Interaction> last_interaction(const JournalReader& journal) {
  Which which;
  which.refused_too = true;
  const auto id = find_interaction(journal, which);
  if (!id) return id.error();
  if (!id.value()) return Error{ErrorCode::kNotFound, "interaction"};
  return read_interaction(journal, *id.value());
}

inline Result<std::string> told_story(const std::filesystem::path& folder, const std::string& name) {
  const auto journal = read_journal_file(folder / (name + kJournalEnding));
  if (!journal) return journal.error();
  const auto interaction = last_interaction(journal.value());
  if (!interaction) return interaction.error();
  return story_text(tell_story(interaction.value(), wall_time));
}

}  // namespace sotto
