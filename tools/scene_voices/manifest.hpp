// The manifest of scene_voices: what is to be said, by whom, into which file.
//
// One line a sentence, fields divided by tabs, `#` begins a comment line, empty lines are skipped:
//   FILE.flac   VOICE   TEXT   [GAIN_DB   [SPEED   [PAUSE_MS]]]
// VOICE is a name that `sotto say --list-voices` knows, or "flite" for the fallback voice, or "silence" or
// "noise" (a quiet room), whose TEXT is a length in milliseconds. GAIN_DB is relative to the usual level (-20
// dBFS), SPEED to the usual one in thousandths. Lines that name the same file follow one another in it:
// PAUSE_MS after the end of the line before (or the start of the file); negative for talk that overlaps.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

struct ManifestLine {
  int number = 0;
  std::string voice;
  std::string text;
  int gain_db = 0;
  Permille speed = 1000;
  Milliseconds pause_ms = 0;
};

using Manifest = std::map<std::filesystem::path, std::vector<ManifestLine>>;

// Errors: file-invalid, which names the line.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view text, const std::string& name);

}  // namespace sotto
