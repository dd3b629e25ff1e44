#include "runtime/journal_keeper.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "faults/memory_journal.hpp"

namespace sotto {
namespace {

// Sound as bytes, and bytes that are merely turned round: enough to tell what was kept.
class PlainEncoder final : public AudioEncoder {
 public:
  [[nodiscard]] Result<std::vector<std::byte>> encode(std::span<const float> samples) override {
    return std::vector<std::byte>(samples.size(), std::byte{1});
  }
  [[nodiscard]] std::string extension() const override { return "raw"; }
};

class PlainSealer final : public SoundSealer {
 public:
  [[nodiscard]] Result<SealedSound> seal(std::string_view, std::span<const std::byte> sound) const override {
    return SealedSound{std::vector<std::uint8_t>(sound.size(), 2), {9}, {}};
  }
  [[nodiscard]] Result<std::vector<std::byte>> open(std::string_view, const SealedSound&) const override {
    return std::vector<std::byte>();
  }
  void wipe(std::span<std::byte>) const override {}
};

// A writer that the test keeps hold of.
class Borrowed final : public JournalWriter {
 public:
  explicit Borrowed(MemoryJournal& inner) : inner_(inner) {}
  [[nodiscard]] Result<void> read(const RecordQuery& query,
                                  const std::function<bool(const JournalRecord&)>& take) const override {
    return inner_.read(query, take);
  }
  [[nodiscard]] Result<std::vector<StoredCheckpoint>> checkpoints() const override {
    return inner_.checkpoints();
  }
  [[nodiscard]] Result<std::vector<RecordingKey>> recording_keys() const override {
    return inner_.recording_keys();
  }
  [[nodiscard]] Result<std::uint64_t> size() const override { return inner_.size(); }
  [[nodiscard]] Result<std::uint64_t> append(std::span<const Draft> drafts) override {
    return inner_.append(drafts);
  }
  [[nodiscard]] Result<std::uint64_t> append_recording(const Draft& draft, const Bytes& key) override {
    return inner_.append_recording(draft, key);
  }
  [[nodiscard]] Result<std::vector<std::string>> forget(const Forgetting& forgetting,
                                                        Milliseconds at) override {
    return inner_.forget(forgetting, at);
  }
  [[nodiscard]] Result<std::string> checkpoint() override {
    ++checkpoints_made;
    return inner_.checkpoint();
  }
  int checkpoints_made = 0;

 private:
  MemoryJournal& inner_;
};

class JournalKeeperTest : public testing::Test {
 protected:
  JournalKeeperTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("keeper-" + std::to_string(testing::UnitTest::GetInstance()->random_seed()) + "-" +
                 testing::UnitTest::GetInstance()->current_test_info()->name())),
        recordings_(folder_, std::make_shared<PlainEncoder>(), std::make_shared<PlainSealer>()),
        history_(SampleCount{20} * kSampleRate) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~JournalKeeperTest() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] KeeperOptions options() {
    KeeperOptions options;
    options.open = [this]() -> Result<std::unique_ptr<JournalWriter>> {
      if (open_failure_) return *open_failure_;
      auto writer = std::make_unique<Borrowed>(journal_);
      writer_ = writer.get();
      return Result<std::unique_ptr<JournalWriter>>(std::move(writer));
    };
    options.stamp = [this] { return Stamp{wall_ms_, 0}; };
    options.recordings = &recordings_;
    options.data_folder = folder_;
    options.on_trouble = [this](const std::optional<Error>& trouble) {
      troubles_.emplace_back(trouble ? code_name(trouble->code) : "none");
    };
    return options;
  }
  [[nodiscard]] std::vector<std::string> kinds() const {
    std::vector<std::string> kinds;
    for (const JournalRecord& record : journal_.records) kinds.push_back(record.header.kind);
    return kinds;
  }
  [[nodiscard]] int count(const std::string& kind) const {
    const auto all = kinds();
    return static_cast<int>(std::count(all.begin(), all.end(), kind));
  }
  [[nodiscard]] nlohmann::json last_body(const std::string& kind) const {
    nlohmann::json body;
    for (const JournalRecord& record : journal_.records) {
      if (record.header.kind == kind) body = nlohmann::json::parse(record.body);
    }
    return body;
  }
  void hear(Milliseconds ms) {
    history_.push(std::vector<float>(static_cast<std::size_t>(to_samples(ms)), 0.5F));
  }
  void wake(JournalKeeper& keeper, Milliseconds at) {
    keeper.append(Event{7, at, WakeProposed{to_samples(at), {{"micro", 900}}, 5}});
    keeper.append(ReportWake{{Gate::kWake, Verdict::kPass, Reason::kNone, {}}, "Alexa", {}}, at);
  }

