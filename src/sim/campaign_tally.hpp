// CampaignTally: what a campaign has counted, as whole numbers that add up exactly.
//
// Every count is of events, or of samples of sound, so shards merge in any order and any grouping to the same
// tally. Rates and bounds are made from it at the end (sim/statistics.hpp). docs/campaign.md says what each
// figure means. Plain values; pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "core/effect.hpp"
#include "sim/statistics.hpp"

namespace sotto {

// How far an accepted wake got: the gates that it passed in a row. The last place is "sent".
// The gate before doors is none of them.
inline constexpr std::size_t kDepthSent = static_cast<std::size_t>(Gate::kHold) + 1;
inline constexpr std::size_t kDepths = kDepthSent + 1;

struct GateCounts {
  std::int64_t passed = 0;
  std::int64_t refused = 0;
  std::int64_t asked_again = 0;
  std::int64_t escalated = 0;
  std::map<std::string, std::int64_t> reasons;  // of whatever did not pass, by reason_code()
  friend bool operator==(const GateCounts&, const GateCounts&) = default;
};

// What one recording gave: the sound of one place and time is no independent evidence about another second of
// it.
struct RecordingCounts {
  SampleCount heard = 0;
  std::int64_t wakes = 0;
  std::int64_t sent = 0;
  friend bool operator==(const RecordingCounts&, const RecordingCounts&) = default;
};

// Trials of one forced gate at windows of one recording.
struct ForcedCounts {
  std::int64_t passed = 0;
  std::int64_t tried = 0;
  friend bool operator==(const ForcedCounts&, const ForcedCounts&) = default;
};

struct ForcedTally {
  std::map<std::string, ForcedCounts> recordings;
  std::int64_t unreached = 0;  // the dialog went another way before the gate was asked: no trial
  std::map<std::string, std::int64_t> reasons;  // why it did not pass

  [[nodiscard]] ForcedCounts total() const;
  friend bool operator==(const ForcedTally&, const ForcedTally&) = default;
};

// One policy (or one policy with a fault) on one kind of sound.
struct KindTally {
  std::int64_t proposed = 0;  // by any wake detector
  std::int64_t wakes = 0;     // accepted by the wake gate
  std::int64_t sent = 0;
  std::int64_t waiting = 0;  // messages that wait for approval
  std::int64_t devices = 0;
  std::array<std::int64_t, kDepths> depths{};  // of the accepted wakes
  std::map<Gate, GateCounts> gates;
  std::map<std::string, RecordingCounts> recordings;
  std::map<Gate, ForcedTally> forced;

  [[nodiscard]] SampleCount heard() const;
  friend bool operator==(const KindTally&, const KindTally&) = default;
};

// Something that went further than it should have.
struct NearMiss {
  std::string variant;
  std::string kind;
  std::string recording;
  Milliseconds at = 0;     // in the recording, of the wake
  Milliseconds until = 0;  // of the last thing that happened to it
  bool forced = false;     // a trial of part B that passed the gate that stopped_by names
  std::size_t depth = 0;   // gates passed; kDepthSent: it was sent
  std::string stopped_by;  // gate_name(); empty: nothing did
  std::string reason;      // reason_code()
  std::string clip;        // below the folder of the campaign; may be empty
  friend auto operator<=>(const NearMiss&, const NearMiss&) = default;
};

// How often evidence was asked for, and how often it was there already.
struct EvidenceCounts {
  std::int64_t asked = 0;
  std::int64_t reused = 0;
  friend bool operator==(const EvidenceCounts&, const EvidenceCounts&) = default;
};

// Dialogs that somebody did mean: of one kind, in one noise.
struct IntendedCounts {
  std::int64_t tried = 0;
  std::int64_t done = 0;  // came to what was meant
  std::int64_t wrong_person = 0;
  std::int64_t retried = 0;                       // done, but only after a second question
  std::int64_t challenged = 0;                    // asked to say a challenge phrase
  std::int64_t challenge_passed = 0;              // at the first try
  std::map<std::string, ForcedCounts> voices;     // done and tried
  std::map<std::string, std::int64_t> refusals;   // "confirm: not-an-answer"
  std::map<std::string, std::string> failures;    // by dialog: what refused it, and what that gate heard
  std::map<std::string, std::int64_t> recovered;  // by the rule whose absence would have let it through
  friend bool operator==(const IntendedCounts&, const IntendedCounts&) = default;
};

struct CampaignTally {
  // By variant ("guarded", "guarded + voice always the same"), then kind.
  std::map<std::string, std::map<std::string, KindTally>> variants;
  // By policy, then kind of dialog ("message", "order"), then noise ("20 dB").
  std::map<std::string, std::map<std::string, std::map<std::string, IntendedCounts>>> intended;
  std::vector<NearMiss> near_misses;               // sorted
  std::map<std::string, EvidenceCounts> evidence;  // by engine
  friend bool operator==(const CampaignTally&, const CampaignTally&) = default;
};

// Adds `more` to `sum`. The order and grouping of additions do not matter.
void merge(CampaignTally& sum, const CampaignTally& more);
// All kinds together.
[[nodiscard]] KindTally sum_kinds(const std::map<std::string, KindTally>& kinds);

// The clusters of the block bootstrap, by the names of the recordings.
[[nodiscard]] std::vector<Cluster> wake_clusters(const KindTally& tally);
[[nodiscard]] std::vector<Cluster> forced_clusters(const ForcedTally& tally);
// By the names of the voices.
[[nodiscard]] std::vector<Cluster> voice_clusters(const IntendedCounts& counts);

}  // namespace sotto
