// Intended dialogs: somebody means it, says so, and answers what Sotto asks back. How often that succeeds is
// the other half of a campaign: gates that let nothing pass would be easy. docs/campaign.md has the method.
// Thread-safety: one thread.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/run_setup.hpp"
#include "sim/campaign_tally.hpp"
#include "sim/material_dialogs.hpp"
#include "sim/room.hpp"
#include "sim/shared_evidence.hpp"

namespace sotto {

// A dialog as one voice speaks it.
struct IntendedDialog {
  MaterialDialog dialog;
  int take = 0;
  std::string voice;
  Scene scene;                      // turns name files below the folder of the material
  std::vector<std::string> sha256;  // of those files, in order
  std::string order;                // of an order: its words without the wake word
};

// The dialogs, take by take, of which the catalogue has every line with these very words.
[[nodiscard]] std::vector<IntendedDialog> spoken_dialogs(std::span<const MaterialDialog> dialogs,
                                                         const DialogWordings& wordings,
                                                         std::span<const SpokenLine> catalog);

// What is to be heard beside the person: kitchen noise so many decibels below the speech, both as root mean
// square.
struct NoiseCondition {
  std::string_view name;
  std::optional<double> snr_db;
};
inline constexpr std::array kNoiseConditions = {NoiseCondition{"clean", std::nullopt},
                                                NoiseCondition{"20 dB", 20.0}, NoiseCondition{"10 dB", 10.0}};

// A rule of the policy, and the same policy without it.
struct RelaxedRule {
  std::string_view name;
  void (*relax)(Policy& policy);
};
[[nodiscard]] std::span<const RelaxedRule> relaxed_rules();

struct IntendedTrial {
  const IntendedDialog& dialog;
  NoiseCondition noise;
  RoomSounds sounds;          // loads the dialog's files, speaks a challenge in the voices of the material
  bool cost_of_rules = true;  // a failed dialog is tried again without each rule in turn
};

// Counts one dialog under one policy in tally.intended. `setup` is that of the campaign: contacts become
// those of the dialog. Errors: those of the engines and of the sounds.
[[nodiscard]] Result<void> try_dialog(SharedEvidence& evidence, const RunSetup& setup,
                                      const IntendedTrial& trial, CampaignTally& tally);

}  // namespace sotto
