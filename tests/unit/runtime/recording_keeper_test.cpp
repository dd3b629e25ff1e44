#include "runtime/recording_keeper.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string_view>

#include "adapters/opusenc/opus_encoder.hpp"
#include "adapters/sodium/owner_key.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "faults/memory_journal.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

std::vector<float> speechlike(double seconds) {
  std::vector<float> sound(static_cast<std::size_t>(seconds * kSampleRate));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double t = static_cast<double>(i) / kSampleRate;
    sound[i] = static_cast<float>(0.3 * std::sin(900 * t + 40 * std::sin(5 * t)) * std::sin(12 * t));
  }
  return sound;
}

// Gives what it was told to, and remembers nothing.
class FailingEncoder final : public AudioEncoder {
 public:
  Result<std::vector<std::byte>> encode(std::span<const float>) override {
    return Error{ErrorCode::kEngineFailed, "encoder"};
  }
  [[nodiscard]] std::string extension() const override { return "ogg"; }
};

// Notes what is wiped, and lets another one do the work.
class WatchedSealer final : public SoundSealer {
 public:
  explicit WatchedSealer(std::shared_ptr<const SoundSealer> inner) : inner_(std::move(inner)) {}
  Result<SealedSound> seal(std::string_view id, std::span<const std::byte> sound) const override {
    sealed_bytes = sound.size();
    return inner_->seal(id, sound);
  }
  Result<std::vector<std::byte>> open(std::string_view id, const SealedSound& sealed) const override {
    return inner_->open(id, sealed);
  }
  void wipe(std::span<std::byte> bytes) const override {
    inner_->wipe(bytes);
    wiped.push_back(bytes.size());
  }
  mutable std::size_t sealed_bytes = 0;
  mutable std::vector<std::size_t> wiped;

 private:
  std::shared_ptr<const SoundSealer> inner_;
};

class Keeper : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sotto-keeper-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    top_ = name;
    data_ = top_ / "data";
    ASSERT_TRUE(load_or_make_owner_key(top_ / "keys").ok());
    auto sealer = make_sound_sealer(top_ / "keys");
    ASSERT_TRUE(sealer.ok());
    sealer_ = std::make_shared<WatchedSealer>(std::move(sealer).value());
    auto encoder = make_opus_encoder();
    ASSERT_TRUE(encoder.ok());
    keeper_ = std::make_unique<RecordingKeeper>(data_, std::move(encoder).value(), sealer_);
  }
  void TearDown() override { fs::remove_all(top_); }

  // Keeps two seconds that end at the third.
  Result<std::uint64_t> keep(std::uint64_t wake) {
    auto sealed = keeper_->seal(speechlike(2), {16'000, 48'000}, wake);
    if (!sealed) return sealed.error();
    return keeper_->record(sealed.value(), journal_, 3'100);
  }
  [[nodiscard]] std::vector<std::string> files() const {
    std::vector<std::string> names;
    if (!fs::exists(data_ / "recordings")) return names;
    for (const auto& entry : fs::directory_iterator(data_ / "recordings")) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  [[nodiscard]] std::string content(const fs::path& file) const {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] Result<std::vector<std::byte>> load(std::size_t record) const {
    return load_recording(journal_, data_, journal_.records.at(record), *sealer_);
  }

  fs::path top_;
  fs::path data_;
  std::shared_ptr<WatchedSealer> sealer_;
  std::unique_ptr<RecordingKeeper> keeper_;
  MemoryJournal journal_;
};

TEST_F(Keeper, KeepsWhatTheOwnerCanHearAgain) {
  const auto sequence = keep(41);
  ASSERT_TRUE(sequence.ok()) << sequence.error().line();
  EXPECT_EQ(sequence.value(), 1U);
  EXPECT_EQ(files(), std::vector<std::string>{"000000000041.sotto"});
  auto encoder = make_opus_encoder();
  const auto ogg = load(0);
  ASSERT_TRUE(ogg.ok()) << ogg.error().line();
  EXPECT_EQ(ogg.value(), encoder.value()->encode(speechlike(2)).value());
}

TEST_F(Keeper, TheRecordSaysWhatLiesThere) {
  ASSERT_TRUE(keep(41).ok());
  const JournalRecord& record = journal_.records.at(0);
  EXPECT_EQ(record.header.kind, "recording");
  EXPECT_EQ(record.header.at, 3'100);
  EXPECT_FALSE(record.words.has_value());
  const auto kept = parse_recording(record);
  ASSERT_TRUE(kept.ok()) << kept.error().line();
  const fs::path file = data_ / kept.value().file;
  EXPECT_EQ(kept.value().bytes, fs::file_size(file));
  EXPECT_EQ(record.body, R"({"bytes":)" + std::to_string(fs::file_size(file)) +
                             R"(,"codec":"ogg-opus","file":"recordings/000000000041.sotto","from":16000,)"
                             R"("sha256":")" +
                             to_hex(kept.value().sha256) + R"(","to":48000,"wake":41})");
  EXPECT_EQ(kept.value().id, "000000000041");
  EXPECT_EQ(kept.value().span, (SampleSpan{16'000, 48'000}));
  EXPECT_EQ(kept.value().wake, 41U);
  EXPECT_EQ(journal_.keys.at(0).sequence, 1U);
}

