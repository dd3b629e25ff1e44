#include "sotto/replaying_journal.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "adapters/sndfile/sound_file.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "adapters/sqlite/sqlite_journal.hpp"
#include "adapters/toml/policy_file.hpp"
#include "runtime/journal_replay.hpp"
#include "runtime/journal_sound.hpp"
#include "runtime/journal_what_if.hpp"
#include "runtime/recording_keeper.hpp"
#include "sotto/clock_time.hpp"
#include "sotto/engines.hpp"
#include "sotto/log_commands.hpp"
#include "sotto/paths.hpp"
#include "sotto/stop_signal.hpp"
#include "sotto/timeline.hpp"

namespace sotto {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kRecordingSecondsMax = 600;
constexpr std::string_view kMagic = "SQLite format 3";

std::string dump(const Json& line) {
  return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string in_seconds(Milliseconds at) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f s", static_cast<double>(at) / 1000.0);
  return text;
}

std::string run_title(const RunStart& start) {
  return "run " + std::to_string(start.number) + ", " + clock_time(start.stamp.wall_ms);
}

// What all three ways of replaying share.
struct Session {
  const JournalReplayRequest& request;
  const JournalReader& reader;
  const StopSignal& signal;
  std::unique_ptr<RecordProgress> progress;

  [[nodiscard]] std::function<void(std::uint64_t, std::uint64_t)> on_progress() const {
    return [this](std::uint64_t done, std::uint64_t) { progress->show(done); };
  }
  [[nodiscard]] std::function<bool()> stopped() const {
    return [this] { return signal.raised() || !std::cout; };
  }
};

// Engines that hear kept sound, and the way to it.
struct Ears {
  std::unique_ptr<Engines> engines;
  std::unique_ptr<SoundSealer> sealer;
  Services services;
  std::unique_ptr<SoundAnswers> answers;
};

Result<std::unique_ptr<Ears>> open_ears(const Session& session) {
  auto ears = std::make_unique<Ears>();
  auto sealer = make_sound_sealer(keys_folder());
  if (!sealer) return sealer.error();
  ears->sealer = std::move(sealer).value();
  EngineChoice choice;
  choice.ears = false;
  choice.speech = false;
  auto engines = Engines::load(choice);
  if (!engines) return engines.error();
  ears->engines = std::move(engines).value();
  ears->services = ears->engines->services();
  const std::filesystem::path parent = session.request.file.parent_path();
  const std::filesystem::path data = parent.empty() ? "." : parent;
  const LoadSound load = [&session, data, sealer_of = ears->sealer.get()](
                             const JournalRecord& record) -> Result<std::vector<float>> {
    auto bytes = load_recording(session.reader, data, record, *sealer_of);
    if (!bytes) return bytes.error();
    auto sound = read_sound_bytes(bytes.value(), resampler_factory(), kRecordingSecondsMax);
    sealer_of->wipe(bytes.value());
    return sound;
  };
  ears->answers = std::make_unique<SoundAnswers>(session.reader, ears->services, load);
  return ears;
}

Json difference_json(const EffectDifference& difference) {
  Json json;
  json["event"] = difference.event;
  json["effect"] = difference.effect == 0 ? Json() : Json(difference.effect);
  json["time"] = utc_time(difference.stamp.wall_ms);
  json["at_ms"] = difference.at;
  json["places"] = difference.places;
  json["recorded"] = Json::parse(difference.recorded, nullptr, false);
  json["now"] = Json::parse(difference.now, nullptr, false);
  for (const char* key : {"recorded", "now"}) {
    if (json[key].is_discarded()) json[key] = nullptr;
  }
  return json;
}

void print_run_json(const RunReplay& run) {
  Json line;
  line["type"] = "run";
  line["run"] = run.start.number;
  line["record"] = run.start.sequence;
  line["time"] = utc_time(run.start.stamp.wall_ms);
  line["events"] = run.events;
  line["effects"] = run.effects;
  line["different"] = run.different;
  line["without_words"] = run.without_words;
  line["skipped_events"] = run.skipped_events;
  line["skipped"] = Json::array();
  for (const SkippedStretch& skipped : run.skipped) {
    line["skipped"].push_back({{"from", skipped.from}, {"to", skipped.to}, {"why", skipped.why}});
  }
  line["first_difference"] = run.first_difference ? difference_json(*run.first_difference) : Json();
  std::cout << dump(line) << '\n';
}

void print_run_text(const RunReplay& run) {
  std::cout << run_title(run.start) << ": " << run.events << " events, " << run.effects << " effects, ";
  std::cout << (run.different == 0 ? "all as recorded" : std::to_string(run.different) + " different")
            << '\n';
  for (const SkippedStretch& skipped : run.skipped) {
    std::cout << "  left out: records " << skipped.from << " to " << skipped.to << ", "
              << (skipped.why == "events-missing" ? "because events before them were never written down"
                                                  : "because what was said was deleted")
              << '\n';
  }
  if (run.without_words > 0) {
    std::cout << "  compared without their words, which were deleted: " << run.without_words << " effects\n";
  }
  if (!run.first_difference) return;
  const EffectDifference& first = *run.first_difference;
  std::cout << "  first difference: after record " << first.event << ", " << clock_time(first.stamp.wall_ms)
            << ", " << in_seconds(first.at) << " into the run\n";
  for (const std::string& place : first.places) std::cout << "    at " << place << '\n';
  std::cout << "    recorded: " << (first.recorded.empty() ? "nothing" : first.recorded) << '\n'
            << "    now:      " << (first.now.empty() ? "nothing" : first.now) << '\n';
}

int replay_events(const Session& session) {
  JournalReplayOptions options;
  options.run = session.request.run;
  options.on_progress = session.on_progress();
  options.stopped = session.stopped();
  const auto runs = replay_journal(session.reader, options);
  session.progress->clear();
  if (!runs) return fail(runs.error());
  std::uint64_t different = 0;
  for (const RunReplay& run : runs.value()) {
    different += run.different;
    if (session.request.common.json) {
      print_run_json(run);
    } else {
      print_run_text(run);
    }
  }
  if (runs.value().empty() && !session.request.common.json) std::cout << "The journal holds no run.\n";
  return different == 0 ? 0 : 1;
}

void print_what_if_json(const WhatIfRun& run, const std::string& policy) {
  Json line;
  line["type"] = "what-if";
  line["policy"] = policy;
  line["run"] = run.start.number;
  line["stops"] = Json::array();
  for (const WhatIfStop& stop : run.stops) {
    line["stops"].push_back({{"at_ms", stop.at}, {"code", stop.code}, {"words", stop.words}});
  }
  line["sent"] = Json::array();
  for (const WouldSend& sent : run.sent) {
    line["sent"].push_back({{"at_ms", sent.at},
                            {"contact", sent.contact},
                            {"audio_from_ms", to_milliseconds(sent.span.from)},
                            {"audio_to_ms", to_milliseconds(sent.span.to)}});
  }
  line["other_prompts"] = Json::array();
  for (const OtherPrompt& other : run.other_prompts) {
    line["other_prompts"].push_back({{"at_ms", other.at}, {"prompt", other.prompt}});
  }
  line["summary"] = Json::parse(summary_line(run.summary));
  std::cout << dump(line) << '\n';
}

void print_what_if_text(const WhatIfRun& run, const std::string& policy) {
  std::cout << run_title(run.start) << ", under " << policy << ":\n";
  for (const WhatIfStop& stop : run.stops) std::cout << "  " << stop.words << '\n';
  for (const OtherPrompt& other : run.other_prompts) {
    std::cout << "  At " << in_seconds(other.at) << " the room was asked something (" << other.prompt
              << ") that " << policy << " would not have asked: what was said next may be an answer to it.\n";
  }
  for (const WouldSend& sent : run.sent) {
    std::cout << "  At " << in_seconds(sent.at) << " a message to " << sent.contact
              << " would have been sent: " << in_seconds(to_milliseconds(sent.span.length()))
              << " of sound.\n";
  }
  if (run.sent.empty()) {
    std::cout << (run.stops.empty() ? "  Nothing would have been sent.\n"
                                    : "  Nothing would have been sent, as far as can be known.\n");
  }
}

int replay_policy(const Session& session, Ears* ears) {
  const auto policy = load_policy(session.request.policy);
  if (!policy) return fail(policy.error());
  EngineChoice words_only;
  words_only.ears = words_only.recognizer = words_only.voices = words_only.speech = false;
  auto engines = Engines::load(words_only);
  if (!engines) return fail(engines.error());
  WhatIfOptions options;
  options.policy = policy.value();
  options.pronouncer = engines.value()->pronouncer().get();
  options.run = session.request.run;
  options.on_progress = session.on_progress();
  options.stopped = session.stopped();
  const bool json = session.request.common.json;
  options.on_line = [&session, json](const RunStart&, const std::string& line) {
    session.progress->clear();
    std::cout << (json ? line : timeline_text(line)) << '\n';
  };
  if (ears != nullptr) {
    options.answer = [ears](const RunStart& run, const Effect& effect) {
      return ears->answers->answer(run, effect);
    };
  }
  const auto runs = ask_what_if(session.reader, options);
  session.progress->clear();
  if (!runs) return fail(runs.error());
  for (const WhatIfRun& run : runs.value()) {
    if (json) {
      print_what_if_json(run, policy.value().name);
    } else {
      print_what_if_text(run, policy.value().name);
    }
  }
  return 0;
}

void print_hearing(const HearingReport& report, bool json) {
  for (const HeardDifferently& each : report.outside) {
    if (json) {
      std::cout << dump({{"type", "heard-differently"},
                         {"run", each.run},
                         {"record", each.record},
                         {"at_ms", each.at},
                         {"what", each.what},
                         {"then", each.then},
                         {"now", each.now}})
                << '\n';
    } else {
      std::cout << "record " << each.record << ", " << in_seconds(each.at) << " into run " << each.run << ": "
                << each.what << " was \"" << each.then << "\" and is \"" << each.now << "\"\n";
    }
  }
  if (json) {
    std::cout << dump({{"type", "hearing"},
                       {"transcripts", report.transcripts},
                       {"comparisons", report.comparisons},
                       {"outside", report.outside.size()},
                       {"without_sound", report.without_sound},
                       {"without_words", report.without_words}})
              << '\n';
    return;
  }
  std::cout << "heard again: " << report.transcripts << " transcripts, " << report.comparisons
            << " comparisons of voices; outside the tolerances: " << report.outside.size()
            << "; no sound was kept of " << report.without_sound << ", no words of " << report.without_words
            << '\n';
}

int replay_sound(const Session& session, Ears& ears) {
  HearingOptions options;
  options.run = session.request.run;
  options.on_progress = session.on_progress();
  options.stopped = session.stopped();
  const auto report = hear_again(session.reader, *ears.answers, options);
  session.progress->clear();
  if (!report) return fail(report.error());
  print_hearing(report.value(), session.request.common.json);
  return report.value().outside.empty() ? 0 : 1;
}

int replay_session(const Session& session) {
  std::unique_ptr<Ears> ears;
  if (session.request.audio) {
    auto opened = open_ears(session);
    if (!opened) return fail(opened.error());
    ears = std::move(opened).value();
  }
  int exit_code = 0;
  if (!session.request.policy.empty()) {
    exit_code = replay_policy(session, ears.get());
  } else {
    exit_code = replay_events(session);
    if (ears && !session.signal.raised()) exit_code = std::max(exit_code, replay_sound(session, *ears));
  }
  if (ears && ears->answers->trouble()) return fail(*ears->answers->trouble());
  return exit_code;
}

}  // namespace

bool is_journal(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return false;
  std::ifstream stream(file, std::ios::binary);
  std::array<char, kMagic.size()> begin{};
  return stream.read(begin.data(), begin.size()) && std::string_view(begin.data(), begin.size()) == kMagic;
}

int replay_recorded(const JournalReplayRequest& request) {
  // Says what is wrong with a policy before the journal is opened.
  if (!request.policy.empty()) {
    if (const auto policy = load_policy(request.policy); !policy) return fail(policy.error());
  }
  const auto reader = open_journal_reader(request.file);
  if (!reader) return fail(reader.error());
  const auto size = reader.value()->size();
  if (!size) return fail(size.error());
  const StopSignal signal;
  const Session session{request, *reader.value(), signal, std::make_unique<RecordProgress>(size.value())};
  const int exit_code = replay_session(session);
  if (signal.raised()) {
    std::cerr << "sotto: stopped before the end\n";
    return 1;
  }
  return exit_code;
}

}  // namespace sotto
