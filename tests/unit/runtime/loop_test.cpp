#include "runtime/loop.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "faults/play.hpp"
#include "faults/played_engines.hpp"
#include "faults/run_record.hpp"
#include "journal/codec.hpp"

namespace sotto {
namespace {

// What happens, in the order in which it happens.
class Diary final : public Recorder {
 public:
  explicit Diary(std::vector<std::string>& pages) : pages_(pages) {}
  void append(const Event& event) override {
    pages_.push_back("event " + std::to_string(event.sequence) + " at " + std::to_string(event.at));
  }
  void append(const Effect& effect, Milliseconds at) override {
    pages_.push_back("effect " + std::to_string(effect.index()) + " at " + std::to_string(at));
  }
  [[nodiscard]] Result<void> commit() override {
    pages_.push_back("commit");
    return {};
  }

 private:
  std::vector<std::string>& pages_;
};

std::vector<Word> words_of(const std::vector<std::string>& texts) {
  std::vector<Word> words;
  for (const std::string& text : texts) {
    words.push_back({text, text, {}, 950, SpellingPronouncer().pronounce(text).front()});
  }
  return words;
}

void open(Loop& loop) {
  const auto opening = opening_events(setup_of_plays(), SpellingPronouncer());
  ASSERT_TRUE(opening.ok());
  for (const EventBody& body : opening.value()) loop.post(body, 0);
}

const RequestTyped& light() {
  static const RequestTyped kLight{words_of({"turn", "on", "the", "kitchen", "light"})};
  return kLight;
}

TEST(Loop, AppendsTheEventThenAllItsEffectsAndOnlyThenActs) {
  std::vector<std::string> pages;
  Diary diary(pages);
  Loop loop(&diary, [&pages](const Effect& effect, Milliseconds at) {
    pages.push_back("act " + std::to_string(effect.index()) + " at " + std::to_string(at));
  });
  open(loop);
  pages.clear();
  loop.post(light(), 70);
  ASSERT_GE(pages.size(), 5U);
  EXPECT_EQ(pages.front(), "event 4 at 70");
  const std::size_t effects = (pages.size() - 2) / 2;
  ASSERT_EQ(pages.size(), 2 + 2 * effects);
  EXPECT_EQ(pages[1 + effects], "commit");
  for (std::size_t i = 1; i <= effects; ++i) {
    ASSERT_TRUE(pages[i].starts_with("effect ")) << pages[i];
    EXPECT_EQ(pages[i + 1 + effects], "act " + pages[i].substr(7));
  }
}

TEST(Loop, AnEventPostedWhileAnotherIsHandledWaitsItsTurn) {
  std::vector<std::string> pages;
  Diary diary(pages);
  Loop* self = nullptr;
  Loop loop(&diary, [&](const Effect& effect, Milliseconds at) {
    pages.push_back("act");
    if (const auto* device = std::get_if<SetDevice>(&effect)) {
      self->post(DeviceAnswered{device->id, "confirmed", ""}, at);
      EXPECT_FALSE(self->state().device_orders.empty())
          << "the answer must not be handled within its question";
    }
  });
  self = &loop;
  open(loop);
  pages.clear();
  loop.post(light(), 10);
  EXPECT_TRUE(loop.state().device_orders.empty()) << "handled before post() returns";
  std::vector<std::string> shapes;
  for (const std::string& page : pages) {
    const std::string shape = page.substr(0, page.find(' '));
    if (shapes.empty() || shapes.back() != shape) shapes.push_back(shape);
  }
  EXPECT_EQ(shapes, (std::vector<std::string>{"event", "effect", "commit", "act", "event", "effect", "commit",
                                              "act"}));
}

TEST(Loop, TimeNeverGoesBack) {
  RunRecord record;
  Loop loop(&record, [](const Effect&, Milliseconds) {});
  open(loop);
  loop.post(SpeechStarted{16'000}, 1200);
  loop.post(SpeechPaused{{16'000, 20'000}}, 900);
  loop.post(CancelledByHand{}, 1300);
  const auto& events = record.events();
  ASSERT_EQ(events.size(), 6U);
  EXPECT_EQ(events[3].at, 1200);
  EXPECT_EQ(events[4].at, 1200);
  EXPECT_EQ(events[5].at, 1300);
  EXPECT_EQ(loop.state().now, 1300);
}

TEST(Loop, CountsItsEventsFromOne) {
  RunRecord record;
  Loop loop(&record, [](const Effect&, Milliseconds) {});
  open(loop);
  for (std::size_t i = 0; i < record.events().size(); ++i) EXPECT_EQ(record.events()[i].sequence, i + 1);
}

// A journal whose disk is full from one moment to another.
class FullDisk final : public Recorder {
 public:
  void append(const Event&) override {}
  void append(const Effect&, Milliseconds) override {}
  [[nodiscard]] Result<void> commit() override {
    if (full) return Error{ErrorCode::kDiskFull, "journal"};
    return {};
  }
  bool full = false;
};

TEST(Loop, TellsTheCoreOfAJournalThatFailsAndOfOneThatWorksAgain) {
  FullDisk disk;
  Loop loop(&disk, [](const Effect&, Milliseconds) {});
  open(loop);
  EXPECT_TRUE(loop.state().journal_writable);
  disk.full = true;
  loop.post(SpeechStarted{16'000}, 1200);
  EXPECT_FALSE(loop.state().journal_writable);
  disk.full = false;
  loop.post(SpeechPaused{{16'000, 20'000}}, 1500);
  EXPECT_TRUE(loop.state().journal_writable);
}

// Lights stay useful; what must be written down first is not done.
TEST(Loop, WithoutAJournalLightsGoOnAndNothingIsSentOrDestroyed) {
  EXPECT_TRUE(needs_journal(ForgetHeard{1, 0, 5}));
  EXPECT_FALSE(needs_journal(SetDevice{}));
  EXPECT_FALSE(needs_journal(Speak{}));
  FullDisk disk;
  std::vector<std::string> acts;
  Loop loop(&disk, [&acts](const Effect& effect, Milliseconds) { acts.emplace_back(effect_name(effect)); });
  open(loop);
  disk.full = true;
  loop.post(light(), 10);
  EXPECT_NE(std::find(acts.begin(), acts.end(), "set-device"), acts.end());
}

// The recorder is for remembering only.
TEST(Loop, RunsTheSameWithoutARecorder) {
  std::vector<std::string> with;
  std::vector<std::string> without;
  RunRecord record;
  Loop first(&record, [&with](const Effect& effect, Milliseconds) { with.push_back(encode_effect(effect)); });
  Loop second(nullptr,
              [&without](const Effect& effect, Milliseconds) { without.push_back(encode_effect(effect)); });
  for (Loop* loop : {&first, &second}) {
    open(*loop);
    loop->post(light(), 5);
  }
  EXPECT_FALSE(with.empty());
  EXPECT_EQ(with, without);
}

}  // namespace
}  // namespace sotto
