#include "trigger_phrases.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <optional>
#include <utility>

#include "sim/material_random.hpp"

namespace sotto {
namespace {

constexpr std::string_view kPhrasePlace = "{}";

// Calls `read` for every line that says something; false is a fault of that line.
Result<void> read_lines(std::string_view text, const std::string& name, const std::string& form,
                        const std::function<bool(std::string_view)>& read) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#' || read(line)) continue;
    return Error{ErrorCode::kFileInvalid, name + ":" + std::to_string(number) + ": not " + form};
  }
  return {};
}

std::optional<MaterialPart> read_part(std::string_view word) {
  if (word == "test") return MaterialPart::kTest;
  if (word == "tuning") return MaterialPart::kTuning;
  return std::nullopt;
}

// "a Lexus" -> "a-lexus".
std::string slug(std::string_view phrase) {
  std::string made;
  for (const char letter : phrase) {
    const bool upper = letter >= 'A' && letter <= 'Z';
    const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (letter == '\'') continue;
    made += upper ? static_cast<char>(letter - 'A' + 'a') : plain ? letter : '-';
  }
  return made;
}

std::string alone(std::string phrase) {
  if (phrase.front() >= 'a' && phrase.front() <= 'z')
    phrase.front() = static_cast<char>(phrase.front() - 'a' + 'A');
  return phrase + ".";
}

TalkBlock block_of(const std::string& phrase, MaterialPart part, const std::string& kind,
                   const Carriers& carriers, std::uint64_t seed) {
  TalkBlock block{kind + "-" + std::string(part_name(part)) + "-" + slug(phrase), part, kind, {}};
  const std::vector<std::string>& choices = carriers.at(part);
  std::string carried = choices[MaterialRandom(seed, "carrier of " + block.name).below(choices.size())];
  carried.replace(carried.find(kPhrasePlace), kPhrasePlace.size(), phrase);
  block.lines.push_back({block.name + "-01", 'A', alone(phrase)});
  block.lines.push_back({block.name + "-02", 'A', carried});
  return block;
}

}  // namespace

Result<std::vector<UnseenPhrase>> parse_unseen(std::string_view text, const std::string& name) {
  std::vector<UnseenPhrase> phrases;
  const Result<void> done = read_lines(text, name, "PART DISTANCE PHRASE", [&](std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t second = first == std::string_view::npos ? first : line.find(' ', first + 1);
    if (second == std::string_view::npos || second + 1 == line.size()) return false;
    const std::optional<MaterialPart> part = read_part(line.substr(0, first));
    MilliEdits distance = 0;
    const char* const end = line.data() + second;
    const auto [stop, error] = std::from_chars(line.data() + first + 1, end, distance);
    if (!part || error != std::errc() || stop != end || distance < 0) return false;
    phrases.push_back({*part, distance, std::string(line.substr(second + 1))});
    return true;
  });
  if (!done) return done.error();
  return phrases;
}

Result<Carriers> parse_carriers(std::string_view text, const std::string& name) {
  Carriers carriers;
  const Result<void> done = read_lines(text, name, "PART: a sentence with {}", [&](std::string_view line) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || line.find(kPhrasePlace) == std::string_view::npos) return false;
    const std::optional<MaterialPart> part = read_part(line.substr(0, colon));
    if (!part) return false;
    carriers[*part].emplace_back(line.substr(colon + 2));
    return true;
  });
  if (!done) return done.error();
  if (carriers.size() != 2) return Error{ErrorCode::kFileInvalid, name + ": one part has no carriers"};
  return carriers;
}

std::vector<TalkBlock> trigger_blocks(const std::vector<std::string>& known,
                                      const std::vector<UnseenPhrase>& unseen, const Carriers& carriers,
                                      std::uint64_t seed) {
  std::vector<TalkBlock> blocks;
  for (const std::string& phrase : known) {
    for (const MaterialPart part : {MaterialPart::kTuning, MaterialPart::kTest}) {
      blocks.push_back(block_of(phrase, part, "known", carriers, seed));
    }
  }
  for (const UnseenPhrase& phrase : unseen) {
    blocks.push_back(block_of(phrase.text, phrase.part, "unseen", carriers, seed));
  }
  return blocks;
}

}  // namespace sotto
