// What the journal costs: appending with chain and durability on, verifying, and finding the newest wake
// again. Usage: journal_bench FOLDER [RECORDS]. The folder should lie on the disk that is asked about; what
// is written there is removed at the end. Budgets: append 1 ms in the median and 10 ms at the 99th
// percentile, a million records verified in 20 s.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "adapters/sodium/random_bytes.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/signing_key.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "journal/journal_verifier.hpp"

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kAppends = 5000;
constexpr int kFlushes = 1000;
constexpr std::uint64_t kAtOnce = 1000;  // records a transaction, while the large journal is made

double since_ms(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Processor time of this program, for when the machine is not at rest.
double processor_s() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

void print_times(const char* what, std::vector<double>& took_ms) {
  std::sort(took_ms.begin(), took_ms.end());
  const auto at = [&](double part) {
    return took_ms[static_cast<std::size_t>(part * static_cast<double>(took_ms.size() - 1))];
  };
  std::printf("%s: median %.3f ms, 99 %% %.3f ms, longest %.3f ms\n", what, at(0.5), at(0.99), at(1.0));
}

template <typename T>
T must(sotto::Result<T> result) {
  if (result) return std::move(result).value();
  const sotto::Error& error = result.error();
  std::fprintf(stderr, "journal_bench: code %d: %s\n", static_cast<int>(error.code), error.detail.c_str());
  std::exit(1);
}

// A record as a dialog leaves it: about 500 bytes, every third one with words. Every thousandth is a wake.
sotto::Draft make_draft(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  if (number % 1000 == 500)
    return {"effect/report-wake", 0, R"({"n":)" + digits + R"(,"text":null})", R"({"/text":"alexa"})"};
  const std::string body = R"({"evidence":")" + std::string(420, 'e') + R"(","n":)" + digits + "}";
  if (number % 3 != 0) return {"effect/report-gate", 0, body, std::nullopt};
  return {"event/transcribed", 0, body,
          R"({"/body/transcript/text":"turn on the light, )" + digits + R"("})"};
}

class Bench {
 public:
  explicit Bench(const fs::path& parent) {
    std::string name = (parent / "journal-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
      std::fprintf(stderr, "journal_bench: cannot write into %s\n", parent.c_str());
      std::exit(1);
    }
    folder_ = name;
    signer_ = must(sotto::load_or_make_signing_key(folder_ / "keys"));
  }
  ~Bench() { fs::remove_all(folder_); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void appending();
  void flushing();
  void verifying(std::uint64_t records);

 private:
  std::unique_ptr<sotto::JournalWriter> open(const std::string& name);

  fs::path folder_;
  sotto::Signer signer_;
  sotto::Stamp now_ = {1'700'000'000'000, 0};
};

std::unique_ptr<sotto::JournalWriter> Bench::open(const std::string& name) {
  sotto::JournalOptions options;
  options.hash = &sotto::sha256;
  options.verify = &sotto::verify_signature;
  options.signer = signer_;
  options.random = &sotto::random_bytes;
  options.stamp = [this] { return now_; };
  return must(sotto::open_journal(folder_ / name, std::move(options)));
}

void Bench::appending() {
  const auto journal = open("append.db");
  std::mt19937 chance(1);
  std::vector<double> took_ms;
  std::uint64_t number = 0;
  for (int i = 0; i < kAppends; ++i) {
    std::vector<sotto::Draft> batch;
    for (std::uint64_t n = 2 + chance() % 5; n > 0; --n) batch.push_back(make_draft(++number));
    now_.wall_ms += 200;
    now_.monotonic_ms += 200;
    const Clock::time_point start = Clock::now();
    must(journal->append(batch));
    took_ms.push_back(since_ms(start));
  }
  print_times("append of 2 to 6 records", took_ms);
}

// What every program pays that waits until 8 KiB are on this disk; the append above has one such wait.
void Bench::flushing() {
  const int file = ::open((folder_ / "flush").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const std::string page(8192, 'x');
  std::vector<double> took_ms;
  for (int i = 0; i < kFlushes; ++i) {
    const Clock::time_point start = Clock::now();
    if (::write(file, page.data(), page.size()) < 0 || ::fdatasync(file) != 0) break;
    took_ms.push_back(since_ms(start));
  }
  ::close(file);
  if (!took_ms.empty()) print_times("the disk alone, 8 KiB and fdatasync", took_ms);
}

void Bench::verifying(std::uint64_t records) {
  Clock::time_point start = Clock::now();
  {
    const auto journal = open("large.db");
    std::vector<sotto::Draft> batch;
    for (std::uint64_t number = 1; number < records; ++number) {
      batch.push_back(make_draft(number));
      if (batch.size() < kAtOnce && number + 1 < records) continue;
      now_.wall_ms += 1000;
      now_.monotonic_ms += 1000;
      must(journal->append(batch));
      batch.clear();
    }
    must(journal->checkpoint());
  }
  const double bytes = static_cast<double>(fs::file_size(folder_ / "large.db"));
  std::printf("%llu records written in %.1f s, %.0f bytes each\n", static_cast<unsigned long long>(records),
              since_ms(start) / 1000, bytes / static_cast<double>(records));

  start = Clock::now();
  const auto writer = open("large.db");
  std::printf("opened for writing in %.1f ms\n", since_ms(start));

  start = Clock::now();
  const double processor = processor_s();
  const auto reader = must(sotto::open_journal_reader(folder_ / "large.db"));
  sotto::VerifyOptions options;
  options.hash = &sotto::sha256;
  options.verify = &sotto::verify_signature;
  options.trusted_key = signer_.public_key;
  const sotto::VerifyReport report = must(sotto::verify_journal(*reader, options));
  std::printf("verified %llu records and %llu checkpoints in %.1f s (processor %.1f s): %s\n",
              static_cast<unsigned long long>(report.records),
              static_cast<unsigned long long>(report.checkpoints), since_ms(start) / 1000,
              processor_s() - processor, report.ok() ? "intact" : "NOT INTACT");

  start = Clock::now();
  must(sotto::open_journal_reader(folder_ / "large.db", {.check_structure = true}));
  std::printf("pages and indexes looked through in %.1f s\n", since_ms(start) / 1000);

  start = Clock::now();
  const auto fresh = must(sotto::open_journal_reader(folder_ / "large.db"));
  std::uint64_t wake = 0;
  const sotto::RecordQuery newest{1, sotto::RecordQuery().to, "effect/report-wake", true};
  (void)fresh->read(newest, [&](const sotto::JournalRecord& record) {
    wake = record.header.sequence;
    return false;
  });
  std::uint64_t dialog = 0;
  (void)fresh->read({wake, wake + 200, "", false}, [&](const sotto::JournalRecord&) { return ++dialog > 0; });
  std::printf("newest wake and the %llu records from it on, with opening: %.2f ms\n",
              static_cast<unsigned long long>(dialog), since_ms(start));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: journal_bench FOLDER [RECORDS]\n");
    return 2;
  }
  const std::uint64_t records = argc == 3 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000;
  Bench bench(argv[1]);
  bench.appending();
  bench.flushing();
  if (records > 1) bench.verifying(records);
  return 0;
}
