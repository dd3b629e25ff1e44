// Imports cards into the contacts, finds contacts by what their owner types. Nobody is ever allowed here.
//
// Pure, one thread an importer.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "people/vcard.hpp"
#include "runtime/run_setup.hpp"

namespace sotto {

inline constexpr std::size_t kContactsMax = 2000;
inline constexpr std::size_t kFaultsKeptMax = 100;

struct ImportReport {
  std::size_t added = 0;
  std::size_t extended = 0;  // were there, and have got something new
  std::size_t unchanged = 0;
  std::size_t relations = 0;
  bool own_card = false;          // the owner's card was found
  std::vector<CardFault> faults;  // the first kFaultsKeptMax
  std::size_t left_out = 0;       // cards that did not become contacts
};

// Adds each card as a contact that is not allowed. One that is there already by name is extended, if it is
// the same person as far as the addresses tell; an allowed one stays as it is, so that no import changes
// where messages go. Beyond kContactsMax nothing is added, so that memory is bounded whatever is imported.
class Importer {
 public:
  // Borrows the contacts. `me`: the name on the owner's own card, which becomes no contact; its relations
  // ("spouse" and "Tom") are taken over to the contacts that they name. Empty: none.
  Importer(std::vector<ContactEntry>& contacts, std::string me);

  void take(const VCard& card);
  void note(const CardFault& fault);
  // After the last card.
  [[nodiscard]] ImportReport finish();

 private:
  void extend(ContactEntry& contact, const VCard& card);
  void take_relations();

  std::vector<ContactEntry>& contacts_;
  std::string me_;
  std::map<std::string, std::size_t> places_;   // of contacts, by id
  std::map<std::string, std::size_t> by_card_;  // by the uid of their card
  std::optional<VCard> own_;
  ImportReport report_;
};

// The contacts that this may mean, as indices: those of exactly this name or id; else of this nickname,
// relation ("husband", "my husband") or first name; else whose name holds it. Case does not count.
[[nodiscard]] std::vector<std::size_t> find_contacts(const std::vector<ContactEntry>& contacts,
                                                     const std::string& what);

}  // namespace sotto
