#include "sotto/voices_of_run.hpp"

#include <utility>

#include "adapters/sodium/owner_key.hpp"
#include "adapters/sodium/sound_sealer.hpp"
#include "runtime/voice_store.hpp"
#include "sotto/paths.hpp"
#include "sotto/switching_off.hpp"

namespace sotto {

std::filesystem::path voices_folder(const std::filesystem::path& data) {
  return data / "voices";
}

Result<std::unique_ptr<SoundSealer>> open_voice_sealer() {
  if (auto key = load_or_make_owner_key(keys_folder()); !key) return key.error();
  return make_sound_sealer(keys_folder());
}

Result<void> journal_voices(const std::filesystem::path& data, const std::filesystem::path& witness,
                            const std::vector<VoicePrint>& voices) {
  std::string text;
  for (const VoicePrint& voice : voices) text += voice.name + '\n';
  return journal_settings(data, witness, "voices", text);
}

VoicesWatch::VoicesWatch(std::filesystem::path data) : data_(std::move(data)) {}

Result<std::vector<VoicePrint>> VoicesWatch::load() const {
  std::error_code ignored;
  if (!std::filesystem::exists(voices_file(voices_folder(data_)), ignored)) return std::vector<VoicePrint>{};
  const auto sealer = make_sound_sealer(keys_folder());
  if (!sealer) return sealer.error();
  return load_voices(voices_folder(data_), *sealer.value());
}

std::optional<std::vector<std::string>> VoicesWatch::poll() {
  const FileStamp now = stamp_of(voices_file(voices_folder(data_)));
  if (stamp_ == now) return std::nullopt;
  stamp_ = now;
  auto voices = load();
  trouble_.reset();
  if (!voices) trouble_ = voices.error();
  prints_.set(voices ? std::move(voices).value() : std::vector<VoicePrint>{});
  return prints_.names();
}

}  // namespace sotto
