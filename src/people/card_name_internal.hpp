// How somebody on a vCard is called aloud. Internal to this room. Pure, any thread.
#pragma once

#include <string>
#include <vector>

namespace sotto {

struct CardName {
  std::string name;     // without titles; empty: the card has none
  std::string shorter;  // without middle names, where there are any
};

// `parts` are those of N (family, given, additional, prefixes, suffixes), fewer or none.
[[nodiscard]] CardName name_of_card(const std::string& full_name, const std::vector<std::string>& parts,
                                    const std::string& organization);

}  // namespace sotto
