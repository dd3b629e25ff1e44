// VCardReader: people from vCards 3.0 (RFC 2426) and 4.0 (RFC 6350), and 2.1 as Android's own address book
// still writes it, also beyond the letter where programs that everybody has do: several cards in a file,
// groups, quoted parameters, Apple's labels, Android's own properties, quoted-printable.
//
// What is wrong with one card never touches another: the card is skipped and named by its number in the
// file. Memory is bounded: a card keeps kCardAddressesMax addresses of a kind and as many nicknames and
// relations, a line kLineBytesMax; photographs pass by. Pure; one thread a reader.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "people/content_line.hpp"

namespace sotto {

inline constexpr std::size_t kCardAddressesMax = 8;
inline constexpr std::size_t kCardNameBytesMax = 120;

// Somebody whom the card's owner is related to: on Ana's card, "spouse" and "Tom".
struct Relative {
  std::string relation;  // lower case: "spouse", "mother", or what the owner wrote
  std::string who;       // a name, or the uid of another card
  friend bool operator==(const Relative&, const Relative&) = default;
};

struct VCard {
  std::size_t number = 0;              // in the file, from 1
  std::string uid;                     // without "urn:uuid:"; empty: none
  std::string name;                    // as shown, without titles: "Maria Elena Alvarez"
  std::vector<std::string> nicknames;  // "Maria Alvarez" as well, where the name has middle names
  std::vector<std::string> emails;     // preferred ones first
  std::vector<std::string> phones;     // digits and a leading +
  std::vector<Relative> relatives;
};

struct CardFault {
  std::size_t number = 0;  // of the card
  std::string what;        // "no name"; never holds anything of the file
  bool skipped = true;     // the whole card; otherwise only a part of it
};

class VCardReader {
 public:
  VCardReader(std::function<void(VCard)> on_card, std::function<void(const CardFault&)> on_fault);

  // In pieces of any size.
  void read(std::string_view bytes);
  // The file has ended. Every card and every fault has been handed over.
  void finish();

  // Cards begun so far, those of groups and those that were skipped included.
  [[nodiscard]] std::size_t cards() const { return number_; }

 private:
  struct Address {
    std::string text;
    int preference = 0;  // 1 to 100, the smaller first
  };
  // A card as it is read.
  struct Draft {
    std::string version;
    std::string full_name;                // FN
    std::vector<std::string> name_parts;  // N: family, given, additional, prefixes, suffixes
    std::string organization;
    std::string uid;
    std::vector<std::string> nicknames;
    std::vector<Address> emails;
    std::vector<Address> phones;
    std::vector<Relative> relatives;
    std::vector<std::string> relative_groups;                 // of `relatives`, "" for none
    std::vector<std::pair<std::string, std::string>> labels;  // group and label
    bool group = false;                                       // a list of people, not one
    std::optional<std::string> fault;
    bool address_left_out = false;
    bool more_left_out = false;
  };

  void take(std::string_view text, bool cut);
  void take_property(const ContentLine& line);
  void take_name(const ContentLine& line, const std::string& value);
  void take_address(const ContentLine& line, const std::string& value);
  void take_related(const ContentLine& line, const std::string& value);
  void take_android(const std::string& value);
  void add_relative(const ContentLine& line, Relative relative);
  void add_address(std::vector<Address>& addresses, const ContentLine& line, std::string text);
  void add_nickname(std::string_view text);
  // The value as text; nothing, and the card at fault, where it cannot be kept.
  [[nodiscard]] std::optional<std::string> text_of(const ContentLine& line);
  void end_card();

  std::function<void(VCard)> on_card_;
  std::function<void(const CardFault&)> on_fault_;
  LineAssembler lines_;
  std::optional<Draft> draft_;
  std::size_t number_ = 0;
  std::size_t bytes_ = 0;  // so far, up to those of a byte order mark
};

// "+1 (555) 010-0199" and "tel:+1-555-010-0199;ext=5" -> "+15550100199". Nothing where it is no number.
[[nodiscard]] std::optional<std::string> tidy_phone(std::string_view text);

// "mailto:maria@example.org" -> "maria@example.org". Nothing where it is no address.
[[nodiscard]] std::optional<std::string> tidy_email(std::string_view text);

}  // namespace sotto