  std::filesystem::path folder_;
  MemoryJournal journal_;
  RecordingKeeper recordings_;
  AudioHistory history_;
  std::int64_t wall_ms_ = 1'700'000'100'000;
  std::optional<Error> open_failure_;
  std::vector<std::string> troubles_;
  Borrowed* writer_ = nullptr;
};

TEST_F(JournalKeeperTest, WritesDownTheStartWithAllThatItRestsOnAndTheEnd) {
  { const JournalKeeper keeper(options(), {"1.2.3", "run", "hold_seconds = 15", {{"whisper.bin", "ab"}}}); }
  EXPECT_EQ(kinds(), (std::vector<std::string>{"started", "settings", "models", "stopped"}));
  EXPECT_EQ(journal_.records[0].body, R"({"mode":"run","version":"1.2.3"})");
  EXPECT_EQ(journal_.records[1].body, R"({"text":null})") << "settings name people";
  EXPECT_EQ(journal_.records[1].words, R"({"/text":"hold_seconds = 15"})");
  EXPECT_EQ(journal_.records[2].body, R"({"whisper.bin":"ab"})");
}

TEST_F(JournalKeeperTest, SaysWhatWasMissedSinceTheLastRun) {
  { const JournalKeeper first(options(), {}); }
  wall_ms_ = 1'700'003'600'000;
  { const JournalKeeper second(options(), {}); }
  EXPECT_EQ(last_body("missed").dump(),
            R"({"from_wall_ms":1700000000000,"to_wall_ms":1700003600000,"why":"stopped"})");
  journal_.records.pop_back();  // killed
  { const JournalKeeper third(options(), {}); }
  EXPECT_EQ(last_body("missed").at("why"), "no-shutdown");
}

TEST_F(JournalKeeperTest, WritesEventAndEffectsTogetherAndOnlyAtACommit) {
  JournalKeeper keeper(options(), {});
  const std::size_t before = journal_.records.size();
  keeper.append(Event{1, 10, SpeechStarted{160}});
  keeper.append(Effect(ArmTimer{1, 500}), 10);
  EXPECT_EQ(journal_.records.size(), before);
  ASSERT_TRUE(keeper.commit().ok());
  EXPECT_EQ(journal_.records.size(), before + 2);
  EXPECT_EQ(kinds().back(), "effect/arm-timer");
  ASSERT_TRUE(keeper.commit().ok());
  EXPECT_EQ(journal_.records.size(), before + 2) << "written once";
}

TEST_F(JournalKeeperTest, KeepsWhatItCouldNotWriteAndWritesItInOrderLater) {
  JournalKeeper keeper(options(), {});
  journal_.failure = Error{ErrorCode::kDiskFull, "journal"};
  keeper.append(Event{1, 10, SpeechStarted{160}});
  EXPECT_EQ(keeper.commit().error().code, ErrorCode::kDiskFull);
  keeper.append(Event{2, 20, SpeechPaused{{160, 320}}});
  EXPECT_FALSE(keeper.commit().ok());
  EXPECT_EQ(troubles_, std::vector<std::string>{"disk-full"}) << "said once";
  journal_.failure.reset();
  ASSERT_TRUE(keeper.commit().ok());
  EXPECT_EQ(troubles_, (std::vector<std::string>{"disk-full", "none"}));
  const auto all = kinds();
  EXPECT_EQ(all[all.size() - 2], "event/speech-started");
  EXPECT_EQ(all.back(), "event/speech-paused");
}

TEST_F(JournalKeeperTest, MemoryIsBoundedAndWhatWasLostIsCounted) {
  JournalKeeper keeper(options(), {});
  journal_.failure = Error{ErrorCode::kDiskFull, "journal"};
  for (int i = 0; i < 5000; ++i) keeper.append(Event{1, i, SpeechStarted{i}});
  EXPECT_FALSE(keeper.commit().ok());
  journal_.failure.reset();
  ASSERT_TRUE(keeper.commit().ok());
  EXPECT_EQ(count("event/speech-started"), 4096);
  EXPECT_EQ(last_body("missed").dump(), R"({"records":904,"why":"not-writable"})");
}

