#include "sotto/campaign_shards.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>

#include "adapters/sndfile/sound_file.hpp"
#include "runtime/private_file.hpp"
#include "sotto/campaign_json.hpp"
#include "sotto/campaign_sound.hpp"
#include "sotto/engines.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

// Of each variant in a shard, the ones that got furthest; the others are listed without a clip.
constexpr int kClipsMax = 12;
constexpr Milliseconds kClipBefore = 3000;
constexpr Milliseconds kClipAfter = 1000;
constexpr Milliseconds kClipMax = 40'000;
// About what a dialog takes with its hold.
constexpr SampleCount kDialogLength = to_samples(40'000);

std::string number_text(std::size_t number) {
  std::string text = std::to_string(number);
  return std::string(text.size() < 4 ? 4 - text.size() : 0, '0') + text;
}

// What the workers share.
class Desk {
 public:
  explicit Desk(const ShardWork& work) : work_(work) {}

  [[nodiscard]] std::optional<std::size_t> take() {
    if (stopped()) return std::nullopt;
    const std::size_t next = next_.fetch_add(1);
    if (next >= work_.todo.size()) return std::nullopt;
    return work_.todo[next];
  }
  [[nodiscard]] bool stopped() const {
    return failed_.load() || (work_.hearing.stopped && work_.hearing.stopped());
  }
  void fail(const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = error;
    failed_.store(true);
  }
  void progress(SampleCount heard) {
    const std::lock_guard lock(mutex_);
    if (work_.on_progress) work_.on_progress(heard);
  }
  [[nodiscard]] Result<void> outcome() const {
    if (error_) return *error_;
    return {};
  }

 private:
  const ShardWork& work_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  std::optional<Error> error_;
};

// Cuts out what can be listened to. `misses` are those of one piece.
class ClipCutter {
 public:
  ClipCutter(fs::path folder, std::size_t shard) : folder_(std::move(folder)), shard_(shard) {}

  Result<void> cut(const Background& sound, std::vector<NearMiss>& misses) {
    for (NearMiss& miss : misses) {
      int& count = counts_[miss.variant + (miss.forced ? " forced" : "")];
      if (count == kClipsMax) continue;
      ++count;
      const Milliseconds length = to_milliseconds(static_cast<SampleCount>(sound.samples.size()));
      const Milliseconds from = std::max<Milliseconds>(0, miss.at - sound.offset - kClipBefore);
      const Milliseconds to = std::min({length, miss.until - sound.offset + kClipAfter, from + kClipMax});
      if (to <= from) continue;
      const std::string name =
          "clips/" + number_text(shard_) + "-" + number_text(static_cast<std::size_t>(++cut_)) + ".flac";
      const auto span = std::span(sound.samples)
                            .subspan(static_cast<std::size_t>(to_samples(from)),
                                     static_cast<std::size_t>(to_samples(to - from)));
      if (auto written = write_flac(folder_ / name, span); !written) return written;
      miss.clip = name;
    }
    return {};
  }

 private:
  fs::path folder_;
  std::size_t shard_;
  int cut_ = 0;
  std::map<std::string, int> counts_;
};

Result<CampaignTally> hear_piece(Desk& desk, const ShardWork& work, SharedEvidence& evidence,
                                 const Background& sound) {
  CampaignTally tally;
  evidence.begin_sound();
  for (const Variant& variant : work.variants) {
    if (desk.stopped()) return tally;
    if (auto heard = hear_end_to_end(evidence, variant, sound, tally); !heard) return heard.error();
    desk.progress(static_cast<SampleCount>(sound.samples.size()));
  }
  HearingOptions options = work.hearing;
  options.stopped = [&desk] { return desk.stopped(); };
  for (const Variant& variant : work.variants) {
    if (auto tried = try_gates(evidence, variant, sound, options, tally); !tried) return tried.error();
  }
  return tally;
}

// What `after` counts more than `before`.
std::map<std::string, EvidenceCounts> difference(std::map<std::string, EvidenceCounts> after,
                                                 const std::map<std::string, EvidenceCounts>& before) {
  for (const auto& [engine, counts] : before) {
    after[engine].asked -= counts.asked;
    after[engine].reused -= counts.reused;
  }
  return after;
}

Result<void> hear_shard(Desk& desk, const ShardWork& work, SharedEvidence& evidence, ShardResult& result) {
  ClipCutter cutter(work.folder, result.shard);
  for (const CampaignPiece& piece : work.shards[result.shard]) {
    const CampaignRecording& recording = work.recordings[piece.recording];
    auto samples = recording.household ? render_piece(*work.material, recording, piece.span)
                                       : read_piece(recording, piece.span);
    if (!samples) return samples.error();
    const Background sound{recording.kind, recording.name, to_milliseconds(piece.span.from),
                           std::move(samples).value()};
    auto tally = hear_piece(desk, work, evidence, sound);
    if (!tally) return tally.error();
    if (auto cut = cutter.cut(sound, tally.value().near_misses); !cut) return cut;
    std::sort(tally.value().near_misses.begin(), tally.value().near_misses.end());
    merge(result.tally, tally.value());
  }
  return {};
}

std::span<const IntendedDialog> dialogs_of(const ShardWork& work, std::size_t shard) {
  const std::span<const IntendedDialog> all = work.material->dialogs;
  const std::size_t first = (shard - work.shards.size()) * kDialogsPerShard;
  return all.subspan(first, std::min(kDialogsPerShard, all.size() - first));
}

Result<void> try_dialogs(Desk& desk, const ShardWork& work, SharedEvidence& evidence, MaterialSounds& sounds,
                         ShardResult& result) {
  for (const IntendedDialog& dialog : dialogs_of(work, result.shard)) {
    for (const NoiseCondition& noise : kNoiseConditions) {
      for (const Variant& variant : work.variants) {
        if (variant.fault != Fault::kNone) continue;
        if (desk.stopped()) return {};
        const IntendedTrial trial{dialog, noise, sounds.sounds()};
        if (auto tried = try_dialog(evidence, variant.setup, trial, result.tally); !tried) return tried;
        desk.progress(kDialogLength);
      }
    }
  }
  return {};
}

Result<void> work_on(Desk& desk, const ShardWork& work, SharedEvidence& evidence, MaterialSounds* sounds,
                     std::size_t shard) {
  ShardResult result{work.plan, shard, {}};
  const auto before = evidence.counts();
  const auto done = shard < work.shards.size() ? hear_shard(desk, work, evidence, result)
                                               : try_dialogs(desk, work, evidence, *sounds, result);
  if (!done) return done;
  if (desk.stopped()) return {};
  result.tally.evidence = difference(evidence.counts(), before);
  const std::string text = format_shard(result);
  return write_private_file(shard_file(work.folder, shard),
                            {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()},
                            WhenPresent::kReplace);
}

void work_alone(Desk& desk, const ShardWork& work) {
  EngineChoice choice;
  choice.wake_word = work.wake_word;
  choice.recognizer_threads = work.jobs > 1 ? 1 : 2;
  auto engines = Engines::load(choice);
  if (!engines) {
    desk.fail(engines.error());
    return;
  }
  SharedEvidence evidence(engines.value()->services());
  std::optional<MaterialSounds> sounds;
  if (work.material != nullptr) sounds.emplace(*work.material, engines.value()->pronouncer());
  while (const auto shard = desk.take()) {
    auto done = work_on(desk, work, evidence, sounds ? &*sounds : nullptr, *shard);
    if (!done) desk.fail(done.error());
  }
}

}  // namespace

