#include "runtime/voice_store.hpp"

#include <algorithm>
#include <bit>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "journal/base64.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

using nlohmann::json;

constexpr std::string_view kMagic = "SOTTOVP1";
constexpr std::string_view kId = "voices";  // what the seal is bound to
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kHeadBytes = 8 + kHashBytes + 2;
constexpr std::size_t kFileMax = std::size_t{1} << 20U;

std::string print_text(const VoiceEmbedding& embedding) {
  std::vector<std::uint8_t> bytes;
  for (const float value : embedding) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (unsigned shift = 0; shift < 32; shift += 8)
      bytes.push_back(static_cast<std::uint8_t>((bits >> shift) & 0xFFU));
  }
  return encode_base64(bytes);
}

bool read_print(const std::string& text, VoiceEmbedding& embedding) {
  const auto bytes = decode_base64(text);
  if (!bytes || bytes->size() != embedding.size() * 4) return false;
  for (std::size_t i = 0; i < embedding.size(); ++i) {
    std::uint32_t bits = 0;
    for (std::size_t byte = 0; byte < 4; ++byte)
      bits |= static_cast<std::uint32_t>((*bytes)[i * 4 + byte]) << (8 * byte);
    embedding[i] = std::bit_cast<float>(bits);
  }
  return true;
}

Result<std::vector<VoicePrint>> parse_voices(const std::vector<std::byte>& bytes) {
  const Error wrong{ErrorCode::kFileInvalid, "voices.sealed: not what Sotto writes"};
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  const json value = json::parse(text, text + bytes.size(), nullptr, false);
  if (!value.is_object() || !value.contains("voices") || !value["voices"].is_array()) return wrong;
  std::vector<VoicePrint> voices;
  try {
    for (const json& each : value["voices"]) {
      VoicePrint print;
      print.name = each.at("name").get<std::string>();
      print.voiced_ms = each.at("voiced_ms").get<Milliseconds>();
      if (!read_print(each.at("print").get<std::string>(), print.embedding)) return wrong;
      voices.push_back(std::move(print));
    }
  } catch (const json::exception&) {  // what the parser says quotes the file
    return wrong;
  }
  if (voices.size() > kVoicesMax) return wrong;
  return voices;
}

std::string format_voices(const std::vector<VoicePrint>& voices) {
  json list = json::array();
  for (const VoicePrint& voice : voices) {
    list.push_back(
        {{"name", voice.name}, {"print", print_text(voice.embedding)}, {"voiced_ms", voice.voiced_ms}});
  }
  return json{{"voices", list}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

void append(std::vector<std::uint8_t>& file, const auto& bytes) {
  for (const auto byte : bytes) file.push_back(static_cast<std::uint8_t>(byte));
}

Result<SealedSound> split(const std::vector<std::uint8_t>& file) {
  const Error truncated{ErrorCode::kFileTruncated, "voices.sealed"};
  if (file.size() < kHeadBytes) return truncated;
  if (!std::equal(kMagic.begin(), kMagic.end(), file.begin()))
    return Error{ErrorCode::kFileInvalid, "voices.sealed: not what Sotto writes"};
  SealedSound sealed;
  std::copy_n(file.begin() + 8, kHashBytes, sealed.sha256.begin());
  const std::size_t length = file[kHeadBytes - 2] + (std::size_t{file[kHeadBytes - 1]} << 8U);
  if (file.size() < kHeadBytes + length) return truncated;
  const auto key_end = file.begin() + static_cast<std::ptrdiff_t>(kHeadBytes + length);
  sealed.sealed_key.assign(file.begin() + kHeadBytes, key_end);
  sealed.file.assign(key_end, file.end());
  return sealed;
}

}  // namespace

std::filesystem::path voices_file(const std::filesystem::path& data) {
  return data / "voices.sealed";
}

Result<std::vector<VoicePrint>> load_voices(const std::filesystem::path& data, const SoundSealer& sealer) {
  const auto file = read_private_file(voices_file(data), kFileMax);
  if (!file && file.error().code == ErrorCode::kFileMissing) return std::vector<VoicePrint>{};
  if (!file) return file.error();
  const auto sealed = split(file.value());
  if (!sealed) return sealed.error();
  auto opened = sealer.open(kId, sealed.value());
  if (!opened) return opened.error();
  auto voices = parse_voices(opened.value());
  sealer.wipe(opened.value());
  return voices;
}

Result<void> save_voices(const std::filesystem::path& data, const SoundSealer& sealer,
                         const std::vector<VoicePrint>& voices) {
  if (voices.size() > kVoicesMax)
    return Error{ErrorCode::kTooLong, "more than " + std::to_string(kVoicesMax) + " voices"};
  if (voices.empty()) {
    std::error_code trouble;
    std::filesystem::remove(voices_file(data), trouble);
    if (trouble) return Error{ErrorCode::kWriteFailed, voices_file(data).string()};
    return {};
  }
  std::string text = format_voices(voices);
  const auto sealed = sealer.seal(kId, std::as_bytes(std::span(text)));
  sealer.wipe(std::as_writable_bytes(std::span(text)));
  if (!sealed) return sealed.error();
  const SealedSound& sound = sealed.value();
  std::vector<std::uint8_t> file;
  file.reserve(kHeadBytes + sound.sealed_key.size() + sound.file.size());
  append(file, kMagic);
  append(file, sound.sha256);
  file.push_back(static_cast<std::uint8_t>(sound.sealed_key.size() & 0xFFU));
  file.push_back(static_cast<std::uint8_t>(sound.sealed_key.size() >> 8U));
  append(file, sound.sealed_key);
  append(file, sound.file);
  return write_private_file(voices_file(data), file, WhenPresent::kReplace);
}

}  // namespace sotto
