#include "sotto/campaign_files.hpp"

#include <set>
#include <string>
#include <vector>

#include "adapters/opusenc/opus_encoder.hpp"
#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "adapters/sodium/sha256.hpp"
#include "explain/campaign_page.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

// At most 40 s each and 140 kB a clip: a page of a few megabytes.
constexpr std::size_t kPageClipsMax = 24;
constexpr int kClipSecondsMax = 60;

std::vector<CampaignClip> page_clips(const std::filesystem::path& folder,
                                     const nlohmann::ordered_json& report) {
  std::vector<CampaignClip> clips;
  std::set<std::string> taken;
  const auto encoder = make_opus_encoder();
  if (!encoder) return clips;
  for (const auto& miss : report["near_misses"]) {
    const std::string name = miss["clip"];
    if (name.empty() || clips.size() == kPageClipsMax || !taken.insert(name).second) continue;
    const auto samples = read_sound_file(folder / name, make_good_resampler, kClipSecondsMax);
    if (!samples) continue;
    auto ogg = encoder.value()->encode(samples.value());
    if (ogg) clips.push_back({name, std::move(ogg).value()});
  }
  return clips;
}

Result<void> write_text(const std::filesystem::path& file, const std::string& text) {
  return write_private_file(file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()},
                            WhenPresent::kReplace);
}

}  // namespace

Result<void> write_report_files(const std::filesystem::path& folder, const nlohmann::ordered_json& report) {
  if (auto written = write_text(folder / "report.json", report.dump(1) + "\n"); !written) return written;
  return write_text(folder / "report.html", campaign_page(report.dump(), page_clips(folder, report), sha256));
}

}  // namespace sotto
