// What of the spoken material (docs/material.md) a campaign takes: household sound mixed as it is heard, and
// intended dialogs. Plain values once found; MaterialSounds belongs to one thread.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "ports/pronouncer.hpp"
#include "ports/synthesizer.hpp"
#include "sim/campaign_plan.hpp"
#include "sim/household.hpp"
#include "sim/intended_dialogs.hpp"

namespace sotto {

struct MaterialChoice {
  std::filesystem::path folder;  // that `material speak` has filled
  MaterialPart part = MaterialPart::kTest;
  int household = 0;  // shards of talk
  int dialogs = 0;    // the first so many, in every take that has been spoken
  std::uint64_t seed = 1;
};

struct CampaignMaterial {
  MaterialChoice choice;
  std::vector<ShardPlan> household;
  std::vector<IntendedDialog> dialogs;
};

// Errors: file-missing where nothing of what was chosen has been spoken, file-invalid.
[[nodiscard]] Result<CampaignMaterial> find_material(const MaterialChoice& choice);

// The household shards as recordings of a campaign, of the kind "household".
[[nodiscard]] std::vector<CampaignRecording> household_recordings(const CampaignMaterial& material);

// The sound of a part of one. Errors: those of the files.
[[nodiscard]] Result<std::vector<float>> render_piece(const CampaignMaterial& material,
                                                      const CampaignRecording& recording,
                                                      const SampleSpan& span);

// Files of the material, and its voices for what only a dialog can ask for: a challenge. The speaking model
// is loaded when it is first needed.
class MaterialSounds {
 public:
  MaterialSounds(const CampaignMaterial& material, std::shared_ptr<const Pronouncer> pronouncer);

  [[nodiscard]] RoomSounds sounds();

 private:
  [[nodiscard]] Result<std::vector<float>> speak(const std::string& text, const std::string& voice);

  const CampaignMaterial& material_;
  std::shared_ptr<const Pronouncer> pronouncer_;
  std::unique_ptr<Synthesizer> synthesizer_;
  std::map<std::pair<std::string, std::string>, std::vector<float>> spoken_;
};

}  // namespace sotto
