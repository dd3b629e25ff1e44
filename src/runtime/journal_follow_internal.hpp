// Walks through the runs of a journal with one follower for each. Internal to the files that begin with
// "journal".
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "runtime/journal_runs.hpp"

namespace sotto {

// `make` gives a new follower for a RunStart; it takes every RecordedStep of its run, and what it has made of
// the run is finish(). `options` has run, stopped and on_progress, as JournalReplayOptions. A walk that is
// stopped gives the runs that it has ended. Errors: those of RunReader::next() and of the follower; not-found
// (no such run).
template <typename Outcome, typename Options, typename Make>
[[nodiscard]] Result<std::vector<Outcome>> follow_runs(const JournalReader& reader, const Options& options,
                                                       const Make& make) {
  constexpr std::uint64_t kProgressEvery = 512;
  const auto size = reader.size();
  if (!size) return size.error();
  RunReader runs(reader);
  std::vector<Outcome> outcomes;
  decltype(make(std::declval<const RunStart&>())) follower = nullptr;
  std::uint64_t shown = 0;
  while (!options.stopped || !options.stopped()) {
    auto item = runs.next();
    if (!item) return item.error();
    const bool ended = !item.value();
    const auto* start = ended ? nullptr : std::get_if<RunStart>(&*item.value());
    if (follower && (ended || start != nullptr))
      outcomes.push_back(std::exchange(follower, nullptr)->finish());
    if (ended) break;
    if (start != nullptr) {
      if (!options.run || *options.run == start->number) follower = make(*start);
    } else if (follower) {
      if (auto taken = follower->take(std::get<RecordedStep>(*item.value())); !taken) return taken.error();
    }
    if (options.on_progress && runs.position() >= shown + kProgressEvery) {
      shown = runs.position();
      options.on_progress(shown, size.value());
    }
  }
  if (options.run && outcomes.empty()) {
    return Error{ErrorCode::kNotFound, "run " + std::to_string(*options.run)};
  }
  return outcomes;
}

}  // namespace sotto
