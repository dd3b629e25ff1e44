// CachedSynthesizer: a synthesiser that remembers on disk what it has said.
//
// Two shelves in one folder. "kept" holds what keep() was asked for: fixed prompts, challenge phrases, the
// prompts of allowed contacts; it is never thrown away by itself. "recent" holds what speak() met on the way
// and the predicate allows, up to a size; the oldest go first. Whatever the predicate refuses, such as the
// transcript of a message, is spoken without leaving a trace.
//
// An entry is one file named by the FNV-1a hash (64 bit, Fowler/Noll/Vo, offset basis 0xcbf29ce484222325) of
// model, voice and text. It holds those three as well, so that a clash of hashes is seen, 16-bit samples and
// a checksum. It is written whole or not at all. A damaged, foreign or clashing entry is made again. Trouble
// with the disk never silences Sotto: speak() goes on without the cache; only keep() reports it.
//
// Thread-safety: one caller at a time. Several processes may share a folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ports/synthesizer.hpp"

namespace sotto {

struct SpeechCacheOptions {
  std::filesystem::path folder;  // made when the first entry is written
  std::string model;          // name and version of the speaking model; another one finds none of its entries
  std::string default_voice;  // what an empty voice stands for
  std::uintmax_t recent_bytes_max = 16U << 20U;  // about eight minutes of speech

  // Whether speak() may leave this text on disk. None given: no text.
  std::function<bool(std::string_view text)> is_cacheable;
};

struct SpeechCacheCounts {
  std::uint64_t found = 0;
  std::uint64_t made = 0;       // spoken by the synthesiser inside
  std::uint64_t damaged = 0;    // entries that had to be made again
  std::uint64_t unwritten = 0;  // entries that the disk did not take
};

class CachedSynthesizer final : public Synthesizer {
 public:
  // REQUIRES: inner is not null, options.folder is not empty.
  CachedSynthesizer(std::unique_ptr<Synthesizer> inner, SpeechCacheOptions options);

  // Looks on both shelves, else asks the synthesiser inside. Errors: those of the synthesiser inside.
  [[nodiscard]] Result<Speech> speak(std::string_view text, std::string_view voice) override;
  [[nodiscard]] std::vector<std::string> voices() const override;

  // Makes sure that this text lies on the kept shelf. Costs nothing when it does already.
  // Errors: those of the synthesiser inside, disk-full, write-failed.
  [[nodiscard]] Result<void> keep(std::string_view text, std::string_view voice);

  // Whether speak() would answer from the disk.
  [[nodiscard]] bool holds(std::string_view text, std::string_view voice) const;

  // Removes the text from both shelves; not to have held it is no error. Errors: write-failed.
  [[nodiscard]] Result<void> forget(std::string_view text, std::string_view voice);

  [[nodiscard]] const SpeechCacheCounts& counts() const { return counts_; }

 private:
  struct Key;
  struct Entry;
  [[nodiscard]] Key key_of(std::string_view text, std::string_view voice) const;
  [[nodiscard]] static Entry look_up(const std::filesystem::path& file, const Key& key);
  void drop_oldest();

  std::unique_ptr<Synthesizer> inner_;
  SpeechCacheOptions options_;
  SpeechCacheCounts counts_;
};

}  // namespace sotto