std::size_t shard_count(const ShardWork& work) {
  const std::size_t dialogs = work.material == nullptr ? 0 : work.material->dialogs.size();
  return work.shards.size() + (dialogs + kDialogsPerShard - 1) / kDialogsPerShard;
}

SampleCount shard_length(const ShardWork& work, std::size_t shard) {
  SampleCount length = 0;
  if (shard < work.shards.size()) {
    for (const CampaignPiece& piece : work.shards[shard]) length += piece.span.length();
    return length * static_cast<SampleCount>(work.variants.size());
  }
  const auto tried = std::count_if(work.variants.begin(), work.variants.end(),
                                   [](const Variant& variant) { return variant.fault == Fault::kNone; });
  return kDialogLength * static_cast<SampleCount>(dialogs_of(work, shard).size() * kNoiseConditions.size()) *
         tried;
}

fs::path shard_file(const fs::path& folder, std::size_t shard) {
  return folder / "shards" / (number_text(shard) + ".json");
}

Result<void> work_on_shards(const ShardWork& work) {
  for (const char* name : {"shards", "clips"}) {
    if (auto made = make_private_folder(work.folder / name); !made) return made;
  }
  Desk desk(work);
  const std::size_t workers = std::min<std::size_t>(work.jobs, work.todo.size());
  std::vector<std::jthread> threads;
  threads.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i) threads.emplace_back([&desk, &work] { work_alone(desk, work); });
  threads.clear();
  return desk.outcome();
}

}  // namespace sotto
