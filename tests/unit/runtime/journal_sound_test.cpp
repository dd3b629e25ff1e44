#include "runtime/journal_sound.hpp"

#include <gtest/gtest.h>

#include "recorded_story.hpp"
#include "runtime/recording_keeper.hpp"

namespace sotto {
namespace {

constexpr SampleCount kFrom = 0;
constexpr SampleCount kTo = to_samples(40'000);

// Every sample tells where it lies, so that what is heard again can be seen to be the right stretch.
std::vector<float> counting_sound(SampleCount from) {
  std::vector<float> sound;
  for (SampleCount i = from; i < kTo; ++i) sound.push_back(static_cast<float>(i % 8000) / 8000.0F);
  return sound;
}

class FixedRecognizer final : public Recognizer {
 public:
  Result<Transcript> transcribe(const RecognitionRequest& request) override {
    requests.push_back({request.from, request.from + static_cast<SampleCount>(request.samples.size())});
    aligned = aligned && !request.samples.empty() &&
              request.samples.front() == static_cast<float>(request.from % 8000) / 8000.0F;
    if (failing) return Error{ErrorCode::kEngineFailed, "recogniser"};
    Transcript transcript;
    transcript.text = text;
    transcript.words = words_of(text);
    transcript.confidence = confidence;
    for (const std::string& forced : request.forced_texts) transcript.forced.push_back({forced, -50});
    return transcript;
  }

  std::vector<SampleSpan> requests;
  std::string text = "Maria Alvarez";
  Permille confidence = 950;
  bool aligned = true;
  bool failing = false;
};

class SameVoice final : public VoiceIdentifier {
 public:
  Result<VoiceSample> embed(std::span<const float>) override {
    VoiceSample sample;
    sample.embedding[0] = other && ++count % 2 == 0 ? 0.2F : 1.0F;
    sample.voiced_ms = 1500;
    return sample;
  }
  bool other = false;
  int count = 0;
};

class JournalSound : public testing::Test {
 protected:
  JournalSound() {
    services_.recognizer = &recognizer_;
    services_.voice_identifier = &voices_;
    journal_ = journal_of(guarded_policy(), send_a_message);
    keep(kFrom, kTo);
  }

  void keep(SampleCount from, SampleCount to) {
    const Draft draft{record_kind::kRecording, 40'000,
                      R"({"bytes":10,"codec":"ogg-opus","file":"recordings/000000000016.sotto","from":)" +
                          std::to_string(from) + R"(,"sha256":")" + std::string(64, 'a') + R"(","to":)" +
                          std::to_string(to) + R"(,"wake":16})",
                      std::nullopt};
    ASSERT_TRUE(journal_.append_recording(draft, {1, 2, 3}).ok());
  }

  SoundAnswers answers() {
    return {journal_, services_, [this](const JournalRecord& record) -> Result<std::vector<float>> {
              ++loads_;
              if (locked_) return Error{ErrorCode::kKeyMissing, "owner.key"};
              return counting_sound(parse_recording(record).value().span.from);
            }};
  }

  HearingReport hear() {
    SoundAnswers kept = answers();
    auto report = hear_again(journal_, kept, {});
    EXPECT_TRUE(report.ok());
    return report.ok() ? std::move(report).value() : HearingReport();
  }

  // The script knows what was said, and hears all of it the same.
  static bool said(const HeardDifferently& each) { return each.what == "text"; }

  FixedRecognizer recognizer_;
  SameVoice voices_;
  Services services_;
  MemoryJournal journal_;
  int loads_ = 0;
  bool locked_ = false;
};

TEST_F(JournalSound, HearsEveryKeptStretchAgainAndSaysWhatIsHeardDifferently) {
  const HearingReport report = hear();
  EXPECT_EQ(loads_, 1);
  EXPECT_TRUE(recognizer_.aligned);
  EXPECT_EQ(report.transcripts, recognizer_.requests.size());
  EXPECT_GE(report.transcripts, 4U);
  EXPECT_EQ(report.comparisons, 3U);
  EXPECT_EQ(report.without_sound, 0U);
  // All but "Maria Alvarez" was something else then; voices were 900 alike and are 1000 now.
  EXPECT_EQ(std::count_if(report.outside.begin(), report.outside.end(), said),
            static_cast<std::ptrdiff_t>(report.transcripts) - 1);
  const auto voice = std::find_if(report.outside.begin(), report.outside.end(),
                                  [](const HeardDifferently& each) { return each.what == "similarity"; });
  ASSERT_NE(voice, report.outside.end());
  EXPECT_EQ(voice->then, "900");
  EXPECT_EQ(voice->now, "1000");
}

TEST_F(JournalSound, FindsItsPlaceInARecordingThatBeginsLater) {
  journal_ = journal_of(guarded_policy(), send_a_message);
  journal_.keys.clear();
  keep(to_samples(5000) - 77, kTo);
  const HearingReport report = hear();
  EXPECT_GE(report.transcripts, 1U);
  EXPECT_GE(report.without_sound, 1U);
  EXPECT_TRUE(recognizer_.aligned);
}

TEST_F(JournalSound, ToleratesALittle) {
  recognizer_.confidence = 950 - kConfidenceTolerance;
  auto outside = hear().outside;
  EXPECT_TRUE(std::none_of(outside.begin(), outside.end(),
                           [](const HeardDifferently& each) { return each.what == "confidence"; }));
  recognizer_.confidence -= 1;
  outside = hear().outside;
  EXPECT_EQ(std::count_if(outside.begin(), outside.end(),
                          [](const HeardDifferently& each) { return each.what == "confidence"; }),
            1);
}

TEST_F(JournalSound, CountsWhatFails) {
  recognizer_.failing = true;
  const HearingReport report = hear();
  EXPECT_EQ(std::count_if(report.outside.begin(), report.outside.end(),
                          [](const HeardDifferently& each) { return each.what == "failed"; }),
            static_cast<std::ptrdiff_t>(report.transcripts));
}

TEST_F(JournalSound, WithoutKeyOrWordsNothingIsCompared) {
  journal_.keys.clear();
  HearingReport report = hear();
  EXPECT_EQ(report.transcripts + report.comparisons, 0U);
  EXPECT_GT(report.without_sound, 5U);
  EXPECT_EQ(loads_, 0);

  destroy_words(journal_, "event/transcribed", 1, journal_.records.size());
  report = hear();
  EXPECT_GE(report.without_words, 4U);
  EXPECT_EQ(report.without_sound, 3U);  // the voices
}

TEST_F(JournalSound, KeepsWhyARecordingCouldNotBeLoaded) {
  locked_ = true;
  SoundAnswers kept = answers();
  const auto report = hear_again(journal_, kept, {});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report.value().transcripts, 0U);
  ASSERT_TRUE(kept.trouble().has_value());
  EXPECT_EQ(kept.trouble()->code, ErrorCode::kKeyMissing);
  EXPECT_EQ(loads_, 1);  // once is enough to know
}

// What a journal from anywhere may say of its recordings.
TEST_F(JournalSound, DoesNotTrustTheRecordsSpan) {
  for (const auto& [from, to] : {std::pair<SampleCount, SampleCount>{-1'000'000, kTo},
                                 {kFrom, SampleCount{1} << 60},
                                 {kTo, kFrom},
                                 {SampleCount{1} << 60, (SampleCount{1} << 60) + 1}}) {
    journal_ = journal_of(guarded_policy(), send_a_message);
    journal_.keys.clear();
    keep(from, to);
    EXPECT_EQ(hear().transcripts, 0U) << from << " to " << to;
  }
}

TEST_F(JournalSound, AnswersOnlyWithinItsRun) {
  SoundAnswers kept = answers();
  const RunStart first{1, 1, {}, {}};
  const Transcribe ask{7, {to_samples(1000), to_samples(2000)}, Turn::kRequest, {"Alexa"}, true};
  const auto heard = kept.answer(first, ask);
  ASSERT_TRUE(heard.has_value());
  const auto* transcribed = std::get_if<Transcribed>(&*heard);
  ASSERT_NE(transcribed, nullptr);
  EXPECT_EQ(transcribed->request, 7U);
  EXPECT_EQ(transcribed->transcript.forced.size(), 1U);
  const Transcribe later{8, {kTo - 100, kTo + 1}, Turn::kRequest, {}, false};
  EXPECT_FALSE(kept.answer(first, later).has_value());
  begin_run(journal_);
  const RunStart second{2, journal_.records.size(), {}, {}};
  EXPECT_FALSE(kept.answer(second, ask).has_value());
}

}  // namespace
}  // namespace sotto
