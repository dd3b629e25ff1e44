#include "journal/record_bodies.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "journal/base64.hpp"

namespace sotto {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::size_t kIdDigits = 32;

bool is_id(const std::string& id) {
  return id.size() == kIdDigits && id.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

std::string opened_body(const OpenedBody& opened) {
  return json{{"format", kFormat}, {"journal", opened.journal_id}, {"key", encode_base64(opened.key)}}.dump();
}

std::optional<OpenedBody> read_opened(std::string_view body) {
  try {
    const json text = json::parse(body);
    OpenedBody opened{text.at("journal").get<std::string>(), {}};
    const auto key = decode_base64(text.at("key").get<std::string>());
    if (text.at("format").get<int>() != kFormat || !is_id(opened.journal_id)) return std::nullopt;
    if (!key || key->size() != opened.key.size()) return std::nullopt;
    std::copy(key->begin(), key->end(), opened.key.begin());
    return opened;
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::string forgotten_body(const Forgetting& forgetting) {
  return json{{"from", forgetting.from},
              {"to", forgetting.to},
              {"words", forgetting.words},
              {"recordings", forgetting.recordings},
              {"why", forgetting.why}}
      .dump();
}

std::optional<Forgetting> read_forgotten(std::string_view body) {
  try {
    const json text = json::parse(body);
    return Forgetting{text.at("from").get<std::uint64_t>(), text.at("to").get<std::uint64_t>(),
                      text.at("words").get<bool>(), text.at("recordings").get<bool>(),
                      text.at("why").get<std::string>()};
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

std::optional<RecordingFile> read_recording(std::string_view body) {
  try {
    const json text = json::parse(body);
    return RecordingFile{text.at("file").get<std::string>(), text.at("sha256").get<std::string>()};
  } catch (const json::exception&) {
    return std::nullopt;
  }
}

}  // namespace sotto
