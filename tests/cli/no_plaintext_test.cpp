// What was heard never lies on the disk for anybody but the owner: everything that `sotto run` writes during
// a dialog is searched for sound, and it is killed at many moments.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>

#include "adapters/sodium/sound_sealer.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "checks.hpp"
#include "runtime/recording_keeper.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto kPatience = 60s;
const char* const kLight = SOTTO_SOURCE_DIR "/scenes/said/emma-light.flac";

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<std::int16_t> samples_of(const char* file) {
  SF_INFO info = {};
  SNDFILE* sound = sf_open(file, SFM_READ, &info);
  EXPECT_NE(sound, nullptr) << file;
  EXPECT_EQ(info.samplerate, 16000);
  std::vector<std::int16_t> samples(static_cast<std::size_t>(info.frames));
  EXPECT_EQ(sf_readf_short(sound, samples.data(), info.frames), info.frames);
  sf_close(sound);
  return samples;
}

// Finds a sound, or any sound file, in whatever bytes.
class SoundSearch {
 public:
  explicit SoundSearch(const std::vector<std::int16_t>& sound) {
    std::vector<float> floats;
    for (const std::int16_t sample : sound) floats.push_back(static_cast<float>(sample) / 32768.0F);
    add_runs(sound);
    add_runs(floats);
    std::sort(runs_.begin(), runs_.end());
  }

  // What was found, or nothing.
  [[nodiscard]] std::string find_in(const std::string& bytes) const {
    for (const std::string_view sign : {std::string_view("OggS\0", 5), std::string_view("OpusHead"),
                                        std::string_view("OpusTags"), std::string_view("WAVEfmt ")}) {
      if (bytes.find(sign) != std::string::npos) return "a sound file";
    }
    for (std::size_t at = 0; at + sizeof(Run) <= bytes.size(); ++at) {
      Run run = {};
      std::memcpy(run.data(), bytes.data() + at, sizeof run);
      if (std::binary_search(runs_.begin(), runs_.end(), run)) return "samples";
    }
    return {};
  }

 private:
  using Run = std::array<std::uint64_t, 2>;

  // Every whole run of 16 bytes that is not as good as silence, which may lie anywhere.
  template <typename Sample>
  void add_runs(const std::vector<Sample>& sound) {
    constexpr std::size_t kSamples = sizeof(Run) / sizeof(Sample);
    const Sample quiet = sizeof(Sample) == 2 ? static_cast<Sample>(200) : static_cast<Sample>(200 / 32768.0);
    for (std::size_t i = 0; i + kSamples <= sound.size(); i += kSamples) {
      const auto first = sound.begin() + static_cast<long>(i);
      const auto loud = [&](Sample sample) { return sample > quiet || sample < -quiet; };
      if (std::none_of(first, first + kSamples, loud)) continue;
      Run run = {};
      std::memcpy(run.data(), &sound[i], sizeof run);
      runs_.push_back(run);
    }
  }

  std::vector<Run> runs_;
};

class NoPlaintext : public testing::Test {
 protected:
  NoPlaintext() : sound_(samples_of(kLight)), search_(sound_) {
    home_.environment["LD_PRELOAD"] = SOTTO_WRITE_LOG_LIBRARY;
    home_.environment["SOTTO_WRITE_LOG"] = written();
    std::string bytes(sound_.size() * sizeof(std::int16_t), '\0');
    std::memcpy(bytes.data(), sound_.data(), bytes.size());
    // So long that the program still listens when the test has looked.
    home_.input.bytes = bytes + std::string(std::size_t{60} * 16000 * sizeof(std::int16_t), '\0');
  }