TEST_F(Keeper, NobodyElseMayReadTheFile) {
  const auto before = ::umask(0);
  ASSERT_TRUE(keep(41).ok());
  ::umask(before);
  struct stat facts = {};
  ASSERT_EQ(::stat((data_ / "recordings").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0700U);
  ASSERT_EQ(::stat((data_ / "recordings" / "000000000041.sotto").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

TEST_F(Keeper, WipesTheSoundWhateverComesOfIt) {
  const std::size_t samples_bytes = speechlike(2).size() * sizeof(float);
  ASSERT_TRUE(keep(41).ok());
  auto wiped = sealer_->wiped;
  std::sort(wiped.begin(), wiped.end());
  EXPECT_EQ(wiped, (std::vector<std::size_t>{sealer_->sealed_bytes, samples_bytes}));

  sealer_->wiped.clear();
  RecordingKeeper failing(data_, std::make_shared<FailingEncoder>(), sealer_);
  EXPECT_EQ(failing.seal(speechlike(2), {0, 32'000}, 42).error().code, ErrorCode::kEngineFailed);
  EXPECT_EQ(sealer_->wiped, std::vector<std::size_t>{samples_bytes});
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(Keeper, BeginsBeforeTheWakeButNotBeforeTheRun) {
  EXPECT_EQ(kept_span(100'000, 300'000), (SampleSpan{76'000, 300'000}));
  EXPECT_EQ(kept_span(23'999, 300'000), (SampleSpan{0, 300'000}));
}

TEST_F(Keeper, WhatTheJournalDoesNotTakeIsRemoved) {
  journal_.failure = Error{ErrorCode::kDiskFull, "journal.db"};
  EXPECT_EQ(keep(41).error(), (Error{ErrorCode::kDiskFull, "journal.db"}));
  EXPECT_TRUE(files().empty());
  EXPECT_TRUE(journal_.keys.empty());
}

TEST_F(Keeper, AFolderThatCannotBeWrittenIsAnError) {
  fs::create_directories(data_);
  std::ofstream(data_ / "recordings") << "in the way";
  EXPECT_EQ(keep(41).error().code, ErrorCode::kWriteFailed);
  EXPECT_TRUE(journal_.records.empty());
}

TEST_F(Keeper, ARecordingIsNeverWrittenOverAnother) {
  ASSERT_TRUE(keep(41).ok());
  const std::string before = content(data_ / "recordings" / "000000000041.sotto");
  EXPECT_EQ(keep(41).error().code, ErrorCode::kWriteFailed);
  EXPECT_EQ(content(data_ / "recordings" / "000000000041.sotto"), before);
  EXPECT_EQ(files().size(), 1U);
}

TEST_F(Keeper, WhatWasDeletedChangedOrSwappedIsNotHeard) {
  ASSERT_TRUE(keep(41).ok());
  ASSERT_TRUE(keep(42).ok());
  const fs::path one = data_ / "recordings" / "000000000041.sotto";
  const fs::path two = data_ / "recordings" / "000000000042.sotto";
  const std::string good = content(one);

  fs::copy_file(two, one, fs::copy_options::overwrite_existing);
  EXPECT_EQ(load(0).error().code, ErrorCode::kFileUnreadable);
  std::ofstream(one, std::ios::binary) << good.substr(0, good.size() - 1);
  EXPECT_EQ(load(0).error().code, ErrorCode::kFileUnreadable);
  std::ofstream(one, std::ios::binary) << good;
  EXPECT_TRUE(load(0).ok());

  std::swap(journal_.keys[0].sealed_key, journal_.keys[1].sealed_key);
  EXPECT_EQ(load(0).error().code, ErrorCode::kFileUnreadable);
  std::swap(journal_.keys[0].sealed_key, journal_.keys[1].sealed_key);
  fs::remove(one);
  EXPECT_EQ(load(0).error(), (Error{ErrorCode::kFileMissing, one.string()}));
  journal_.keys.erase(journal_.keys.begin());
  EXPECT_EQ(load(0).error(), (Error{ErrorCode::kNotAvailable, "recording 000000000041: deleted"}));
  EXPECT_TRUE(load(1).ok());
}

TEST_F(Keeper, ARecordThatLeadsElsewhereIsRefused) {
  ASSERT_TRUE(keep(41).ok());
  JournalRecord record = journal_.records.at(0);
  const std::string good = record.body;
  const auto refused = [&](std::string_view from, std::string_view to) {
    record.body = good;
    const std::size_t at = record.body.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    record.body.replace(at, from.size(), to);
    EXPECT_EQ(parse_recording(record).error().code, ErrorCode::kFileInvalid) << record.body;
  };
  refused("recordings/000000000041.sotto", "recordings/../../keys/owner.key");
  refused("recordings/000000000041.sotto", "/etc/passwd");
  refused("recordings/000000000041.sotto", "recordings/41.sotto");
  refused("recordings/000000000041.sotto", "recordings/.sotto");
  refused("recordings/000000000041.sotto", "recordings/000000000041.sotto/");
  refused("recordings/000000000041.sotto", "recordings/00000000004x.sotto");
  refused("\"from\":16000", "\"from\":-1");
  refused("\"from\":16000", "\"from\":48001");
  refused("\"from\":16000", "\"from\":1.5");
  refused("\"wake\":41", "\"wake\":18446744073709551615");
  refused("\"wake\":41", "\"sleep\":41");
  refused("\"sha256\":\"", "\"sha256\":\"0");
  refused(good, "{");
  refused(good, "[]");
  refused(good, "");
  record.body = good;
  record.header.kind = "alive";
  EXPECT_FALSE(parse_recording(record).ok());
}

TEST_F(Keeper, RemovesWhatLostItsKeyAndNothingOutside) {
  ASSERT_TRUE(keep(41).ok());
  ASSERT_TRUE(keep(42).ok());
  std::ofstream(top_ / "kept.sotto") << "not ours";
  const auto removed = remove_recordings(
      data_,
      {"recordings/000000000041.sotto", "recordings/000000000077.sotto", "../kept.sotto", "recordings"});
  EXPECT_TRUE(removed.ok());
  EXPECT_EQ(files(), std::vector<std::string>{"000000000042.sotto"});
  EXPECT_TRUE(fs::exists(top_ / "kept.sotto"));
}

TEST_F(Keeper, WhatACrashLeftIsRemovedAtTheNextStart) {
  EXPECT_EQ(remove_orphans(data_, journal_).value(), 0U) << "no folder yet";
  ASSERT_TRUE(keep(41).ok());
  ASSERT_TRUE(keep(42).ok());
  journal_.keys.erase(journal_.keys.begin());
  ASSERT_TRUE(keeper_->seal(speechlike(1), {0, 16'000}, 43).ok());
  std::ofstream(data_ / "recordings" / "000000000044.sotto.draft-123") << "half";
  std::ofstream(data_ / "recordings" / "README.txt") << "the owner's";
  std::ofstream(data_ / "recordings" / "holiday.sotto") << "the owner's";
  const auto removed = remove_orphans(data_, journal_);
  ASSERT_TRUE(removed.ok()) << removed.error().line();
  EXPECT_EQ(removed.value(), 3U);
  EXPECT_EQ(files(), (std::vector<std::string>{"000000000042.sotto", "README.txt", "holiday.sotto"}));
  EXPECT_TRUE(load(1).ok());
}

TEST_F(Keeper, AJournalThatCannotBeReadRemovesNothing) {
  ASSERT_TRUE(keep(41).ok());
  journal_.records.at(0).body = "{}";
  EXPECT_EQ(remove_orphans(data_, journal_).error().code, ErrorCode::kFileInvalid);
  EXPECT_EQ(files().size(), 1U);
}

// Whatever a file of recordings holds that gives sound away.
std::string sound_in(const std::string& bytes, const std::vector<float>& sound) {
  for (const std::string_view sign : {"OggS", "OpusHead", "OpusTags", "RIFF"}) {
    if (bytes.find(sign) != std::string::npos) return std::string(sign);
  }
  constexpr std::size_t kRun = 8;
  for (std::size_t i = 0; i + kRun <= sound.size(); i += kRun) {
    std::array<std::int16_t, kRun> pcm = {};
    for (std::size_t k = 0; k < kRun; ++k)
      pcm[k] = static_cast<std::int16_t>(std::lround(sound[i + k] * 32768));
    if (std::all_of(pcm.begin(), pcm.end(), [](std::int16_t sample) { return sample == 0; })) continue;
    std::string run(sizeof pcm, '\0');
    std::memcpy(run.data(), pcm.data(), sizeof pcm);
    if (bytes.find(run) != std::string::npos) return "16-bit samples";
    run.resize(kRun * sizeof(float));
    std::memcpy(run.data(), &sound[i], run.size());
    if (bytes.find(run) != std::string::npos) return "float samples";
  }
  return {};
}

TEST_F(Keeper, NoSoundReachesTheDiskWheneverItIsKilled) {
  const std::vector<float> sound = speechlike(0.5);
  // The search finds what is there to be found.
  std::string bare(sound.size() * sizeof(float), '\0');
  std::memcpy(bare.data(), sound.data(), bare.size());
  ASSERT_EQ(sound_in("xx" + bare, sound), "float samples");

  for (int round = 0; round < 12; ++round) {
    std::array<int, 2> pipe = {};
    ASSERT_EQ(::pipe(pipe.data()), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      for (std::uint64_t wake = 1;; ++wake) {
        auto sealed = keeper_->seal(sound, {0, 8'000}, wake + 1'000 * static_cast<std::uint64_t>(round));
        if (!sealed || ::write(pipe[1], "x", 1) != 1) ::_exit(1);
      }
    }
    ::close(pipe[1]);
    // So many recordings are through; the kill comes somewhere within the next one.
    std::array<char, 3> done = {};
    ssize_t count = 0;
    while (count < 1 + round % 3) {
      const ssize_t more = ::read(pipe[0], done.data(), 1);
      ASSERT_EQ(more, 1);
      count += more;
    }
    ASSERT_EQ(::kill(child, SIGKILL), 0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    ::close(pipe[0]);
  }
  ASSERT_GE(files().size(), 24U);
  for (const std::string& file : files()) {
    EXPECT_EQ(sound_in(content(data_ / "recordings" / file), sound), "") << file;
  }
  // None has its key, so none is left after the next start.
  EXPECT_GE(remove_orphans(data_, journal_).value(), 24U);
  EXPECT_TRUE(files().empty());
}

}  // namespace
}  // namespace sotto
