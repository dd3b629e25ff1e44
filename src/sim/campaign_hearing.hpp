// What a campaign does with one recording: hears it from end to end, and tries single gates at windows of it.
// docs/campaign.md has the method. Thread-safety: one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/run_setup.hpp"
#include "sim/campaign_tally.hpp"
#include "sim/faults.hpp"
#include "sim/shared_evidence.hpp"

namespace sotto {

// One policy, as it is or with one part of the chain at fault.
struct Variant {
  std::string name;  // "guarded", "guarded + echo"
  RunSetup setup;    // with communications on and contacts that may be written to
  Fault fault = Fault::kNone;
};

// A stretch of a recording that was made without anybody asking anything of Sotto.
struct Background {
  std::string kind;
  std::string recording;
  Milliseconds offset = 0;     // of samples[0] in the recording
  std::vector<float> samples;  // mono float in [-1, 1), 16 kHz
};

struct HearingOptions {
  // Gain of our own prompts on their way into the microphone while single gates are tried; none: headphones.
  std::optional<double> echo_db;
  std::vector<Gate> gates;  // to be tried one by one; never wake
  // Windows begin on this grid, and no two windows of one gate overlap.
  Milliseconds grid_ms = 9000;
  std::function<bool()> stopped;  // may be empty
};

// Part A: the whole recording through the whole chain, nothing forced. Our own prompts are not mixed in.
// Errors: those of the engines.
[[nodiscard]] Result<void> hear_end_to_end(SharedEvidence& evidence, const Variant& variant,
                                           const Background& sound, CampaignTally& tally);

// Part B: at each window the dialog is brought in front of one gate by forcing all gates before it, and the
// talk that goes on is that gate's answer. What it lets pass becomes a near miss marked as forced. Errors:
// those of the engines.
[[nodiscard]] Result<void> try_gates(SharedEvidence& evidence, const Variant& variant,
                                     const Background& sound, const HearingOptions& options,
                                     CampaignTally& tally);

}  // namespace sotto
