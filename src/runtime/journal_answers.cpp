#include "runtime/journal_answers.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>
#include <type_traits>
#include <utility>

#include "journal/codec.hpp"
#include "journal/personal.hpp"
#include "runtime/journal_json_internal.hpp"

namespace sotto {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> kAsking = {
    "transcribe", "compare-voices", "identify-voice", "speak", "arm-timer", "set-device", "send-message"};

// What the effect asks for, without its number and without what does not change the answer.
std::string essence(json effect) {
  for (const char* key : {"id", "turn", "forced", "message_id", "transcript"}) effect.erase(key);
  return effect.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::vector<std::string> texts_in(const json& effect, const char* key) {
  std::vector<std::string> texts;
  const auto found = effect.find(key);
  if (found == effect.end() || !found->is_array()) return texts;
  for (const json& text : *found) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

bool lies_anywhere(std::string_view kind) {
  return kind == "transcribe" || kind == "compare-voices" || kind == "identify-voice";
}

// The kind and the number of the effect that an event answers, read from its text, for the event itself may
// have lost its words.
std::pair<std::string, std::uint64_t> answered(const JournalRecord& record) {
  const json text = parse_text(record.body);
  const std::string& kind = record.header.kind;
  if (kind == "event/transcribed" || kind == "event/transcription-failed") {
    return {"transcribe", count_at(text, "/body/request")};
  }
  if (kind == "event/voices-compared" || kind == "event/voice-comparison-failed") {
    return {"compare-voices", count_at(text, "/body/request")};
  }
  if (kind == "event/voice-identified") return {"identify-voice", count_at(text, "/body/request")};
  if (kind == "event/prompt-finished") return {"speak", count_at(text, "/body/prompt")};
  if (kind == "event/timer-fired") return {"arm-timer", count_at(text, "/body/timer")};
  if (kind == "event/device-answered") return {"set-device", count_at(text, "/body/command")};
  if (kind == "event/message-delivered") return {"send-message", count_at(text, "/body/message_id")};
  return {};
}

bool holds_all(const std::vector<std::string>& scored, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&scored](const std::string& text) {
    return std::find(scored.begin(), scored.end(), text) != scored.end();
  });
}

}  // namespace

Result<void> AnswerBook::take(const RecordedStep& recorded) {
  if (auto taken = take_answer(recorded.event); !taken) return taken;
  for (const JournalRecord& effect : recorded.effects) {
    if (auto taken = take_effect(effect); !taken) return taken;
  }
  return {};
}

Result<void> AnswerBook::take_effect(const JournalRecord& effect) {
  const std::string kind = effect.header.kind.substr(std::string_view("effect/").size());
  const auto line = join_words(effect.body, effect.words);
  const json text = line ? parse_text(line.value()) : json();
  if (!text.is_object()) return damaged_record(effect.header.sequence);
  if (kind == "drop-transcription") {
    const std::uint64_t id = count_at(text, "/request");
    for (RecordedQuestion& question : questions_) {
      if (question.kind == "transcribe" && question.id == id) question.dropped_at = effect.header.at;
    }
  } else if (kind == "stop-speaking") {
    for (RecordedQuestion& question : questions_) {
      if (question.kind == "speak" && !question.answer) question.cut_short = true;
    }
  }
  if (std::find(kAsking.begin(), kAsking.end(), kind) == kAsking.end()) return {};
  RecordedQuestion question;
  question.kind = kind;
  question.id = effect_id(text);
  question.sequence = effect.header.sequence;
  question.asked_at = effect.header.at;
  question.asked = essence(text);
  question.forced = texts_in(text, "forced");
  question.prompt = text_at(text, "/prompt");
  question.words_gone = effect.words_gone();
  questions_.push_back(std::move(question));
  return {};
}

