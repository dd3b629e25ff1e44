#include "runtime/recording_keeper.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/assert.hpp"
#include "runtime/private_file.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kFolder = "recordings";
constexpr std::string_view kExtension = ".sotto";
constexpr std::string_view kCodec = "ogg-opus";
constexpr std::size_t kIdDigits = 12;
constexpr std::size_t kIdDigitsMax = 20;
// Ten minutes at the encoder's highest rate; a dialog is much shorter.
constexpr std::size_t kFileBytesMax = std::size_t{16} << 20U;

// A recording is called by the sequence of its wake's record.
std::string id_of(std::uint64_t wake) {
  std::string digits = std::to_string(wake);
  if (digits.size() < kIdDigits) digits.insert(0, kIdDigits - digits.size(), '0');
  return digits;
}

std::string file_of(std::string_view id) {
  return std::string(kFolder) + "/" + std::string(id) + std::string(kExtension);
}

bool is_id(std::string_view text) {
  return text.size() >= kIdDigits && text.size() <= kIdDigitsMax &&
         std::all_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
}

// The id in "recordings/ID.sotto". A name from a journal may have been written by anybody: nothing else is
// ever opened or removed.
std::optional<std::string> id_in(std::string_view file) {
  if (file.size() < kFolder.size() + 1 + kExtension.size()) return std::nullopt;
  const std::string_view id =
      file.substr(kFolder.size() + 1, file.size() - kFolder.size() - 1 - kExtension.size());
  if (!is_id(id) || file != file_of(id)) return std::nullopt;
  return std::string(id);
}

// "ID.sotto", or a draft of it.
bool is_ours(std::string_view name) {
  const std::size_t end = name.find(kExtension);
  if (end == std::string_view::npos || !is_id(name.substr(0, end))) return false;
  const std::string_view rest = name.substr(end + kExtension.size());
  return rest.empty() || rest.starts_with(kDraftMark);
}

