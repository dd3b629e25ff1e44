// Imports cards into the contacts, finds contacts by what their owner types. Nobody is ever allowed here.
//
// Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "people/vcard.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {

inline constexpr std::size_t kContactsMax = 2000;

struct ImportReport {
  std::size_t added = 0;
  std::size_t extended = 0;  // were there, and have got something new
  std::size_t unchanged = 0;
  std::vector<CardFault> left_out;  // why cards did not become contacts
};

// Adds each card as a contact that is not allowed. One that is there already by name is extended, if it is
// the same person as far as the addresses tell; an allowed one stays as it is, so that no import changes
// where messages go. Beyond kContactsMax nothing is added.
[[nodiscard]] ImportReport import_cards(const std::vector<VCard>& cards, std::vector<ContactEntry>& contacts);

// Takes the relations of the owner's own card ("spouse" and "Tom") over to the contacts they name, by name,
// first name or card. Gives how many. `cards` are those of the same file.
[[nodiscard]] std::size_t take_relations(const VCard& own, const std::vector<VCard>& cards,
                                         std::vector<ContactEntry>& contacts);

// The contacts that this may mean, as indices: those of exactly this name or id; else of this nickname,
// relation
// ("husband", "my husband") or first name; else whose name holds it. Case does not count.
[[nodiscard]] std::vector<std::size_t> find_contacts(const std::vector<ContactEntry>& contacts,
                                                     const std::string& what);

}  // namespace sotto
