#include "voice_files.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>

#include "adapters/sherpa/kokoro_files.hpp"
#include "base/assert.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kStyleNumbers = std::size_t{510} * 256;

Result<std::vector<float>> read_style(const KokoroFiles& files, const std::string& voice) {
  const auto found = files.speakers.find(voice);
  if (found == files.speakers.end()) return Error{ErrorCode::kVoiceUnknown, voice};
  std::ifstream in(files.voices, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(kStyleNumbers * sizeof(float)) * found->second);
  std::vector<float> style(kStyleNumbers);
  // The file holds plain numbers in the order of this processor.
  in.read(reinterpret_cast<char*>(style.data()),  // NOLINT(cppcoreguidelines-pro-type-reinterpret-cast)
          static_cast<std::streamsize>(style.size() * sizeof(float)));
  if (!in) return Error{ErrorCode::kModelDamaged, files.voices.string()};
  return style;
}

Result<std::vector<float>> style_of(const KokoroFiles& files, const MaterialVoice& voice) {
  Result<std::vector<float>> first = read_style(files, voice.first);
  if (!first || voice.second.empty()) return first;
  const Result<std::vector<float>> second = read_style(files, voice.second);
  if (!second) return second.error();
  return blend_styles(first.value(), second.value(), voice.second_share);
}

Result<void> link(const fs::path& to, const fs::path& from) {
  std::error_code trouble;
  fs::remove(from, trouble);
  fs::create_symlink(fs::absolute(to), from, trouble);
  if (trouble) return Error{ErrorCode::kWriteFailed, from.string()};
  return {};
}

}  // namespace

std::vector<float> blend_styles(std::span<const float> first, std::span<const float> second, Permille share) {
  SOTTO_ASSERT(first.size() == second.size());
  const float weight = static_cast<float>(share) / 1000.0F;
  std::vector<float> blend(first.size());
  for (std::size_t i = 0; i < blend.size(); ++i) {
    blend[i] = (1.0F - weight) * first[i] + weight * second[i];
  }
  return blend;
}

Result<void> make_voice_files(const fs::path& models, MaterialPart part, const fs::path& folder) {
  const Result<KokoroFiles> files = find_kokoro_files(models);
  if (!files) return files.error();
  std::error_code trouble;
  fs::create_directories(folder / "speech", trouble);
  fs::create_directories(folder / "lexicon", trouble);
  nlohmann::ordered_json numbers;
  std::ofstream out(folder / "speech" / "voices.bin", std::ios::binary | std::ios::trunc);
  for (const MaterialVoice& voice : material_voices(part)) {
    const Result<std::vector<float>> style = style_of(files.value(), voice);
    if (!style) return style.error();
    numbers[voice.name] = numbers.size();
    out.write(reinterpret_cast<const char*>(style.value().data()),  // NOLINT(*-reinterpret-cast)
              static_cast<std::streamsize>(style.value().size() * sizeof(float)));
  }
  out.close();
  std::ofstream names(folder / "speech" / "voices.json", std::ios::trunc);
  names << numbers.dump(1) << '\n';
  names.close();
  if (!out || !names) return Error{ErrorCode::kWriteFailed, folder.string()};
  for (const fs::path& file : {files.value().model, files.value().tokens}) {
    if (Result<void> done = link(file, folder / "speech" / file.filename()); !done) return done;
  }
  const fs::path& dictionary = files.value().dictionary;
  return link(dictionary, folder / "lexicon" / dictionary.filename());
}

}  // namespace sotto
