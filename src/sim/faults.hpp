// Faults: one part of the chain that answers wrongly, always. A safe design must stay safe with any one of
// them; a campaign measures it.
//
// Thread-safety: one thread. Ownership: borrows the engines of the Services.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/effect.hpp"
#include "runtime/services.hpp"

namespace sotto {

enum class Fault : std::uint8_t {
  kNone,
  kSilence,      // voice activity says that nobody ever speaks
  kSpeech,       // voice activity says that somebody always speaks
  kSameVoice,    // every voice is the one that asked
  kEcho,         // our own prompts come back at full volume
  kWantedWords,  // the recogniser hears what the dialog wants to hear; reported apart
};
inline constexpr std::array kFaults = {Fault::kSilence, Fault::kSpeech, Fault::kSameVoice, Fault::kEcho,
                                       Fault::kWantedWords};

// "silence", "speech", "same-voice", "echo", "wanted-words".
[[nodiscard]] std::string_view fault_name(Fault fault);
[[nodiscard]] std::optional<Fault> parse_fault(std::string_view name);

class FaultyServices {
 public:
  // `contact` is whom the wanted words name.
  FaultyServices(Fault fault, Services engines, std::string contact);
  ~FaultyServices();
  FaultyServices(const FaultyServices&) = delete;
  FaultyServices& operator=(const FaultyServices&) = delete;

  [[nodiscard]] Services services() const;

  // A run begins.
  void begin_run();
  // What the dialog asks, so that the wanted words are those it wants next.
  void follow(const Effect& effect);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace sotto
