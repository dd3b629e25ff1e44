#include "sim/campaign_hearing.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"
#include "runtime/replay_driver.hpp"
#include "sim/campaign_observer.hpp"
#include "sim/room.hpp"

namespace sotto {
namespace {

// So long the ears listen before the forced wake, so that they know whether somebody is talking.
constexpr Milliseconds kLead = 1000;
// Every gate before and the gate itself at their longest: a message of a minute and its hold.
constexpr Milliseconds kTrialMax = 150'000;

class HeardSource final : public AudioSource {
 public:
  explicit HeardSource(std::span<const float> samples) : samples_(samples) {}
  Result<std::size_t> read(std::span<float> frame) override {
    const std::size_t count = std::min(frame.size(), samples_.size());
    std::copy_n(samples_.begin(), count, frame.begin());
    samples_ = samples_.subspan(count);
    return count;
  }
  [[nodiscard]] std::string name() const override { return "campaign"; }

 private:
  std::span<const float> samples_;
};

// Proposes once, after the lead.
class ForcedWake final : public WakeDetector {
 public:
  Result<std::optional<WakeProposal>> process(std::span<const float> samples) override {
    heard_ += static_cast<SampleCount>(samples.size());
    if (proposed_ || heard_ < to_samples(kLead)) return std::optional<WakeProposal>{};
    proposed_ = true;
    return std::optional<WakeProposal>{WakeProposal{1000, heard_}};
  }
  Permille take_peak() override { return 0; }
  void reset(SampleCount /*at*/) override {}
  [[nodiscard]] std::string name() const override { return "forced"; }

 private:
  SampleCount heard_ = 0;
  bool proposed_ = false;
};

// What one trial came to. Times in the trial.
struct Trial {
  std::optional<Judgement> judged;
  Milliseconds from = kLead;  // since when the gate's own evidence counts
  Milliseconds until = 0;
};

bool asks_for(Gate gate, Prompt prompt) {
  switch (gate) {
    case Gate::kContact:
      return prompt == Prompt::kToWhom;
    case Gate::kConfirm:
      return prompt == Prompt::kConfirm;
    case Gate::kRecord:
      return prompt == Prompt::kMessage;
    case Gate::kHold:
      return prompt == Prompt::kHold;
    default:
      return false;
  }
}

// Follows a trial until its gate has said its last word.
class TrialWatch {
 public:
  explicit TrialWatch(Gate gate) : gate_(gate) {}

  void take(const Effect& effect, Milliseconds at) {
    if (trial.judged) return;
    if (const auto* said = std::get_if<Speak>(&effect)) {
      if (asks_for(gate_, said->prompt)) trial.from = at;
      return;
    }
    const auto* report = std::get_if<ReportGate>(&effect);
    if (report == nullptr || report->judgement.gate != gate_) return;
    const Verdict verdict = report->judgement.verdict;
    const bool goes_on =
        verdict == Verdict::kAskAgain || (verdict == Verdict::kEscalate && gate_ == Gate::kConfirm);
    if (goes_on) return;
    trial.judged = report->judgement;
    trial.until = at;
  }

  Trial trial;

 private:
  Gate gate_;
};

// The room, until the trial is decided.
class TrialSource final : public AudioSource {
 public:
  TrialSource(Room& room, const TrialWatch& watch) : room_(room), watch_(watch) {}
  Result<std::size_t> read(std::span<float> frame) override {
    if (watch_.trial.judged || room_.over()) return Error{ErrorCode::kNotFound, "the trial is over"};
    return room_.read(frame);
  }
  [[nodiscard]] bool over() const override { return room_.over(); }
  [[nodiscard]] std::string name() const override { return "trial"; }

