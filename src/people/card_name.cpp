#include <algorithm>
#include <string_view>

#include "people/card_name_internal.hpp"
#include "people/plain_text.hpp"

namespace sotto {
namespace {

enum Part : std::size_t { kFamily, kGiven, kAdditional, kPrefixes, kSuffixes };

std::string part(const std::vector<std::string>& parts, Part which) {
  return which < parts.size() ? parts[which] : "";
}

// "Dr. Maria Alvarez, PhD" without "Dr." and "PhD", as the card itself calls these titles.
std::string without_titles(const std::string& full_name, const std::vector<std::string>& parts) {
  std::string_view name = full_name;
  const std::string prefixes = part(parts, kPrefixes);
  const std::string suffixes = part(parts, kSuffixes);
  if (!prefixes.empty() && name.starts_with(prefixes + " ")) name.remove_prefix(prefixes.size() + 1);
  if (!suffixes.empty() && name.ends_with(suffixes)) {
    std::string_view left = name.substr(0, name.size() - suffixes.size());
    while (left.ends_with(' ') || left.ends_with(',')) left.remove_suffix(1);
    if (!left.empty()) name = left;
  }
  return std::string(name);
}

}  // namespace

CardName name_of_card(const std::string& full_name, const std::vector<std::string>& parts,
                      const std::string& organization) {
  const std::string given = part(parts, kGiven);
  const std::string family = part(parts, kFamily);
  const std::string plain = tidy_blanks(given + " " + family);
  CardName made;
  made.name = full_name.empty() ? plain : without_titles(full_name, parts);
  if (made.name.empty()) made.name = organization;
  const bool middle = !part(parts, kAdditional).empty() && !given.empty() && !family.empty();
  if (middle && made.name != plain) made.shorter = plain;
  return made;
}

}  // namespace sotto
