// OpenPermit: proof that one device may be opened, unlocked or disarmed once: a known voice said the phrase
// of the moment, or somebody approved it on the page.
//
// Only the open gate of the core makes one (OpenPermitFactory is defined in core/gate_open.cpp and nowhere
// else). One that crosses to another process is read back by the journal's codec (OpenPermitCodec, in
// journal/codec.cpp). Without one, core/actuation.cpp stops the program rather than open anything, and the
// home refuses once more.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sotto {

enum class PermitSource : std::uint8_t { kVoice, kPage };
[[nodiscard]] std::string_view permit_source_name(PermitSource source);  // "voice"

class OpenPermit {
 public:
  [[nodiscard]] PermitSource source() const { return source_; }
  [[nodiscard]] const std::string& device() const { return device_; }
  [[nodiscard]] const std::string& command() const { return command_; }

  // Whether it is for exactly this.
  [[nodiscard]] bool covers(std::string_view device, std::string_view command) const {
    return device_ == device && command_ == command;
  }

  friend bool operator==(const OpenPermit&, const OpenPermit&) = default;

 private:
  friend struct OpenPermitFactory;
  friend struct OpenPermitCodec;
  OpenPermit() = default;

  PermitSource source_ = PermitSource::kVoice;
  std::string device_;
  std::string command_;
};

}  // namespace sotto
