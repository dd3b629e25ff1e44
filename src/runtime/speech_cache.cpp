#include "runtime/speech_cache.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <system_error>
#include <tuple>
#include <utility>

#include "base/assert.hpp"
#include "runtime/speech_file.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kExtension = ".speech";

struct ShelfFile {
  fs::path path;
  fs::file_time_type written;
  std::uintmax_t bytes = 0;
};

std::vector<ShelfFile> list_shelf(const fs::path& shelf) {
  std::vector<ShelfFile> files;
  std::error_code trouble;
  for (fs::directory_iterator it(shelf, trouble), end; !trouble && it != end; it.increment(trouble)) {
    if (it->path().extension() != kExtension) continue;
    std::error_code gone;
    const std::uintmax_t bytes = it->file_size(gone);
    const fs::file_time_type written = it->last_write_time(gone);
    if (!gone) files.push_back({it->path(), written, bytes});
  }
  return files;
}

}  // namespace

struct CachedSynthesizer::Key {
  std::string bytes;
  fs::path kept;
  fs::path recent;
};

struct CachedSynthesizer::Entry {
  enum class State { kAbsent, kFound, kForeign, kDamaged };  // foreign: another text with the same hash
  State state = State::kAbsent;
  Speech speech;
};

CachedSynthesizer::CachedSynthesizer(std::unique_ptr<Synthesizer> inner, SpeechCacheOptions options)
    : inner_(std::move(inner)), options_(std::move(options)) {
  SOTTO_ASSERT(inner_ != nullptr);
  SOTTO_ASSERT(!options_.folder.empty());
}

CachedSynthesizer::Key CachedSynthesizer::key_of(std::string_view text, std::string_view voice) const {
  Key key;
  for (const std::string_view part :
       {std::string_view(options_.model), voice.empty() ? std::string_view(options_.default_voice) : voice,
        text}) {
    key.bytes += part;
    key.bytes += '\0';
  }
  std::array<char, 17> name{};
  std::snprintf(name.data(), name.size(), "%016llx", static_cast<unsigned long long>(fnv1a_64(key.bytes)));
  const fs::path file = std::string(name.data()) + std::string(kExtension);
  key.kept = options_.folder / "kept" / file;
  key.recent = options_.folder / "recent" / file;
  return key;
}

CachedSynthesizer::Entry CachedSynthesizer::look_up(const fs::path& file, const Key& key) {
  const std::optional<std::string> bytes = read_whole(file);
  if (!bytes) return {};
  std::optional<DecodedSpeech> decoded = decode_speech(*bytes);
  if (!decoded) return {Entry::State::kDamaged, {}};
  if (decoded->key != key.bytes) return {Entry::State::kForeign, {}};
  return {Entry::State::kFound, std::move(decoded->speech)};
}

Result<Speech> CachedSynthesizer::speak(std::string_view text, std::string_view voice) {
  const Key key = key_of(text, voice);
  bool mend_kept = false;
  for (const fs::path* file : {&key.kept, &key.recent}) {
    Entry entry = look_up(*file, key);
    if (entry.state == Entry::State::kFound) {
      ++counts_.found;
      return std::move(entry.speech);
    }
    if (entry.state == Entry::State::kDamaged) {
      ++counts_.damaged;
      mend_kept = mend_kept || file == &key.kept;
    }
  }
  Result<Speech> made = inner_->speak(text, voice);
  if (!made) return made;
  ++counts_.made;
  // A damaged file of the kept shelf shows that this text was meant to be kept.
  const bool cacheable = options_.is_cacheable && options_.is_cacheable(text);
  if (!mend_kept && !cacheable) return made;
  if (!write_whole(mend_kept ? key.kept : key.recent, encode_speech(key.bytes, made.value())))
    ++counts_.unwritten;
  if (!mend_kept) drop_oldest();
  return made;
}

std::vector<std::string> CachedSynthesizer::voices() const {
  return inner_->voices();
}

Result<void> CachedSynthesizer::keep(std::string_view text, std::string_view voice) {
  const Key key = key_of(text, voice);
  const Entry entry = look_up(key.kept, key);
  if (entry.state == Entry::State::kFound) return {};
  if (entry.state == Entry::State::kDamaged) ++counts_.damaged;
  Result<Speech> made = inner_->speak(text, voice);
  if (!made) return made.error();
  ++counts_.made;
  return write_whole(key.kept, encode_speech(key.bytes, made.value()));
}

bool CachedSynthesizer::holds(std::string_view text, std::string_view voice) const {
  const Key key = key_of(text, voice);
  return look_up(key.kept, key).state == Entry::State::kFound ||
         look_up(key.recent, key).state == Entry::State::kFound;
}

Result<void> CachedSynthesizer::forget(std::string_view text, std::string_view voice) {
  const Key key = key_of(text, voice);
  for (const fs::path& file : {key.kept, key.recent}) {
    std::error_code trouble;
    fs::remove(file, trouble);
    if (trouble) return Error{ErrorCode::kWriteFailed, file.string()};
  }
  return {};
}

void CachedSynthesizer::drop_oldest() {
  std::vector<ShelfFile> files = list_shelf(options_.folder / "recent");
  std::uintmax_t bytes = 0;
  for (const ShelfFile& file : files) bytes += file.bytes;
  if (bytes <= options_.recent_bytes_max) return;
  std::ranges::sort(files, [](const ShelfFile& a, const ShelfFile& b) {
    return std::tie(a.written, a.path) < std::tie(b.written, b.path);
  });
  for (const ShelfFile& file : files) {
    if (bytes <= options_.recent_bytes_max) break;
    std::error_code trouble;
    fs::remove(file.path, trouble);
    bytes -= file.bytes;
  }
}

}  // namespace sotto