Result<void> AnswerBook::take_answer(const JournalRecord& record) {
  const auto [kind, id] = answered(record);
  if (kind.empty()) return {};
  // What has failed may have been a comparison or an identification: no two effects share a number.
  const bool failed = record.header.kind == "event/voice-comparison-failed";
  const auto answers = [failed, &kind = kind, &id = id](const auto& each) {
    return each.id == id && (each.kind == kind || (failed && each.kind == "identify-voice"));
  };
  // The newest comes first: ids are counted anew only with a new run.
  const auto question = std::find_if(questions_.rbegin(), questions_.rend(), answers);
  if (question == questions_.rend() || question->answer) return {};
  if (record.words_gone()) {
    question->words_gone = true;
    return {};
  }
  auto event = event_of(record);
  if (!event) return damaged_record(record.header.sequence);
  question->answer = RecordedAnswer{event.value().at, record.header.sequence, std::move(event.value().body)};
  return {};
}

void AnswerBook::forget_before(Milliseconds at) {
  while (!questions_.empty() && questions_.front().asked_at < at) questions_.pop_front();
}

RecordedQuestion* AnswerBook::find(const Effect& effect, Milliseconds at) {
  const json text = parse_text(encode_effect(effect));
  const std::string asked = essence(text);
  const std::vector<std::string> forced = texts_in(text, "forced");
  const std::string kind = text_at(text, "/effect");
  RecordedQuestion* nearest = nullptr;
  for (RecordedQuestion& question : questions_) {
    if (question.kind != kind || question.asked != asked || !holds_all(question.forced, forced)) continue;
    const Milliseconds apart = std::abs(question.asked_at - at);
    if (!lies_anywhere(kind) && (question.taken || apart > kSameMomentMs)) continue;
    // The very same asking comes first; else one that was answered, for a transcript may have been dropped.
    const auto worth = [at](const RecordedQuestion& each) {
      const Milliseconds distance = std::abs(each.asked_at - at);
      return std::tuple(distance > kSameMomentMs, each.taken, !each.answer, distance);
    };
    if (nearest == nullptr || worth(question) < worth(*nearest)) nearest = &question;
  }
  return nearest;
}

bool AnswerBook::may_be_deleted(const Effect& effect, Milliseconds at) const {
  const std::string_view kind = effect_name(effect);
  return std::any_of(questions_.begin(), questions_.end(), [&](const RecordedQuestion& question) {
    return question.kind == kind && question.words_gone && std::abs(question.asked_at - at) <= kSameMomentMs;
  });
}

bool is_answer(const EventBody& body) {
  return std::visit(
      [](const auto& each) {
        using T = std::decay_t<decltype(each)>;
        return std::is_same_v<T, Transcribed> || std::is_same_v<T, TranscriptionFailed> ||
               std::is_same_v<T, VoicesCompared> || std::is_same_v<T, VoiceComparisonFailed> ||
               std::is_same_v<T, VoiceIdentified> || std::is_same_v<T, PromptFinished> ||
               std::is_same_v<T, TimerFired> || std::is_same_v<T, DeviceAnswered> ||
               std::is_same_v<T, MessageDelivered> || std::is_same_v<T, Forgotten>;
      },
      body);
}

EventBody readdress(EventBody answer, const Effect& effect) {
  const std::uint64_t id = effect_id(parse_text(encode_effect(effect)));
  const auto* asked = std::get_if<Transcribe>(&effect);
  std::visit(
      [id, asked](auto& body) {
        using T = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<T, Transcribed>) {
          std::erase_if(body.transcript.forced, [asked](const ForcedScore& score) {
            return asked != nullptr && !holds_all(asked->forced_texts, {score.text});
          });
        }
        if constexpr (std::is_same_v<T, PromptFinished>) {
          body.prompt = id;
        } else if constexpr (std::is_same_v<T, TimerFired>) {
          body.timer = id;
        } else if constexpr (std::is_same_v<T, DeviceAnswered>) {
          body.command = id;
        } else if constexpr (std::is_same_v<T, MessageDelivered>) {
          body.message_id = id;
        } else if constexpr (requires { body.request; }) {
          body.request = id;
        }
      },
      answer);
  return answer;
}

}  // namespace sotto