template <typename T>
class Wiped {
 public:
  Wiped(std::vector<T> held, const SoundSealer& sealer) : held_(std::move(held)), sealer_(sealer) {}
  ~Wiped() { sealer_.wipe(std::as_writable_bytes(std::span(held_))); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  [[nodiscard]] const std::vector<T>& get() const { return held_; }

 private:
  std::vector<T> held_;
  const SoundSealer& sealer_;
};

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

std::optional<Hash> hash_from_hex(std::string_view text) {
  Hash hash = {};
  if (text.size() != 2 * hash.size()) return std::nullopt;
  for (std::size_t i = 0; i < hash.size(); ++i) {
    const int high = hex_value(text[2 * i]);
    const int low = hex_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    hash[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return hash;
}

Error invalid(const JournalRecord& record) {
  return {ErrorCode::kFileInvalid,
          "record " + std::to_string(record.header.sequence) + ": not as a recording is written down"};
}

// The names of all recordings that have a key.
Result<std::set<std::string>> files_with_keys(const JournalReader& journal) {
  const auto keys = journal.recording_keys();
  if (!keys) return keys.error();
  std::set<std::string> files;
  std::optional<Error> failure;
  for (const RecordingKey& key : keys.value()) {
    RecordQuery query;
    query.from = query.to = key.sequence;
    const auto read = journal.read(query, [&](const JournalRecord& record) {
      const auto kept = parse_recording(record);
      if (kept) files.insert(kept.value().file);
      if (!kept) failure = kept.error();
      return true;
    });
    if (!read) return read.error();
  }
  if (failure) return *failure;
  return files;
}

}  // namespace

SampleSpan kept_span(SampleCount wake, SampleCount end) {
  return {std::max<SampleCount>(wake - kKeptBeforeWake, 0), end};
}

RecordingKeeper::RecordingKeeper(fs::path data_folder, std::shared_ptr<AudioEncoder> encoder,
                                 std::shared_ptr<const SoundSealer> sealer)
    : data_folder_(std::move(data_folder)), encoder_(std::move(encoder)), sealer_(std::move(sealer)) {
  SOTTO_ASSERT(encoder_ != nullptr && sealer_ != nullptr);
}

Result<SealedRecording> RecordingKeeper::seal(std::vector<float> samples, SampleSpan span,
                                              std::uint64_t wake) {
  SOTTO_ASSERT(static_cast<SampleCount>(samples.size()) == span.length());
  const Wiped<float> heard(std::move(samples), *sealer_);
  auto encoded = encoder_->encode(heard.get());
  if (!encoded) return encoded.error();
  const Wiped<std::byte> sound(std::move(encoded).value(), *sealer_);

  const std::string id = id_of(wake);
  auto sealed = sealer_->seal(id, sound.get());
  if (!sealed) return sealed.error();
  const std::string file = file_of(id);
  if (auto made = make_private_folder(data_folder_ / kFolder); !made) return made.error();
  const auto written = write_private_file(data_folder_ / file, sealed.value().file, WhenPresent::kFail);
  if (!written) return written.error();
  const json body = {
      {"bytes", sealed.value().file.size()},     {"codec", kCodec}, {"file", file}, {"from", span.from},
      {"sha256", to_hex(sealed.value().sha256)}, {"to", span.to},   {"wake", wake}};
  return SealedRecording{file, body.dump(), std::move(sealed.value().sealed_key)};
}

Result<std::uint64_t> RecordingKeeper::record(const SealedRecording& recording, JournalWriter& journal,
                                              Milliseconds at) {
  const Draft draft{record_kind::kRecording, at, recording.body, std::nullopt};
  auto sequence = journal.append_recording(draft, recording.sealed_key);
  if (!sequence) {
    // What stays nevertheless is an orphan, which the next start removes.
    std::error_code ignored;
    fs::remove(data_folder_ / recording.file, ignored);
  }
  return sequence;
}

Result<KeptRecording> parse_recording(const JournalRecord& record) {
  const json body = json::parse(record.body, nullptr, false);
  if (record.header.kind != record_kind::kRecording || !body.is_object()) return invalid(record);
  const auto text = [&](const char* key) {
    const auto found = body.find(key);
    return found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  const auto number = [&](const char* key) -> std::optional<std::int64_t> {
    const auto found = body.find(key);
    if (found == body.end() || !found->is_number_integer()) return std::nullopt;
    const auto value = found->get<std::int64_t>();
    return value >= 0 ? std::optional(value) : std::nullopt;
  };
  const auto id = id_in(text("file"));
  const auto hash = hash_from_hex(text("sha256"));
  const auto bytes = number("bytes");
  const auto from = number("from");
  const auto to = number("to");
  const auto wake = number("wake");
  if (!id || !hash || !bytes || !from || !to || !wake || *to < *from) return invalid(record);
  return KeptRecording{text("file"),
                       *id,
                       text("codec"),
                       static_cast<std::uint64_t>(*bytes),
                       *hash,
                       {*from, *to},
                       static_cast<std::uint64_t>(*wake)};
}

Result<std::vector<std::byte>> load_recording(const JournalReader& journal, const fs::path& data_folder,
                                              const JournalRecord& record, const SoundSealer& sealer) {
  const auto kept = parse_recording(record);
  if (!kept) return kept.error();
  const auto keys = journal.recording_keys();
  if (!keys) return keys.error();
  const auto key = std::find_if(keys.value().begin(), keys.value().end(), [&](const RecordingKey& one) {
    return one.sequence == record.header.sequence;
  });
  if (key == keys.value().end()) {
    return Error{ErrorCode::kNotAvailable, "recording " + kept.value().id + ": deleted"};
  }
  auto file = read_private_file(data_folder / kept.value().file, kFileBytesMax);
  if (!file) return file.error();
  return sealer.open(kept.value().id, {std::move(file).value(), key->sealed_key, kept.value().sha256});
}

Result<void> remove_recordings(const fs::path& data_folder, const std::vector<std::string>& files) {
  std::optional<Error> failure;
  for (const std::string& file : files) {
    std::error_code trouble;
    if (id_in(file)) fs::remove(data_folder / file, trouble);
    if (trouble && !failure) failure = Error{ErrorCode::kWriteFailed, (data_folder / file).string()};
  }
  if (failure) return *failure;
  return {};
}

Result<std::size_t> remove_orphans(const fs::path& data_folder, const JournalReader& journal) {
  const auto wanted = files_with_keys(journal);
  if (!wanted) return wanted.error();
  std::vector<fs::path> orphans;
  std::error_code trouble;
  for (fs::directory_iterator entry(data_folder / kFolder, trouble), end; !trouble && entry != end;
       entry.increment(trouble)) {
    const std::string name = entry->path().filename().string();
    if (is_ours(name) && !wanted.value().contains(std::string(kFolder) + "/" + name)) {
      orphans.push_back(entry->path());
    }
  }
  if (trouble && trouble != std::errc::no_such_file_or_directory) {
    return Error{ErrorCode::kWriteFailed, (data_folder / kFolder).string()};
  }
  for (const fs::path& orphan : orphans) {
    fs::remove(orphan, trouble);
    if (trouble) return Error{ErrorCode::kWriteFailed, orphan.string()};
  }
  return orphans.size();
}

}  // namespace sotto
