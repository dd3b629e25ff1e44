// The catalogue of spoken material: one JSON object a line for every line that a voice has spoken, written by
// tools/material and read by whoever mixes. docs/material.md says how it is made.
//
//   {"file":"test/talk/am_puck/meals-01-03.flac","sha256":"…","part":"test","set":"talk","kind":"meals",
//    "block":"meals-01","take":0,"line":"meals-01-03","speaker":"A","voice":"am_puck","speed":1040,
//    "seed":1,"samples":51200,"text":"…"}
// Plain values; pure; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/units.hpp"
#include "sim/material_talk.hpp"

namespace sotto {

struct SpokenLine {
  std::string file;    // below the folder of the material; FLAC, 16 kHz, mono, 16 bit
  std::string sha256;  // of that file, 64 hexadecimal digits
  MaterialPart part = MaterialPart::kTuning;
  std::string set;     // "talk", "trigger" or "dialog"
  std::string kind;    // of the conversation; for a trigger "known" or "unseen"
  std::string block;   // the conversation; for a trigger the phrase
  int take = 0;        // the same block is spoken again by other voices
  std::string line;    // TalkLine::id
  char speaker = 'A';  // the same letter of one block and take is the same voice
  std::string voice;   // MaterialVoice::name
  Permille speed = 1000;
  std::uint64_t seed = 0;
  SampleCount samples = 0;
  std::string text;

  friend bool operator==(const SpokenLine&, const SpokenLine&) = default;
};

// One line without its end.
[[nodiscard]] std::string format_spoken_line(const SpokenLine& line);

// Reads a catalogue; order is kept, empty lines are skipped. `name` is what messages call the file. With
// `cut_is_fine` a last line without an end that is no object is left out: its writer was killed. Errors:
// file-invalid, "NAME:LINE: what is wrong".
[[nodiscard]] Result<std::vector<SpokenLine>> parse_catalog(std::string_view text, const std::string& name,
                                                            bool cut_is_fine = false);

// The order of a catalogue that does not depend on who spoke when: part, set, block, take, line, voice. Of
// several lines with the same file the last one stays.
void sort_catalog(std::vector<SpokenLine>& lines);

}  // namespace sotto
