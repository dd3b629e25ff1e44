// Scene: a short recorded or acted piece of life in a room, and what must and must not come of it.
// docs/scenes.md is the manual for those who write them. Plain values; parsing is pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/document.hpp"
#include "base/result.hpp"
#include "base/units.hpp"

namespace sotto {

struct ScenePerson {
  std::string name;
  std::string voice;  // of the synthesiser
  bool enrolled = false;

  friend bool operator==(const ScenePerson&, const ScenePerson&) = default;
};

// Something that is said or played when its moment comes.
struct SceneTurn {
  int line = 0;        // in the file, for messages
  std::string prompt;  // the kind of prompt that it answers (prompt_name()); empty: at the start of the scene
  Milliseconds delay_ms = 0;   // after the start, or after the end of the prompt; negative: before its end
  std::string text;            // what is said; may hold "{challenge}"
  std::string voice;           // whose voice says `text`
  std::string person;          // who it is; may be empty
  std::string audio;           // instead of text: a sound file, as the scene names it
  SampleCount audio_from = 0;  // where in it the turn begins
  double gain_db = 0.0;

  friend bool operator==(const SceneTurn&, const SceneTurn&) = default;
};

struct SceneBackground {
  int line = 0;
  std::string audio;
  double gain_db = 0.0;

  friend bool operator==(const SceneBackground&, const SceneBackground&) = default;
};

// What a run must come to; only what is given is compared.
struct Expectation {
  std::optional<int> sent;
  std::optional<int> held;
  std::optional<int> cancelled;
  std::optional<int> refused;
  std::optional<int> wakes;
  std::optional<int> devices;
  std::optional<std::string> refused_by;  // gate_name()
  std::optional<std::string> reason;      // reason_code()

  friend bool operator==(const Expectation&, const Expectation&) = default;
};

struct Scene {
  std::string file;  // as messages name it
  std::string title;
  std::uint64_t seed = 1;
  std::vector<std::string> contacts;  // all allowed
  std::vector<ScenePerson> people;
  std::vector<SceneTurn> turns;
  std::vector<SceneBackground> backgrounds;
  std::string audio;              // one recording, heard from the start whatever is asked; may be empty
  Milliseconds length_ms = 0;     // the room is listened to for at least so long
  std::optional<double> echo_db;  // gain of our own prompts on their way into the microphone; none: no echo
  std::map<std::string, Expectation> expect;  // by the name of the policy

  friend bool operator==(const Scene&, const Scene&) = default;
};

// What stands for the challenge phrase in the text of a turn.
inline constexpr const char* kChallengePlace = "{challenge}";

// Errors: file-invalid, "FILE:LINE: what is wrong", for unknown keys and moments, wrong types, turns with
// both or neither of text and audio, text that nobody says, unknown people, gates and reasons, and scenes
// without sound.
[[nodiscard]] Result<Scene> parse_scene(const Document& document);

}  // namespace sotto
