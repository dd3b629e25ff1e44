#include "sotto/campaign_material.hpp"

#include <fstream>
#include <set>
#include <system_error>

#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sherpa/kokoro_synthesizer.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/toml/toml_document.hpp"
#include "sim/material_voices.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr int kLineSecondsMax = 120;
// Challenges that are kept spoken: a few megabytes.
constexpr std::size_t kSpokenMax = 512;
constexpr const char* kWordings = "tools/material/dialogs/wordings.txt";

Result<std::vector<SpokenLine>> read_catalogs(const fs::path& folder) {
  std::set<fs::path> files;
  std::error_code trouble;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, trouble)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("lines-") && name.ends_with(".jsonl")) files.insert(entry.path());
  }
  if (files.empty()) return Error{ErrorCode::kFileMissing, folder.string() + ": no spoken material in it"};
  std::vector<SpokenLine> all;
  for (const fs::path& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    auto lines = parse_catalog(text, file.string(), true);
    if (!lines) return lines.error();
    for (SpokenLine& line : lines.value()) all.push_back(std::move(line));
  }
  sort_catalog(all);
  return all;
}

Result<std::vector<float>> load_line(const fs::path& folder, const std::string& file) {
  return read_sound_file(folder / file, make_good_resampler, kLineSecondsMax);
}

Result<std::vector<IntendedDialog>> find_dialogs(const MaterialChoice& choice,
                                                 std::span<const SpokenLine> catalog) {
  const fs::path file = share_folder() / kWordings;
  const auto text = read_text_file(file);
  if (!text) return text.error();
  const auto wordings = DialogWordings::parse(text.value(), file.string());
  if (!wordings) return wordings.error();
  const auto dialogs = draw_dialogs(wordings.value(), choice.part, choice.dialogs, choice.seed);
  auto spoken = spoken_dialogs(dialogs, wordings.value(), catalog);
  if (spoken.empty())
    return Error{ErrorCode::kFileMissing, choice.folder.string() + ": no whole dialog in it"};
  return spoken;
}

}  // namespace

Result<CampaignMaterial> find_material(const MaterialChoice& choice) {
  CampaignMaterial material{choice, {}, {}};
  const auto catalog = read_catalogs(choice.folder);
  if (!catalog) return catalog.error();
  if (choice.dialogs > 0) {
    auto dialogs = find_dialogs(choice, catalog.value());
    if (!dialogs) return dialogs.error();
    material.dialogs = std::move(dialogs).value();
  }
  if (choice.household > 0) {
    HouseholdSettings settings;
    settings.part = choice.part;
    settings.seed = choice.seed;
    settings.shards = choice.household;
    material.household = plan_shards(settings, catalog.value());
    if (material.household.empty())
      return Error{ErrorCode::kFileMissing, choice.folder.string() + ": no whole conversation in it"};
  }
  return material;
}

std::vector<CampaignRecording> household_recordings(const CampaignMaterial& material) {
  std::vector<CampaignRecording> recordings;
  for (std::size_t i = 0; i < material.household.size(); ++i) {
    const ShardPlan& plan = material.household[i];
    // The truth names all that is drawn, and the files by their own checksums: it stands for the sound.
    std::string truth = format_truth(plan, "", "");
    for (const SpokenLine& line : plan.lines) truth += line.sha256;
    CampaignRecording recording;
    recording.kind = "household";
    recording.name = "household-" + std::to_string(i);
    recording.length = plan.length;
    recording.sha256 = to_hex(sha256({reinterpret_cast<const std::uint8_t*>(truth.data()), truth.size()}));
    recording.household = i;
    recordings.push_back(std::move(recording));
  }
  return recordings;
}

Result<std::vector<float>> render_piece(const CampaignMaterial& material, const CampaignRecording& recording,
                                        const SampleSpan& span) {
  auto whole = render_shard(material.household.at(*recording.household),
                            [&](const std::string& file) { return load_line(material.choice.folder, file); });
  if (!whole) return whole;
  std::vector<float>& samples = whole.value();
  samples.resize(static_cast<std::size_t>(span.to));
  samples.erase(samples.begin(), samples.begin() + span.from);
  return whole;
}

MaterialSounds::MaterialSounds(const CampaignMaterial& material, std::shared_ptr<const Pronouncer> pronouncer)
    : material_(material), pronouncer_(std::move(pronouncer)) {}

RoomSounds MaterialSounds::sounds() {
  RoomSounds sounds;
  sounds.load = [this](const std::string& file) { return load_line(material_.choice.folder, file); };
  sounds.speak = [this](const std::string& text, const std::string& voice) { return speak(text, voice); };
  return sounds;
}

Result<std::vector<float>> MaterialSounds::speak(const std::string& text, const std::string& voice) {
  if (const auto known = spoken_.find({text, voice}); known != spoken_.end()) return known->second;
  if (!synthesizer_) {
    const std::string part(part_name(material_.choice.part));
    KokoroOptions options;
    // Every worker of `material speak` leaves the same voices; the first one always does.
    options.models_folder = material_.choice.folder / "voices" / (part + "-0");
    options.pronunciations = {share_folder() / "data/lexicon/supplement.dict"};
    options.default_voice = material_voices(material_.choice.part).front().name;
    options.pronouncer = pronouncer_;
    options.resampler = make_good_resampler;
    auto made = make_kokoro_synthesizer(std::move(options));
    if (!made) return made.error();
    synthesizer_ = std::move(made).value();
  }
  auto speech = synthesizer_->speak(text, voice);
  if (!speech) return speech.error();
  if (spoken_.size() >= kSpokenMax) spoken_.clear();
  spoken_[{text, voice}] = speech.value();
  return speech;
}

}  // namespace sotto
