// How long it takes to tell the newest, the middle and the oldest interaction of a large journal. Usage:
// explain_bench FOLDER [RECORDS]. The journal holds the dialogs of tests/golden/stories over and over; it is
// removed at the end. Budget: 1 s each for a million records.
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "../tests/golden/stories/told.hpp"
#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kAtOnce = 1000;                // records a transaction
constexpr sotto::Milliseconds kApart = 10 * 60'000;  // one dialog to the next

template <typename T>
T must(sotto::Result<T> result) {
  if (result) return std::move(result).value();
  std::fprintf(stderr, "explain_bench: %s\n", result.error().line().c_str());
  std::exit(1);
}

std::vector<std::vector<sotto::Draft>> read_dialogs() {
  const fs::path folder = fs::path(SOTTO_SOURCE_DIR) / "tests/golden/stories";
  std::vector<std::vector<sotto::Draft>> dialogs;
  for (const std::string& name : sotto::journal_names(folder)) {
    const sotto::MemoryJournal journal =
        must(sotto::read_journal_file(folder / (name + sotto::kJournalEnding)));
    std::vector<sotto::Draft> drafts;
    for (const sotto::JournalRecord& record : journal.records)
      drafts.push_back({record.header.kind, record.header.at, record.body, record.words});
    dialogs.push_back(std::move(drafts));
  }
  return dialogs;
}

void write_journal(const fs::path& folder, std::uint64_t records) {
  sotto::Stamp now = {1'700'000'000'000, 0};
  sotto::JournalOptions options;
  options.hash = &sotto::sha256;
  options.verify = &sotto::verify_signature;
  options.signer = must(sotto::load_or_make_signing_key(folder / "keys"));
  options.random = &sotto::random_bytes;
  options.stamp = [&now] { return now; };
  const auto journal = must(sotto::open_journal(folder / "journal.db", std::move(options)));
  const auto dialogs = read_dialogs();
  std::vector<sotto::Draft> batch;
  std::uint64_t written = 0;
  for (sotto::Milliseconds begin = 0; written < records; begin += kApart) {
    for (sotto::Draft draft : dialogs[static_cast<std::size_t>(begin / kApart) % dialogs.size()]) {
      draft.at += begin;
      batch.push_back(std::move(draft));
    }
    if (batch.size() < kAtOnce) continue;
    now = {1'700'000'000'000 + begin, begin};
    must(journal->append(batch));
    written += batch.size();
    batch.clear();
  }
}

void measure(const fs::path& file, const char* what, const sotto::Which& which) {
  const Clock::time_point start = Clock::now();
  const auto journal = must(sotto::open_journal_reader(file));
  const auto id = must(sotto::find_interaction(*journal, which));
  if (!id) {
    std::printf("%s: nothing found\n", what);
    return;
  }
  const sotto::Interaction interaction = must(sotto::read_interaction(*journal, *id));
  const std::string text = sotto::story_text(sotto::tell_story(interaction, sotto::wall_time));
  const double took = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  std::printf("%s: interaction %llu, %zu letters, with opening: %.1f ms\n", what,
              static_cast<unsigned long long>(*id), text.size(), took);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: explain_bench FOLDER [RECORDS]\n");
    return 2;
  }
  const std::uint64_t records = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  std::string name = (fs::path(argv[1]) / "explain-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    std::fprintf(stderr, "explain_bench: cannot write into %s\n", argv[1]);
    return 1;
  }
  const fs::path folder = name;
  write_journal(folder, records);
  const fs::path file = folder / "journal.db";
  const std::uint64_t size = must(must(sotto::open_journal_reader(file))->size());
  std::printf("%llu records\n", static_cast<unsigned long long>(size));
  sotto::Which which;
  measure(file, "the newest", which);
  which.run_at = static_cast<sotto::Milliseconds>(size / 100) * kApart / 2;
  measure(file, "by a time in the middle", which);
  which.run_at = kApart;
  measure(file, "by a time near the beginning", which);
  fs::remove_all(folder);
  return 0;
}