TEST_F(JournalKeeperTest, AJournalThatCannotBeOpenedIsTriedAgainEveryMinute) {
  open_failure_ = Error{ErrorCode::kJournalLocked, "journal.db"};
  JournalKeeper keeper(options(), {});
  EXPECT_EQ(troubles_, std::vector<std::string>{"journal-locked"});
  EXPECT_EQ(keeper.commit().error().code, ErrorCode::kJournalLocked);
  EXPECT_FALSE(keeper.forget(0, 5).ok());
  open_failure_.reset();
  keeper.tick(59'000, true, history_);
  EXPECT_FALSE(keeper.commit().ok());
  keeper.tick(60'000, true, history_);
  EXPECT_TRUE(keeper.commit().ok());
  EXPECT_EQ(kinds().front(), "started") << "nothing is lost";
}

TEST_F(JournalKeeperTest, SignsEveryMinuteAlsoWhereNothingHappens) {
  JournalKeeper keeper(options(), {});
  const int at_start = writer_->checkpoints_made;
  for (Milliseconds now = 0; now <= 180'000; now += 32) keeper.tick(now, true, history_);
  EXPECT_EQ(count("alive"), 3);
  EXPECT_EQ(writer_->checkpoints_made, at_start + 3);
}

TEST_F(JournalKeeperTest, KeepsTheSoundOfADialogFromBeforeItsWake) {
  {
    JournalKeeper keeper(options(), {});
    hear(4000);
    wake(keeper, 4000);
    ASSERT_TRUE(keeper.commit().ok());
    hear(3000);
    keeper.tick(7000, false, history_);
    EXPECT_TRUE(journal_.keys.empty()) << "the dialog goes on";
    keeper.tick(7000, true, history_);
    hear(3000);
    keeper.tick(10'000, true, history_);
  }
  ASSERT_EQ(journal_.keys.size(), 1U);
  const auto body = last_body("recording");
  EXPECT_EQ(body.at("from"), to_samples(2500));
  EXPECT_EQ(body.at("to"), to_samples(7000));
  const std::uint64_t wake_record = body.at("wake");
  EXPECT_EQ(journal_.records[wake_record - 1].header.kind, "effect/report-wake");
  EXPECT_TRUE(std::filesystem::exists(folder_ / body.at("file").get<std::string>()));
}

TEST_F(JournalKeeperTest, ARefusedWakeLeavesNoSound) {
  {
    JournalKeeper keeper(options(), {});
    hear(4000);
    keeper.append(Event{7, 4000, WakeProposed{to_samples(4000), {}, 5}});
    keeper.append(
        Effect(ReportWake{{Gate::kWake, Verdict::kRefuse, Reason::kWakeTextDiffers, {}}, "a lexer", {}}),
        4000);
    ASSERT_TRUE(keeper.commit().ok());
    keeper.tick(4032, true, history_);
  }
  EXPECT_EQ(count("recording"), 0);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "recordings"));
}

TEST_F(JournalKeeperTest, WithNoDaysOfSoundNoneIsKept) {
  KeeperOptions without = options();
  without.retention.audio_days = 0;
  {
    JournalKeeper keeper(std::move(without), {});
    hear(4000);
    wake(keeper, 4000);
    ASSERT_TRUE(keeper.commit().ok());
    keeper.tick(4032, true, history_);
  }
  EXPECT_EQ(count("recording"), 0);
}

TEST_F(JournalKeeperTest, DestroysWordsAndSoundOfTheTimeAskedFor) {
  JournalKeeper keeper(options(), {});
  keeper.append(Event{1, 100, RequestTyped{}});
  hear(4000);
  wake(keeper, 4000);
  ASSERT_TRUE(keeper.commit().ok());
  keeper.tick(7000, true, history_);
  ASSERT_TRUE(keeper.forget(4000, 6000).ok());
  ASSERT_EQ(journal_.forgotten.size(), 2U) << "the dialog, and its recording, which was written down later";
  EXPECT_TRUE(journal_.forgotten[0].words);
  EXPECT_EQ(journal_.forgotten[0].why, "asked-by-voice");
  EXPECT_TRUE(journal_.forgotten[1].recordings);
  EXPECT_FALSE(journal_.forgotten[1].words);
  for (const JournalRecord& record : journal_.records) {
    if (record.header.kind == "event/request-typed") {
      EXPECT_FALSE(record.words_gone()) << "it was said before";
    }
    if (record.header.kind == "effect/report-wake") {
      EXPECT_TRUE(record.words_gone());
    }
  }
}

TEST_F(JournalKeeperTest, WordsAndSoundGoWhenTheirTimeIsOver) {
  { const JournalKeeper first(options(), {}); }
  journal_.forgotten.clear();
  wall_ms_ += std::int64_t{2} * 24 * 3600 * 1000;
  { const JournalKeeper second(options(), {}); }
  ASSERT_EQ(journal_.forgotten.size(), 1U) << "sound after a day, words after thirty";
  EXPECT_TRUE(journal_.forgotten[0].recordings);
  EXPECT_FALSE(journal_.forgotten[0].words);
  EXPECT_EQ(journal_.forgotten[0].from, 1U);
  journal_.forgotten.clear();
  wall_ms_ += std::int64_t{31} * 24 * 3600 * 1000;
  { const JournalKeeper third(options(), {}); }
  ASSERT_EQ(journal_.forgotten.size(), 2U);
  EXPECT_TRUE(journal_.forgotten[0].words);
}

}  // namespace
}  // namespace sotto