 private:
  Room& room_;
  const TrialWatch& watch_;
};

RunSetup forced_before(const RunSetup& setup, Gate gate) {
  RunSetup forced = setup;
  forced.policy.forced.clear();
  for (int before = 0; before < static_cast<int>(gate); ++before) {
    forced.policy.forced.insert(static_cast<Gate>(before));
  }
  return forced;
}

struct Bench {
  FaultyServices services;
  const Variant& variant;
  std::optional<double> echo_db;
};

Result<Trial> try_gate(Bench& bench, Gate gate, std::span<const float> talk) {
  Scene scene;
  scene.file = "trial";
  scene.audio = "talk";
  scene.echo_db = bench.echo_db;
  RoomSounds sounds;
  sounds.load = [talk](const std::string&) {
    return Result<std::vector<float>>(std::vector<float>(talk.begin(), talk.end()));
  };
  sounds.speak = [](const std::string&, const std::string&) {
    return Result<std::vector<float>>(Error{ErrorCode::kNotAvailable, "nobody speaks in a trial"});
  };
  auto room = Room::make(scene, std::move(sounds));
  if (!room) return room.error();

  TrialWatch watch(gate);
  ForcedWake wake;
  Services services = bench.services.services();
  services.wake_detectors = {&wake};
  services.voice_activity->reset();
  bench.services.begin_run();
  ReplayOptions options;
  options.on_line = [&](const std::string&, const Effect* effect, Milliseconds at) {
    if (effect == nullptr) return;
    bench.services.follow(*effect);
    watch.take(*effect, at);
  };
  ReplayDriver driver(services, forced_before(bench.variant.setup, gate), std::move(options),
                      room.value().get());
  TrialSource source(*room.value(), watch);
  const auto run = driver.run(source);
  // The source ends every trial with an error of its own, so that no silence follows the talk.
  if (!run && run.error().code != ErrorCode::kNotFound) return run.error();
  return watch.trial;
}

void count_trial(const Trial& trial, Gate gate, const NearMiss& place, Milliseconds begins,
                 CampaignTally& tally) {
  ForcedTally& forced = tally.variants[place.variant][place.kind].forced[gate];
  if (!trial.judged) {
    ++forced.unreached;
    return;
  }
  ForcedCounts& counts = forced.recordings[place.recording];
  ++counts.tried;
  if (!trial.judged->passed()) {
    ++forced.reasons[std::string(reason_code(trial.judged->reason))];
    return;
  }
  ++counts.passed;
  NearMiss miss = place;
  miss.at = begins + trial.from;
  miss.until = begins + trial.until;
  miss.forced = true;
  miss.depth = static_cast<std::size_t>(gate) + 1;
  miss.stopped_by = gate_name(gate);
  tally.near_misses.push_back(std::move(miss));
}

Result<void> try_one_gate(Bench& bench, Gate gate, const Background& sound, const HearingOptions& options,
                          CampaignTally& tally) {
  const NearMiss place{bench.variant.name, sound.kind, sound.recording, 0, 0, false, 0, "", "", ""};
  const Milliseconds length = to_milliseconds(static_cast<SampleCount>(sound.samples.size()));
  Milliseconds taken_until = 0;  // of the windows of this gate
  // A window that could not hold the lead and the shortest answer is none.
  for (Milliseconds begins = 0; begins + options.grid_ms <= length; begins += options.grid_ms) {
    if (options.stopped && options.stopped()) return {};
    if (begins + kLead < taken_until) continue;
    const Milliseconds ends = std::min(length, begins + kTrialMax);
    const auto from = static_cast<std::size_t>(to_samples(begins));
    const auto talk =
        std::span(sound.samples).subspan(from, static_cast<std::size_t>(to_samples(ends)) - from);
    const auto trial = try_gate(bench, gate, talk);
    if (!trial) return trial.error();
    count_trial(trial.value(), gate, place, sound.offset + begins, tally);
    if (trial.value().judged) taken_until = begins + trial.value().until;
  }
  return {};
}

}  // namespace

Result<void> hear_end_to_end(SharedEvidence& evidence, const Variant& variant, const Background& sound,
                             CampaignTally& tally) {
  SOTTO_ASSERT(!variant.setup.contacts.empty());
  FaultyServices services(variant.fault, evidence.services(), variant.setup.contacts.front().name);
  evidence.begin_run();
  services.begin_run();
  CampaignObserver observer(tally.variants[variant.name][sound.kind],
                            {variant.name, sound.kind, sound.recording, 0, 0, false, 0, "", "", ""},
                            sound.offset);
  ReplayOptions options;
  options.on_line = [&](const std::string&, const Effect* effect, Milliseconds at) {
    if (effect == nullptr) return;
    services.follow(*effect);
    observer.take(*effect, at);
  };
  ReplayDriver driver(services.services(), variant.setup, std::move(options), nullptr);
  HeardSource source(sound.samples);
  const auto run = driver.run(source);
  if (!run) return run.error();
  auto misses = observer.finish(static_cast<SampleCount>(sound.samples.size()));
  CampaignTally more;
  more.near_misses = std::move(misses);
  std::sort(more.near_misses.begin(), more.near_misses.end());
  merge(tally, more);
  return {};
}

Result<void> try_gates(SharedEvidence& evidence, const Variant& variant, const Background& sound,
                       const HearingOptions& options, CampaignTally& tally) {
  SOTTO_ASSERT(!variant.setup.contacts.empty() && options.grid_ms > kLead);
  const auto echo = variant.fault == Fault::kEcho ? std::optional(0.0) : options.echo_db;
  Bench bench{FaultyServices(variant.fault, evidence.services(), variant.setup.contacts.front().name),
              variant, echo};
  for (const Gate gate : options.gates) {
    SOTTO_ASSERT(gate != Gate::kWake);
    if (auto tried = try_one_gate(bench, gate, sound, options, tally); !tried) return tried;
  }
  std::sort(tally.near_misses.begin(), tally.near_misses.end());
  return {};
}

}  // namespace sotto
