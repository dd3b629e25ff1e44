#include "sotto/campaign_sound.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "adapters/openssl/sha256_file.hpp"
#include "adapters/sndfile/sound_file.hpp"
#include "sotto/engines.hpp"

namespace sotto {
namespace {

namespace fs = std::filesystem;

bool is_sound(const fs::path& file) {
  const fs::path extension = file.extension();
  return extension == ".flac" || extension == ".wav" || extension == ".ogg";
}

// Reads on from where the source stands, into `into` where there is one. Returns what was there.
Result<SampleCount> read_on(AudioSource& source, SampleCount samples, std::vector<float>* into) {
  std::array<float, 4096> block{};
  SampleCount read = 0;
  while (read < samples) {
    const auto wanted = std::min<SampleCount>(samples - read, static_cast<SampleCount>(block.size()));
    const auto count = source.read(std::span(block).first(static_cast<std::size_t>(wanted)));
    if (!count) return count.error();
    if (into != nullptr)
      into->insert(into->end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count.value()));
    read += static_cast<SampleCount>(count.value());
    if (static_cast<SampleCount>(count.value()) < wanted) break;
  }
  return read;
}

// Length by decoding: what a header promises is not always there.
Result<void> measure(CampaignRecording& recording) {
  auto source = open_sound_file(recording.file, resampler_factory());
  if (!source) return source.error();
  const auto length = read_on(*source.value(), std::numeric_limits<SampleCount>::max(), nullptr);
  if (!length) return length.error();
  auto hash = sha256_of_file(recording.file);
  if (!hash) return hash.error();
  recording.length = length.value();
  recording.sha256 = std::move(hash).value();
  return {};
}

struct Argument {
  std::string kind;  // empty: by folder
  fs::path path;
};

Argument split(const std::string& argument) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || equals == 0 || fs::exists(argument)) return {"", argument};
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

Result<std::vector<fs::path>> files_of(const fs::path& path) {
  std::error_code trouble;
  std::vector<fs::path> files;
  if (!fs::exists(path, trouble)) return Error{ErrorCode::kFileMissing, path.string()};
  if (!fs::is_directory(path, trouble)) return std::vector<fs::path>{path};
  for (fs::recursive_directory_iterator entry(path, trouble), end; !trouble && entry != end;
       entry.increment(trouble)) {
    if (is_sound(entry->path())) files.push_back(entry->path());
  }
  if (trouble) return Error{ErrorCode::kFileUnreadable, path.string()};
  if (files.empty())
    return Error{ErrorCode::kFileMissing, path.string() + ": no WAV, FLAC or Ogg file in it"};
  return files;
}

Result<void> add_argument(const std::string& text, std::vector<CampaignRecording>& recordings) {
  const Argument argument = split(text);
  const auto files = files_of(argument.path);
  if (!files) return files.error();
  const fs::path top = fs::weakly_canonical(argument.path).parent_path();
  for (const fs::path& file : files.value()) {
    const fs::path whole = fs::weakly_canonical(file);
    CampaignRecording recording;
    recording.file = file.string();
    recording.name = whole.lexically_relative(top).generic_string();
    recording.kind = argument.kind.empty() ? whole.parent_path().filename().string() : argument.kind;
    if (auto measured = measure(recording); !measured) return measured.error();
    recordings.push_back(std::move(recording));
  }
  return {};
}

}  // namespace

Result<std::vector<CampaignRecording>> find_recordings(const std::vector<std::string>& arguments) {
  std::vector<CampaignRecording> recordings;
  for (const std::string& argument : arguments) {
    if (auto added = add_argument(argument, recordings); !added) return added.error();
  }
  const auto place = [](const CampaignRecording& recording) {
    return std::tie(recording.kind, recording.name);
  };
  std::sort(recordings.begin(), recordings.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  const auto twice = std::adjacent_find(recordings.begin(), recordings.end(),
                                        [&](const auto& a, const auto& b) { return place(a) == place(b); });
  if (twice != recordings.end()) {
    return Error{ErrorCode::kUsage, "two recordings are called " + twice->kind + "/" + twice->name};
  }
  return recordings;
}

Result<std::vector<float>> read_piece(const CampaignRecording& recording, const SampleSpan& span) {
  auto source = open_sound_file(recording.file, resampler_factory());
  if (!source) return source.error();
  if (auto skipped = read_on(*source.value(), span.from, nullptr); !skipped) return skipped.error();
  std::vector<float> samples;
  samples.reserve(static_cast<std::size_t>(span.length()));
  const auto read = read_on(*source.value(), span.length(), &samples);
  if (!read) return read.error();
  if (read.value() < span.length()) return Error{ErrorCode::kFileTruncated, recording.file};
  return samples;
}

}  // namespace sotto