  [[nodiscard]] fs::path data() const { return home_.file("data/sotto"); }
  [[nodiscard]] std::string written() const { return home_.file("write-log"); }
  [[nodiscard]] std::vector<fs::path> recordings() const {
    std::vector<fs::path> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(data() / "recordings", none)) {
      if (entry.path().extension() == ".sotto") files.push_back(entry.path());
    }
    return files;
  }

  // Everything that is in the program's reach, and everything that it ever wrote.
  void expect_no_sound() const {
    int searched = 0;
    for (const char* each : {"config", "data", "tmp"}) {
      for (const auto& entry : fs::recursive_directory_iterator(home_.file(each))) {
        if (!entry.is_regular_file()) continue;
        ++searched;
        EXPECT_EQ(search_.find_in(bytes_of(entry.path())), "") << entry.path();
      }
    }
    const std::string log = bytes_of(written());
    EXPECT_EQ(search_.find_in(log), "");
    if (fs::exists(data() / "journal.db")) {
      EXPECT_GE(searched, 3);
      EXPECT_NE(log.find("SQLite format 3"), std::string::npos) << "the log does not see what is written";
    }
  }

  Home home_;
  std::vector<std::int16_t> sound_;
  SoundSearch search_;
};

TEST_F(NoPlaintext, TheSearchFindsSound) {
  EXPECT_EQ(search_.find_in(bytes_of(kLight)), "") << "FLAC is another form of it";
  std::string pcm(1001, 'x');
  pcm.append(reinterpret_cast<const char*>(&sound_[8000]), 64);
  EXPECT_EQ(search_.find_in(pcm), "samples");
  std::string floats(1001, 'x');
  for (std::size_t i = 8003; i < 8035; ++i) {
    const float sample = static_cast<float>(sound_[i]) / 32768.0F;
    floats.append(reinterpret_cast<const char*>(&sample), sizeof sample);
  }
  EXPECT_EQ(search_.find_in(floats), "samples");
  EXPECT_EQ(search_.find_in(std::string("xxOggS\0xx", 9)), "a sound file");
  EXPECT_EQ(search_.find_in(std::string(1000, '\0')), "");
}

TEST_F(NoPlaintext, NowhereWheneverItIsKilled) {
  for (const auto moment : {300ms, 900ms, 1500ms, 2100ms, 2700ms, 3300ms}) {
    Running running({SOTTO_PROGRAM, "run", "--input", "-"}, home_);
    ASSERT_TRUE(running.wait_for_notice("listening to", Running::Clock::now() + kPatience));
    EXPECT_FALSE(running.wait_for_notice("a notice that never comes", Running::Clock::now() + moment));
    running.signal(SIGKILL);
    const Outcome killed = running.finish(Running::Clock::now() + kPatience);
    EXPECT_EQ(killed.signal, SIGKILL) << killed.story();
    expect_no_sound();
  }
}

TEST_F(NoPlaintext, ARecordingIsThereForTheOwnerOnly) {
  {
    Running running({SOTTO_PROGRAM, "run", "--input", "-"}, home_);
    const auto deadline = Running::Clock::now() + kPatience;
    while (recordings().empty() && Running::Clock::now() < deadline) {
      (void)running.wait_for_notice("a notice that never comes", Running::Clock::now() + 50ms);
    }
    ASSERT_EQ(recordings().size(), 1U) << running.finish(Running::Clock::now()).story();
    expect_no_sound();
    running.signal(SIGKILL);
    const Outcome killed = running.finish(deadline);
    EXPECT_EQ(killed.signal, SIGKILL) << killed.story();
    expect_no_sound();
  }
  // The next start removes what has no key, if the kill came just then.
  home_.input.bytes = std::string(32000, '\0');
  const Outcome next = home_.run({"run", "--input", "-"}, kPatience);
  ASSERT_EQ(next.exit_code, 0) << next.story();
  expect_no_sound();

  const auto journal = open_journal_reader(data() / "journal.db");
  ASSERT_TRUE(journal.ok()) << journal.error().line();
  const auto sealer = make_sound_sealer(home_.file("config/sotto/keys"));
  ASSERT_TRUE(sealer.ok()) << sealer.error().line();
  RecordQuery query;
  query.kind = record_kind::kRecording;
  std::size_t heard = 0;
  const auto read = journal.value()->read(query, [&](const JournalRecord& record) {
    const auto ogg = load_recording(*journal.value(), data(), record, *sealer.value());
    EXPECT_TRUE(ogg.ok()) << ogg.error().line();
    if (!ogg) return true;
    const std::string bytes(reinterpret_cast<const char*>(ogg.value().data()), ogg.value().size());
    EXPECT_EQ(search_.find_in(bytes), "a sound file");
    ++heard;
    return true;
  });
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(heard, recordings().size());
}

}  // namespace
}  // namespace sotto
