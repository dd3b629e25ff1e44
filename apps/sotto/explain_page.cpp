#include "sotto/explain_page.hpp"

#include <iostream>
#include <optional>

#include "adapters/samplerate/samplerate_resampler.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "adapters/sodium/sha256.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "explain/story_page.hpp"
#include "runtime/private_file.hpp"
#include "runtime/recording_keeper.hpp"
#include "sotto/paths.hpp"

namespace sotto {
namespace {

constexpr int kSoundSecondsMax = 600;

Result<PageSound> sound_of(const PageRequest& request, const KeptSound& kept) {
  const auto sealer = make_sound_sealer(keys_folder());
  if (!sealer) return sealer.error();
  RecordQuery query;
  query.from = kept.sequence;
  query.to = kept.sequence;
  std::optional<JournalRecord> found;
  const auto read = request.journal.read(query, [&found](const JournalRecord& record) {
    found = record;
    return false;
  });
  if (!read) return read.error();
  if (!found) return Error{ErrorCode::kNotFound, "record " + std::to_string(kept.sequence)};
  auto ogg = load_recording(request.journal, request.journal_file.parent_path(), *found, *sealer.value());
  if (!ogg) return ogg.error();
  PageSound sound{kept.span, std::move(ogg).value(), {}};
  // A page that can only play is still worth having.
  if (const auto samples = read_sound_bytes(sound.ogg, make_good_resampler, kSoundSecondsMax)) {
    sound.peaks = peaks_of(samples.value());
  }
  return sound;
}

}  // namespace

Result<void> write_page(const PageRequest& request, const Interaction& interaction, const Story& story) {
  std::optional<PageSound> sound;
  if (interaction.sound && !interaction.sound->deleted) {
    auto loaded = sound_of(request, *interaction.sound);
    if (loaded) {
      sound = std::move(loaded).value();
    } else {
      std::cerr << "sotto: the page is without its sound: " << loaded.error().line() << '\n';
    }
  }
  const std::string page = story_page(interaction, story, sound, sha256);
  return write_private_file(request.page, {reinterpret_cast<const std::uint8_t*>(page.data()), page.size()},
                            WhenPresent::kReplace);
}

Result<void> write_interaction_sound(const PageRequest& request, const Interaction& interaction) {
  if (!interaction.sound || interaction.sound->deleted) {
    return Error{ErrorCode::kNotFound, "the sound of interaction " + std::to_string(interaction.id)};
  }
  const auto sound = sound_of(request, *interaction.sound);
  if (!sound) return sound.error();
  const std::vector<std::byte>& ogg = sound.value().ogg;
  if (request.page == "-") {
    std::cout.write(reinterpret_cast<const char*>(ogg.data()), static_cast<std::streamsize>(ogg.size()));
    std::cout.flush();
    return std::cout ? Result<void>() : Error{ErrorCode::kWriteFailed, "standard output"};
  }
  return write_private_file(request.page, {reinterpret_cast<const std::uint8_t*>(ogg.data()), ogg.size()},
                            WhenPresent::kReplace);
}

}  // namespace sotto
