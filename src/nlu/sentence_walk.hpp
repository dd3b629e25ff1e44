// SentenceWalk: one utterance on its way through the network of sentences. Internal to SentenceMatcher.
//
// All places where the utterance can stand in the network are followed at once, token by token; a list is
// walked once for each token it can begin at. One walk, one thread.
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "nlu/sentence_template.hpp"

namespace sotto {

class SentenceWalk {
 public:
  // Both must outlive the walk.
  SentenceWalk(const SentenceMatcher& matcher, const std::vector<Token>& tokens);

  [[nodiscard]] Reading walk();

 private:
  // A filled slot; captures of one thread are linked backwards.
  struct Capture {
    std::int32_t before = -1;
    std::int32_t slot = 0;
    std::int32_t list = -1;   // index of the list, -1 for others
    std::int32_t value = -1;  // index of the list's value
    std::int64_t milli = 0;
    Arc::Kind kind = Arc::Kind::kOpen;
    bool exact = true;      // of a time of day
    std::size_t first = 0;  // token
    std::size_t count = 0;
  };
  struct Thread {
    std::int32_t state = 0;
    std::int32_t capture = -1;
  };
  struct ListEnd {
    std::size_t end = 0;  // token after the value
    std::int32_t value = 0;
  };
  struct ListReading {
    std::vector<ListEnd> ends;
    bool open = false;  // the tokens ended inside a value, or where a longer one goes on
  };
  struct Ending {
    std::int32_t accept = 0;
    std::int32_t capture = -1;
  };

  void stand(std::size_t at, std::int32_t state, std::int32_t capture);
  void follow(std::size_t at, const Thread& thread, const Arc& arc);
  void follow_open(std::size_t at, const Thread& thread, const Arc& arc);
  void follow_list(std::size_t at, const Thread& thread, const Arc& arc);
  void follow_number(std::size_t at, const Thread& thread, const Arc& arc);
  void follow_duration(std::size_t at, const Thread& thread, const Arc& arc);
  void follow_clock(std::size_t at, const Thread& thread, const Arc& arc);
  void wait_for_more(const Arc& arc);
  const ListReading& list_reading(std::int32_t list, std::size_t at);
  [[nodiscard]] static Capture capture_of(std::size_t at, std::size_t count, const Thread& thread,
                                          const Arc& arc);
  std::int32_t capture(const Capture& filled);
  [[nodiscard]] Reading result() const;
  [[nodiscard]] Request request_of(const Ending& ending) const;
  [[nodiscard]] Slot slot_of(const Capture& filled) const;

  const SentenceMatcher& matcher_;
  const std::vector<Token>& tokens_;
  std::vector<std::int32_t> words_;            // word numbers of the tokens, -1 for unknown ones
  std::vector<std::vector<Thread>> arriving_;  // by token position
  std::vector<std::int32_t> seen_at_;          // by state: the last position it was stood on
  std::vector<Capture> captures_;
  std::map<std::pair<std::int32_t, std::size_t>, ListReading> lists_;
  std::vector<Ending> endings_;
  bool alive_ = false;   // more words could lead to a sentence
  bool hungry_ = false;  // and they would not be mere politeness
};

}  // namespace sotto
